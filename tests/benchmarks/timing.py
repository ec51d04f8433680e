"""How two ways to do the same thing are measured: in turns, in one run, in CPU time, and by the median."""

from __future__ import annotations

import gc
import resource
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field


def children() -> float:
    """Return the CPU time of all child processes that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


@dataclass
class Stopwatch:
    """Adds up CPU time between `start` and `stop`, by default that of this process; what happens outside is not counted."""

    spent: float = 0.0
    _begun: float = 0.0
    _clock: Callable[[], float] = field(default=time.process_time)

    def start(self, clock: Callable[[], float] = time.process_time) -> None:
        """Begin to count, once the garbage of whatever went before is gone."""
        gc.collect()
        self._clock = clock
        self._begun = clock()

    def stop(self) -> None:
        """Stop counting, for now."""
        self.spent += self._clock() - self._begun


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


Turn = Callable[[Stopwatch], object]


def alternate(ours: Turn, bare: Turn, rounds: int) -> Comparison:
    """Do both in turns, after one turn that is not counted, so that a slow moment of the machine falls on both."""
    gc.collect()
    gc.freeze()  # what was imported is no garbage, and to look through it again and again would be half of the time
    spent: dict[Turn, list[float]] = {ours: [], bare: []}
    for number in range(rounds + 1):
        for way in (ours, bare) if number % 2 else (bare, ours):
            watch = Stopwatch()
            way(watch)
            if number:
                spent[way].append(watch.spent)
    gc.unfreeze()
    return Comparison(statistics.median(spent[ours]), statistics.median(spent[bare]))


def repeated(action: Callable[[], object], times: int) -> Callable[[Stopwatch], None]:
    """Return a turn that does something many times: what takes microseconds cannot be timed once."""

    def turn(watch: Stopwatch) -> None:
        watch.start()
        for _ in range(times):
            action()
        watch.stop()
        watch.spent /= times

    return turn


def rounds_asked(default: int) -> int:
    """Return the number of rounds that the command asks for."""
    return int(sys.argv[1]) if len(sys.argv) > 1 else default


def _span(seconds: float) -> str:
    return f"{seconds * 1e3:.2f} ms" if seconds >= 1e-3 else f"{seconds * 1e6:.0f} µs"
