"""How a question to a provider is written: a decorated function whose docstring is the question.

    @probe("code-single-use", spec="RFC 6749 4.1.2", says="must", flight="B", risk="R", alarm=("tokens",))
    def single_use(ask: Ask) -> Answer:
        \"\"\"Is a code refused the second time?\"\"\"
        return ask.seen("code-single-use").answer()

It asks through `ask`, and returns what it recognised on the wire. What it cannot know it raises as `NotAsked` or `Unclear`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from ..registry import Registry
from .answer import Answer, NotAsked

if TYPE_CHECKING:
    from .asking import Ask

Says = Literal["must", "should", "may", "open"]
Question = Callable[["Ask"], Answer]

RISKS = {
    "S": "nothing happens",
    "T": "leaves failed tries in the provider's log",
    "L": "counts as a failed client authentication",
    "R": "ends or multiplies tokens that this run was given",
    "W": "waits",
    "C": "only when chosen by its name",
}


@dataclass(frozen=True)
class Probe:
    """One question to a provider.

    `says` is how strictly the section `spec` speaks. `flight` is the sign-in in which the answer falls out, "0" without one;
    `risk` are letters of `RISKS`; `covers` are the tests of OAuch (O) and of the conformance suite (C) that ask the same.
    `wrong` and `alarm` are the answers that break a MUST, the latter where safety hangs on it. `by_name` says that it is
    asked only when it is chosen by its id (or by a room that does nothing else), and `left_out` why this version does not ask it.
    """

    id: str
    question: str
    room: str
    spec: str
    says: Says
    flight: str
    risk: str
    covers: tuple[str, ...]
    wrong: tuple[str, ...]
    alarm: tuple[str, ...]
    by_name: bool
    left_out: str
    look: Question

    def __repr__(self) -> str:
        return f"<Probe {self.id}: {self.question}>"

    @property
    def risks(self) -> str:
        """What asking it does beside bringing an answer, in words."""
        return ", ".join(RISKS[letter] for letter in self.risk if letter in RISKS)

    def mark_of(self, word: str) -> str:
        """Return what an answer means by the standard: "alarm", "wrong", or nothing."""
        return "alarm" if word in self.alarm else "wrong" if word in self.wrong else ""


PROBES: Registry[Probe] = Registry("probe")


def probe(
    id: str,
    *,
    spec: str,
    says: Says = "open",
    flight: str = "0",
    risk: str = "S",
    covers: tuple[str, ...] = (),
    wrong: tuple[str, ...] = (),
    alarm: tuple[str, ...] = (),
    by_name: bool = False,
    left_out: str = "",
) -> Callable[[Question], Question]:
    """Register the decorated function as a question; the module in which it stands is its room."""

    def register(look: Question) -> Question:
        question = (look.__doc__ or "").strip().partition("\n")[0]
        room = look.__module__.rpartition(".")[2]
        entry = Probe(id, question, room, spec, says, flight, risk, covers, wrong, alarm, by_name, left_out, look)
        PROBES.enter(entry, id=id, question=question)
        return look

    return register


def left_out(id: str, question: str, reason: str, *, room: str, **told: Any) -> None:
    """Register a question that this version does not ask: it ends as not asked, for this reason, and its place is ready."""

    def look(ask: Ask) -> Answer:
        raise NotAsked(reason)

    look.__doc__, look.__module__ = question, room
    probe(id, left_out=reason, **told)(look)
