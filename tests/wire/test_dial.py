"""Several addresses for one name."""

from __future__ import annotations

import socket
import time

import pytest

from explorer.messages import Request
from explorer.wire import Http
from tests.wire.peers import free_port


@pytest.fixture
def resolves(monkeypatch):
    """Return a function that makes every name resolve to these addresses, in their order."""

    def pretend(*addresses):
        found = [(family, socket.SOCK_STREAM, 6, "", address) for family, address in addresses]

        def answer(host, port, *args, flags=0, **kwargs):
            if flags == socket.AI_NUMERICHOST:
                raise socket.gaierror(socket.EAI_NONAME, "not an address")
            return found

        monkeypatch.setattr(socket, "getaddrinfo", answer)

    return pretend


def test_dead_ipv6_falls_back_to_ipv4(serve, http, resolves):
    """A dead IPv6 address that comes first gives way to the IPv4 address."""
    server = serve()
    resolves((socket.AF_INET6, ("::1", free_port(), 0, 0)), (socket.AF_INET, ("127.0.0.1", server.port)))
    exchange = http.send(Request.get(f"http://provider.example:{server.port}/"), "x")
    assert exchange.error is None
    assert exchange.timing.phases["connect"][1] < 200


def test_unroutable_ipv6_falls_back_to_ipv4(serve, http, resolves):
    """An IPv6 address without a route gives way to the IPv4 address."""
    server = serve()
    resolves((socket.AF_INET6, ("2001:db8::1", server.port, 0, 0)), (socket.AF_INET, ("127.0.0.1", server.port)))
    assert http.send(Request.get(f"http://provider.example:{server.port}/"), "x").error is None


def test_silent_address_costs_a_moment(serve, http, resolves, black_hole):
    """An address that stays silent is joined by the next after a quarter of a second."""
    server = serve()
    resolves((socket.AF_INET, ("127.0.0.1", black_hole)), (socket.AF_INET, ("127.0.0.1", server.port)))
    begun = time.perf_counter()
    assert http.send(Request.get(f"http://provider.example:{server.port}/"), "x").error is None
    assert time.perf_counter() - begun > 0.2


def test_late_first_address_may_still_win(resolves, black_hole):
    """A silent first address is still waited for when the second one fails."""
    resolves((socket.AF_INET, ("127.0.0.1", black_hole)), (socket.AF_INET, ("127.0.0.1", free_port())))

    exchange = Http(timeout=0.5).send(Request.get("http://provider.example/"), "x")
    assert exchange.error_kind == "timeout"


def test_every_address_fails(http, resolves):
    """When every address fails the sentence has the host and the reason."""
    resolves((socket.AF_INET6, ("::1", free_port(), 0, 0)), (socket.AF_INET, ("127.0.0.1", free_port())))
    exchange = http.send(Request.get("http://provider.example/"), "x")
    assert exchange.error_kind == "connect"
    assert "provider.example:" in exchange.error
    assert "refused" in exchange.error
