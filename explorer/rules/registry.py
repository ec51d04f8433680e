"""How a rule is written: a decorated function whose docstring is the question.

    @rule("IDTC-NONCE-MISMATCH", spec="OIDC Core 3.1.3.7 (11)", advice="Start again; do not use this token.")
    def nonce(token: IdTokenCheck) -> Outcome:
        \"\"\"Is this the answer to our question?\"\"\"
        return equal(token.nonce, token.claims["nonce"], "This token belongs to another sign-in.")

It gets one subject and returns what it saw. A rule that needs another one to have passed names it in `requires`. A second
rule of one id, one without a question, or one that requires what is not asked before it, is refused when it is entered.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, Generic, TypeVar

from ..registry import Registry
from .finding import Severity
from .report import Report
from .rule import Condition, Outcome, Rule, equal, failed, not_applicable, not_checked, passed

__all__ = ["Condition", "Outcome", "Rule", "RuleSet", "equal", "failed", "not_applicable", "not_checked", "passed"]

Subject = TypeVar("Subject")


class RuleSet(Generic[Subject]):
    """The rules of one artefact, in the order of the standard; made empty, or of several sets in a row.

    Part of a row may require rules of the parts before it, which it names in `after`.
    """

    def __init__(self, *sets: RuleSet[Subject], after: Iterable[RuleSet[Subject]] = ()) -> None:
        self._after = tuple(after)
        self.rules: Registry[Rule[Subject]] = Registry("rule", after=[part.rules for part in self._after])
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
        reasons: tuple[str, ...] = (),
    ) -> Callable[[Callable[[Subject], Outcome]], Callable[[Subject], Outcome]]:
        """Register the decorated function as a rule; its docstring is the question.

        `expected` is what each pass shows as such, and `reasons` are those for which it may be not applicable: a run that
        keeps the report need not repeat them.
        """
        needs = tuple(requires)

        def register(check: Callable[[Subject], Outcome]) -> Callable[[Subject], Outcome]:
            question = (check.__doc__ or "").strip()
            known = tuple(self._reasons(conditions, reasons, needs))
            self._enter(Rule(id, question, spec, severity, advice, needs, check, conditions, expected, known))
            return check

        return register

    def _reasons(self, conditions: Iterable[Condition], own: Iterable[str], needs: Iterable[str]) -> Iterator[str]:
        """Why a rule may be not applicable: for its conditions, for its own reasons, and for those of what it requires."""
        yield from (condition.reason for condition in conditions)
        yield from own
        for rules in (self, *self._after):
            yield from (reason for need in needs if (rule := rules.rules.get(need)) for reason in rule.reasons)

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
