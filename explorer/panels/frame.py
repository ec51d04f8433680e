"""The frame round one or more steps: a header that stays, progress with its stop button, and what code can ask of it."""

from __future__ import annotations

from typing import Any

from ..flow import Flow
from ..runs import Run
from ..views.parts import code, el
from .js_widgets import Heartbeat, ReadingAids
from .model import PanelModel
from .parts import Section, box, button, line, visible
from .redraw_after_cell import redraw_after_cells


class Frame:
    """A panel: what all of them share. `flow` and `run` are those that it shows; `widget` is what a notebook displays."""

    def __init__(self, model: PanelModel) -> None:
        self.title = "No provider chosen yet"  # what the header says without a flow
        self._told_of = ""  # the one step of which this panel speaks aloud; empty for all
        self.heartbeat, self._aids = Heartbeat(self._see), ReadingAids()
        self.widget: Any = None
        self._stand_on(model)

    def _stand_on(self, model: PanelModel) -> None:
        """Show this model from now on, once the panel is composed."""
        self.model = model
        self._header, self._busy = Section("fxp-who"), Section("fxp-busy-words")
        self.stop = button("Stop", lambda *_: model.worker.stop(), icon="stop")  # no lock: it must work at once
        self._progress = line(self._busy.widget, self.stop, kind="fxp-busy fxp-hidden")
        self._heard = model.news.latest

    def _compose(self, *body: Any, head: tuple[Any, ...] = (), kind: str = "") -> None:
        """Put the panel together, and draw it whenever something changes, in the panel or in a cell."""
        inside = (self.heartbeat, self._aids, line(self._header.widget, *head, kind="fxp-head"), *body)
        if self.widget is None:
            self.widget = box(*inside, kind=f"fxp {kind}")
        else:
            self.widget.children = inside
        self.model.listen(self._draw)
        redraw_after_cells(self.model)

    # What code does

    @property
    def flow(self) -> Flow:
        """The flow behind the panel. Raises `Mistake` before there is one."""
        return self.model.flow

    @property
    def run(self) -> Run:
        """The record of the flow so far."""
        return self.flow.run

    @property
    def show_faults(self) -> bool:
        """Whether the header names the faults of the local provider. A teacher may hide it."""
        return self.model.show_faults

    @show_faults.setter
    def show_faults(self, shown: bool) -> None:
        self.model.show_faults = shown
        self.model.changed()

    # What is shown

    def _see(self, seen: bool) -> None:
        """Draw the panel for as long as a page shows it; when one shows it again, as things are then."""
        with self.model.lock:
            if seen:
                self.model.listen(self._draw)
                self._draw()
            else:
                self.model.unlisten(self._draw)

    def _draw(self) -> None:
        self.model.attempt(self._draw_frame)
        self._speak()

    def _draw_frame(self) -> None:
        self._header.show(header_html(self.model, self.title))
        self._busy.show(self._busy_html(self.model.worker.what) if self.model.worker.what else "")
        visible(self._progress, bool(self.model.worker.what))

    def _busy_html(self, what: str) -> str:
        """What is under way, aloud."""
        return el("div", what, role="status")

    def _speak(self) -> None:
        """Say what happened, once nothing is under way any more: what is true halfway is no result. Then which step has opened."""
        rests = not self.model.worker.what
        items = self.model.news.since(self._heard, self._told_of) if rests else []
        self._heard = self.model.news.latest if rests else self._heard
        told = " ".join(filter(None, (*(item.text for item in items), self._opened())))
        at = next((item.at for item in reversed(items) if item.at), "")
        if told or at:
            self.heartbeat.say(told, at=at)

    def _opened(self) -> str:
        """Which step has opened since this was asked last; in a panel of one step none ever does."""
        return ""

    def _repr_mimebundle_(self, **options: Any) -> Any:
        """Show the panel; where widgets cannot be shown, say what to do."""
        bundle = self.widget._repr_mimebundle_(**options)
        bundle["text/plain"] = (
            "A panel of the flow explorer. If you see this text, the page was loaded anew, or the kernel is gone: run this cell, "
            "and it offers what was under way."
        )
        return bundle


def header_html(model: PanelModel, title: str) -> str:
    """Return who asks whom, and the faults that the local provider was given."""
    if not model.has_flow:
        return el("div", el("span", title, class_="fxp-quiet"), class_="fx")
    flow = model.flow
    faults = model.local.fault_names if model.local and model.show_faults else ()
    badge = el("span", f"fault: {', '.join(faults)}", class_="fxp-badge") if faults else None
    kind = "public client" if flow.client.is_public else "confidential client"
    local = " (local provider)" if model.local else None
    label = el("strong", flow.run.label, class_="fxp-run-label") if flow.run.label else None
    words = (
        label,
        el("span", "Provider ", code(flow.issuer), local, class_="fxp-provider"),
        el("span", kind, " ", code(flow.client.client_id), class_="fxp-client"),
        badge,
    )
    return el("div", *words, class_="fx")
