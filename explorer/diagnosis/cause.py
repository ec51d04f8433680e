"""How a cause is written: a decorated function whose docstring is the cause in one sentence.

    @cause("code-used-before", errors=GRANT, spec="RFC 6749 4.1.2", advice="Open a fresh link.")
    def used_before(evidence: Evidence) -> Observation:
        \"\"\"The code was used before.\"\"\"

It gets the evidence of a token request and returns what it saw of this cause, or None where the evidence says nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from ..printable import in_one_line
from ..registry import Registry
from .reading import Evidence

Certainty = Literal["confirmed", "possible", "ruled out"]
Observation = tuple[Certainty, str] | None
Look = Callable[[Evidence], Observation]


@dataclass(frozen=True)
class Cause:
    """One possible cause of a refusal: what it is, whether the record proves it, by what, and what to do."""

    id: str
    title: str
    verdict: Certainty
    evidence: str
    advice: str
    spec: str


@dataclass(frozen=True)
class KnownCause:
    """A cause that our own record can decide, for the error codes behind which it can stand."""

    id: str
    title: str
    errors: tuple[str, ...]
    advice: str
    spec: str
    look: Look

    def ask(self, error: str | None, evidence: Evidence) -> Cause | None:
        """Return what the evidence says of this cause; None where it says nothing, or the error has other causes."""
        observation = self.look(evidence) if error in self.errors else None
        if observation is None:
            return None
        verdict, proof = observation  # the latter may quote what was sent and what came
        return Cause(self.id, self.title, verdict, in_one_line(proof), self.advice, self.spec)


CAUSES: Registry[KnownCause] = Registry("cause")


def cause(id: str, *, errors: tuple[str, ...], spec: str, advice: str) -> Callable[[Look], Look]:
    """Register the decorated function for these error codes; its docstring is the cause in one sentence."""

    def register(look: Look) -> Look:
        title = (look.__doc__ or "").strip()
        CAUSES.enter(KnownCause(id, title, errors, advice, spec, look), id=id, question=title)
        return look

    return register
