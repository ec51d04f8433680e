"""A body is read in the encoding in which it came, so that what is in it can be seen, and searched."""

from __future__ import annotations

import codecs

import pytest

from explorer.messages import Response
from explorer.protocol.tokens import json_of

TEXT = '{"accessToken": "live-token-2718281828", "name": "Ünïcode 日本"}'


def text_of(body: bytes, media_type: str = "application/json") -> str:
    """Return the text of an answer with this body."""
    return Response(200, "OK", (("Content-Type", media_type),), body).text()


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be"]
)
@pytest.mark.parametrize("media_type", ["application/json", "", "text/html; charset=utf-8", 'text/plain; charset="utf-16"'])
def test_encodings_of_unicode(encoding: str, media_type: str) -> None:
    """By a byte order mark or by the zeros, whatever is declared (RFC 4627 3)."""
    assert text_of(TEXT.encode(encoding), media_type) == TEXT
    content = json_of(Response(200, "OK", (), TEXT.encode(encoding)))
    assert content is not None
    assert content.value["accessToken"] == "live-token-2718281828"


@pytest.mark.parametrize("charset", ["iso-8859-1", "ISO-8859-15", "windows-1252", "latin1"])
def test_declared_charsets(charset: str) -> None:
    """A page in an older encoding."""
    assert text_of("pässwört".encode(charset), f"text/html; charset={charset}") == "pässwört"
    assert text_of("日本".encode("shift_jis"), "text/html; Charset='Shift_JIS'") == "日本"


@pytest.mark.parametrize("charset", ["utf-16", "rot13", "punycode", "unicode_escape", "base64", "idna", "no-such-thing", "gbx"])
def test_a_charset_that_lies(charset: str) -> None:
    """It does not hide an ordinary text, and brings no codec to run that is none of text."""
    assert text_of(b"access_token=abc", f"text/plain; charset={charset}") == "access_token=abc"


@pytest.mark.parametrize(
    "body", [b"", b"\xff\xfe", b"\0\0\0\0", b"\xff\xfe\0\0a", b"\xd8\0", codecs.BOM_UTF16_LE + b"\0\xd8", b"a\0"]
)
def test_odd_bytes(body: bytes) -> None:
    """They become a text, whatever they are, that can be written as UTF-8."""
    text_of(body).encode()


@pytest.mark.parametrize(
    ("body", "media_type", "encoding"),
    [
        (TEXT.encode(), "application/json; charset=ISO-8859-1", ""),
        ('{"name": "René"}'.encode("latin-1"), "application/json;charset=ISO-8859-1", "iso-8859-1"),
        ('{"name": "René"}'.encode("cp1252"), 'application/json; charset="Windows-1252"', "windows-1252"),
        (TEXT.encode("utf-16-le"), "application/json", "utf-16-le"),
        (TEXT.encode("utf-16"), "application/json", "utf-16"),
        (TEXT.encode("utf-8-sig"), "application/json", "utf-8 with a byte order mark"),
    ],
)
def test_how_it_was_read(body: bytes, media_type: str, encoding: str) -> None:
    """The encoding is told where it is not plain UTF-8; UTF-8 is read as that whatever is declared (RFC 8259 8.1)."""
    read = Response(200, "OK", (("Content-Type", media_type),), body).decoded
    assert (read.encoding, read.whole) == (encoding, True)
    assert read.text.lstrip("\ufeff").startswith("{")


def test_what_cannot_be_decoded() -> None:
    """A text that ends within a letter is cut; one with another letter that is no UTF-8 is not whole."""
    for body, cut in (("Zoë".encode()[:-1], True), (b"Ren\xe9 is here", False)):
        read = Response(200, "OK", (), body).decoded
        assert (read.whole, read.cut) == (False, cut)


@pytest.mark.parametrize(
    ("body", "encoding"),
    [
        ("<html><head><meta charset='iso-8859-1'></head>Ren\u00e9".encode("latin-1"), "iso-8859-1"),
        ("<?xml version='1.0' encoding='ISO-8859-1'?><a>Ren\u00e9</a>".encode("latin-1"), "iso-8859-1"),
        ("<html><meta charset=rot13>Ren\u00e9".encode("latin-1"), ""),
    ],
)
def test_what_a_page_says_of_itself(body: bytes, encoding: str) -> None:
    """Where the header says nothing, the charset that a page or XML names is taken; one that no server uses is not."""
    read = Response(200, "OK", (("Content-Type", "text/html"),), body).decoded
    assert (read.encoding, read.whole) == (encoding, bool(encoding))
    assert ("René" in read.text) is bool(encoding)
