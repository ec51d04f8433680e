"""One step of a panel: what all of them have in common."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Self, cast

import ipywidgets as W  # noqa: N812 - as everybody calls it

from ..views.parts import el
from .model import STEPS, PanelModel
from .parts import Section, box, line, make, problem_html, said


class Step:
    """One step of a panel: a form with one primary button and the error beneath it, and what came of it beside it.

    A subclass makes its controls in `__init__`, hands them to `_arrange`, and draws itself in `draw` from the widgets'
    current values.
    """

    key = ""
    title = ""

    def __init__(self, model: PanelModel) -> None:
        self.model = model
        self.pinned = False  # in a panel of its own, where it is drawn whichever step is open
        self.leads_on = False  # in a panel with a next step
        self.primary: Any = None
        self._error, self._note = Section("fxp-error"), Section("fxp-note")
        self.widget: Any = None

    @classmethod
    def of(cls, model: PanelModel) -> Self:
        """Return this step of a model, made on first use: all panels of a flow show the same controls."""
        if cls.key not in model.steps:
            model.steps[cls.key] = cls(model)
        return cast(Self, model.steps[cls.key])

    def _arrange(
        self,
        form: Iterable[Any],
        actions: Iterable[Any],
        rest: Iterable[Any],
        shown: Iterable[Any],
        beneath: Iterable[Any] = (),
        kind: str = "",
    ) -> None:
        """Put the step together: fields, the row with the primary button, the error, folds; beside them what is shown.

        What is `beneath` stands at the end, and in a wide panel below the fields, beside what is shown.
        """
        heading = make(W.HTML, value=el("h3", self.title, class_="fxp-title"))
        row = line(*actions, kind="fxp-actions")
        left = box(heading, self._note.widget, *form, row, self._error.widget, *rest, kind="fxp-form")
        parts = [left, box(*shown, kind="fxp-shown"), *([box(*below, kind="fxp-beneath")] if (below := tuple(beneath)) else [])]
        self.widget = box(*parts, kind=f"fxp-step {kind}")
        self.model.listen(self._redraw)

    def _redraw(self) -> None:
        """Draw what changed, if this step can be seen."""
        if self.pinned or self.model.open == self.key:
            step, note = self.model.news.note
            self._note.show(said(note, "open") if note and step == self.key else "")
            trouble = self.model.attempt(self.draw)  # a field that cannot be right, as long as it cannot
            begun = self.model.errors.get(STEPS[0], "") if self.pinned else ""  # nobody else says that a provider is silent
            self._error.show(problem_html(self.model.errors.get(self.key) or begun or trouble))

    def draw(self) -> None:
        """Show what is true now."""
        raise NotImplementedError

    def _say(self, todo: str, icon: str, *, done: bool, onward: str = "") -> None:
        """Write on the primary button what it does now: this step, or, once that is done, going on to the next one."""
        if done:
            todo, icon = (onward, "arrow-right") if self.leads_on else ("Done: go on with the next cell", "check")
        self.primary.description, self.primary.icon = todo, icon
        self.primary.disabled = done and not self.leads_on

    def tell(self, text: str, *, at: str = "") -> None:
        """Say a result of this step aloud; `at` is a CSS selector of the control to which the cursor goes."""
        self.model.news.tell(self.key, text, at=at)

    def on(self, act: Callable[..., object]) -> Callable[..., None]:
        """Return a callback for a click."""
        return self.model.guarded(self.key, act)

    def follow(self, *controls: Any) -> None:
        """Draw again whenever one of these changes; drawing reads their current values, never the change it was told of."""
        redraw = self.model.guarded(self.key, lambda: None)
        for control in controls:
            control.observe(redraw, "value")

    def leave(self) -> None:
        """Forget what was said of a click here: whoever comes back finds things as they are then."""
        self.model.errors.pop(self.key, None)

    def reset(self) -> None:
        """Forget what was typed for the flow that is left, as far as another one must not begin with it."""

    @property
    def overruled(self) -> tuple[str, ...]:
        """The rules that failed here, and in spite of which the reader went on."""
        return ()

    @property
    def summary(self) -> str:
        """What was done here, in a few words."""
        return ""
