"""What importing costs, against the two libraries that a client by hand imports: `uv run python -m tests.benchmarks.imports`.

Whole processes, in turns; the CPU time of each, its start included.
"""

from __future__ import annotations

import subprocess
import sys

from tests.benchmarks.timing import Comparison, Stopwatch, alternate, children, rounds_asked

LIMIT = 1.15


def measure(rounds: int) -> Comparison:
    """Compare `import explorer` with `import httpx, jwt`."""

    def importing(names: str) -> None:
        subprocess.run([sys.executable, "-c", f"import {names}"], check=True)

    def turn(names: str, watch: Stopwatch) -> None:
        watch.start(children)
        importing(names)
        watch.stop()

    return alternate(lambda watch: turn("explorer", watch), lambda watch: turn("httpx, jwt", watch), rounds)


if __name__ == "__main__":
    print(measure(rounds_asked(20)).line("import explorer", LIMIT))
