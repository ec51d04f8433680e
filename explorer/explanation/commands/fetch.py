"""fetch(...) of JavaScript, as a browser copies it (its options are JSON) and as people write it (they are not)."""

from __future__ import annotations

import json
import re
import urllib.parse
from typing import Any

from .command import Command, request_of

_STRING = re.compile(r'"(?:[^"\\]|\\.)*"|\'(?:[^\'\\]|\\.)*\'|`(?:[^`\\]|\\.)*`', re.DOTALL)
_WRAPPER = re.compile(r"(?:new\s+)?(URLSearchParams|JSON\.stringify|Headers|URL|String|FormData)\s*\(")
_WORD = re.compile(r"[A-Za-z_$][\w$.]*|-?\d+(?:\.\d+)?")
_BLANK = re.compile(r"(?:\s|//[^\n]*\n|/\*.*?\*/)*", re.DOTALL)
_DEEPEST = 8


class _Stop(Exception):
    """It cannot be read any further."""


class _Literals:
    """Reads literals of JavaScript; what is no literal becomes its own text."""

    def __init__(self, text: str, at: int) -> None:
        self.text, self.at = text, at

    def skip(self, what: str = "") -> bool:
        """Pass blanks, and then one of these characters, if it is there."""
        blank = _BLANK.match(self.text, self.at)
        self.at = blank.end() if blank else self.at
        if what and self.text[self.at : self.at + 1] in what and self.at < len(self.text):
            self.at += 1
            return True
        return not what

    def value(self, depth: int = 0) -> Any:
        """Read one value."""
        self.skip()
        if depth > _DEEPEST or self.at >= len(self.text):
            raise _Stop
        text = _STRING.match(self.text, self.at)
        if text:
            self.at = text.end()
            return _unquoted(text[0])
        wrapper = _WRAPPER.match(self.text, self.at)
        if wrapper:
            self.at = wrapper.end()
            inner = self.value(depth + 1) if not self.skip(")") else {}
            while not self.skip(")"):
                self.value(depth + 1) if not self.skip(",") else None
            return json.dumps(inner) if wrapper[1] == "JSON.stringify" else inner
        if self.skip("{"):
            return self._object(depth)
        if self.skip("["):
            return self._list(depth)
        word = _WORD.match(self.text, self.at)
        if word is None:
            raise _Stop
        self.at = word.end()
        return {"true": True, "false": False, "null": None, "undefined": None}.get(word[0], word[0])

    def _object(self, depth: int) -> dict[str, Any]:
        found: dict[str, Any] = {}
        while not self.skip("}"):
            name = self.value(depth + 1)
            found[str(name)] = self.value(depth + 1) if self.skip(":") else name
            self.skip(",")
        return found

    def _list(self, depth: int) -> list[Any]:
        found: list[Any] = []
        while not self.skip("]"):
            found.append(self.value(depth + 1))
            self.skip(",")
        return found


def _unquoted(literal: str) -> str:
    inner = literal[1:-1]
    if literal[0] == '"':
        try:
            return str(json.loads(literal))
        except ValueError:
            pass
    return re.sub(r"\\(.)", lambda found: {"n": "\n", "t": "\t", "r": "\r"}.get(found[1], found[1]), inner, flags=re.DOTALL)


def read_fetch(text: str) -> Command | None:
    """Return the request of a fetch call; None where the text is none that can be read."""
    call = re.search(r"\bfetch\s*\(", text)
    if call is None:
        return None
    reader = _Literals(text, call.end())
    try:
        url = reader.value()
        options = reader.value() if reader.skip(",") else {}
        reader.skip(",")
        reader.skip(")")
    except (_Stop, RecursionError):
        return None
    if not isinstance(url, str) or not isinstance(options, dict):
        return None
    headers = [(name, value) for name, value in _pairs(options.get("headers"))]
    body = options.get("body")
    sent = body if isinstance(body, str) else urllib.parse.urlencode(_pairs(body)) if body else ""
    if sent and not isinstance(body, str):
        headers.append(("Content-Type", "application/x-www-form-urlencoded"))
    method = options.get("method")
    command = request_of(method if isinstance(method, str) else "GET", url, headers, sent or None)
    return Command("a fetch call (JavaScript)", command, sent, [], [], reader.at)


def _pairs(value: Any) -> list[tuple[str, str]]:
    items = (
        value.items()
        if isinstance(value, dict)
        else [pair for pair in value if isinstance(pair, list) and len(pair) == 2]
        if isinstance(value, list)
        else []
    )
    return [(str(name), str(item)) for name, item in items if isinstance(item, str | int | float)]
