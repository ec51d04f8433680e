"""Beside the flow panel: the same provider and the same client, asked how they behave."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import ipywidgets as W  # noqa: N812 - as everybody calls it

from ..flow import Flow
from .model import PanelModel
from .parts import Section, box, button, fold_box, make, said, visible
from .probe_panel import ProbePanel

_WHAT = (
    "A sign-in shows what this provider does. Some three hundred questions show what it would do, and become a page that "
    "can be kept, passed on and compared. Your client and its secret go along; nothing has to be registered."
)
_LACKS = "The {} of this client is not here, and nobody should sign in several times for nothing: give it in step 1 first."


class AskProvider:
    """A fold that opens a `ProbePanel` for the provider and the client of the flow. `panel` is that one, once it is open."""

    def __init__(self, model: PanelModel) -> None:
        self._model = model
        self._flow: Flow | None = None
        self.panel: ProbePanel | None = None
        self.open = button("Open the questions", model.guarded("", self.show), icon="question")
        self._what = make(W.HTML, value=said(_WHAT))
        self._lacks = Section()
        self._slot = box(kind="fxp-asking")
        self.widget = fold_box("Ask how this provider behaves", self._what, self._lacks.widget, self.open, self._slot)

    def show(self) -> None:
        """Put the questions to the provider of the flow here."""
        flow = self._model.flow
        told: Mapping[str, Any] = flow.run.last("provider") or {}
        where = told.get("source")
        folder = self._model.home / "sheets" if self._model.home else None
        provider = where if isinstance(where, str) else flow.provider_metadata
        self.panel = ProbePanel(provider, flow.client, http=flow.http, runs=self._model.runs, sheets=folder)
        self.panel.local = self._model.local
        self._flow = flow
        self._slot.children = (self.panel.body,)
        visible(self.open, False)

    def draw(self) -> None:
        """Take the questions away where the flow is with another provider or client now; say beforehand what is missing."""
        flow = self._model.shown
        lacks = flow.client.lacks if flow is not None else None
        self.open.disabled = bool(lacks)
        self._lacks.show(said(_LACKS.format(lacks), "warn") if lacks else "")
        if self._flow is not None and (flow is None or (flow.issuer, flow.client) != (self._flow.issuer, self._flow.client)):
            self._flow, self.panel = None, None
            self._slot.children = ()
            visible(self.open, True)
