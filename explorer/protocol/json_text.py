"""JSON as a strict reader takes it: Python's own parser lets through what other parsers refuse or read differently."""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from ..messages import Response, decode, reader

DEEPEST = 64  # levels; no message of the protocol has ten, and Python's own tools give up at about a thousand


class JsonProblem(ValueError):
    """The text is not JSON; the message says what it looks like instead."""


@dataclass(frozen=True)
class JsonText:
    """A parsed JSON text with what a strict reader would object to.

    `duplicates` are member names that came twice in one object (the last one is kept, RFC 8259 4); `constants` are NaN
    and Infinity, which are not JSON (RFC 8259 6), and numbers too large to be one here: their value is None. `encoding` is
    that of the text where it is not plain UTF-8, `trailing` says in words what stands behind the JSON.
    """

    value: Any = field(repr=False)  # it may hold tokens
    duplicates: tuple[str, ...] = ()
    constants: tuple[str, ...] = ()
    encoding: str = ""
    trailing: str = ""

    @property
    def is_odd(self) -> bool:
        """True where a strict reader would object to something, of which rules tell."""
        return bool(self.duplicates or self.constants or self.encoding or self.trailing)


def read_json(body: bytes, deepest: int = DEEPEST) -> JsonText:
    """Parse a JSON text in UTF-8 and note its oddities; raises `JsonProblem` when it is none, or nested more than `deepest` levels."""
    decoder, duplicates, constants = _noting()
    value, _ = _parsed(_text(body), decoder, deepest)
    return JsonText(value, tuple(duplicates), tuple(constants))


def read_answer(response: Response) -> JsonText:
    """Return the JSON in the body of an answer, with its oddities. Raises `JsonProblem` where there is none.

    What can be read without guessing is read: in another encoding, and with something behind it. Whoever uses a value says so:
    `rules/transport.py` has a rule for each oddity, the same for every answer.
    """
    return response.read(reader(_read_body, response.header("Content-Type") or ""))


def problem_of(response: Response) -> str:
    """Say why an answer is no JSON object, by the one sentence for it; empty where it is one."""
    try:
        value = read_answer(response).value
    except JsonProblem as problem:
        return str(problem)
    return "" if isinstance(value, dict) else NO_OBJECT


def _read_body(body: bytes, content_type: str) -> JsonText:
    read = decode(body, content_type)
    if not read.whole and not read.cut:
        raise JsonProblem("this is not UTF-8 text, and not in the charset that is declared, if any")
    decoder, duplicates, constants = _noting()
    value, rest = _parsed(read.text, decoder, DEEPEST, goes_on=True)
    return JsonText(value, tuple(duplicates), tuple(constants), read.encoding, _what_follows(rest))


def _noting() -> tuple[json.JSONDecoder, list[str], list[str]]:
    """A decoder, and the two lists in which it notes duplicates and constants."""
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
    return decoder, duplicates, constants


def _text(body: bytes) -> str:
    try:
        return body.decode("utf-8-sig")  # a byte order mark may be ignored (RFC 8259 8.1)
    except UnicodeDecodeError:
        raise JsonProblem(NOT_UTF8) from None


def _parsed(text: str, decoder: json.JSONDecoder, deepest: int, *, goes_on: bool = False) -> tuple[Any, str]:
    """The value, and what stands behind it where it is an object and something may."""
    rest = ""
    try:
        if goes_on and (start := text.lstrip(_BLANKS)).startswith("{"):
            value, end = decoder.raw_decode(start)
            rest = start[end:].strip(_BLANKS)
        else:
            value = decoder.decode(text)
    except RecursionError:
        raise JsonProblem(_TOO_DEEP) from None
    except json.JSONDecodeError as error:
        raise JsonProblem(describe(text, error)) from None
    except ValueError:  # Python reads no whole number of more than 4,300 digits
        raise JsonProblem("a number in this JSON has thousands of digits") from None
    if _is_deep(text, value, deepest):
        raise JsonProblem(_TOO_DEEP)
    return value, rest


NO_OBJECT = "this JSON is not an object, but a list or a single value"
NOT_UTF8 = "this is not UTF-8 text"
TRAILING = "something stands behind the end of this JSON"
_BLANKS = " \t\r\n"  # RFC 8259 2


def _what_follows(rest: str) -> str:
    """Say what stands behind the JSON, without a word of it: it may hold a token."""
    if not rest:
        return ""
    first = rest[0]
    kind = (
        "zero bytes" if not rest.strip("\0") else "another JSON text" if first in "{[" else "markup" if first == "<" else "text"
    )
    return f"{kind} behind its end ({len(rest):,} characters)"


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
    return _parsed(_text(body), _VALUES, deepest)[0]


def _finite(digits: str) -> float | None:
    value = float(digits)
    return value if math.isfinite(value) else None


_VALUES = json.JSONDecoder(parse_float=_finite, parse_constant=lambda _: None)


def describe(text: str, error: json.JSONDecodeError | None = None) -> str:
    """Say in a few words what a text that is not JSON looks like; `error` is what a parser objects to."""
    start = text.lstrip("\ufeff \t\r\n")[:500].lower()
    if not start:
        return "the body is empty"
    if start.startswith("<"):
        return (
            "this is a web page (HTML), perhaps a sign-in, proxy or error page"
            if _HTML.search(start)
            else "this is XML, not JSON"
        )
    if start.startswith(("{", "[")):
        return _broken(text, error)
    if start.startswith(_GUARDS):
        return "this is JSON behind a guard against script inclusion, which has to be taken away"
    if "=" in start and " " not in start.split("=", 1)[0]:
        return "this looks form-encoded (name=value), not JSON"
    if start.startswith("eyj") and text.count(".") == 4:
        return "this is encrypted (five parts), and cannot be read without your private key"
    if start.startswith("eyj") and text.count(".") == 2:
        return "this is a JWT, not JSON"
    return "this is plain text, not JSON"


_HTML = re.compile(r"<(?:!doctype html|html|head|body|title|meta|script|h\d|p|div|center|table|br|form|a)[\s/>]|<!doctype html")
_GUARDS = (")]}'", "for(;;);", "while(1);", "/**/", "//")


def _broken(text: str, error: json.JSONDecodeError | None) -> str:
    """Say whether a JSON text ends too early, or where it is damaged."""
    if error is not None and error.msg == "Extra data" and text.lstrip().startswith("{"):
        return TRAILING
    if error is None:
        return "this begins like JSON but does not parse: a trailing comma, a quote, or cut off"
    whole = text.rstrip("\ufffd \t\r\n\0")
    if error.pos >= len(whole) or error.msg.startswith("Unterminated string"):
        return "this JSON is cut off: it ends in the middle"
    return f"this begins like JSON but does not parse at character {error.pos + 1:,}: a trailing comma, a quote, or two texts in one"
