"""Rules of one shape, entered as rows: something that is wrong is looked for, and named where it is found.

    row = rows(METADATA)
    row("DISC-NULL", "Has every member a value?", nulls, "Without a value: {}.", spec="Discovery 4.2", advice="...")

`nulls` gets the subject and returns what is wrong: names, a value, or True; nothing (an empty list, False) is a pass.
When a row applies is said by `when`, and the reason that a report shows where it does not by `unless`, side by side:

    row = rows(FORM, when=lambda answer: answer.code, unless="the answer has no code")
    row("...", ..., when=lambda answer: answer.state, unless="the answer has no state")   # asked after the one of all rows
    of_errors = row.given(lambda answer: answer.error, unless="the answer is no refusal")  # rows under one more condition

The first condition that does not hold gives its own reason. A rule that says more than this is a decorated function.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Generic, TypeVar

from ..messages import brief
from .finding import Severity
from .registry import Condition, Outcome, RuleSet, failed, not_applicable, passed

Subject = TypeVar("Subject")
When = Callable[[Subject], Any]  # whether a question is applicable: true or false

_NAMED = 5  # of many wrong things; a hostile answer can hold thousands
_LONGEST = 120  # characters of one of them


class rows(Generic[Subject]):  # noqa: N801  (it is called, and reads as a function)
    """What enters rows into a set of rules; `spec` and `requires` hold for all that do not say otherwise, `when` for all."""

    def __init__(
        self,
        rules: RuleSet[Subject],
        *,
        spec: str = "",
        when: When[Subject] | None = None,
        unless: str = "",
        requires: Iterable[str] = (),
    ) -> None:
        self._rules = rules
        self._spec = spec
        self._conditions = _conditions(when, unless)
        self._requires = tuple(requires)

    def given(self, when: When[Subject], *, unless: str) -> rows[Subject]:
        """Return what enters rows that apply under one more condition."""
        narrower: rows[Subject] = rows(self._rules, spec=self._spec, requires=self._requires)
        narrower._conditions = self._conditions + _conditions(when, unless)
        return narrower

    def __call__(
        self,
        id: str,
        question: str,
        find: Callable[[Subject], Any],
        message: str,
        *,
        advice: str,
        spec: str = "",
        severity: Severity = "error",
        expected: Any = None,
        instead: Callable[[Subject], Any] | None = None,
        when: When[Subject] | None = None,
        unless: str = "",
        requires: Iterable[str] | None = None,
    ) -> None:
        """Enter one rule. In `message`, {} stands for what was found.

        `expected` is what the report shows as such; where that depends on the subject, `instead` tells what should have
        come in the place of what was found.
        """
        fine = passed(expected)
        conditions = self._conditions + _conditions(when, unless)
        asked = tuple((condition.holds, not_applicable(condition.reason)) for condition in conditions)

        def check(subject: Subject) -> Outcome:
            for holds, otherwise in asked:
                if not holds(subject):
                    return otherwise
            found = find(subject)
            if not found:
                return fine
            wanted = instead(subject) if instead is not None else expected
            return failed(message.format(named(found)), wanted, None if found is True else _few(found))

        check.__doc__ = question
        required = self._requires if requires is None else requires
        self._rules.rule(
            id,
            spec=spec or self._spec,
            severity=severity,
            advice=advice,
            requires=required,
            conditions=conditions,
            expected=expected,
        )(check)


def _conditions(when: When[Subject] | None, unless: str) -> tuple[Condition, ...]:
    """A condition with what it says where it does not hold."""
    if when is None and not unless:
        return ()
    if when is None or not unless:
        raise TypeError("a row says when it applies, in when=..., and beside it, in unless=..., why it does not elsewhere")
    return (Condition(when, unless),)


def as_found(value: Any) -> str:
    """Return a value as a text that counts as found, also where it is an empty one: a row takes what is empty for a pass."""
    return str(value) or "(an empty text)"


def named(found: Any) -> str:
    """Return what was found as words of a sentence, not all of it where it is much."""
    if isinstance(found, str) or not isinstance(found, Iterable):
        return brief(found, _LONGEST)
    names = [brief(name, _LONGEST) for name in found]
    more = len(names) - _NAMED
    return ", ".join(names[:_NAMED]) + (f" and {more} more" if more > 0 else "")


def _few(found: Any) -> Any:
    """What the row shows as received: the value itself, the only one of a list of ours, or the first of many."""
    if isinstance(found, Mapping):
        return dict(list(found.items())[:_NAMED])
    few = list(found)[:_NAMED] if isinstance(found, list | tuple | set | frozenset) else found
    return few[0] if isinstance(few, list) and len(few) == 1 else few
