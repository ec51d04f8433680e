"""Rules of one shape, entered as rows: something that is wrong is looked for, and named where it is found.

    row = rows(METADATA)
    row("DISC-NULL", "Has every member a value?", nulls, "Without a value: {}.", spec="Discovery 4.2", advice="...")

`nulls` gets the subject and returns what is wrong: names, a value, or True. Nothing (an empty list, False) is a pass, and
None says that the question does not arise, for the reason `unless`. A rule that says more than this is a decorated function.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Generic, TypeVar

from .finding import Severity
from .registry import Outcome, RuleSet, failed, inapplicable, passed

Subject = TypeVar("Subject")

_NAMED = 5  # of many wrong things; a hostile answer can hold thousands
_LONGEST = 120  # characters of one of them


class rows(Generic[Subject]):  # noqa: N801  (it is called, and reads as a function)
    """What enters rows into a set of rules; `spec`, `unless` and `requires` hold for all that do not say otherwise."""

    def __init__(self, rules: RuleSet[Subject], *, spec: str = "", unless: str = "", requires: Iterable[str] = ()) -> None:
        self._rules = rules
        self._spec = spec
        self._unless = unless
        self._requires = tuple(requires)

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
        unless: str = "",
        requires: Iterable[str] | None = None,
    ) -> None:
        """Enter one rule. In `message`, {} stands for what was found."""
        fine, absent = passed(expected), inapplicable(unless or self._unless)

        def check(subject: Subject) -> Outcome:
            found = find(subject)
            if not found:
                return absent if found is None else fine
            return failed(message.format(named(found)), expected, None if found is True else _few(found))

        check.__doc__ = question
        required = self._requires if requires is None else requires
        self._rules.rule(id, spec=spec or self._spec, severity=severity, advice=advice, requires=required)(check)


def named(found: Any) -> str:
    """Return what was found as words of a sentence, not all of it where it is much."""
    if isinstance(found, str) or not isinstance(found, Iterable):
        return _short(found)
    names = [_short(name) for name in found]
    more = len(names) - _NAMED
    return ", ".join(names[:_NAMED]) + (f" and {more} more" if more > 0 else "")


def _short(value: Any) -> str:
    text = str(value)
    return text if len(text) <= _LONGEST else text[:_LONGEST] + "..."


def _few(found: Any) -> Any:
    """What the row shows as received: the value itself, or the first of many."""
    if isinstance(found, Mapping):
        return dict(list(found.items())[:_NAMED])
    return list(found)[:_NAMED] if isinstance(found, list | tuple | set | frozenset) else found
