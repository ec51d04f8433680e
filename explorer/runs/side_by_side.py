"""Values of several runs in rows: what differs, what is new at every sign-in, and what such values mean. No pandas here."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..protocol import flow_table
from ..protocol.flow_table import is_sent_by_us, order
from ..reference import claim, parameter
from .columns import Values
from .readings import EMPTY, NOT_SENT, RowKey

WHOLE = "(as a whole)"
THERE, NOT_THERE = "there", "not there"
SENT, SENT_EMPTY = "sent", "sent empty"
UNKNOWN = "cannot be told"  # a time that is no number, or that has nothing to be measured from

# A time says something by its distance from `iat`: (minuend, subtrahend, what it is called, seconds that mean nothing).
# How long a person took to sign in is chance; hours show that the sign-in was an older one.
_SPANS = {
    "exp": ("exp", "iat", "lifetime (exp - iat)", 0),
    "nbf": ("nbf", "iat", "waiting time (nbf - iat)", 0),
    "session_exp": ("session_exp", "iat", "lifetime of the session (session_exp - iat)", 60),
    "auth_time": ("iat", "auth_time", "age of the sign-in (iat - auth_time)", 60),
}


@dataclass(frozen=True, slots=True)
class ComparedRow:
    """One thing that is compared: `values` maps the number of a run to its value; a run that has none is absent."""

    key: RowKey
    values: Values
    differs: bool
    varies: bool = False  # new at every sign-in, so that a difference says nothing
    chance: float = 0  # seconds of a span that are no difference


def side_by_side(
    found: Mapping[RowKey, Values], count: int, varies: Callable[[RowKey], bool] = lambda key: False
) -> list[ComparedRow]:
    """Return a row for each key of `count` runs: first what differs, then what differs at every sign-in anyway, then the rest."""
    rows = [ComparedRow(key, values, _differ(values, count), varies(key)) for key, values in found.items()]
    return sorted(rows, key=lambda row: (not row.differs, row.varies))


def _differ(values: Values, count: int, chance: float = 0) -> bool:
    """Tell whether not all of `count` runs have the same value; having none is a difference too."""
    if len(values) < count:
        return True
    spans = [value for value in values.values() if isinstance(value, (int, float))] if chance else []
    if chance and len(spans) == count:
        return max(spans) - min(spans) > chance
    return not _are_same(list(values.values()))


def _are_same(values: list[Any]) -> bool:
    """Tell whether all are the same JSON value. Nearly always the quick looks decide."""
    if not values:
        return True
    first = values[0]
    if isinstance(first, str):
        return values.count(first) == len(values)
    written = repr(first)
    if all(repr(value) == written for value in values):
        return True
    told = spelled(first)
    return all(spelled(value) == told for value in values)


def spelled(value: Any) -> tuple[bool, str]:
    """Return what is the same for the same JSON value only: true is not 1, and the text "null" is not null."""
    return (True, value) if isinstance(value, str) else (False, json.dumps(value, sort_keys=True, default=str))


def claim_varies(key: RowKey) -> bool:
    """Tell whether the claim of this key, (token, claim), is new at every sign-in."""
    known = claim(key[-1])
    return known is not None and known.varies


def parameter_varies(key: RowKey) -> bool:
    """Tell whether the parameter of this key, (message, parameter), is new at every sign-in."""
    message, name = key
    told = flow_table.message(message)
    known = parameter(name, told.reference if told else message)
    return known is not None and known.varies


def meanings(rows: Iterable[ComparedRow], count: int) -> list[ComparedRow]:
    """Return by their meaning the values that are new at every sign-in: how long, how old, or whether there is one.

    A time becomes a number of seconds, anything else a word. Only a run that has no such message at all has no value.
    """
    known = {row.key: row.values for row in rows}
    having = _having(rows)
    return [_meaning(row.key, known, having[row.key[0]], count) for row in rows if row.varies]


def _having(rows: Iterable[ComparedRow]) -> Mapping[str, set[int]]:
    """Which runs have a message, a token or a check at all."""
    having: dict[str, set[int]] = {}
    for row in rows:
        having.setdefault(row.key[0], set()).update(row.values)
    return having


def _meaning(key: RowKey, known: Mapping[RowKey, Values], runs: set[int], count: int) -> ComparedRow:
    where, name = key
    if name not in _SPANS:
        words = {number: _presence(where, known[key], number) for number in runs}
        return ComparedRow(key, words, _differ(words, count), True)
    later, earlier, called, chance = _SPANS[name]
    ends = known.get((where, later), {}), known.get((where, earlier), {})
    spans = {number: _span(*ends, number) if number in known[key] else NOT_THERE for number in runs}
    return ComparedRow((where, called), spans, _differ(spans, count, chance), True, chance)


def _presence(where: str, values: Values, number: int) -> str:
    there, not_there, empty = (SENT, NOT_SENT, SENT_EMPTY) if is_sent_by_us(where) else (THERE, NOT_THERE, EMPTY)
    if number not in values:
        return not_there
    return empty if values[number] in ("", None) else there


def _span(later: Values, earlier: Values, number: int) -> float | str:
    try:
        seconds = round(float(_time(later[number])) - float(_time(earlier[number])), 3)
        return int(seconds) if seconds == int(seconds) else seconds
    except (KeyError, TypeError, ValueError, OverflowError):  # the last two for what no clock shows: nan, 10**400
        return UNKNOWN


def _time(value: Any) -> float:
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return value
    raise TypeError("a time is a number of seconds (RFC 7519 2, NumericDate)")


def condensed(
    rows: Sequence[ComparedRow], meant: Iterable[ComparedRow], count: int, words: tuple[str, str] = (THERE, NOT_THERE)
) -> list[ComparedRow]:
    """Return what differs, told once, in the order of the flow.

    A run that has no such message at all gets one row for it, in these `words`, and not one for each part. The parts are
    then compared between the runs that do have it. `meant` are the `meanings` of these rows, which stand for the values
    that are new at every sign-in.
    """
    having = _having(rows)
    wholes = [
        ComparedRow((where, WHOLE), {number: words[number not in runs] for number in range(count)}, True)
        for where, runs in having.items()
        if len(runs) < count
    ]
    parts = [
        row
        for row in (*(row for row in rows if not row.varies), *meant)
        if row.differs and _differ(row.values, len(having[row.key[0]]), row.chance)
    ]
    return sorted([*wholes, *parts], key=lambda row: order(row.key[0]))
