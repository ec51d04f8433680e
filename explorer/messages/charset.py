"""The text of a body, in whatever encoding of Unicode it came (RFC 4627 3, RFC 8259 8.1, RFC 9110 8.3.2)."""

from __future__ import annotations

import codecs
import functools
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar, cast

_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Which of the first four bytes are zero tells the encoding of a text that begins with letters of ASCII (RFC 4627 3).
_ZEROS: dict[tuple[int, ...], str] = {
    (1, 1, 1, 0): "utf-32-be",
    (0, 1, 1, 1): "utf-32-le",
    (1, 0, 1, 0): "utf-16-be",
    (0, 1, 0, 1): "utf-16-le",
}
_DECLARED = re.compile(r"""charset\s*=\s*["']?([A-Za-z0-9_-]{2,20})""", re.IGNORECASE)
# What a page says of itself, where its headers say nothing (HTML 4.2.5.4, XML 4.3.3)
_IN_PAGE = re.compile(
    rb"""<(?:meta|\?xml)\b[^<>]{0,200}?(?:charset|encoding)\s*=\s*["']?([A-Za-z0-9_-]{2,20})""", re.IGNORECASE
)
_HEAD = 1024  # bytes in which a page says it
# Python knows codecs that are no encodings of text, and some that take quadratic time; these are what servers use.
_USUAL = re.compile(
    r"utf-?(?:16|32)-?(?:[lb]e)?|us-ascii|iso-?8859-\d+|latin-?1|(?:windows|cp)-?125\d|koi8-[ru]|shift[_-]jis|euc-(?:jp|kr)|gb\w{1,5}|big5",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class BodyText:
    """A body as text. `encoding` is empty for plain UTF-8, and else the encoding in which it was read.

    `whole` is False where some of it could not be decoded, and `cut` True where that is the last letter alone.
    """

    text: str
    encoding: str = ""
    whole: bool = True
    cut: bool = False

    def __repr__(self) -> str:
        return f"<BodyText {self.encoding or 'utf-8'}: {len(self.text):,} characters>"


def decode(body: bytes, content_type: str) -> BodyText:
    """Read a body by its byte order mark, by its zeros, as UTF-8, or else by the charset that its header or its page declares.

    What cannot be decoded becomes replacement marks. What is UTF-8 is read as that, whatever is declared: JSON is to be written
    so, and a charset says nothing of it (RFC 8259 8.1, 11); a text in another charset is hardly ever UTF-8 too.
    """
    for mark, encoding in _MARKS:
        if body.startswith(mark):
            return _read(body, encoding, "utf-8 with a byte order mark" if encoding == "utf-8-sig" else encoding)
    zeros = _ZEROS.get(tuple(int(not byte) for byte in body[:4]))
    if zeros is not None:
        return _read(body, zeros, zeros)
    plain = _read(body, "utf-8", "")
    declared = "" if plain.whole else _declared(body, content_type)
    if not _USUAL.fullmatch(declared):
        return plain
    try:
        other = _read(body, declared, declared.lower())
    except LookupError:
        return plain
    return other if other.whole else plain


def _declared(body: bytes, content_type: str) -> str:
    """The charset that the header declares, else the page itself; empty where neither does."""
    if of_header := _DECLARED.search(content_type):
        return of_header[1]
    of_page = _IN_PAGE.search(body, 0, _HEAD)
    return of_page[1].decode() if of_page else ""


def _read(body: bytes, encoding: str, name: str) -> BodyText:
    try:
        return BodyText(body.decode(encoding), name)
    except UnicodeDecodeError as error:
        cut = error.reason in ("unexpected end of data", "truncated data") and error.end >= len(body)
        return BodyText(body.decode(encoding, "replace"), name, whole=False, cut=cut)


T = TypeVar("T")


def reader(read: Callable[[bytes, str], T], content_type: str) -> Callable[[bytes], T]:
    """Return what reads a body of this media type: the same function each time, so that a body can remember what came of it."""
    return cast(Callable[[bytes], T], _reader(read, content_type))


@functools.lru_cache(maxsize=64)
def _reader(read: Callable[[bytes, str], Any], content_type: str) -> Callable[[bytes], Any]:
    return lambda body: read(body, content_type)
