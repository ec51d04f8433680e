"""What an event must look like to be read again: a file that was cut, edited or written by something else is told apart here.

Only what the readers rely on is asked for. Members that a later version adds are welcome, and pieces inside evidence or
claims may be missing: whoever reads those asks first.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeGuard, get_args

from ..protocol.flow_table import REPORTS
from ..protocol.json_text import DEEPEST as LEVELS
from ..rules.finding import Severity, Verdict
from ..rules.kept import is_in_groups, is_short
from ..rules.shapes import is_number

DEEPEST = 2 * LEVELS  # a body of the greatest depth stands a few levels down in its event

_BEYOND = 1e100  # nothing that a run counts or measures comes near it, and a sum of such is still a number

Check = Callable[[Any], bool]


def is_event(value: Any) -> bool:
    """Tell whether a JSON value is an event of a run, with everything that its kind needs; unknown kinds need nothing."""
    if not has(value, kind=_text, at=_measure):
        return False
    needs = _NEEDS.get(value["kind"], {})
    return has(value, members_of=_text) if needs is _MEMBERS and "members_of" in value else has(value, **needs)


def _measure(value: Any) -> bool:
    """Tell whether a JSON value is a number with which one can reckon; one of 400 digits is none."""
    return is_number(value) and abs(value) < _BEYOND


def has(value: Any, **needs: Check) -> bool:
    """Tell whether a value is an object whose members pass their checks; one that is absent counts as null."""
    return isinstance(value, dict) and all(check(value.get(name)) for name, check in needs.items())


def _text(value: Any) -> bool:
    return isinstance(value, str)


def is_text_or_null(value: Any) -> TypeGuard[str | None]:
    """Tell whether a JSON value is a text, or nothing."""
    return value is None or isinstance(value, str)


def _object(value: Any) -> bool:
    return isinstance(value, dict)


def _pairs(value: Any) -> bool:
    return isinstance(value, list) and all(
        isinstance(pair, list) and len(pair) == 2 and all(map(_text, pair)) for pair in value
    )


def _headers(value: Any) -> bool:
    """Pairs, or the name of a header whose value was told before."""
    return isinstance(value, list) and all(_text(header) or _pairs([header]) for header in value)


def _finding(value: Any) -> bool:
    texts = dict.fromkeys(("rule", "question", "message", "spec"), _text)
    known: dict[str, Check] = {"verdict": get_args(Verdict).__contains__, "severity": get_args(Severity).__contains__}
    return has(value, **texts, **known) and is_text_or_null(value.get("advice", ""))


def _findings(value: Any) -> bool:
    if isinstance(value, list):
        return all(is_short(row) or _finding(row) for row in value)
    return is_in_groups(value) and all(map(_finding, value.get("rows", ())))


def _request(value: Any) -> bool:
    form = value.get("form") if isinstance(value, dict) else None
    return has(value, method=_text, url=_text, headers=_headers) and (form is None or _pairs(form))


def _response(value: Any) -> bool:
    return value is None or has(value, status=_measure, headers=_headers)


def _phases(value: Any) -> bool:
    phases = value.values() if isinstance(value, dict) else [None]
    return all(isinstance(phase, list) and len(phase) == 2 and all(map(_measure, phase)) for phase in phases)


def _timing(value: Any) -> bool:
    return has(value, started_at=_measure, phases=_phases)


_MEMBERS: Mapping[str, Check] = {"members": _object}  # or "members_of": the step of the exchange that has them
_NEEDS: Mapping[str, Mapping[str, Check]] = {
    "label": {"label": is_text_or_null, "former": is_text_or_null},
    "metadata": _MEMBERS,
    "authorize": {"params": _pairs},
    "receive": {"params": _pairs, "thinking": _measure},
    "token_request": {"evidence": _object},
    "exchange": {"step": _text, "request": _request, "response": _response, "timing": _timing, "error": is_text_or_null},
    "tokens": _MEMBERS,
    "userinfo": _MEMBERS,
    "refresh": _MEMBERS,
    "refusal": {"leg": _text, "error": is_text_or_null},
    "page": {"error": is_text_or_null},
    "report": {"about": REPORTS.__contains__, "findings": _findings},
}
