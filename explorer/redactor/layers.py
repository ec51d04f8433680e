"""A text as it reads once encodings are undone, each letter knowing where it came from.

`Layer` is the text itself. `Unescaped` undoes one round of percent signs, JSON escapes and HTML references, all of them at
once; `FromBase64` reads the whole text as base64 from one of four letters on. Each works in time linear in the text.
"""

from __future__ import annotations

import base64
import functools
import html
import html.entities
import json
import re
from bisect import bisect_right
from collections.abc import Sequence

# One escape, or a run of doubled backslashes. An HTML reference without a semicolon has one of a few names (HTML 13.5), or is
# taken for a letter of ASCII where its first digits are one and another letter follows: `&#x6d` before `ade` is an m. Every
# choice begins with one plain letter, so that the search skips all else in one go.
_NAMES_WITHOUT_SEMICOLON = sorted((name for name in html.entities.html5 if not name.endswith(";")), key=len, reverse=True)
_SHORT_NAME = re.compile(rf"&(?:{'|'.join(_NAMES_WITHOUT_SEMICOLON)})".encode())
_ESCAPE = re.compile(
    rb"%[0-9A-Fa-f]{2}"
    rb"|\\\\(?:\\\\)*"
    rb"|\\(?:u[dD][89abAB][0-9A-Fa-f]{2}\\u[dD][c-fC-F][0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|[/\"'bfnrt])"
    rb"|&#0{0,9}(?:[0-9]{1,7}(?:;|(?=&))|12[0-6]|1[01][0-9]|[3-9][0-9]|[0-9]{1,7})"
    rb"|&#[xX]0{0,9}(?:[0-9A-Fa-f]{1,6}(?:;|(?=&))|[2-7][0-9A-Fa-f]|[0-9A-Fa-f]{1,6})"
    rb"|&[A-Za-z][A-Za-z0-9]{1,31};?"
)
_BASE64 = bytes(
    {ord("-"): ord("+"), ord("_"): ord("/")}.get(byte, byte)
    if chr(byte).isascii() and (chr(byte).isalnum() or byte in b"+/-_")
    else ord("A")
    for byte in range(256)
)  # either alphabet (RFC 4648 4 and 5); what is in neither is read as an A, since four letters know nothing of their neighbours


class Layer:
    """A text in UTF-8."""

    def __init__(self, data: bytes) -> None:
        self.data = data

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return where in the text itself a stretch of this layer is spelled."""
        return start, end

    def unescaped(self) -> Layer | None:
        """Return the text with one round of escapes undone; None where there are none."""
        if b"%" not in self.data and b"\\" not in self.data and b"&" not in self.data:
            return None
        return _unescaped(self)

    def from_base64(self, first: int) -> Layer:
        """Return what the text says in base64, read in fours from this letter on."""
        letters = self.data.translate(_BASE64)[first:] + b"AAA"
        return _FromBase64(base64.b64decode(letters[: len(letters) // 4 * 4]), self, first)


class _Unescaped(Layer):
    """`ends` are the places behind each escape that was undone, `sources` the same places in the layer below."""

    def __init__(self, data: bytes, below: Layer, ends: Sequence[int], sources: Sequence[int]) -> None:
        super().__init__(data)
        self._below, self._ends, self._sources = below, ends, sources

    def span(self, start: int, end: int) -> tuple[int, int]:
        return self._below.span(self._source(start), self._source(end))

    def _source(self, place: int) -> int:
        index = bisect_right(self._ends, place) - 1
        return self._sources[index] + place - self._ends[index]


class _FromBase64(Layer):
    def __init__(self, data: bytes, below: Layer, first: int) -> None:
        super().__init__(data)
        self._below, self._first = below, first

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Six bits a letter: the first and the last one may tell of a neighbour, too; padding belongs to it."""
        stop = self._first - (-end * 8 // 6)
        for _ in range(2):
            stop += self._below.data[stop : stop + 1] == b"="
        return self._below.span(self._first + start * 8 // 6, min(stop, len(self._below.data)))


def _unescaped(below: Layer) -> Layer | None:
    data, ends, sources = below.data, [0], [0]
    parts: list[bytes] = []
    length = at = look = 0
    while (escape := _ESCAPE.search(data, look)) is not None:
        start, look = escape.span()
        plain = _plain(escape[0])
        if plain is None:
            known = _SHORT_NAME.match(data, start)
            if known is None:
                look = start + 1
                continue
            look, plain = known.end(), _plain(known[0]) or b""
        parts += (data[at:start], plain)
        length += start - at + len(plain)
        at = look
        ends.append(length)
        sources.append(at)
    if not parts:
        return None
    parts.append(data[at:])
    return _Unescaped(b"".join(parts), below, ends, sources)


@functools.lru_cache(maxsize=4_096)
def _plain(escape: bytes) -> bytes | None:
    """What an escape stands for; None where it is none after all."""
    text = escape.decode()
    if text.startswith("%"):
        return bytes.fromhex(text[1:])
    if text.startswith("\\\\"):
        return b"\\" * (len(text) // 2)
    if text == "\\'":
        return b"'"
    if text.startswith("\\"):
        return str(json.loads(f'"{text}"')).encode("utf-8", "surrogatepass")
    if not text.startswith("&#") and text[1:] not in html.entities.html5:
        return None
    return html.unescape(text).encode("utf-8", "surrogatepass")
