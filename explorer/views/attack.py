"""An attack of lesson 05 as a drawing: who sent what to whom, and where it was stopped.

Positions across are in per cent and letters in pixels, as in the sequence diagram of a run (sequence.py).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from .parts import drawn, el, heading, in_words, join, listing, note, sentence, table, table_row, view
from .text import Html, prose

if TYPE_CHECKING:
    from ..lessons.attacks import Act, Play
    from ..lessons.table import LessonTable

_ORDER = ("Bob", "Alice", "shop", "provider", "rogue")
_HEAD = 34  # pixels: the boxes with the names
_ROW = 34
_WORDS = 15  # pixels of a row that its words take: nobody's line is drawn there, or it would cross them
_EDGE = 9  # per cent: where the first one stands, and the last one before the other edge
_LETTER = 1.55  # per cent: how wide a letter is in a drawing of 460 pixels
_SIGNS = {"bad": "\u2717 ", "warn": "! "}


def attack_html(play: Play) -> Html:
    """Return an attack as a drawing, how it ended, and the same in words."""
    stopped = bool(play.stopped_by) or play.shown == play.session_of
    guards = ", ".join(play.up.split()) or "none"
    return view(
        "attack",
        heading(play.title),
        sentence("Guards that are up: ", guards, ". ", note(f"The session at the shop is {play.session_of}'s.")),
        attack_svg(play),
        el("p", _LEGEND, class_="fx-sentence fx-quiet fx-legend"),
        sentence(prose(play.outcome), kind="good" if stopped else "bad"),
        sentence("The explorer says: ", play.mistake, kind="quiet") if play.mistake else None,
        in_words("The same in words", listing([_sign(act) + act.words for act in play.acts], ordered=True)),
        label=f"Attack: {play.title}",
    )


_LEGEND = "Dashed lines go through a browser, whole ones from program to provider; dots are what people pass on by hand."


def attack_svg(play: Play) -> Html:
    """Return the drawing alone, with its words as the text alternative."""
    at = _places(play.acts)
    bottom = _HEAD + 6 + _ROW * len(play.acts)
    label = f"Drawing of the attack: {play.title}"
    words = " ".join(f"{number}. {_sign(act)}{act.words}." for number, act in enumerate(play.acts, 1))
    return el(
        "svg",
        drawn("title", label),
        drawn("desc", words),
        *(_life(x, bottom) for x in at.values()),
        *(_head(name, x) for name, x in at.items()),
        *(part for row, act in enumerate(play.acts) for part in _act(act, at, row, _HEAD + 6 + _ROW * row)),
        class_="fx-drawing",
        role="img",
        aria_label=label,
        width="100%",
        height=bottom + 6,
    )


def _sign(act: Act) -> str:
    return _SIGNS.get(act.mood, "")


def _places(acts: Sequence[Act]) -> dict[str, float]:
    """Where each of those who take part stands, from left to right, in per cent."""
    there = dict.fromkeys(name for act in acts for name in (act.source, act.target))
    names = sorted(there, key=lambda name: _ORDER.index(name) if name in _ORDER else len(_ORDER))
    apart = (100 - 2 * _EDGE) / max(len(names) - 1, 1)
    return {name: round(_EDGE + index * apart, 2) for index, name in enumerate(names)}


def _life(x: float, bottom: int) -> Html:
    """The line of one who takes part: a stroke at each arrow, and none where the words of a row stand."""
    stroke = _ROW - _WORDS
    begin = _HEAD + 6 + 3 - stroke  # behind the box with the name; the words of the first row begin where this stroke ends
    return el("line", x1=f"{x}%", x2=f"{x}%", y1=begin, y2=bottom, stroke_dasharray=f"{stroke} {_WORDS}", class_="fx-life")


def _head(name: str, x: float) -> Html:
    """A name in a box; a drawing within the drawing is placed in per cent and drawn in pixels."""
    box = el("rect", x=-36, y=2, width=72, height=_HEAD - 4, rx=4, class_="fx-party")
    letters = drawn("text", name, x="0", y=_HEAD // 2 + 4, text_anchor="middle", class_="fx-axis fx-strong")
    return el("svg", box, letters, x=f"{x}%", y=0, class_="fx-spill")


def _act(act: Act, at: dict[str, float], row: int, top: int) -> Iterator[Html]:
    """One row: its number and words, and below them an arrow, or a cross where it ended."""
    begin, end = at[act.source], at[act.target]
    mood = f" fx-mood-{act.mood}" if act.mood else ""
    level = top + 23
    arrow = _arrow(begin, end, level) if begin != end else _mark(begin, level, act)
    told = f"{row + 1} {_sign(act)}{act.text}"
    x, anchor = _beside(begin, end, len(told))
    words = drawn("text", told, x=x, y=top + 14, text_anchor=anchor, class_="fx-axis")
    yield el("g", drawn("title", act.words), arrow, words, class_=f"fx-channel-{_channel(act)}{mood}")


def _beside(begin: float, end: float, letters: int) -> tuple[str, str]:
    """Where the words of an arrow stand: over its middle, or at the edge that they would cross at the least width."""
    middle, half = (begin + end) / 2, letters * _LETTER / 2
    if middle < half:
        return "0", "start"
    return ("100%", "end") if middle + half > 100 else (f"{middle:g}%", "middle")


def _channel(act: Act) -> str:
    """Between shop and a provider nothing goes through a browser; by hand goes what people pass on."""
    pair = {act.source, act.target}
    if pair <= {"shop", "provider", "rogue"}:
        return "back"
    return "hand" if pair <= {"Alice", "Bob"} or pair == {"Bob", "rogue"} else "front"


def _arrow(begin: float, end: float, level: int) -> Html:
    point = "M0 0 L-8 -4 L-8 4 Z" if end > begin else "M0 0 L8 -4 L8 4 Z"
    line = el("line", x1=f"{begin}%", x2=f"{end}%", y1=level, y2=level, class_="fx-arrow")
    return join([line, el("svg", el("path", d=point, class_="fx-point"), x=f"{end}%", y=level, class_="fx-spill")])


def _mark(x: float, level: int, act: Act) -> Html:
    """Where somebody found something by himself: a cross for an end, a point for the rest."""
    shape = (
        el("path", d="M-6 -6 L6 6 M-6 6 L6 -6", class_="fx-cross")
        if act.mood == "bad"
        else el("rect", x=-4, y=-4, width=8, height=8, rx=4, class_="fx-point")
    )
    return el("svg", shape, x=f"{x}%", y=level, class_="fx-spill")


def lesson_table_html(shown: LessonTable) -> Html:
    """Return the table of a lesson."""
    rows = (table_row(shown.columns, map(_cell, row)) for row in shown.rows)
    whole: Any = (
        table(shown.columns, rows, caption=shown.title, kind="even") if shown.rows else sentence("Nothing.", kind="quiet")
    )
    return view("lesson", heading(shown.title), whole, label=shown.title)


def _cell(text: str) -> Html:
    return prose(text)
