"""The network as httpcore sees it: connections that time themselves, end at the deadline and can be stopped."""

from __future__ import annotations

import selectors
import socket
import ssl
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

import httpcore

from ..errors import Unreachable
from . import trouble
from .dial import dial, resolve
from .proxy import Proxy
from .tls import Again, Tls
from .watch import Watch, current, is_readable

T = TypeVar("T")


class Network(httpcore.NetworkBackend):
    """Opens connections for one pool.

    httpcore hands each call a timeout; it is not used, since the watch of the exchange holds the one deadline.
    `tunnel` says that a connection first talks to a proxy, which counts as connecting.
    """

    def __init__(self, proxy: Proxy | None, tunnel: bool) -> None:
        self._proxy = proxy
        self._tunnel = tunnel

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> Stream:
        watch = current.get()
        try:
            return Stream(dial(host, resolve(host, port, watch), watch), tunnel=self._tunnel)
        except Unreachable as error:
            if self._proxy is None or error.kind not in ("dns", "connect"):
                raise
            raise trouble.no_proxy(str(self._proxy), error) from None


class Stream(httpcore.NetworkStream):
    """One connection, which may serve several exchanges; each call belongs to the exchange of the calling thread."""

    def __init__(self, sock: socket.socket, *, tunnel: bool = False, tls: Tls | None = None) -> None:
        self._sock = sock
        self._tunnel = tunnel
        self._tls = tls

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        watch = current.get()
        with watch.phase(self._reading(watch)):
            data = self._receive(max_bytes, watch)
        if not data:
            watch.ended = True
        elif not watch.head:
            watch.head = data[:16]
            if not watch.head.lstrip(b"\r\n").startswith(b"HTTP/"[: len(data)]):  # do not wait for the end of a line or header
                raise trouble.not_http(watch.address, watch.head)
        return data

    def _reading(self, watch: Watch) -> str:
        if self._tunnel:
            return "connect"
        return "receive" if watch.head else "wait"

    def _receive(self, max_bytes: int, watch: Watch) -> bytes:
        try:
            receive = self._sock.recv if self._tls is None else self._tls.read
            return _persist(lambda: receive(max_bytes), self._sock, selectors.EVENT_READ, watch)
        except ssl.SSLError as error:  # TLS 1.3 refuses a client after the handshake (RFC 8446 4.4.2.4)
            raise trouble.tls_failed(watch.address, error, trusts_more=watch.trusts_more) from None
        except OSError as error:
            raise trouble.cut(watch.address, watch.reused, error, begun=bool(watch.head)) from None

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        watch = current.get()
        rest = memoryview(buffer)
        with watch.phase("connect" if self._tunnel else "send"):
            while rest:
                rest = rest[self._send(rest, watch) :]

    def _send(self, data: memoryview, watch: Watch) -> int:
        try:
            if self._tls is None:
                return _persist(lambda: self._sock.send(data), self._sock, selectors.EVENT_WRITE, watch)
            return self._send_encrypted(self._tls, data, watch)
        except OSError as error:
            # A server may answer and hang up before it has read everything; httpcore goes on to look for that answer.
            raise httpcore.WriteError(error) from error

    def _send_encrypted(self, tls: Tls, data: memoryview, watch: Watch) -> int:
        sent = _persist(lambda: tls.write(data), self._sock, selectors.EVENT_WRITE, watch)
        _persist(tls.flush, self._sock, selectors.EVENT_WRITE, watch)
        return sent

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> Stream:
        watch = current.get()
        watch.head = b""  # what came so far came from the proxy
        with watch.phase("tls"):
            try:
                tls = Tls(self._sock, ssl_context, server_hostname)
                _persist(tls.handshake, self._sock, selectors.EVENT_READ, watch)
                _persist(tls.flush, self._sock, selectors.EVENT_WRITE, watch)
            except (OSError, ValueError) as error:
                self.close()
                raise trouble.tls_failed(watch.address, error, trusts_more=watch.trusts_more) from None
            except BaseException:
                self.close()
                raise
        return Stream(self._sock, tls=tls)

    def close(self) -> None:
        self._sock.close()

    def get_extra_info(self, info: str) -> Any:
        """Answer the two questions that httpcore asks: how TLS came out, and whether an idle connection has something to say."""
        if info == "ssl_object":
            return self._tls.object if self._tls else None
        return self._has_something() if info == "is_readable" else None

    def _has_something(self) -> bool:
        """An idle connection with something to read has been closed by the other side, so it cannot be used again."""
        return self._sock.fileno() < 0 or is_readable(self._sock)


def _persist(operation: Callable[[], T], sock: socket.socket, event: int, watch: Watch) -> T:
    """Repeat a step that must not block until it is done, waiting for the socket in between."""
    while True:
        watch.check()
        try:
            return operation()
        except Again:
            continue
        except ssl.SSLWantWriteError:
            watch.wait([sock], selectors.EVENT_WRITE)
        except ssl.SSLWantReadError:
            watch.wait([sock], selectors.EVENT_READ)
        except BlockingIOError:
            watch.wait([sock], event)
