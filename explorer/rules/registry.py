"""How a rule is written: a decorated function whose docstring is the question.

    @rule("IDTC-NONCE-MISMATCH", spec="OIDC Core 3.1.3.7 (11)", advice="Start again; do not use this token.")
    def nonce(token: IdTokenCheck) -> Outcome:
        \"\"\"Is this the answer to our question?\"\"\"
        return equal(token.nonce, token.claims["nonce"], "This token belongs to another sign-in.")

It gets one subject and returns what it saw. A rule that needs another one to have passed names it in `requires`. A second
rule of one id, one without a question, or one that requires what is not asked before it, is refused when it is entered.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, Generic, NamedTuple, TypeVar

from ..registry import Registry
from .finding import Finding, Report, Severity, Verdict

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

    `conditions` are those of a row, in the order in which they are asked, and `expected` is what it shows as such; a decorated
    rule asks and shows its own.
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

    def finding(self, outcome: Outcome) -> Finding:
        """Return the finding for what the rule saw."""
        verdict, message, expected, received, applies = outcome
        advice = self.advice if verdict == "fail" else ""
        return Finding(self.id, self.question, verdict, self.severity, message, self.spec, expected, received, advice, applies)


class RuleSet(Generic[Subject]):
    """The rules of one artefact, in the order of the standard; made empty, or of several sets in a row.

    Part of a row may require rules of the parts before it, which it names in `after`.
    """

    def __init__(self, *sets: RuleSet[Subject], after: Iterable[RuleSet[Subject]] = ()) -> None:
        self.rules: Registry[Rule[Subject]] = Registry("rule", after=[part.rules for part in after])
        for rule in (rule for part in sets for rule in part.rules):
            self._enter(rule)

    def _enter(self, rule: Rule[Subject]) -> None:
        self.rules.enter(rule, id=rule.id, question=rule.question, requires=rule.requires)

    def rule(
        self,
        id: str,
        *,
        spec: str,
        severity: Severity = "error",
        advice: str = "",
        requires: Iterable[str] = (),
        conditions: tuple[Condition, ...] = (),
        expected: Any = None,
    ) -> Callable[[Callable[[Subject], Outcome]], Callable[[Subject], Outcome]]:
        """Register the decorated function as a rule; its docstring is the question."""

        def register(check: Callable[[Subject], Outcome]) -> Callable[[Subject], Outcome]:
            question = (check.__doc__ or "").strip()
            self._enter(Rule(id, question, spec, severity, advice, tuple(requires), check, conditions, expected))
            return check

        return register

    def run(self, subject: Subject) -> Report:
        """Ask every question: the first failure hides nothing. A rule whose requirement did not pass is skipped, and says so."""
        outcomes: dict[str, Outcome] = {}
        for rule in self.rules:
            for need in rule.requires:
                if outcomes[need].verdict != "pass":
                    outcomes[rule.id] = _skipped_because(need, outcomes[need])
                    break
            else:
                outcomes[rule.id] = rule.check(subject)
        return Report(results=zip(self.rules, outcomes.values(), strict=True))


def _skipped_because(requirement: str, outcome: Outcome) -> Outcome:
    """What becomes of a rule whose requirement did not pass: it is not checked, or not applicable for the same reason."""
    if not outcome.applies:
        return not_applicable(outcome.message)
    return not_checked(f"not checked, because {requirement} did not pass")
