"""What every step is built of: fields with an explanation, folds, sections of HTML, and the step itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import ipywidgets as W  # noqa: N812 - as everybody calls it

from ..reference import parameter
from ..views.parts import el, sentence, spec
from ..views.request import parameter_class
from ..views.text import Html, prose
from .model import PanelModel


class Section:
    """A piece of HTML. It is written only when it changes, since a new value closes the folds that the reader opened."""

    def __init__(self, *classes: str) -> None:
        self.widget = W.HTML()
        for name in ("fxp-section", *classes):
            self.widget.add_class(name)
        self.show("")

    def show(self, html: str) -> None:
        """Show this; nothing at all takes no room."""
        if self.widget.value != html or not html:
            self.widget.value = html
            visible(self.widget, bool(html))


def visible(widget: Any, shown: bool) -> None:
    """Show a widget, or take it out of the page and out of the way of the Tab key."""
    display = None if shown else "none"
    if widget.layout.display != display:
        widget.layout.display = display


def box(*children: Any, kind: str) -> Any:
    """Return a box; its class says how the style sheet arranges it."""
    drawn = W.VBox(list(children))
    drawn.add_class(kind)
    return drawn


def button(label: str, act: Callable[..., None], *, icon: str = "", primary: bool = False, tooltip: str = "") -> Any:
    """Return a button as wide as its words."""
    made = W.Button(description=label, icon=icon, tooltip=tooltip or label, layout=W.Layout(width="auto"))
    made.button_style = "primary" if primary else ""
    made.on_click(act)
    return made


def fold(summary: str, *children: Any, kind: str = "", icon: str = "caret-right") -> Any:
    """Return what is shown on demand. The page opens and closes it by itself, so it stays as the reader left it.

    It is no Accordion: its headers cannot be reached by Tab.
    """
    toggle = W.ToggleButton(description=summary, icon=icon, tooltip=summary, layout=W.Layout(width="auto"))
    toggle.add_class("fxp-fold-toggle")
    body = box(*children, kind="fxp-fold-body")
    whole = box(toggle, body, kind="fxp-fold")
    if kind:
        whole.add_class(kind)
    return whole


def field(widget: Any, help: Html | str = "", *, name: str = "") -> Any:
    """Return a control with its explanation behind a "?"; `name` is the parameter whose colour it shares in the link."""
    row = [widget]
    if help:
        label = widget.description or widget.placeholder
        row.append(W.HTML(el("details", el("summary", "?", aria_label=f"About {label}"), Html(help), class_="fx fxp-help")))
    whole = W.HBox(row)
    for each in ("fxp-field", *(parameter_class(name).split() if name else ())):
        whole.add_class(each)
    return whole


def about(name: str, where: str = "authorize") -> Html:
    """Explain a parameter in a sentence, with its section."""
    known = parameter(name, where)
    if known is None:
        return Html("")
    why = Html(" ") + prose(known.why) if known.why else ""
    return sentence(prose(known.meaning), Html(why), " ", spec(known.spec))


def said(text: str, kind: str = "") -> Html:
    """Return a sentence of ours as a small view."""
    return el("div", sentence(prose(text), kind=kind), class_="fx")


def problem_html(text: str) -> str:
    """Return what went wrong, to be read aloud at once."""
    return el("div", sentence(text, kind="bad"), class_="fx", role="alert") if text else ""


class Step:
    """One step of a panel: a form with one primary button and the error beneath it, and what came of it beside it.

    A subclass makes its controls in `__init__`, hands them to `_arrange`, and draws itself in `draw` from the widgets'
    current values.
    """

    key = ""
    title = ""

    def __init__(self, model: PanelModel) -> None:
        self.model = model
        self._error = Section("fxp-error")
        self.widget: Any = None

    def _arrange(self, form: Iterable[Any], actions: Iterable[Any], rest: Iterable[Any], shown: Iterable[Any]) -> None:
        """Put the step together: fields, the row with the primary button, the error, folds; and beside them what is shown."""
        heading = W.HTML(el("h3", self.title, class_="fxp-title"))
        row = W.HBox(list(actions))
        row.add_class("fxp-actions")
        left = box(heading, *form, row, self._error.widget, *rest, kind="fxp-form")
        self.widget = box(left, box(*shown, kind="fxp-shown"), kind="fxp-step")
        self.model.listen(self._redraw)

    def _redraw(self) -> None:
        """Draw what changed, if this step is the open one."""
        if self.model.open == self.key:
            trouble = self.model.attempt(self.draw)  # a field that cannot be right, as long as it cannot
            self._error.show(problem_html(self.model.errors.get(self.key) or trouble))

    def draw(self) -> None:
        """Show what is true now."""
        raise NotImplementedError

    def on(self, act: Callable[..., object]) -> Callable[..., None]:
        """Return a callback for a click."""
        return self.model.guarded(self.key, act)

    def follow(self, *controls: Any) -> None:
        """Draw again whenever one of these changes; drawing reads their current values, never the change it was told of."""
        redraw = self.model.guarded(self.key, lambda: None)
        for control in controls:
            control.observe(redraw, "value")

    @property
    def summary(self) -> str:
        """What was done here, in a few words."""
        return ""
