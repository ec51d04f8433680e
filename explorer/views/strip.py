"""Many durations by step: a dot for each, the middle half as a bar, the median as a line. And the same in numbers.

The scale is logarithmic, since one step takes one millisecond and another takes a second. Positions across are in per cent and
letters in pixels, as in the other drawings.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence

from ..runs.spread import Repetition, Spread, spread_of, spread_rows
from .parts import drawn, el, heading, join, sentence, table, table_row, view
from .text import Html
from .values import milliseconds

MOST_DOTS = 300  # of a step; of more every so many-th is drawn, in the order of their size
_LINE, _HEAD = 34, 22  # pixels
_LEFT, _WIDTH = 24.0, 60.0  # per cent of the drawing
_LANES = 5  # heights at which dots may lie, so that two of one value are two
_LETTERS = 14  # of a step that fit
_COLUMNS = ("Step", "Times", "Median", "Middle half", "Least", "Most")
_SHORTEST = 0.1  # milliseconds; what is quicker lies at the edge


def repetition_html(repetition: Repetition) -> Html:
    """Return what came of asking the same thing several times."""
    if not repetition.exchanges:
        return view("repetition", heading(f"Repeated: {repetition.step}"), sentence(repetition.ended), label="Repeated")
    told = f"{len(repetition.exchanges)} times {repetition.step}."
    ended = sentence(repetition.ended, kind="warn") if repetition.ended != "done" else None
    return view("repetition", heading(told), ended, spread_html(repetition.durations), label="Repeated")


def spread_html(durations: Mapping[str, Sequence[float]]) -> Html:
    """Return durations in milliseconds by step, as a drawing and as a table."""
    rows = (_row(name, spread) for name, spread in spread_rows(durations))
    return join([strip_svg(durations), table(_COLUMNS, rows, caption="Median and spread of each step", kind="even")])


def _row(name: str, spread: Spread) -> Html:
    half = f"{milliseconds(spread.lower)} to {milliseconds(spread.upper)}"
    told = (milliseconds(spread.median), half, milliseconds(spread.least), milliseconds(spread.most))
    return table_row(_COLUMNS, (name, spread.times, *told))


def strip_svg(durations: Mapping[str, Sequence[float]]) -> Html:
    """Return the strip plot alone, with its numbers as the text alternative."""
    known = {name: sorted(values) for name, values in durations.items() if values}
    every = [max(value, _SHORTEST) for values in known.values() for value in values]
    low, high = _range(min(every, default=1.0), max(every, default=1.0))
    bottom = _HEAD + len(known) * _LINE
    label = f"Durations by step: {', '.join(known) or 'nothing was measured'}"
    return el(
        "svg",
        drawn("title", label),
        drawn("desc", " ".join(_told(name, values) for name, values in known.items())),
        *(_tick(power, low, high, bottom) for power in range(low, high + 1)),
        *(_strip(name, values, _HEAD + index * _LINE, low, high) for index, (name, values) in enumerate(known.items())),
        class_="fx-drawing",
        role="img",
        aria_label=label,
        width="100%",
        height=bottom + 6,
    )


def _range(least: float, most: float) -> tuple[int, int]:
    """The powers of ten between which everything lies."""
    low = math.floor(math.log10(least))
    return low, max(low + 1, math.ceil(math.log10(most)))


def _across(value: float, low: int, high: int) -> str:
    share = (math.log10(max(value, _SHORTEST)) - low) / (high - low)
    return f"{_LEFT + _WIDTH * min(max(share, 0.0), 1.0):.2f}%"


def _tick(power: int, low: int, high: int, bottom: int) -> Html:
    at = _across(10.0**power, low, high)
    word = drawn("text", milliseconds(10.0**power), x=at, y=12, text_anchor="middle", class_="fx-axis fx-faint")
    return join([el("line", x1=at, x2=at, y1=_HEAD - 4, y2=bottom, class_="fx-life"), word])


def _told(name: str, values: Sequence[float]) -> str:
    spread = spread_of(values)
    return f"{name}: {spread.times} times, median {milliseconds(spread.median)}." if spread else ""


def _strip(name: str, values: Sequence[float], top: int, low: int, high: int) -> Html:
    spread = spread_of(values)
    median = milliseconds(spread.median) if spread else ""
    short = name if len(name) <= _LETTERS else f"{name[: _LETTERS - 1]}\u2026"
    middle = top + _LINE // 2
    return el(
        "g",
        drawn("title", _told(name, values)),
        drawn("text", short, x="0", y=middle + 4, class_="fx-axis"),
        *(_middle_half(spread, top, low, high) if spread else ()),
        *_dots(values, middle, low, high),
        drawn("text", median, x="100%", y=middle + 4, text_anchor="end", class_="fx-axis"),
    )


def _middle_half(spread: Spread, top: int, low: int, high: int) -> Iterator[Html]:
    begin, end, at = (_across(value, low, high) for value in (spread.lower, spread.upper, spread.median))
    width = f"{float(end[:-1]) - float(begin[:-1]):.2f}%"
    yield el("rect", x=begin, y=top + 5, width=width, height=_LINE - 10, rx=3, class_="fx-box")
    yield el("g", el("line", x1=at, x2=at, y1=top + 3, y2=top + _LINE - 3, class_="fx-arrow"), class_="fx-channel-back")


def _dots(values: Sequence[float], middle: int, low: int, high: int) -> Iterator[Html]:
    """The durations as dots. The n-th lies a little higher or lower than its neighbour: the same values, the same drawing."""
    step = -(-len(values) // MOST_DOTS)
    for number, value in enumerate(values[::step]):
        height = middle - 8 + 4 * (number % _LANES)
        yield el("rect", x=_across(value, low, high), y=height - 2, width=4, height=4, rx=2, class_="fx-bar fx-bar-wait")
