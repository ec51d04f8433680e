"""The run as it really went, as a sequence diagram: browser, client, provider.

Positions across are in per cent and letters in pixels, so that the drawing is as wide as its place and the letters stay
readable. Texts are cut to what fits at the least width, 460 pixels; the words below the drawing are whole.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..runs import Run
from .parts import drawn, el, heading, in_words, join, listing, sentence, view
from .story import BACK, BROWSER, CLIENT, FRONT, HAND, NOTE, PROVIDER, StoryStep, story
from .text import Html

MOST_STEPS = 120
_AT = {BROWSER: 12, CLIENT: 50, PROVIDER: 88}  # per cent: where the three stand
_LINE = 16  # pixels
_HEAD = 34
_SHORT, _NOTE, _WIDE = 25, 42, 50  # letters that fit between neighbours, into a box, and across everything
_SIGNS = {"bad": "\u2717 ", "lost": "\u2717 ", "warn": "! "}
_LEGEND = (
    (FRONT, "front channel: through the browser, seen from its two ends"),
    (BACK, "back channel: from program to provider, timed"),
    (HAND, "by hand, on one's own machine"),
)


def sequence_html(run: Run) -> Html:
    """Return the sequence diagram of a run, and the same in words."""
    steps = story(run)
    if not steps:
        return view("sequence", heading("Who said what to whom"), sentence("Nothing has happened yet."), label="Sequence")
    rest = len(steps) - MOST_STEPS
    more = sentence(f"{rest:,} steps before these are not shown here.", kind="quiet") if rest > 0 else None
    return view(
        "sequence",
        heading("Who said what to whom"),
        more,
        sequence_svg(run),
        in_words("The same in words", listing([_sign(step) + step.words for step in steps[-MOST_STEPS:]], ordered=True)),
        label="Sequence",
    )


def sequence_svg(run: Run) -> Html:
    """Return the sequence diagram alone, with its words as the text alternative."""
    steps = story(run)[-MOST_STEPS:]
    tops = _tops(steps)
    bottom = tops[-1]
    label = f"Sequence diagram of the run {run.label or run.id}: browser, client and provider"
    words = " ".join(f"{number}. {_sign(step)}{step.words}." for number, step in enumerate(steps, 1))
    return el(
        "svg",
        drawn("title", label),
        drawn("desc", words),
        *_lifelines(steps, tops),
        *(_head(name, percent) for name, percent in _AT.items()),
        *(_step(step, top) for step, top in zip(steps, tops, strict=False)),
        *_legend(bottom + _LINE),
        class_="fx-drawing",
        role="img",
        aria_label=label,
        width="100%",
        height=bottom + _LINE * (len(_LEGEND) + 2),
    )


def _sign(step: StoryStep) -> str:
    return _SIGNS.get(step.mood, "")


def _tops(steps: list[StoryStep]) -> list[int]:
    """Where each step begins, and where the last one ends."""
    tops = [_HEAD + 6]
    for step in steps:
        tops.append(tops[-1] + _height(step))
    return tops


def _lines(step: StoryStep) -> int:
    return 2 if step.detail else 1


def _height(step: StoryStep) -> int:
    """The lines of text, and below them an arrow, or around them a box."""
    return _lines(step) * _LINE + (18 if step.channel == NOTE else 16)


def _lifelines(steps: list[StoryStep], tops: list[int]) -> Iterator[Html]:
    """Three lines down; the middle one makes room for the letters that would cross it."""
    yield from (_vertical(_AT[name], _HEAD - 2, tops[-1]) for name in (BROWSER, PROVIDER))
    begin = _HEAD - 2
    for step, top in zip(steps, tops, strict=False):
        if step.channel in (FRONT, NOTE):
            yield _vertical(_AT[CLIENT], begin, top + (4 if step.channel == NOTE else 0))
            begin = top + _lines(step) * _LINE + (14 if step.channel == NOTE else 3)
    yield _vertical(_AT[CLIENT], begin, tops[-1])


def _vertical(percent: int, begin: int, end: int) -> Html:
    return el("line", x1=f"{percent}%", x2=f"{percent}%", y1=begin, y2=end, class_="fx-life")


def _head(name: str, percent: int) -> Html:
    """The name of a party in a box; a drawing within the drawing is placed in per cent and drawn in pixels."""
    box = el("rect", x=-44, y=2, width=88, height=_HEAD - 4, rx=4, class_="fx-party")
    return el("svg", box, _text(name, "0", _HEAD // 2 + 4, "fx-axis fx-strong"), x=f"{percent}%", y=0, class_="fx-spill")


def _step(step: StoryStep, top: int) -> Html:
    if step.channel != NOTE:
        return _message(step, top)
    return _box(step, top) if step.source else _divider(step, top)


def _message(step: StoryStep, top: int) -> Html:
    begin, end = _AT[step.source], _AT[step.target]
    limit = _WIDE if step.channel == FRONT else _SHORT
    level = top + _lines(step) * _LINE + 6
    mood = f" fx-mood-{step.mood}" if step.mood else ""
    arrow = _lost(begin, end, level) if step.mood == "lost" else _arrow(begin, end, level)
    return el(
        "g",
        drawn("title", step.words),
        *_texts(step, f"{(begin + end) / 2:g}%", top + 12, limit),
        arrow,
        class_=f"fx-channel-{step.channel}{mood}",
        data_fx_step=step.panel or None,
        data_fx_exchange=step.exchange or None,
    )


def _arrow(begin: int, end: int, level: int) -> Html:
    point = "M0 0 L-8 -4 L-8 4 Z" if end > begin else "M0 0 L8 -4 L8 4 Z"
    line = el("line", x1=f"{begin}%", x2=f"{end}%", y1=level, y2=level, class_="fx-arrow")
    return join([line, el("svg", el("path", d=point, class_="fx-point"), x=f"{end}%", y=level, class_="fx-spill")])


def _lost(begin: int, end: int, level: int) -> Html:
    """A line that ends half-way at a cross: nothing arrived."""
    middle = f"{(begin + end) / 2:g}%"
    line = el("line", x1=f"{begin}%", x2=middle, y1=level, y2=level, class_="fx-arrow")
    return join(
        [line, el("svg", el("path", d="M-5 -5 L5 5 M-5 5 L5 -5", class_="fx-cross"), x=middle, y=level, class_="fx-spill")]
    )


def _box(step: StoryStep, top: int) -> Html:
    """What one of them did by itself, or what was seen of the person."""
    mood = f" fx-mood-{step.mood}" if step.mood else ""
    height = _lines(step) * _LINE + 10
    box = el("rect", x="15%", y=top + 4, width="70%", height=height, rx=4, class_=f"fx-box fx-box-{step.source}")
    return el(
        "g",
        drawn("title", step.words),
        box,
        *_texts(step, "50%", top + 20, _NOTE),
        class_=f"fx-channel-note{mood}",
        data_fx_step=step.panel or None,
    )


def _divider(step: StoryStep, top: int) -> Html:
    """A new attempt."""
    level = top + 17
    lines = (el("line", x1=a, x2=b, y1=level, y2=level, class_="fx-life") for a, b in (("0%", "38%"), ("62%", "100%")))
    return el("g", *lines, _text(step.text, "50%", level + 4, "fx-axis fx-strong"))


def _texts(step: StoryStep, x: str, base: int, limit: int) -> Iterator[Html]:
    yield _text(_cut(_sign(step) + step.text, limit), x, base, "fx-axis")
    if step.detail:
        yield _text(_cut(step.detail, limit), x, base + _LINE - 1, "fx-axis fx-faint")


def _text(text: str, x: str, y: int, kind: str) -> Html:
    return drawn("text", text, x=x, y=y, text_anchor="middle", class_=kind)


def _cut(text: str, limit: int) -> str:
    """A text that fits. Of a method with a long path the end is kept, since that tells the endpoint."""
    if len(text) <= limit:
        return text
    method, blank, path = text.partition(" /")
    if blank and " " not in method + path:
        return f"{method} \u2026{path[-(limit - len(method) - 2) :]}"
    return f"{text[: limit - 1]}\u2026"


def _legend(top: int) -> Iterator[Html]:
    for index, (channel, words) in enumerate(_LEGEND):
        base = top + index * _LINE + 12
        line = el("line", x1=0, x2=30, y1=base - 4, y2=base - 4, class_="fx-arrow")
        yield el("g", line, drawn("text", words, x=38, y=base, class_="fx-axis"), class_=f"fx-channel-{channel}")
