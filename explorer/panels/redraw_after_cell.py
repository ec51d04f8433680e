"""Panels follow the cells: where code goes on with a flow, the panels that show it are drawn again."""

from __future__ import annotations

import weakref

from IPython.core.getipython import get_ipython

from .model import PanelModel

_followers: weakref.WeakSet[PanelModel] = weakref.WeakSet()
_told: weakref.WeakSet[object] = weakref.WeakSet()  # the shells that tell us when a cell has ended


def redraw_after_cells(model: PanelModel) -> None:
    """Draw the panels of this model again after each cell that changed its flow."""
    shell = get_ipython()
    if shell is not None and shell not in _told:
        shell.events.register("post_run_cell", after_a_cell)
        _told.add(shell)
    _followers.add(model)


def after_a_cell(*_: object) -> None:
    """Draw what a cell has changed: IPython calls this when one has ended."""
    for model in tuple(_followers):
        model.attempt(model.follow_code)
