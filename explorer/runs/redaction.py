"""A value of the record without any secret: neither as a `Secret` nor in any text, whatever a provider repeats."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..redactor import Known, redact
from ..rules.kept import is_short

# The frame of an event is ours, whatever anyone's secret is: a provider whose access token is "fail" or "kind" would
# otherwise rewrite the verdicts. Below these names stand objects of the provider's own making.
_FOREIGN = frozenset({"members", "body", "claims", "header", "correlation_ids", "expected", "received"})
_OUR_WORDS = frozenset({"kind", "step", "about", "rule", "question", "spec", "verdict", "severity", "leg", "error_kind"})


def redacted_event(value: Any, known: Known) -> Any:
    """Redact what is told in an event; its own names and words stay."""
    if isinstance(value, dict):
        return {name: item if name in _OUR_WORDS else _way(name)(item, known) for name, item in value.items()}
    return [redacted_event(item, known) for item in value] if isinstance(value, list) else redacted(value, known)


def _way(name: str) -> Callable[[Any, Known], Any]:
    return redacted if name in _FOREIGN else _redacted_findings if name == "findings" else redacted_event


def _redacted_findings(kept: Any, known: Known) -> Any:
    """The rules and the verdicts are ours; what was expected and received, and the reasons, may repeat what came."""
    if not isinstance(kept, dict):
        return _redacted_rows(kept, known)
    told = {rule: redacted(values, known) for rule, values in kept.get("told", {}).items()}
    unless = {redact(reason, known): ids for reason, ids in kept.get("unless", {}).items()}
    groups = {**kept, "told": told, "unless": unless, "rows": _redacted_rows(kept.get("rows", []), known)}
    return {name: group for name, group in groups.items() if group}


def _redacted_rows(rows: Any, known: Known) -> list[Any]:
    return [[*row[:2], *redacted(row[2:], known)] if is_short(row) else redacted_event(row, known) for row in rows]


def redacted(value: Any, known: Known) -> Any:
    """Return a JSON value with every text in it redacted, names too."""
    if isinstance(value, str):
        return redact(value, known)
    if isinstance(value, dict):
        return {redact(key, known): redacted(item, known) for key, item in value.items()}
    return [redacted(item, known) for item in value] if isinstance(value, list) else value
