"""What a rule is, and what it can say: it holds, it is broken, it was not checked, it is not applicable."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Generic, NamedTuple, TypeVar

from ..printable import in_one_line
from .finding import Finding, Severity, Verdict

Subject = TypeVar("Subject")


class Outcome(NamedTuple):  # hundreds are made in a flow, and a tuple is made quickly
    """What one rule saw."""

    verdict: Verdict
    message: str = ""
    expected: Any = None
    received: Any = None
    applies: bool = True


def passed(expected: Any = None, received: Any = None, message: str = "") -> Outcome:
    """The rule holds."""
    return Outcome("pass", message, expected, received)


def failed(message: str, expected: Any = None, received: Any = None) -> Outcome:
    """The rule is broken; the message says how in one sentence."""
    return Outcome("fail", message, expected, received)


def not_checked(reason: str) -> Outcome:
    """The question is applicable and was not answered, for this reason."""
    return Outcome("skip", reason)


@functools.lru_cache(maxsize=1024)
def not_applicable(reason: str) -> Outcome:
    """The question is not applicable, for this reason. Most rules say this, for one of a few reasons."""
    return Outcome("skip", reason, applies=False)


def equal(expected: Any, received: Any, message: str) -> Outcome:
    """The two are the same JSON value, or the message says what it means that they are not."""
    same = expected == received and isinstance(expected, bool) == isinstance(received, bool)  # Python takes True for 1
    return passed(expected, received) if same else failed(message, expected, received)


class Condition(NamedTuple):
    """When a question arises, and the reason that a report shows where it does not."""

    holds: Callable[[Any], Any]
    reason: str


@dataclass(frozen=True, slots=True)
class Rule(Generic[Subject]):
    """A question with a stable id, the section that asks it, and what to do when the answer is no.

    `conditions` are those of a row, in the order in which they are asked; a decorated rule asks its own. `reasons` are all for
    which it may be not applicable, and `expected` is what a pass shows as such, where that is always the same.
    """

    id: str
    question: str
    spec: str
    severity: Severity
    advice: str
    requires: tuple[str, ...]
    check: Callable[[Subject], Outcome]
    conditions: tuple[Condition, ...] = ()
    expected: Any = field(default=None, hash=False)  # it may be a list
    reasons: tuple[str, ...] = ()

    def finding(self, outcome: Outcome) -> Finding:
        """Return the finding for what the rule saw; its sentence may quote a provider, and stays one line."""
        verdict, message, expected, received, applies = outcome
        advice = self.advice if verdict == "fail" else ""
        return Finding(
            self.id, self.question, verdict, self.severity, in_one_line(message), self.spec, expected, received, advice, applies
        )
