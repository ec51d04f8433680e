"""Unpack an answer that was packed (gzip, deflate, br), although the request asked for identity (RFC 9110 8.4.1, 12.5.3).

Caches and firewalls pack what nobody asked them to pack, and a code is used up all the same. So it is unpacked here, and never
to more bytes than an answer may have: a bomb ends as an answer that is too large.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable

_MOST_CODINGS = 3  # one upon the other; two are strange already
_GZIP = b"\x1f\x8b\x08"  # as every gzip file begins (RFC 1952 2.3.1)
_PLAIN = (b"{", b"[", b"<", b'"')  # as JSON and pages begin, and nothing that is packed does


class Damaged(Exception):
    """It is not what Content-Encoding says, it is cut off, or nobody here can unpack it."""


class TooLarge(Exception):
    """It would be larger than an answer may be."""


def unpacked(body: bytes, declared: str, most: int) -> tuple[bytes, tuple[str, ...]]:
    """Return a body as it was before it was packed, and the codings that were undone, the outermost first.

    `declared` is the Content-Encoding, empty where there is none; `most` the number of bytes that may come of it. What is
    declared as packed and is not stays as it is. Raises `Damaged` and `TooLarge`.
    """
    codings = [name for each in declared.split(",") if (name := each.strip().lower()) not in ("", "identity")]
    if len(codings) > _MOST_CODINGS:
        raise Damaged
    undone: list[str] = []
    for coding in reversed(codings or (["gzip"] if body.startswith(_GZIP) else [])):
        try:
            body = _UNPACK.get(coding, _unknown)(body, most)
        except Damaged:
            if body.lstrip()[:1] in _PLAIN:
                break
            raise
        undone.append(coding)
    return body, tuple(undone)


def _unknown(body: bytes, most: int) -> bytes:
    raise Damaged


def _gunzip(body: bytes, most: int) -> bytes:
    """A gzip file may consist of several, one behind the other (RFC 1952 2.2)."""
    parts, rest, left = [], body, most
    while rest.startswith(_GZIP[:2]):
        part, rest = _inflated(rest, left, 31)
        parts.append(part)
        left -= len(part)
    if not parts:
        raise Damaged
    return b"".join(parts)


def _deflated(body: bytes, most: int) -> bytes:
    """Deflate is meant to stand in a zlib frame, and some servers leave that out (RFC 9110 8.4.1.2)."""
    try:
        return _inflated(body, most, zlib.MAX_WBITS)[0]
    except Damaged:
        return _inflated(body, most, -zlib.MAX_WBITS)[0]


def _inflated(body: bytes, most: int, window: int) -> tuple[bytes, bytes]:
    """What a stream unpacks to, and what stands behind it."""
    stream = zlib.decompressobj(window)
    try:
        content = stream.decompress(body, most + 1)
    except zlib.error:
        raise Damaged from None
    if len(content) > most:
        raise TooLarge
    if not stream.eof:
        raise Damaged
    return content, stream.unused_data


def _unbrotli(body: bytes, most: int) -> bytes:
    try:
        import brotli  # hardly ever needed, so not loaded before
    except ImportError:
        raise Damaged from None
    stream = brotli.Decompressor()
    parts, size = [], 0
    try:
        while not stream.is_finished():
            part = stream.process(body, output_buffer_limit=most + 1)
            parts.append(part)
            size, body = size + len(part), b""
            if size > most:
                raise TooLarge
            if not part:
                raise Damaged
    except brotli.error:
        raise Damaged from None
    return b"".join(parts)


_UNPACK: dict[str, Callable[[bytes, int], bytes]] = {
    "gzip": _gunzip,
    "x-gzip": _gunzip,
    "deflate": _deflated,
    "br": _unbrotli,
}
