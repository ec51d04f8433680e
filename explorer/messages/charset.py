"""The text of a body, in whatever encoding of Unicode it came (RFC 4627 3, RFC 8259 8.1, RFC 9110 8.3.2)."""

from __future__ import annotations

import codecs
import re

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
# Python knows codecs that are no encodings of text, and some that take quadratic time; these are what servers use.
_USUAL = re.compile(
    r"utf-?(?:16|32)-?(?:[lb]e)?|us-ascii|iso-?8859-\d+|latin-?1|(?:windows|cp)-?125\d|koi8-[ru]|shift[_-]jis|euc-(?:jp|kr)|gb\w{1,5}|big5",
    re.IGNORECASE,
)


def decoded(body: bytes, content_type: str) -> str:
    """Return a body as text: by its byte order mark, by its zeros, by its declared charset, or else as UTF-8.

    What cannot be decoded becomes replacement marks. A body that is UTF-8 is not taken for UTF-16 because it says so.
    """
    for mark, encoding in _MARKS:
        if body.startswith(mark):
            return body.decode(encoding, "replace")
    zeros = _ZEROS.get(tuple(int(not byte) for byte in body[:4]))
    if zeros is not None:
        return body.decode(zeros, "replace")
    declared = _DECLARED.search(content_type)
    if (
        declared is not None
        and _USUAL.fullmatch(declared[1])
        and not (declared[1].lower().startswith("utf") and _is_utf8(body))
    ):
        try:
            return body.decode(declared[1], "replace")
        except LookupError:
            pass
    return body.decode("utf-8", "replace")


def _is_utf8(body: bytes) -> bool:
    try:
        body.decode()
    except UnicodeDecodeError:
        return False
    return True
