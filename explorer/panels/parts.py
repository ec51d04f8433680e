"""What every step is built of: fields with an explanation, folds, and sections of HTML."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import ipywidgets as W  # noqa: N812 - as everybody calls it

from ..reference import parameter
from ..views.parts import el, join, sentence, spec
from ..views.request import parameter_class
from ..views.text import Html, prose
from .words import in_panel_words

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
        self._drawn: tuple[object, ...] = ()

    def draw(self, view: Callable[..., str], *values: object) -> None:
        """Show what a view makes of these values. Where they are the very same as the last time, it is not made again.

        A panel draws all that can be seen whenever anything has changed, which is mostly something else.
        """
        drawing = (view, *values)
        if len(drawing) != len(self._drawn) or any(new is not old for new, old in zip(drawing, self._drawn, strict=True)):
            self.show(view(*values))
            self._drawn = drawing

    def show(self, html: str) -> None:
        """Show this, in the words of a panel; nothing at all takes no room."""
        self._drawn = ()
        html = in_panel_words(html)
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


def button(label: str, act: Callable[..., None], *, icon: str = "", primary: bool = False, danger: bool = False) -> Any:
    """Return a button as wide as its words; `danger` where nobody can undo what it does."""
    style = "primary" if primary else "danger" if danger else ""
    made = make(W.Button, description=label, icon=icon, tooltip=label, button_style=style)
    made.on_click(act)
    made.observe(lambda change: made.set_trait("tooltip", change["new"]), "description")  # a screen reader may say both
    return made


def fold_box(summary: str, *children: Any, kind: str = "") -> Any:
    """Return what is shown on demand. The page opens and closes it by itself, so it stays as the reader left it.

    It is no Accordion: its headers cannot be reached by Tab.
    """
    toggle = make(W.ToggleButton, "fxp-fold-toggle", description=summary, tooltip=summary)
    return box(toggle, box(*children, kind="fxp-fold-body"), kind=f"fxp-fold {kind}")


class Row(W.HBox):  # type: ignore[misc]  # ipywidgets has no types
    """A control with its explanation, and beneath it what is wrong with what stands in it."""

    children: tuple[Any, ...]
    _flaw: Section | None = None

    def mark(self, sentence: str, *, is_error: bool = True) -> None:
        """Say at the field what is wrong with it; nothing where the sentence is empty. The page tells screen readers."""
        marked(self, "fxp-wrong", bool(sentence) and is_error)
        if self._flaw is None and sentence:  # most fields never need one
            self._flaw = Section("fxp-flaw")
            self.children = (*self.children, self._flaw.widget)
        if self._flaw is not None:
            self._flaw.show(problem_html(sentence) if is_error or not sentence else said(sentence, "warn"))


def field(widget: Any, help: Html | str = "", *, name: str = "") -> Row:
    """Return a control with its explanation behind a "?"; `name` is the parameter whose colour it shares in the link."""
    row = [widget]
    if help:
        label = named(widget)
        mark = el("details", el("summary", "?", aria_label=f"About {label}"), class_="fx fxp-help")
        row.append(make(W.HTML, value=join([mark, el("div", Html(help), class_="fx fxp-help-text")])))
    made: Row = make(Row, *f"fxp-field {parameter_class(name) if name else ''}".split(), children=row)
    return made


def named(widget: Any) -> str:
    """Return what a control is called: its description, or, of those with a front end of their own, its label."""
    name: str = getattr(widget, "description", "") or getattr(widget, "label", "")
    return name


def explain(name: str, where: str = "authorize") -> Html:
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
