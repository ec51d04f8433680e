"""Where the time of a whole run went: every exchange on one scale, one behind the other.

The time between exchanges is left out, and so is the person's time in the browser: it stands in its place, as a line of
its own that is not drawn to scale, because it was observed and not timed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ..printable import counted
from ..runs import Run
from ..runs.events import ExchangeEvent
from ..runs.readings import trips_of_the_browser
from .parts import drawn, el, heading, in_words, join, note, sentence, table, table_row, view
from .text import Html
from .timing import PHASE_WORDS, SHORT, SHOWN, bar_class, phases_of, recorded_timing
from .values import FROM_LINK_TO_ANSWER, duration, finite_number, milliseconds

MOST_LINES = 120
_LINE, _BAR = 24, 12  # pixels
_LEFT, _WIDTH = 24.0, 56.0  # per cent of the drawing: where the bars begin, and how far they may reach
_LEAST = 0.4  # per cent; a phase that took no time is seen all the same
_STEP = 12  # letters of a step that fit


@dataclass(frozen=True)
class WaterfallLine:
    """One line of the drawing: an exchange with its phases (name, start, duration in ms), or the person's time.

    `begin` is the time on the wire before it, in milliseconds; `thinking` the person's seconds, None for an exchange.
    """

    step: str
    begin: float
    phases: tuple[tuple[str, float, float], ...] = ()
    trouble: str = ""
    reused: bool = False
    thinking: float | None = None

    @property
    def took(self) -> float:
        """Milliseconds on the wire."""
        return max((start + spent for _, start, spent in self.phases), default=0.0)


def waterfall_lines(run: Run) -> list[WaterfallLine]:
    """Return the lines of the drawing, in the order of the events."""
    lines: list[WaterfallLine] = []
    done = 0.0
    trips = {id(event) for event in trips_of_the_browser(run)}
    for event in run.events:
        if event["kind"] == "receive":
            if id(event) in trips:
                lines.append(WaterfallLine("browser", done, thinking=finite_number(event["thinking"]) or 0.0))
        elif event["kind"] == "exchange":
            line = _exchange(event, done)
            lines.append(line)
            done += line.took
    return lines


def _exchange(event: ExchangeEvent, begin: float) -> WaterfallLine:
    timing = recorded_timing(event)
    response = event.get("response")
    status = finite_number(response["status"]) or 0 if response else 0
    trouble = f"status {response['status']}" if response and status >= 400 else "" if response else "no answer"
    return WaterfallLine(event["step"], begin, tuple(phases_of(timing)), trouble, timing.reused)


def waterfall_html(run: Run) -> Html:
    """Return the waterfall of a run, what its colours mean, and the same in numbers."""
    lines = waterfall_lines(run)
    exchanges = [line for line in lines if line.thinking is None]
    if not exchanges:
        return view("timing", heading("Where the time went"), sentence("Nothing was sent yet."), label="Where the time went")
    rest = len(lines) - MOST_LINES
    return view(
        "timing",
        heading("Where the time went"),
        sentence(_in_all(lines)),
        _svg(lines),
        sentence(f"... and {rest:,} more, not shown here.", kind="quiet") if rest > 0 else None,
        _legend(exchanges),
        in_words("The same in numbers", _in_numbers(lines)),
        label="Where the time went",
    )


def _in_all(lines: list[WaterfallLine]) -> str:
    spent = sum(line.took for line in lines)
    exchanges = [line for line in lines if line.thinking is None]
    thinking = [line.thinking for line in lines if line.thinking is not None]
    count = f"{counted(len(exchanges), 'exchange')}, {milliseconds(spent)} on the wire."
    person = f" The browser came back after {duration(sum(thinking))}, observed and not timed; it is not drawn to scale."
    return count + (person if thinking else "")


def _svg(lines: list[WaterfallLine]) -> Html:
    shown = lines[:MOST_LINES]
    full = sum(line.took for line in shown) or 1.0
    label = "Waterfall of all exchanges"
    return el(
        "svg",
        drawn("title", label),
        drawn("desc", " ".join(f"{number}. {_words(line)}." for number, line in enumerate(shown, 1))),
        *(_row(line, index * _LINE, full) for index, line in enumerate(shown)),
        class_="fx-drawing",
        role="img",
        aria_label=label,
        width="100%",
        height=max(len(shown), 1) * _LINE,
    )


def _words(line: WaterfallLine) -> str:
    if line.thinking is not None:
        return f"{line.step}: {duration(line.thinking)}, {FROM_LINK_TO_ANSWER}"
    parts = ", ".join(f"{name} {milliseconds(spent)}" for name, _, spent in line.phases)
    open_already = "; the connection was open already" if line.reused else ""
    trouble = f"; {line.trouble}" if line.trouble else ""
    return f"{line.step}: {milliseconds(line.took)} ({parts or 'not measured'}{open_already}{trouble})"


def _row(line: WaterfallLine, top: int, full: float) -> Html:
    base = top + _LINE - 8
    sign = "\u2717 " if line.trouble else ""
    name = line.step if len(line.step) <= _STEP else f"{line.step[: _STEP - 1]}\u2026"
    told = duration(line.thinking) if line.thinking is not None else milliseconds(line.took)
    return el(
        "g",
        drawn("title", _words(line)),
        drawn("text", sign + name, x="0", y=base, class_="fx-axis"),
        *(_person(line, top, full) if line.thinking is not None else _bars(line, top, full)),
        drawn("text", told, x="100%", y=base, text_anchor="end", class_="fx-axis"),
        class_="fx-mood-bad" if line.trouble else None,
    )


def _across(time: float, full: float) -> float:
    return _LEFT + _WIDTH * min(max(time / full, 0.0), 1.0)


def _bars(line: WaterfallLine, top: int, full: float) -> Iterator[Html]:
    for name, start, spent in line.phases:
        left = _across(line.begin + start, full)
        width = max(_LEAST, _WIDTH * min(max(spent / full, 0.0), 1.0))
        tip = drawn("title", f"{line.step}, {PHASE_WORDS.get(name, name)}: {milliseconds(spent)}")
        place = {"x": f"{left:.2f}%", "y": top + (_LINE - _BAR) // 2, "width": f"{width:.2f}%", "height": _BAR}
        yield el("rect", tip, **place, class_=bar_class(name))


def _person(line: WaterfallLine, top: int, full: float) -> Iterator[Html]:
    """Dots across, with a mark where the exchanges were interrupted: how long it took is no part of the scale."""
    level, at = top + _LINE // 2, f"{_across(line.begin, full):.2f}%"
    yield el("line", x1=f"{_LEFT}%", x2=f"{_LEFT + _WIDTH}%", y1=level, y2=level, class_="fx-arrow fx-channel-hand")
    yield el("line", x1=at, x2=at, y1=top + 4, y2=top + _LINE - 4, class_="fx-life")


def _occurring(lines: list[WaterfallLine]) -> list[str]:
    found = {name for line in lines for name, _, _ in line.phases}
    return [name for name in SHOWN if name in found]


def _legend(lines: list[WaterfallLine]) -> Html:
    """What the colours mean; only those that occur."""
    known = _occurring(lines)
    swatch = {name: el("span", class_=f"fx-swatch {bar_class(name)}", aria_hidden="true") for name in known}
    return el("ul", *(el("li", swatch[name], " ", PHASE_WORDS[name]) for name in known), class_="fx-list fx-legend")


def _in_numbers(lines: list[WaterfallLine]) -> Html:
    known = _occurring(lines)
    columns = ("Step", *(SHORT[name] for name in known), "In all")
    return table(columns, (_numbers(columns, known, line) for line in lines), caption="Phases of all exchanges", kind="phases")


def _numbers(columns: tuple[str, ...], known: list[str], line: WaterfallLine) -> Html:
    spent = {name: milliseconds(took) for name, _, took in line.phases}
    trouble = join([" ", note(line.trouble)]) if line.trouble else None
    told = join([milliseconds(line.took), trouble])
    if line.thinking is not None:
        told = join([duration(line.thinking), " ", note(FROM_LINK_TO_ANSWER)])
    return table_row(columns, (line.step, *(spent.get(name) for name in known), told))
