"""What every step is built of: fields with an explanation, folds, sections of HTML, and the step itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import ipywidgets as W  # noqa: N812 - as everybody calls it

from ..reference import parameter
from ..views.parts import el, sentence, spec
from ..views.request import parameter_class
from ..views.text import Html, prose
from .model import STEPS, PanelModel

_shared: dict[type, Any] = {}


def shared(kind: type) -> Any:
    """Return the one layout, or style, that all our widgets share."""
    if kind not in _shared or _shared[kind].comm is None:  # closed by Widget.close_all()
        _shared[kind] = kind()
    return _shared[kind]


def make(kind: Any, *classes: str, **traits: Any) -> Any:
    """Return a widget with these style classes, in one message to the page.

    A kernel that sends a thousand messages at once loses the last ones (ZeroMQ's high-water mark), and the page then has
    no model for the panel. So widgets are complete when they are made, and none has a layout or a style of its own.
    """
    style = kind.class_traits().get("style")
    if style is not None:
        traits["style"] = shared(style.klass)
    return kind(_dom_classes=list(classes), layout=shared(W.Layout), **traits)


class Section:
    """A piece of HTML. It is written only when it changes, since a new value closes the folds that the reader opened."""

    def __init__(self, *classes: str) -> None:
        self.widget = make(W.HTML, "fxp-section", "fxp-hidden", *classes)

    def show(self, html: str) -> None:
        """Show this; nothing at all takes no room."""
        if self.widget.value != html:
            self.widget.value = html
            visible(self.widget, bool(html))


def visible(widget: Any, shown: bool) -> None:
    """Show a widget, or take it out of the page and out of the way of the Tab key."""
    marked(widget, "fxp-hidden", not shown)


def marked(widget: Any, name: str, wanted: bool) -> None:
    """Give a widget a style class, or take it away."""
    if (name in widget._dom_classes) != wanted:
        (widget.add_class if wanted else widget.remove_class)(name)


def box(*children: Any, kind: str) -> Any:
    """Return a box of things one below the other; its class says how the style sheet arranges it."""
    return make(W.VBox, *kind.split(), children=children)


def line(*children: Any, kind: str) -> Any:
    """Return a box of things side by side."""
    return make(W.HBox, *kind.split(), children=children)


def button(label: str, act: Callable[..., None], *, icon: str = "", primary: bool = False) -> Any:
    """Return a button as wide as its words."""
    made = make(W.Button, description=label, icon=icon, tooltip=label, button_style="primary" if primary else "")
    made.on_click(act)
    return made


def fold(summary: str, *children: Any, kind: str = "") -> Any:
    """Return what is shown on demand. The page opens and closes it by itself, so it stays as the reader left it.

    It is no Accordion: its headers cannot be reached by Tab.
    """
    toggle = make(W.ToggleButton, "fxp-fold-toggle", description=summary, icon="caret-right", tooltip=summary)
    return box(toggle, box(*children, kind="fxp-fold-body"), kind=f"fxp-fold {kind}")


def field(widget: Any, help: Html | str = "", *, name: str = "") -> Any:
    """Return a control with its explanation behind a "?"; `name` is the parameter whose colour it shares in the link."""
    row = [widget]
    if help:
        label = widget.description or widget.placeholder
        what = el("details", el("summary", "?", aria_label=f"About {label}"), Html(help), class_="fx fxp-help")
        row.append(make(W.HTML, value=what))
    return line(*row, kind=f"fxp-field {parameter_class(name) if name else ''}")


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
        self.pinned = False  # in a panel of its own, where it is drawn whichever step is open
        self.leads_on = False  # in a panel with a next step
        self.primary: Any = None
        self._error = Section("fxp-error")
        self.widget: Any = None

    def _arrange(self, form: Iterable[Any], actions: Iterable[Any], rest: Iterable[Any], shown: Iterable[Any]) -> None:
        """Put the step together: fields, the row with the primary button, the error, folds; and beside them what is shown."""
        heading = make(W.HTML, value=el("h3", self.title, class_="fxp-title"))
        row = line(*actions, kind="fxp-actions")
        left = box(heading, *form, row, self._error.widget, *rest, kind="fxp-form")
        self.widget = box(left, box(*shown, kind="fxp-shown"), kind="fxp-step")
        self.model.listen(self._redraw)

    def _redraw(self) -> None:
        """Draw what changed, if this step can be seen."""
        if self.pinned or self.model.open == self.key:
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
