"""An attack of lesson 05 as a drawing: who sent what to whom, and where it was stopped.

Positions across are in per cent and letters in pixels, as in the sequence diagram of a run (sequence.py). The words of an
arrow stand over its middle, in as many lines as it takes that they are no wider than the arrow at the least width.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .parts import drawn, el, heading, in_words, join, listing, note, sentence, table, table_row, view
from .text import Html, prose

if TYPE_CHECKING:
    from ..lessons.attacks import Act, Play
    from ..lessons.table import LessonTable

_ORDER = ("Bob", "Alice", "shop", "provider", "rogue")
_HEAD = 34  # pixels: the boxes with the names
_LINE = 13  # of words
_ARROW = 21  # pixels of a row below its words, with the arrow
_APART = 2.5  # per cent between a mark and its words
_TOP = _HEAD + 6
_EDGE = 9  # per cent: where the first one stands, and the last one before the other edge
_LETTER = 1.45  # per cent: how wide a letter is in a drawing of 460 pixels, which is the least
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
    rows = list(_rows(play.acts, at))
    bottom = rows[-1].bottom if rows else _TOP
    label = f"Drawing of the attack: {play.title}"
    words = " ".join(f"{number}. {_sign(act)}{act.words}." for number, act in enumerate(play.acts, 1))
    return el(
        "svg",
        drawn("title", label),
        drawn("desc", words),
        *(stroke for x in at.values() for stroke in _life(x, rows)),
        *(_head(name, x) for name, x in at.items()),
        *map(_act, rows),
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


@dataclass(frozen=True)
class _Row:
    """An act in its place: from where to where its arrow goes, its words in lines, and where they stand."""

    act: Act
    begin: float
    end: float
    lines: tuple[str, ...]
    top: int

    @property
    def is_mark(self) -> bool:
        """Whether somebody found something by himself: then the words stand beside the mark."""
        return self.begin == self.end

    @property
    def words(self) -> int:
        """How many pixels the words take."""
        return 2 + _LINE * len(self.lines)

    @property
    def level(self) -> int:
        """Where the arrow or the mark is."""
        return self.top + (self.words + _ARROW) // 2 if self.is_mark else self.top + self.words + 8

    @property
    def bottom(self) -> int:
        """Where the next row begins."""
        return self.top + self.words + _ARROW

    @property
    def anchor(self) -> tuple[float, str]:
        """Where the words stand, and which end of them stands there; beside a mark on the side that has more room."""
        if not self.is_mark:
            return (self.begin + self.end) / 2, "middle"
        return (self.begin + _APART, "start") if self.begin < 50 else (self.begin - _APART, "end")

    def covers(self, x: float) -> bool:
        """Tell whether the words reach over somebody's line."""
        place, anchor = self.anchor
        wide = max(map(len, self.lines)) * _LETTER
        left = place - {"start": 0, "middle": wide / 2, "end": wide}[anchor]
        return left < x < left + wide


def _rows(acts: Sequence[Act], at: dict[str, float]) -> Iterator[_Row]:
    top = _TOP
    for number, act in enumerate(acts, 1):
        begin, end = at[act.source], at[act.target]
        room = abs(end - begin) if begin != end else max(begin, 100 - begin) - _APART
        row = _Row(act, begin, end, _wrapped(f"{number} {_sign(act)}{act.text}", int(room / _LETTER)), top)
        top = row.bottom
        yield row


def _wrapped(told: str, most: int) -> tuple[str, ...]:
    """Words in as few lines as it takes, which are then as even as they can be."""
    few = len(_lines(told, most))
    return next(lines for width in range(min(len(told) // few, most), most + 1) if len(lines := _lines(told, width)) == few)


def _lines(told: str, most: int) -> tuple[str, ...]:
    return tuple(textwrap.wrap(told, max(most, 1), break_long_words=False, break_on_hyphens=False))


def _life(x: float, rows: Sequence[_Row]) -> Iterator[Html]:
    """The line of one who takes part, without the pieces that would cross words."""
    begin = _HEAD - 2
    for row in rows:
        if row.covers(x):
            yield from _vertical(x, begin, row.top)
            begin = row.bottom if row.is_mark else row.top + row.words
    yield from _vertical(x, begin, rows[-1].bottom if rows else _TOP)


def _vertical(x: float, begin: int, end: int) -> Iterator[Html]:
    if end > begin:
        yield el("line", x1=f"{x}%", x2=f"{x}%", y1=begin, y2=end, class_="fx-life")


def _head(name: str, x: float) -> Html:
    """A name in a box; a drawing within the drawing is placed in per cent and drawn in pixels."""
    box = el("rect", x=-36, y=2, width=72, height=_HEAD - 4, rx=4, class_="fx-party")
    letters = drawn("text", name, x="0", y=_HEAD // 2 + 4, text_anchor="middle", class_="fx-axis fx-strong")
    return el("svg", box, letters, x=f"{x}%", y=0, class_="fx-spill")


def _act(row: _Row) -> Html:
    """One row: its number and words, and below them an arrow, or beside them a cross where it ended."""
    act, (x, anchor) = row.act, row.anchor
    mood = f" fx-mood-{act.mood}" if act.mood else ""
    arrow = _mark(row.begin, row.level, act) if row.is_mark else _arrow(row.begin, row.end, row.level)
    first = row.level + 4 - _LINE * (len(row.lines) - 1) // 2 if row.is_mark else row.top + _LINE
    words = (
        drawn("text", line, x=f"{x:g}%", y=first + _LINE * number, text_anchor=anchor, class_="fx-axis")
        for number, line in enumerate(row.lines)
    )
    return el("g", drawn("title", act.words), arrow, *words, class_=f"fx-channel-{_channel(act)}{mood}")


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
