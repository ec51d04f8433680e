"""JSON as a strict reader takes it: Python's own parser lets through what other parsers refuse or read differently."""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

DEEPEST = 64  # levels; no message of the protocol has ten, and Python's own tools give up at about a thousand


class JsonProblem(ValueError):
    """The text is not JSON; the message says what it looks like instead."""


@dataclass(frozen=True)
class JsonText:
    """A parsed JSON text with what a strict reader would object to.

    `duplicates` are member names that came twice in one object (the last one is kept, RFC 8259 4); `constants` are NaN
    and Infinity, which are not JSON (RFC 8259 6), and numbers too large to be one here: their value is None.
    """

    value: Any = field(repr=False)  # it may hold tokens
    duplicates: tuple[str, ...] = ()
    constants: tuple[str, ...] = ()


def read_json(body: bytes, deepest: int = DEEPEST) -> JsonText:
    """Parse a JSON text and note its oddities; raises `JsonProblem` when it is none, or nested more than `deepest` levels."""
    duplicates: list[str] = []
    constants: list[str] = []

    def pairs(members: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(members)
        if len(found) < len(members):
            duplicates.extend(sorted(name for name, count in Counter(name for name, _ in members).items() if count > 1))
        return found

    def fraction(digits: str) -> float | None:
        value = _finite(digits)
        if value is None:
            constants.append(digits)
        return value

    decoder = json.JSONDecoder(object_pairs_hook=pairs, parse_float=fraction, parse_constant=constants.append)
    return JsonText(_decoded(body, decoder, deepest), tuple(duplicates), tuple(constants))


def _decoded(body: bytes, decoder: json.JSONDecoder, deepest: int) -> Any:
    try:
        text = body.decode("utf-8-sig")  # a byte order mark may be ignored (RFC 8259 8.1)
    except UnicodeDecodeError:
        raise JsonProblem("this is not UTF-8 text") from None
    try:
        value = decoder.decode(text)
    except RecursionError:
        raise JsonProblem(_TOO_DEEP) from None
    except json.JSONDecodeError:
        raise JsonProblem(describe(text)) from None
    except ValueError:  # Python reads no whole number of more than 4,300 digits
        raise JsonProblem("a number in this JSON has thousands of digits") from None
    if _is_deep(text, value, deepest):
        raise JsonProblem(_TOO_DEEP)
    return value


_TOO_DEEP = "this JSON is nested deeper than anything that makes sense here"


def _is_deep(text: str, value: Any, deepest: int) -> bool:
    """Tell whether a value is nested too deep for whatever will walk it; most texts have too few brackets to be."""
    if text.count("[") + text.count("{") <= deepest:
        return False
    level = [value]
    for _ in range(deepest):
        level = [item for each in level if isinstance(each, (dict, list)) for item in _children(each)]
    return any(isinstance(each, (dict, list)) for each in level)


def _children(value: dict[str, Any] | list[Any]) -> Iterable[Any]:
    return value.values() if isinstance(value, dict) else value


def parse_json(body: bytes, deepest: int = DEEPEST) -> Any:
    """Return the value of a JSON text, without its oddities; raises `JsonProblem` as `read_json` does."""
    return _decoded(body, _VALUES, deepest)


def _finite(digits: str) -> float | None:
    value = float(digits)
    return value if math.isfinite(value) else None


_VALUES = json.JSONDecoder(parse_float=_finite, parse_constant=lambda _: None)


def describe(text: str) -> str:
    """Say in a few words what a text that is not JSON looks like."""
    start = text.lstrip()[:200].lower()
    if not start:
        return "the body is empty"
    if start.startswith(("<!doctype", "<html", "<?xml", "<head", "<body")):
        return "this is a web page (HTML), perhaps a sign-in, proxy or error page"
    if start.startswith(("{", "[")):
        return "this begins like JSON but does not parse: a trailing comma, a quote, or cut off"
    if "=" in start and " " not in start.split("=", 1)[0]:
        return "this looks form-encoded (name=value), not JSON"
    return "this is plain text, not JSON"
