"""The sheet on the screen beside another one that was kept: of another provider, another client, or last spring."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import ipywidgets as W  # noqa: N812 - as everybody calls it

from ..probes import ProviderSheet, Sheets
from ..views.sheet import changes_html
from .model import PanelModel
from .parts import Section, fold_box, make

_NONE = "with which one?"
_MOST = 40


class SheetCompare:
    """A fold that names the sheets of the folder, and shows what changed between one of them and the sheet on the screen."""

    def __init__(self, model: PanelModel, value: Callable[[], ProviderSheet | None], sheets: Callable[[], Sheets]) -> None:
        self._value, self._sheets = value, sheets
        self.other = make(W.Dropdown, options=[_NONE], description="compare")
        self.other.observe(model.guarded("probe", self._show), "value")
        self._changes = Section()
        self._of = ""
        self.widget = fold_box("Compare with another sheet", self.other, self._changes.widget)

    def draw(self) -> None:
        """Name the sheets anew where another one stands on the screen."""
        mine = self._value()
        if mine is not None and mine.id != self._of:
            self._of = mine.id
            self.other.options = [(_NONE, _NONE), *self._names(mine)]
            self.other.value = _NONE

    def _names(self, mine: ProviderSheet) -> list[tuple[str, str]]:
        found: list[tuple[str, str]] = []
        for sheet in self._sheets():
            if sheet.id != mine.id:
                found.append((sheet.name, sheet.id))
            if len(found) == _MOST:
                break
        return found

    def _show(self, *_: Any) -> None:
        mine = self._value()
        if mine is None or self.other.value == _NONE:
            self._changes.show("")
        else:
            self._changes.show(changes_html(self._sheets().load(self.other.value).changes(mine)))
