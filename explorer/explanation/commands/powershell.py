"""Invoke-WebRequest and Invoke-RestMethod of PowerShell, as they are written by hand and copied by a browser."""

from __future__ import annotations

import re
import urllib.parse

from .command import FORM, Command, request_of, with_header

_STRING = r'"(?:[^"`]|`.|"")*"|\'(?:[^\']|\'\')*\''
_TABLE = r"@\{(?:[^{}\"']|" + _STRING + r"){0,20000}\}"
_CALL = re.compile(r"\b(Invoke-WebRequest|Invoke-RestMethod|iwr|irm)\b", re.IGNORECASE)
_VALUE = rf"(?:{_TABLE}|{_STRING}|\([^()\n]*\)|[^\s`]+)"
_OPTION = re.compile(rf"-([A-Za-z]+)[ \t:`]*(?:`?\r?\n[ \t]*)?((?!-[A-Za-z]){_VALUE})?", re.DOTALL)
_PAIR = re.compile(rf"""({_STRING}|[\w.-]+)\s*=\s*({_STRING}|[^\s;}}]+)""", re.DOTALL)
_VARIABLE = re.compile(rf"\$(\w+)\s*=\s*({_TABLE}|{_STRING})", re.DOTALL)
_AGENT = re.compile(rf"\.UserAgent\s*=\s*({_STRING})")


def read_powershell(text: str) -> Command | None:
    """Return the request of such a command; None where the text is none."""
    call = _CALL.search(text)
    if call is None:
        return None
    known = {name.lower(): value for name, value in _VARIABLE.findall(text[:200_000])}
    options, ends = _options(text, call.end())
    url = _plain(_looked_up(options.get("uri", options.get("", "")), known))
    if not url:
        return None
    headers = [(name, value) for name, value in _pairs(_looked_up(options.get("headers", ""), known))]
    if "contenttype" in options:
        with_header(headers, "Content-Type", _plain(_looked_up(options["contenttype"], known)))
    body = _body(_looked_up(options.get("body", ""), known))
    if body:
        with_header(headers, "Content-Type", FORM)  # what it sends where nothing is said
    agent = _AGENT.search(text)
    if agent:
        with_header(headers, "User-Agent", _plain(agent[1]))
    method = _plain(options.get("method", "")) or "GET"
    missing = [f"The value of ${name}, which stands in none of the lines here." for name in sorted(_unknown(options, known))]
    return Command("a PowerShell command", request_of(method, url, headers, body), body, [], missing, ends)


def _options(text: str, start: int) -> tuple[dict[str, str], int]:
    """The options of the command by their names in small letters; an address without a name has the empty one."""
    found: dict[str, str] = {}
    at = start
    while at < len(text):
        blank = re.compile(r"(?:[ \t]|`\r?\n)+").match(text, at)
        at = blank.end() if blank else at
        option = _OPTION.match(text, at)
        if option:
            found.setdefault(option[1].lower(), option[2] or "")
            at = option.end()
            continue
        value = re.compile(_VALUE, re.DOTALL).match(text, at)
        if value is None or text[at] in "|;\r\n":
            break
        found.setdefault("", value[0])
        at = value.end()
    return found, at


def _looked_up(value: str, known: dict[str, str]) -> str:
    return known.get(value[1:].lower(), value) if value.startswith("$") else value


def _unknown(options: dict[str, str], known: dict[str, str]) -> set[str]:
    return {
        value[1:]
        for name, value in options.items()
        if value.startswith("$") and value[1:].lower() not in known and name != "websession"
    }


def _plain(value: str) -> str:
    """A text without its quotes and escapes."""
    if value[:1] == '"':
        inner = value[1:-1].replace('""', '"')
        return re.sub(
            r"`(.)", lambda found: {"n": "\n", "t": "\t", "r": "\r", "0": "\0"}.get(found[1], found[1]), inner, flags=re.DOTALL
        )
    if value[:1] == "'":
        return value[1:-1].replace("''", "'")
    return value


def _pairs(table: str) -> list[tuple[str, str]]:
    return [(_plain(name), _plain(value)) for name, value in _PAIR.findall(table[2:-1])] if table.startswith("@{") else []


def _body(value: str) -> str:
    """The body: a text as it is, a table as the form that PowerShell makes of it."""
    return urllib.parse.urlencode(_pairs(value)) if value.startswith("@{") else _plain(value)
