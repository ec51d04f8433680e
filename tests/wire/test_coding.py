"""An answer that was packed, although identity was asked for, is unpacked within the limits (RFC 9110 8.4.1)."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable
from typing import Any

import pytest

from explorer.messages import Exchange, Request
from explorer.wire import Http
from explorer.wire.coding import Damaged, TooLarge, unpacked

TEXT = b'{"access_token": "made-up", "token_type": "Bearer"}'


def raw_deflate(content: bytes) -> bytes:
    """Return a stream without its zlib frame, as some servers send it."""
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(content) + packer.flush()


def brotli(content: bytes) -> bytes:
    """Return what br makes of it."""
    module = pytest.importorskip("brotli", reason="brotli is not installed here")
    packed: bytes = module.compress(content)
    return packed


PACKERS: dict[str, list[Callable[[bytes], bytes]]] = {
    "gzip": [gzip.compress, lambda content: gzip.compress(content[:9]) + gzip.compress(content[9:])],
    "X-GZip": [gzip.compress],
    "deflate": [zlib.compress, raw_deflate],
    "br": [brotli],
    "gzip, br": [lambda content: brotli(gzip.compress(content))],
    "identity, gzip": [gzip.compress],
    "": [gzip.compress],  # no header says so
}
EACH = [(coding, pack) for coding, packers in PACKERS.items() for pack in packers]


@pytest.mark.parametrize(("coding", "pack"), EACH)
def test_what_is_packed_is_unpacked(coding: str, pack: Callable[[bytes], bytes]) -> None:
    """Whatever the coding, also two of them, and a gzip that no header tells of."""
    content, undone = unpacked(pack(TEXT), coding, 1_000)
    assert content == TEXT
    assert undone


@pytest.mark.parametrize(("coding", "pack"), EACH)
def test_a_bomb_is_too_large(coding: str, pack: Callable[[bytes], bytes]) -> None:
    """Not a byte more than the limit comes of it."""
    with pytest.raises(TooLarge):
        unpacked(pack(bytes(5_000_000)), coding, 100_000)
    assert len(unpacked(pack(b"x" * 100_000), coding, 100_000)[0]) == 100_000


@pytest.mark.parametrize(("coding", "pack"), [each for each in EACH if each[0]])
def test_what_is_damaged_is_told(coding: str, pack: Callable[[bytes], bytes]) -> None:
    """Cut off, or no such thing at all."""
    with pytest.raises(Damaged):
        unpacked(pack(TEXT * 10)[:-5], coding, 1_000)
    with pytest.raises(Damaged):
        unpacked(b"\x07\x99 no such thing", coding, 1_000)


@pytest.mark.parametrize("coding", ["zstd", "compress", "sdch", "gzip, gzip, gzip, gzip"])
def test_other_codings_are_refused(coding: str) -> None:
    """What nobody here can unpack is not guessed."""
    with pytest.raises(Damaged):
        unpacked(b"\x28\xb5\x2f\xfd", coding, 1_000)


def test_a_header_that_lies() -> None:
    """What is declared as packed and is plain stays as it is."""
    assert unpacked(TEXT, "gzip", 1_000) == (TEXT, ())


def asked(serve: Any, http: Http, head: bytes, body: bytes) -> Exchange:
    """Return the exchange in which a server answers so."""

    def answer(connection: Any) -> None:
        connection.recv(65_536)
        connection.sendall(b"HTTP/1.1 200 OK\r\n%sContent-Length: %d\r\n\r\n" % (head, len(body)) + body)

    return http.send(Request.get(f"http://127.0.0.1:{serve(answer).port}/"), "x")


def test_over_the_network(serve: Any) -> None:
    """The exchange has the plain body, and says what was undone; a bomb is an answer that is too large."""
    exchange = asked(serve, Http(), b"Content-Encoding: gzip\r\n", gzip.compress(TEXT))
    assert exchange.response is not None
    assert (exchange.response.content(), exchange.response.unpacked) == (TEXT, ("gzip",))
    bomb = asked(serve, Http(max_body=100_000), b"Content-Encoding: gzip\r\n", gzip.compress(bytes(10_000_000)))
    assert (bomb.response, bomb.error_kind) == (None, "too-large")
    assert "unpacked" in str(bomb.error)
    damaged = asked(serve, Http(), b"Content-Encoding: zstd\r\n", b"\x28\xb5\x2f\xfd")
    assert (damaged.response, damaged.error_kind) == (None, "protocol")
    assert "zstd" in str(damaged.error)
