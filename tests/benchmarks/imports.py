"""What importing costs, against the libraries that a client, or a panel, by hand imports: `uv run python -m tests.benchmarks.imports`.

Whole processes, in turns; the CPU time of each, its start included.
"""

from __future__ import annotations

import subprocess
import sys

from tests.benchmarks.timing import Comparison, Stopwatch, alternate, children, rounds_asked

LIMIT = 1.15
PANEL_LIMIT = 2.0


def measure(rounds: int, ours: str = "explorer", bare: str = "httpx, jwt") -> Comparison:
    """Compare the start of a process that imports these names of ours with one that imports those of others."""

    def turn(names: str, watch: Stopwatch) -> None:
        watch.start(children)
        subprocess.run([sys.executable, "-c", f"import {names}"], check=True)
        watch.stop()

    return alternate(lambda watch: turn(ours, watch), lambda watch: turn(bare, watch), rounds)


def measure_panels(rounds: int) -> Comparison:
    """Compare `from explorer.panels import FlowPanel` with the libraries of which a panel by hand would be made."""
    return measure(rounds, "explorer.panels", "anywidget, httpx, ipywidgets, jwt")


if __name__ == "__main__":
    asked = rounds_asked(20)
    print(measure(asked).line("import explorer", LIMIT))
    print(measure_panels(asked).line("import explorer.panels", PANEL_LIMIT))
