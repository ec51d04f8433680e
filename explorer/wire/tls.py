"""TLS over a socket that never blocks, in pieces: no peer can keep us inside of one call.

Python's own SSL socket reads on for as long as data come and nothing is finished: a peer that floods the handshake with
messages that mean nothing (HelloRequest, RFC 5246 7.4.1.1) holds the call, and neither deadline nor stop button is asked.
Here TLS gets one piece at a time, and between two pieces whoever waits is asked whether to go on.
"""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")

_PIECE = 65_536  # bytes that are taken in before the deadline is asked again


class Again(Exception):
    """One piece was taken in, and the step is not finished."""


class Tls:
    """One side of a TLS connection. Each method does a bounded piece of work, and raises what it waits for.

    `Again`: call once more; `SSLWantReadError`, `SSLWantWriteError`: wait for the socket first.
    """

    def __init__(self, sock: socket.socket, context: ssl.SSLContext, server_hostname: str | None) -> None:
        self._sock = sock
        self._incoming, self._outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        self._unsent = b""
        self.object = context.wrap_bio(self._incoming, self._outgoing, server_hostname=server_hostname)

    def handshake(self) -> None:
        """Go on with the handshake."""
        self._step(self.object.do_handshake)

    def read(self, max_bytes: int) -> bytes:
        """Return decrypted bytes; none at the end, whether the other side said goodbye or not (as SSL sockets do)."""
        try:
            return self._step(lambda: self.object.read(max_bytes))
        except (ssl.SSLZeroReturnError, ssl.SSLEOFError):
            return b""

    def write(self, data: memoryview) -> int:
        """Encrypt bytes, and return how many; they are on their way once `flush` is through."""
        return self._step(lambda: self.object.write(data))

    def flush(self) -> None:
        """Send what TLS has to say."""
        self._unsent += self._outgoing.read()
        while self._unsent:
            try:
                self._unsent = self._unsent[self._sock.send(self._unsent) :]
            except BlockingIOError:
                raise ssl.SSLWantWriteError from None
            except OSError:
                self._unsent = b""  # nobody reads it any more; but why they hung up may still be there to be read
                raise

    def _step(self, work: Callable[[], T]) -> T:
        self.flush()
        try:
            return work()
        except ssl.SSLWantReadError:
            self.flush()
            self._take_in()
        raise Again

    def _take_in(self) -> None:
        try:
            piece = self._sock.recv(_PIECE)
        except BlockingIOError:
            raise ssl.SSLWantReadError from None
        if piece:
            self._incoming.write(piece)
        else:
            self._incoming.write_eof()
