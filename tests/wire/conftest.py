"""Fixtures of the wire: servers, a port that never answers, an authority nobody knows."""

from __future__ import annotations

import contextlib
import socket
import ssl
from collections.abc import Callable, Iterator

import pytest

from explorer.wire import Http
from tests.wire.peers import Authority, Say, Server


@pytest.fixture
def serve() -> Iterator[Callable[..., Server]]:
    """Return a function that starts a `Server`; they all stop when the test ends."""
    servers: list[Server] = []

    def start(say: Say | None = None, tls: ssl.SSLContext | None = None) -> Server:
        servers.append(Server(say, tls))
        return servers[-1]

    yield start
    for server in servers:
        server.stop()


@pytest.fixture
def http() -> Iterator[Http]:
    """Return an `Http` as it comes, closed at the end."""
    http = Http()
    yield http
    http.close()


@pytest.fixture
def black_hole() -> Iterator[int]:
    """Return a port on 127.0.0.1 where a connection is neither accepted nor refused: its queue is full."""
    with contextlib.ExitStack() as stack:
        listener = stack.enter_context(socket.socket())
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        for _ in range(4):
            filler = stack.enter_context(socket.socket())
            filler.setblocking(False)
            filler.connect_ex(listener.getsockname())
        yield listener.getsockname()[1]


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    """Return a certificate authority that no machine knows."""
    return Authority(tmp_path_factory.mktemp("authority"))
