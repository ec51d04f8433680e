"""How long something took when it was done many times: the middle, and how far from it the others lie.

The median and the quartiles, since one slow answer in twenty moves a mean and tells nothing of the others.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from ..messages.exchange import PHASES, Timing
from ..printable import counted, in_one_line
from .events import ExchangeEvent
from .exchanges import timing_of

if TYPE_CHECKING:
    import pandas as pd

IN_ALL, SEND_AND_WAIT = "in all", "send and wait"


class Spread(NamedTuple):
    """Of several durations in milliseconds: how many, the median, the quartiles below and above it, the least and the most."""

    times: int
    median: float
    lower: float
    upper: float
    least: float
    most: float


def spread_of(values: Iterable[float]) -> Spread | None:
    """Return the spread of durations; None where there are none."""
    known = sorted(values)
    if not known:
        return None
    lower, median, upper = statistics.quantiles(known, n=4, method="inclusive") if len(known) > 1 else known * 3
    return Spread(len(known), median, lower, upper, known[0], known[-1])


@dataclass(frozen=True, repr=False)
class Repetition:
    """What came of asking the same thing several times: `flow.repeat(20, "keys")`.

    `exchanges` are the exchanges as the run keeps them, `ended` says why there are no more: "done", or a sentence.
    """

    step: str
    exchanges: tuple[ExchangeEvent, ...]
    ended: str = "done"

    @property
    def durations(self) -> Mapping[str, Sequence[float]]:
        """Milliseconds of every exchange, in order: in all, and of each phase that it had (a kept connection has no "tls").

        Sending and waiting are one: near by, an answer begins before the sending of the request has returned.
        """
        timings = [sound_timing(event) for event in self.exchanges]
        found: dict[str, list[float]] = {IN_ALL: [timing.total for timing in timings]}
        for name in PHASES:
            spent = [timing.phases[name][1] + _sending(name, timing) for timing in timings if name in timing.phases]
            if spent and name != "send":
                found[SEND_AND_WAIT if name == "wait" else name] = spent
        return found

    @property
    def table(self) -> pd.DataFrame:
        """Median and spread in milliseconds: index phase; times, median, lower and upper quartile, least, most."""
        from .tables import spread_table  # pandas loads when a table is asked for, not before

        return spread_table(self.durations, "phase")

    def __repr__(self) -> str:
        spread = spread_of(self.durations[IN_ALL])
        told = (
            f"median {spread.median:.1f} ms, {spread.least:.1f} to {spread.most:.1f} ms" if spread else "nothing was measured"
        )
        more = "" if self.ended == "done" else f". {self.ended}"
        return in_one_line(f"<Repetition of {self.step}: {counted(len(self.exchanges), 'exchange')}, {told}{more}>")


def _sending(phase: str, timing: Timing) -> float:
    return timing.phases["send"][1] if phase == "wait" and "send" in timing.phases else 0.0


def sound_timing(event: ExchangeEvent) -> Timing:
    """Return when an exchange was, as far as its record can be read: it may be a damaged one."""
    try:
        timing = timing_of(event)
        sound = {name: (float(start), float(took)) for name, (start, took) in timing.phases.items()}
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError):
        return Timing(0.0)
    return Timing(timing.started_at, {name: span for name, span in sound.items() if all(map(math.isfinite, span))})


def spread_rows(durations: Mapping[str, Sequence[float]]) -> list[tuple[str, Spread]]:
    """Return what there is a spread of, with its name."""
    found: list[tuple[str, Any]] = [(name, spread_of(values)) for name, values in durations.items()]
    return [(name, spread) for name, spread in found if spread is not None]
