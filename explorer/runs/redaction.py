"""A value of the record without any secret: neither as a `Secret` nor in any text, whatever a provider repeats."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

from ..redactor import Known, redact_all
from ..rules.kept import is_short

# The frame of an event is ours, whatever anyone's secret is: a provider whose access token is "fail" or "kind" would
# otherwise rewrite the verdicts. Below these names stand objects of the provider's own making.
_FOREIGN = frozenset({"members", "body", "claims", "header", "correlation_ids", "expected", "received"})
_OUR_WORDS = frozenset({"kind", "step", "about", "rule", "question", "spec", "verdict", "severity", "leg", "error_kind", "yes"})

_ADDRESSES = frozenset({"url", "source", "pinned", "endpoint", "redirect_uri"})
_ORIGIN = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*)(://(?:[^/?#\s@]*@)?)([^/?#\s]*)")

Replace = Callable[[str], str]


def redacted_event(value: Any, known: Known) -> Any:
    """Redact what is told in an event; its own names and words stay."""
    return _in_one_search(_event, value, known)


def redacted(value: Any, known: Known) -> Any:
    """Return a JSON value with every text in it redacted, names too."""
    return _in_one_search(_anything, value, known)


def _in_one_search(walk: Callable[[Any, Replace], Any], value: Any, known: Known) -> Any:
    """Walk twice: to gather the texts, and to put them back; a value of many short texts is searched as one long one."""
    texts: list[str] = []

    def gather(text: str) -> str:
        texts.append(text)
        return text

    walk(value, gather)
    found = redact_all(texts, known)
    if found is texts:
        return value
    results = iter(found)
    return walk(value, lambda _: next(results))


def _event(value: Any, replace: Replace) -> Any:
    if isinstance(value, dict):
        return {name: item if name in _OUR_WORDS else _way(name)(item, replace) for name, item in value.items()}
    return [_event(item, replace) for item in value] if isinstance(value, list) else _anything(value, replace)


def _way(name: str) -> Callable[[Any, Replace], Any]:
    if name in _ADDRESSES:
        return _address
    return _anything if name in _FOREIGN else _findings if name == "findings" else _event


def _address(value: Any, replace: Replace) -> Any:
    """Of an address scheme, host and port are never redacted: they say where something went."""
    origin = _ORIGIN.match(value) if isinstance(value, str) else None
    if origin is None:
        return _event(value, replace)
    return f"{origin[1]}{replace(origin[2])}{origin[3]}{replace(value[origin.end() :])}"


def _findings(kept: Any, replace: Replace) -> Any:
    """The rules and the verdicts are ours; what was expected and received, and the reasons, may repeat what came."""
    if not isinstance(kept, dict):
        return _rows(kept, replace)
    groups = {
        **kept,
        "told": _values(kept.get("told", {}), replace),
        "received": _values(kept.get("received", {}), replace),
        "unless": _together((replace(reason), ids) for reason, ids in kept.get("unless", {}).items()),
        "rows": _rows(kept.get("rows", []), replace),
    }
    return {name: group for name, group in groups.items() if group}


def _together(reasons: Iterable[tuple[str, str]]) -> dict[str, str]:
    """The rules under each reason; two reasons may read the same once they are redacted."""
    rules: dict[str, str] = {}
    for reason, ids in reasons:
        rules[reason] = f"{rules[reason]} {ids}" if reason in rules else ids
    return rules


def _values(group: dict[str, Any], replace: Replace) -> dict[str, Any]:
    """Redact the values of an object whose names are ours."""
    return {name: _anything(value, replace) for name, value in group.items()}


def _rows(rows: Any, replace: Replace) -> list[Any]:
    return [[*row[:2], *_anything(row[2:], replace)] if is_short(row) else _event(row, replace) for row in rows]


def _anything(value: Any, replace: Replace) -> Any:
    if isinstance(value, str):
        return replace(value)
    if isinstance(value, dict):
        return {replace(key): _anything(item, replace) for key, item in value.items()}
    return [_anything(item, replace) for item in value] if isinstance(value, list) else value


def with_texts(event: Any, replace: Replace) -> Any:
    """Return an event with every text of others replaced; its own names and words, and the hosts of addresses, stay."""
    return _event(event, replace)
