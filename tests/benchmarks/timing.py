"""How two ways to do the same thing are measured: in turns, in one run, in CPU time, and by the median."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass
class Stopwatch:
    """Adds up the CPU time of this process between `start` and `stop`; what happens outside is not counted."""

    spent: float = 0.0
    _begun: float = 0.0

    def start(self) -> None:
        """Begin to count, once the garbage of whatever went before is gone."""
        gc.collect()
        self._begun = time.process_time()

    def stop(self) -> None:
        """Stop counting, for now."""
        self.spent += time.process_time() - self._begun


@dataclass(frozen=True)
class Comparison:
    """The medians of two ways, in seconds."""

    ours: float
    bare: float

    @property
    def ratio(self) -> float:
        """How many times the bare libraries' time ours is."""
        return self.ours / self.bare

    def line(self, what: str, limit: float) -> str:
        """Say in one line what was measured, and what it should be at most."""
        return f"{what}: {_span(self.ours)} against {_span(self.bare)}, {self.ratio:.2f} times (at most {limit})"


def alternate(ours: Callable[[Stopwatch], object], bare: Callable[[Stopwatch], object], rounds: int) -> Comparison:
    """Do both in turns, after one turn that is not counted, so that a slow moment of the machine falls on both."""
    gc.collect()
    gc.freeze()
    spent: dict[Callable[[Stopwatch], object], list[float]] = {ours: [], bare: []}
    for number in range(rounds + 1):
        for way in (ours, bare) if number % 2 else (bare, ours):
            watch = Stopwatch()
            way(watch)
            if number:
                spent[way].append(watch.spent)
    return Comparison(statistics.median(spent[ours]), statistics.median(spent[bare]))


def repeated(action: Callable[[], object], times: int) -> Callable[[Stopwatch], None]:
    """Return a turn that does something many times: what takes microseconds cannot be timed once."""

    def turn(watch: Stopwatch) -> None:
        watch.start()
        for _ in range(times):
            action()
        watch.stop()

    return turn


def _span(seconds: float) -> str:
    return f"{seconds * 1e3:.2f} ms" if seconds >= 1e-3 else f"{seconds * 1e6:.0f} µs"
