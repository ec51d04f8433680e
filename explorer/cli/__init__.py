"""`flow-explorer`: JupyterLab on the first notebook; and `flow-explorer provider`, the local provider by itself.

Nothing heavy is imported before it is needed, so that `--help` answers at once.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

from ..errors import ExplorerError


def main(arguments: Sequence[str] | None = None) -> int:
    """Run `flow-explorer` with these arguments (those of the process by default) and return its exit code.

    2 means that the command could not start; a sentence on standard error says why, and what to do.
    """
    given = list(sys.argv[1:] if arguments is None else arguments)
    from . import lab, provider

    try:
        if given[:1] == ["provider"]:
            return provider.run(given[1:])
        return lab.run(given)
    except ExplorerError as problem:
        print(f"flow-explorer: {problem}", file=sys.stderr)
        return 2
