"""fetch(...) of JavaScript, as a browser copies it (its options are JSON) and as people write it (they are not)."""

from __future__ import annotations

import base64
import json
import re
import urllib.parse
from typing import Any

from .command import FORM, Command, request_of, with_header

_STRING = re.compile(r'"(?:[^"\\]|\\.)*"|\'(?:[^\'\\]|\\.)*\'|`(?:[^`\\]|\\.)*`', re.DOTALL)
_WRAPPER = re.compile(
    r"(?:new\s+)?(URLSearchParams|JSON\.stringify|json\.dumps|Headers|URL|String|FormData|btoa|qs\.stringify|querystring\.stringify)\s*\("
)
CALL = re.compile(
    r"\b(?:(fetch)|axios(?:\.(get|post|put|request))?|requests\.(get|post|put)|httpx\.(get|post|put))\s*\(", re.IGNORECASE
)
_WORD = re.compile(r"[A-Za-z_$][\w$.]*|-?\d+(?:\.\d+)?")
_BLANK = re.compile(r"(?:\s|//[^\n]*\n|/\*.*?\*/)*", re.DOTALL)
_DEEPEST = 8


class _Stop(Exception):
    """It cannot be read any further."""


class _Name(str):
    """A name that stands in the place of a value."""


_WORDS = {"true": True, "false": False, "null": None, "undefined": None, "True": True, "False": False, "None": None}


def _wrapped(name: str, inner: Any) -> Any:
    if name in ("JSON.stringify", "json.dumps"):
        return json.dumps(inner)
    if name == "btoa":
        return base64.b64encode(str(inner).encode("utf-8", "replace")).decode()
    return inner


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
        """Read one value; texts that are added become one text."""
        found = self._one(depth)
        while isinstance(found, str) and self.skip("+"):
            more = self._one(depth + 1)
            found += more if isinstance(more, str) else ""
        return found

    def _one(self, depth: int) -> Any:
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
            return _wrapped(wrapper[1], inner)
        if self.skip("{"):
            return self._object(depth)
        if self.skip("[") or self.skip("("):
            return self._list(depth)
        word = _WORD.match(self.text, self.at)
        if word is None:
            raise _Stop
        self.at = word.end()
        return _WORDS.get(word[0], _Name(word[0]))

    def _object(self, depth: int) -> dict[str, Any]:
        found: dict[str, Any] = {}
        while not self.skip("}"):
            name = self.value(depth + 1)
            found[str(name)] = self.value(depth + 1) if self.skip(":") else name
            self.skip(",")
        return found

    def _list(self, depth: int) -> list[Any]:
        found: list[Any] = []
        while not self.skip("])"):
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
    """Return the request of a call of fetch, axios, or Python's requests; None where the text is none that can be read."""
    call = CALL.search(text)
    if call is None:
        return None
    reader = _Literals(text, call.end())
    try:
        given, options = _arguments(reader, text)
    except (_Stop, RecursionError):
        return None
    url = given[0] if given and isinstance(given[0], str) else options.get("url")
    if not isinstance(url, str):
        return None
    if call[1] is None and len(given) > 1:  # axios and requests take the body second
        options.setdefault("data", given[1])
    headers = [(name, value) for name, value in _pairs(options.get("headers"))]
    method = options.get("method") or next((each for each in call.groups()[1:] if each), None)
    return _command(_title(call), url, str(method or "GET"), headers, options, reader.at)


def _title(call: re.Match[str]) -> str:
    if call[1]:
        return "a fetch call (JavaScript)"
    return "a call of axios (JavaScript)" if call[0].lower().startswith("axios") else "a call of requests (Python)"


def _arguments(reader: _Literals, text: str) -> tuple[list[Any], dict[str, Any]]:
    """What stands between the brackets: values in their order, and options by their names."""
    given: list[Any] = []
    options: dict[str, Any] = {}
    while not reader.skip(")") and reader.at < len(text):
        keyword = re.compile(r"\s*([a-z_]+)\s*=(?!=)").match(text, reader.at)
        reader.at = keyword.end() if keyword else reader.at
        value = _looked_up(reader.value(), text)
        if keyword:
            options[keyword[1]] = value
        elif isinstance(value, dict) and (given or reader.at) and (value.keys() & {"method", "headers", "body", "url", "data"}):
            options |= {name: _looked_up(item, text) for name, item in value.items()}
        else:
            given.append(value)
        reader.skip(",")
    return given, options


def _looked_up(value: Any, text: str) -> Any:
    """The value of a name, where the lines before say it: an object, or what was appended one by one."""
    if not isinstance(value, _Name):
        return value
    made = re.search(rf"\b{re.escape(value)}\s*=\s*(?!=)", text)
    found: Any = {}
    if made is not None:
        try:
            found = _Literals(text, made.end()).value()
        except (_Stop, RecursionError):
            found = {}
    added = re.findall(rf"\b{re.escape(value)}\.(?:append|set)\(\s*({_STRING.pattern})\s*,\s*({_STRING.pattern})", text)
    if added and isinstance(found, dict):
        found |= {_unquoted(name): _unquoted(item) for name, item in added}
    return found if isinstance(found, dict | list) or type(found) is str else str(value)


def _command(
    title: str, url: str, method: str, headers: list[tuple[str, str]], options: dict[str, Any], length: int
) -> Command:
    body = next((options[name] for name in ("body", "data", "json") if options.get(name)), None)
    pair = options.get("auth")
    if isinstance(pair, list) and len(pair) == 2:
        encoded = base64.b64encode(":".join(map(str, pair)).encode("utf-8", "replace")).decode()
        with_header(headers, "Authorization", f"Basic {encoded}")
    if "json" in options and isinstance(body, dict):
        body = json.dumps(body)
        with_header(headers, "Content-Type", "application/json")
    sent = body if isinstance(body, str) else urllib.parse.urlencode(_pairs(body)) if body else ""
    if sent and not isinstance(body, str):
        with_header(headers, "Content-Type", FORM)
    return Command(title, request_of(method, url, headers, sent or None), sent, [], [], length)


def _pairs(value: Any) -> list[tuple[str, str]]:
    items = (
        value.items()
        if isinstance(value, dict)
        else [pair for pair in value if isinstance(pair, list) and len(pair) == 2]
        if isinstance(value, list)
        else []
    )
    return [(str(name), str(item)) for name, item in items if isinstance(item, str | int | float)]
