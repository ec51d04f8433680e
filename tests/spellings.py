"""The ways in which servers write a text of others: what the redactor says that it undoes, and these around each other."""

from __future__ import annotations

import base64
import html
import json
import urllib.parse
from collections.abc import Callable

Spell = Callable[[str], str]


def percent(text: str) -> str:
    """Every byte in percent signs, also those that need none."""
    return "".join(f"%{byte:02x}" for byte in text.encode())


def decimal(text: str) -> str:
    """Every letter as an HTML reference by its number."""
    return "".join(f"&#{ord(letter)};" for letter in text)


def escaped(text: str) -> str:
    """Every letter as JSON may escape it."""
    units = text.encode("utf-16-be").hex(" ", 2).split()
    return "".join(f"\\u{unit}" for unit in units)


def in_base64(text: str, before: str = "", after: str = "", *, url_safe: bool = False) -> str:
    """In base64, between others."""
    encode = base64.urlsafe_b64encode if url_safe else base64.b64encode
    return encode(f"{before}{text}{after}".encode()).decode()


def _only(place: int, spell: Spell) -> Spell:
    """Of all letters spell only this one, where it stands alone."""

    def spelled(text: str) -> str:
        at = place % len(text)
        return text[:at] + spell(text[at]) + text[at + 1 :]

    return spelled


SIMPLE: dict[str, Spell] = {
    "as it is": str,
    "percent": percent,
    "percent, capitals": lambda text: percent(text).upper(),
    "form": urllib.parse.quote_plus,
    "address": urllib.parse.quote,
    "JSON": lambda text: json.dumps(text)[1:-1],
    "JSON with \\/": lambda text: json.dumps(text)[1:-1].replace("/", "\\/"),
    "JSON, every letter": escaped,
    "HTML": html.escape,
    "decimal": decimal,
    "decimal with zeros": lambda text: "".join(f"&#000{ord(letter)};" for letter in text),
    "decimal without semicolon": lambda text: "".join(f"&#{ord(letter)}" for letter in text),
    "hexadecimal references": lambda text: "".join(f"&#x{ord(letter):x};" for letter in text),
    "hexadecimal references, X": lambda text: "".join(f"&#X{ord(letter):04X};" for letter in text),
    "by name": lambda text: text.replace("&", "&amp;").replace("+", "&plus;").replace("/", "&sol;").replace("=", "&equals;"),
    "legacy names": lambda text: text.replace("&", "&amp").replace("<", "&lt").replace('"', "&quot"),
    "the first letter, percent": _only(0, percent),
    "the last letter, decimal": _only(-1, decimal),
    "one letter, JSON": _only(5, escaped),
    "every other letter": lambda text: "".join(percent(c) if i % 2 else c for i, c in enumerate(text)),
}
LAYERED: dict[str, Spell] = {
    "percent twice": lambda text: percent(urllib.parse.quote(text, safe="")),
    "percent four times": lambda text: SIMPLE["address"](SIMPLE["address"](SIMPLE["form"](percent(text)))),
    "JSON in JSON": lambda text: json.dumps(json.dumps(text)),
    "JSON in JSON in JSON": lambda text: json.dumps(json.dumps({"a": escaped(text)})),
    "HTML of a form": lambda text: html.escape(urllib.parse.quote_plus(text)),
    "HTML twice": lambda text: html.escape(decimal(text)),
    "HTML of JSON of percent": lambda text: decimal(json.dumps(percent(text))),
    "percent of HTML": lambda text: urllib.parse.quote_plus(html.escape(text)),
}
IN_BASE64: dict[str, Spell] = {
    "base64": in_base64,
    "base64 behind one": lambda text: in_base64(text, "x"),
    "base64 behind two": lambda text: in_base64(text, "xy", "z"),
    "base64url without padding": lambda text: in_base64(text, "id:", url_safe=True).rstrip("="),
    "base64 glued to a word": lambda text: "x" + in_base64(text, "app:"),
    "base64 in an address": lambda text: urllib.parse.quote_plus(in_base64(text, "app:")),
    "base64 in JSON with \\/": lambda text: json.dumps(in_base64(text)).replace("/", "\\/"),
    "base64 all in percent": lambda text: percent(in_base64(text)),
    "a form in base64": lambda text: in_base64(urllib.parse.quote_plus(text), "app:"),
    "all percent in base64": lambda text: in_base64(percent(text), "app:"),
    "JSON in base64": lambda text: in_base64(json.dumps({"client_secret": text})),
    "all JSON escapes in base64": lambda text: in_base64(escaped(text), "{"),
    "HTML in base64": lambda text: in_base64(decimal(text), "<p>"),
}
SPELLINGS = {**SIMPLE, **LAYERED, **IN_BASE64}
