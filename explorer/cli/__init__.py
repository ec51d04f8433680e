"""`flow-explorer`: JupyterLab on the first notebook; and the commands, each in a file of its own, such as `flow-explorer provider`.

Nothing heavy is imported before it is needed, so that `--help` answers at once.
"""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Sequence

from ..errors import ExplorerError

COMMANDS = ("explain", "jwt", "probe", "provider", "report")  # each is a file here, with a function `run`


def main(arguments: Sequence[str] | None = None) -> int:
    """Run `flow-explorer` with these arguments (those of the process by default) and return its exit code.

    2 means that the command could not start; a sentence on standard error says why, and what to do.
    """
    given = list(sys.argv[1:] if arguments is None else arguments)
    name = given[0] if given and given[0] in COMMANDS else None
    try:
        command = importlib.import_module(f".{name or 'lab'}", __name__)
        code = int(command.run(given[1:] if name else given))
        sys.stdout.flush()
        return code
    except BrokenPipeError:  # who reads has read enough, as `| head` does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except ExplorerError as problem:
        print(f"flow-explorer: {problem}", file=sys.stderr)
        return 2
