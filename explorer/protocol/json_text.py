"""JSON as a strict reader takes it: Python's own parser lets through what other parsers refuse or read differently."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any


class JsonProblem(ValueError):
    """The text is not JSON; the message says what it looks like instead."""


@dataclass(frozen=True)
class JsonText:
    """A parsed JSON text with what a strict reader would object to.

    `duplicates` are member names that came twice in one object (the last one is kept, RFC 8259 4); `constants` are NaN
    and Infinity, which are not JSON (RFC 8259 6); `byte_order_mark` must not be sent (RFC 8259 8.1).
    """

    value: Any
    duplicates: tuple[str, ...] = ()
    constants: tuple[str, ...] = ()
    byte_order_mark: bool = False


def read_json(body: bytes) -> JsonText:
    """Parse a JSON text and note its oddities; raises `JsonProblem` when it is none."""
    mark = body.startswith(b"\xef\xbb\xbf")
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise JsonProblem("this is not UTF-8 text") from None
    duplicates: list[str] = []
    constants: list[str] = []

    def pairs(members: list[tuple[str, Any]]) -> dict[str, Any]:
        names = [name for name, _ in members]
        duplicates.extend(sorted({name for name in names if names.count(name) > 1}) if len(set(names)) < len(names) else ())
        return dict(members)

    try:
        value = json.loads(text, object_pairs_hook=pairs, parse_constant=lambda name: constants.append(name))
    except (ValueError, RecursionError):
        raise JsonProblem(describe(text)) from None
    return JsonText(value, tuple(duplicates), tuple(constants), mark)


def parse_json(body: bytes) -> Any:
    """Return the value of a JSON text; raises `JsonProblem` when it is none."""
    return read_json(body).value


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
