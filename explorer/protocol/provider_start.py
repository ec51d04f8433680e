"""Which start of the local provider answers: a restarted one has the same address, name and keys, and forgot codes and clients.

It says so in a header of its own. Of other providers nobody can tell, and nobody needs to: their memory outlives them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

STARTED = "Provider-Started"


@dataclass(frozen=True)
class Recognised:
    """Who answers at the provider's address. `then` is its start when it described itself, `now` that of who answers now.

    `now` is None where another program answers, and where nobody does, which `answered` tells apart.
    """

    then: str
    now: str | None
    answered: bool = True

    @property
    def is_same(self) -> bool:
        """True where it is the provider that this sign-in began at."""
        return self.now == self.then


def moment_of(started: str) -> float:
    """Return when a start was, in seconds since 1970; 0 for a text that says no moment."""
    try:
        return datetime.strptime(started.partition(",")[0], "%Y-%m-%dT%H:%M:%S.%f%z").timestamp()
    except ValueError:
        return 0.0


def time_of_day(started: str) -> str:
    """Return the time of day of a start, as a sentence names it."""
    return f"{started.partition('T')[2][:8]} UTC" if moment_of(started) else "some moment"


def is_of_process(started: str, process: int) -> bool:
    """Tell whether a start was in this process."""
    return started.endswith(f", {process}")
