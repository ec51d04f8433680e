"""From a host name to a connected socket."""

from __future__ import annotations

import errno
import selectors
import socket
import threading
from collections.abc import Callable
from typing import Any

from . import trouble
from .watch import Watch

Address = tuple[socket.AddressFamily, Any]  # the family, and what `connect` takes in that family

_HEAD_START = 0.25  # seconds that an address has for itself before the next one is tried beside it (RFC 8305 5)
_UNDER_WAY = (errno.EINPROGRESS, errno.EWOULDBLOCK, getattr(errno, "WSAEWOULDBLOCK", errno.EWOULDBLOCK))


def resolve(host: str, port: int, watch: Watch) -> list[Address]:
    """Return the addresses of a host, best first. Raises `Unreachable` ("dns").

    The system's resolver cannot be interrupted, so it runs in a thread that is left behind when the wait ends early.
    """
    try:
        return _lookup(host, port, socket.AI_NUMERICHOST)  # an IP address: there is nothing to look up
    except (OSError, UnicodeError):
        pass
    with watch.phase("dns"):
        found = watch.answer(lambda put: threading.Thread(target=_tell, args=(host, port, put), daemon=True).start())
    if isinstance(found, list):
        return found
    raise trouble.no_name(host, found)


def _tell(host: str, port: int, put: Callable[[object], None]) -> None:
    try:
        put(_lookup(host, port))
    except (OSError, UnicodeError) as error:  # a label that is empty or too long fails before any question is asked
        put(error)


def _lookup(host: str, port: int, flags: int = 0) -> list[Address]:
    return [(family, address) for family, *_, address in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=flags)]


def dial(host: str, addresses: list[Address], watch: Watch) -> socket.socket:
    """Return a socket, not blocking, connected to the first address that answers. Raises `Unreachable` ("connect").

    The addresses are tried in their order. One that fails makes room for the next at once; one that stays silent is
    joined by the next after a moment, so that a broken IPv6 route costs a quarter of a second.
    """
    with watch.phase("connect"):
        attempts = _Attempts(addresses)
        try:
            winner = attempts.run(watch)
        finally:
            attempts.close()
    if winner is None:
        raise trouble.no_connection(host, addresses[-1][1][1], attempts.error)
    winner.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return winner


class _Attempts:
    """Connection attempts to several addresses of one host, of which one may win."""

    def __init__(self, addresses: list[Address]) -> None:
        self.error = 0
        self._untried = addresses[::-1]
        self._pending: list[socket.socket] = []

    def run(self, watch: Watch) -> socket.socket | None:
        while self._untried or self._pending:
            if self._untried:
                self._begin(*self._untried.pop())
            ready = watch.wait(self._pending, selectors.EVENT_WRITE, self._patience())
            for each in ready:
                self._pending.remove(each)
                self.error = each.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
                if self.error == 0:
                    return each
                each.close()
        return None

    def _patience(self) -> float | None:
        if not self._pending:
            return 0.0
        return _HEAD_START if self._untried else None

    def _begin(self, family: socket.AddressFamily, address: Any) -> None:
        try:
            attempt = socket.socket(family, socket.SOCK_STREAM)
        except OSError as error:  # a system without IPv6
            self.error = error.errno or 0
            return
        attempt.setblocking(False)
        outcome = attempt.connect_ex(address)
        if outcome and outcome not in _UNDER_WAY:
            self.error = outcome
            attempt.close()
            return
        self._pending.append(attempt)

    def close(self) -> None:
        for each in self._pending:
            each.close()
