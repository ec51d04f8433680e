"""Tells the runs that a lesson's cells make from those of its reader, while the lesson runs in a notebook.

A cell that stands as it was delivered is the lesson's: its faults are meant, and a solution in it is nobody's find. What a
reader clicks, or writes into a cell, is the reader's own.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from ..runs.by_lessons import note_runs_of_lesson
from ..runs.by_notebooks import made_here

_PACKAGE = Path(__file__).resolve().parents[1]
_FOLDERS = (_PACKAGE.parent / "notebooks", _PACKAGE / "notebooks")  # of a clone, and of an installed package


def watch_cells(number: str) -> None:
    """From the next cell on, note the runs that cells of the lesson of this number make; outside of a notebook do nothing."""
    interactive = sys.modules.get("IPython")  # where it is not loaded, there is no notebook
    shell = interactive.get_ipython() if interactive is not None else None
    if shell is None or shell in _WATCHED:
        return
    _WATCHED.append(shell)
    watch = _CellWatch(delivered_cells(number))
    shell.events.register("pre_run_cell", watch.before)
    shell.events.register("post_run_cell", watch.after)


_WATCHED: list[Any] = []


def delivered_cells(number: str) -> frozenset[str]:
    """Return the code cells of a lesson as they were delivered; none where its notebook is not there."""
    file = next((file for folder in _FOLDERS for file in sorted(folder.glob(f"{number}-*.ipynb"))), None)
    if file is None:
        return frozenset()
    cells = json.loads(file.read_text(encoding="utf-8"))["cells"]
    return frozenset("".join(cell["source"]).strip() for cell in cells if cell["cell_type"] == "code")


class _CellWatch:
    """Looks at each cell of a notebook before and after it runs."""

    def __init__(self, delivered: frozenset[str]) -> None:
        self._delivered = delivered
        self._made_before = made_here()

    def before(self, info: Any) -> None:
        """Remember what was there before the cell: what somebody clicked meanwhile is no cell's."""
        self._made_before = made_here()

    def after(self, result: Any) -> None:
        """Note what a delivered cell made."""
        made = made_here() - self._made_before
        if made and result.info.raw_cell.strip() in self._delivered:
            note_runs_of_lesson(made)
