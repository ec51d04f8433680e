"""Where the time went: one exchange as a small waterfall.

On one machine sending and waiting cannot be told apart. The provider's answer is often made while the call that sends the
request has not returned yet: in 71 of 100 exchanges `send` took longer than `wait` with both in one process, and in 62 of
100 with a process for each. So a picture of such an exchange has one bar for both, and claims no more than is known.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..messages import Timing
from ..messages.address import is_this_machine, split_url
from ..runs.exchanges import timing_of
from .parts import drawn, el, heading, sentence, view
from .text import Html
from .values import finite_number, milliseconds

ASKED = "asked"  # sending and waiting together
OWN = "own"  # what passes before the first phase
_LEAST_OWN = 0.5  # milliseconds; less is nobody's question
PHASE_WORDS = {
    OWN: "this program's own work before it",
    "dns": "look up the name (DNS)",
    "connect": "connect (TCP)",
    "tls": "agree on keys (TLS)",
    "send": "send the request",
    "wait": "wait for the provider",
    ASKED: "send the request and wait (not told apart on one machine)",
    "receive": "receive the answer",
}
SHORT = {
    OWN: "own work",
    "dns": "DNS",
    "connect": "connect",
    "tls": "TLS",
    "send": "send",
    "wait": "wait",
    ASKED: "send, wait",
    "receive": "receive",
}
SHOWN = tuple(PHASE_WORDS)  # the phases of a picture, in their order
_LINE, _BAR = 22, 12  # pixels
_LEFT, _WIDTH = 26.0, 50.0  # per cent of the drawing: where the bars begin, and how far they may reach
_LEAST = 0.6  # per cent; a phase that took no time is seen all the same


def recorded_timing(event: Mapping[str, Any]) -> Timing:
    """Return the timing of a recorded exchange as it can be shown; a damaged record has none."""
    try:
        timing = timing_of(event)
        address = split_url(event["request"]["url"])
    except (KeyError, TypeError, ValueError, AttributeError):
        return Timing(0.0)
    sound = {name: (finite_number(a) or 0.0, finite_number(b) or 0.0) for name, (a, b) in timing.phases.items()}
    told = _on_one_machine(sound) if address and is_this_machine(address.hostname) else sound
    return Timing(timing.started_at, told, timing.reused is True)


def _on_one_machine(phases: dict[str, tuple[float, float]]) -> dict[str, tuple[float, float]]:
    """The phases with one in the place of sending and waiting, of which nobody knows where the one ends."""
    together = [phases[name] for name in ("send", "wait") if name in phases]
    if not together:
        return phases
    begin = min(start for start, _ in together)
    end = max(start + took for start, took in together)
    return {**{name: phase for name, phase in phases.items() if name not in ("send", "wait")}, ASKED: (begin, end - begin)}


def timing_html(timing: Timing) -> Html:
    """Return where the time of an exchange went, as a sentence and a waterfall."""
    return view(
        "timing", heading("Where the time went"), sentence(timing_text(timing)), timing_svg(timing), label="Where the time went"
    )


def timing_text(timing: Timing) -> str:
    """Return the phases of an exchange in one sentence."""
    phases = phases_of(timing)
    total = _total(phases)
    if not phases:
        return "No time was measured."
    longest, _, took = max(phases, key=lambda phase: phase[2])
    words = f"{milliseconds(total)} in all, most of it to {PHASE_WORDS.get(longest, longest)}: {milliseconds(took)}."
    again = " The connection was open already, so there was no look-up, no connection and no key agreement."
    return words + (again if timing.reused else "")


def timing_svg(timing: Timing, *, scale: float | None = None) -> Html:
    """Return the phases as a waterfall, each where it began and as long as it took.

    `scale` is how many milliseconds the full width stands for, so that several drawings can be compared. Positions are
    in per cent and letters in pixels: the drawing is as wide as its place, and the letters stay readable.
    """
    phases = phases_of(timing)
    full = max(scale or 0.0, _total(phases)) or 1.0
    words = ", ".join(f"{SHORT.get(name, name)} {milliseconds(took)}" for name, _, took in phases)
    label = f"Waterfall: {words or 'no time was measured'}{'; the connection was open already' if timing.reused else ''}"
    lines = [_line(index, phase, full) for index, phase in enumerate(phases)]
    return el(
        "svg",
        drawn("title", label),
        *lines,
        class_="fx-waterfall",
        role="img",
        aria_label=label,
        width="100%",
        height=len(phases) * _LINE or _LINE,
    )


def phases_of(timing: Timing) -> list[tuple[str, float, float]]:
    """Return name, start and duration (ms) of each phase, in the order in which they happen."""
    order = {name: index for index, name in enumerate(SHOWN)}
    known = sorted(timing.phases.items(), key=lambda item: order.get(item[0], len(order)))
    phases = [(str(name), finite_number(start) or 0.0, finite_number(took) or 0.0) for name, (start, took) in known]
    before = min((start for _, start, _ in phases), default=0.0)  # so that the phases add up to the whole
    return [(OWN, 0.0, before), *phases] if before >= _LEAST_OWN else phases


def _total(phases: list[tuple[str, float, float]]) -> float:
    return max((start + took for _, start, took in phases), default=0.0)


def _line(index: int, phase: tuple[str, float, float], full: float) -> Html:
    name, start, took = phase
    left = _LEFT + _WIDTH * min(max(start / full, 0.0), 1.0)
    width = max(_LEAST, _WIDTH * min(max(took / full, 0.0), 1.0))
    top, base = index * _LINE, index * _LINE + _LINE - 7
    tip = drawn("title", f"{PHASE_WORDS.get(name, name)}: {milliseconds(took)}, begun after {milliseconds(start)}")
    bar = el(
        "rect",
        tip,
        x=f"{left:.2f}%",
        y=top + (_LINE - _BAR) // 2,
        width=f"{width:.2f}%",
        height=_BAR,
        rx=2,
        class_=bar_class(name),
    )
    return el(
        "g",
        drawn("text", SHORT.get(name, name), x="0", y=base, class_="fx-axis"),
        bar,
        drawn("text", milliseconds(took), x="100%", y=base, text_anchor="end", class_="fx-axis"),
    )


def bar_class(name: str) -> str:
    """Return the class that gives a phase its colour."""
    return f"fx-bar fx-bar-{name}" if name in SHOWN else "fx-bar"
