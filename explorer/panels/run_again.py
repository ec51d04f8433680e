"""A cell that is run again, also because its page was loaded anew: which panel it showed before, in the same kernel.

Jupyter says with each request to run something of which cell it is. The flow of the panel before lives on in the kernel, with
its secrets, its local provider and whatever was typed, though no page shows it any more.
"""

from __future__ import annotations

import weakref
from typing import Any

from IPython.core.getipython import get_ipython

from .model import PanelModel


class _Cells:
    """What the panels of each cell stand on: the first panel of a cell takes the place of the first one before, and so on."""

    def __init__(self) -> None:
        self._models: weakref.WeakValueDictionary[str, PanelModel] = weakref.WeakValueDictionary()
        self._run = ""
        self._panels = 0  # that this run of the cell has made

    def replace(self, cell: str, run: str, model: PanelModel) -> PanelModel | None:
        self._panels = self._panels + 1 if run == self._run else 1
        self._run = run
        place = f"{self._panels} {cell}"
        before = self._models.get(place)
        self._models[place] = model
        return before


_cells = _Cells()


def replaced(model: PanelModel) -> PanelModel | None:
    """Return what the panel before stood on, whose place a new panel with this model takes; None where nobody says."""
    request = request_under_way()
    cell, run = request.get("metadata", {}).get("cellId"), request.get("header", {}).get("msg_id")
    return _cells.replace(cell, run, model) if isinstance(cell, str) and isinstance(run, str) else None


def request_under_way() -> dict[str, Any]:
    """Return the message by which Jupyter asked the kernel to run what runs now; empty outside of it."""
    parent: Any = getattr(get_ipython(), "get_parent", dict)()
    return parent if isinstance(parent, dict) else {}
