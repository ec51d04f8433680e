"""Paste anything, or drop a file: what it is, what is wrong with it, and the ways on, as a flow or as saved runs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from ..errors import Mistake
from ..explanation import Explanation, explain, has_failed
from ..flow import Flow
from ..secret import Secret
from ..views.explanation import explanation_html
from .drop_file import DropFile
from .flow_panel import FlowPanel
from .frame import Frame
from .js_widgets import PasteBox
from .model import PanelModel
from .parts import Section, box, button, line, make, problem_html, said, visible
from .report_box import ReportBox

_HINT = (
    "Paste a link, the address the browser came back to, a curl command, a token, a log, an answer of a provider; or drop a HAR. "
    "Nothing is sent anywhere, and secrets are shown as fingerprints only."
)
_EXAMPLE = "https://... or curl ... or eyJ... or {json}"


class ExplainPanel(Frame):
    """A box for a text and a place for a file: what it is, taken apart and judged.

    `home` is a folder for runs that are kept from here, by default the user's own. `explanation` is what is shown, and
    `opened` the flow that it was opened as.
    """

    def __init__(self, text: str | Secret | Path | None = None, *, home: Path | str | None = None) -> None:
        import ipywidgets as W  # noqa: N812 - as everybody calls it

        super().__init__(PanelModel(Path(home) if home else None))
        self.title = "What is this?"
        self.explanation: Explanation | None = None
        self.opened: Flow | None = None
        self.paste = PasteBox("Anything of a sign-in", _EXAMPLE)
        self.paste.on_done(self._on(self._read))
        self.drop = DropFile("or a file, such as a HAR: choose it, or drop it here")
        self.drop.on_files(self._take)
        self.primary = button("Explain", self._on(self._read), icon="search", primary=True)
        self.open_flow = button("Open as a flow", self._on(self._open), icon="play")
        self.keep = button("Keep the runs", self._on(self._keep), icon="save")
        self._ways = line(self.open_flow, self.keep, kind="fxp-actions fxp-hidden")
        self.report = ReportBox(self.model, self._reported, "somebody-elses-sign-in")
        self._error, self._said, self._shown = Section("fxp-error"), Section(), Section()
        hint = make(W.HTML, value=said(_HINT))
        form = (hint, self.paste, self.drop, line(self.primary, kind="fxp-actions"), self._error.widget)
        self._compose(
            box(*form, self._progress, self._ways, self._said.widget, self._shown.widget, self.report.widget, kind="fxp-stage"),
            kind="fxp-small",
        )
        self._below = box(kind="fxp-below")  # beside this panel and not in it: a page knows a control by its panel
        self.widget = box(self.widget, self._below, kind="fxp-pair")
        self._show(None)
        if text is not None:
            self._work("Reading ...", lambda: explain(text))

    # What the reader does

    def _on(self, act: Callable[[], None]) -> Callable[..., None]:
        """Return a callback that does `act`, and shows the sentence where that cannot be."""

        def act_and_tell() -> None:
            self._error.show(problem_html(self.model.attempt(act)))

        return self.model.guarded("", act_and_tell)

    def _read(self) -> None:
        pasted = self.paste.text
        if not pasted.reveal().strip() and self.explanation is not None and self.explanation.kind != "nothing":
            self._said.show(said(_EXPLAINED, "quiet"))  # it was read as it was pasted, and the box emptied
            return
        if not pasted.reveal().strip():
            raise Mistake("Nothing was pasted: paste a text into the box, or choose a file.")
        self.drop.say("")  # a file that was read before is not what is explained now
        self._work("Reading ...", lambda: explain(pasted), pasted)

    def _take(self, files: dict[str, bytes]) -> None:
        (name, content), *_ = files.items()
        self.paste.clear()  # what stands there is not what is explained now
        self._work(f"Reading {name} ...", lambda: explain(content))

    def _work(self, what: str, job: Callable[[], Explanation], pasted: Secret | None = None) -> None:
        """Explain in the worker: a large HAR takes seconds."""

        def explained() -> None:
            trouble = self.model.attempt(lambda: self._show(job()))
            with self.model.lock:
                self._error.show(problem_html(trouble))
                if not trouble and pasted is not None:
                    self._put_away(pasted)

        self.model.work("", what, explained)

    def _put_away(self, pasted: Secret) -> None:
        """Empty the box of what is explained, which may hold a secret; what is none of these stays, since it may be mended."""
        found = self.explanation
        if found is None or found.kind == "nothing" or self.paste.text != pasted:
            return
        self.paste.clear()
        self._said.show(said(_PUT_AWAY, "quiet"))

    def _open(self) -> None:
        if self.explanation is None:
            return
        self.opened = self.explanation.flow(runs=self.model.runs)
        self._below.children = (FlowPanel(flow=self.opened).widget,)
        self._said.show(said(_OPENED))

    def _keep(self) -> None:
        runs = self.explanation.runs if self.explanation else ()
        for run in runs:
            self.model.runs.save(run)
        self._said.show(said(f"{len(runs)} kept: compare them with your own in ComparePanel()."))

    # What is shown

    def _reported(self) -> object:
        """What a report is made of: the first sign-in that failed, or the first; of what holds none, the explanation."""
        runs = self.explanation.runs if self.explanation else ()
        return next(filter(has_failed, runs), runs[0] if runs else self.explanation)

    def _show(self, found: Explanation | None) -> None:
        with self.model.lock:
            self.explanation, self.opened, self._below.children = found, None, ()
            self._said.show("")
            if found is not None:
                self.model.news.tell("", f"This is {found.title}. {found.sentence}")
            opens = found is not None and any(each.opening and each.opening.provider for each in found.everything)
            visible(self.open_flow, opens)
            visible(self.keep, bool(found and found.runs))
            visible(self._ways, opens or bool(found and found.runs))
            visible(self.report.widget, found is not None and found.kind != "nothing")
            self._shown.show(explanation_html(found) if found is not None else "")


_EXPLAINED = "What was pasted last is explained below. Paste another text into the box, or choose a file."
_PUT_AWAY = (
    "The box is empty again, since what is pasted may hold a secret. It is taken apart below, with fingerprints for secrets."
)

_OPENED = "It is open as a flow, in the panel below. Code finds it as `opened` of this panel, where a variable holds it."
