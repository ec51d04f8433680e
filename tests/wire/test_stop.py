"""Whoever waits can be released at once."""

from __future__ import annotations

import contextlib
import socket
import threading
from concurrent.futures import ThreadPoolExecutor, wait

import pytest

from explorer.messages import Request
from explorer.wire import Http
from tests.wire.peers import read_request


def stopped_send(http, url, hangs):
    """Send in another thread, wait until the event `hangs`, stop, and return the exchange. Not stopped, it would be a timeout."""
    with ThreadPoolExecutor(1) as thread:
        sending = thread.submit(http.send, Request.get(url), "x")
        assert hangs.wait(60)
        while not sending.done():  # more than once only where nobody can tell that the send has begun
            http.stop()
            wait([sending], timeout=0.2)
        return sending.result()


def check(exchange, phase, words):
    """Assert that the send ended as stopped, in that phase, and that the sentence says what was going on."""
    assert (exchange.response, exchange.error_kind) == (None, "stopped"), exchange.error
    assert words in exchange.error
    assert list(exchange.timing.phases)[-1] == phase


@pytest.fixture
def hangs():
    """Return the event that the other side sets when it leaves us waiting."""
    return threading.Event()


def pouring(server_over, hangs):
    """Return what a server does that sends more than all buffers hold, so that we must be reading it, and then drips."""

    def say(connection):
        read_request(connection)
        connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n" + bytes(20_000_000))
        hangs.set()
        while not server_over.wait(0.02):
            connection.sendall(b"x")

    return say


def test_stop_during_lookup(http, hangs, monkeypatch):
    """A name service that does not answer is left behind."""
    over, lookup = threading.Event(), socket.getaddrinfo

    def slow(host, port, *args, **kwargs):
        if kwargs.get("flags") != socket.AI_NUMERICHOST:
            hangs.set()
            over.wait(60)
        return lookup(host, port, *args, **kwargs)

    monkeypatch.setattr(socket, "getaddrinfo", slow)
    check(stopped_send(http, "http://localhost:1/", hangs), "dns", "looking up")
    over.set()


def test_stop_during_connect(http, hangs, black_hole):
    """A port that swallows connections is left behind."""
    hangs.set()
    check(stopped_send(http, f"http://127.0.0.1:{black_hole}/", hangs), "connect", "connecting")


def test_stop_during_handshake(http, hangs, serve):
    """A handshake that hangs is left behind."""
    server = serve(lambda connection: (connection.recv(1), hangs.set(), server.over.wait(60)))
    check(stopped_send(http, f"https://127.0.0.1:{server.port}/", hangs), "tls", "agreeing on TLS")


def test_stop_while_waiting(http, hangs, serve):
    """An answer that does not come is not waited for; the sentence warns that the request had been sent."""
    server = serve(lambda connection: (read_request(connection), hangs.set(), server.over.wait(60)))
    outcome = stopped_send(http, f"http://127.0.0.1:{server.port}/", hangs)
    check(outcome, "wait", "first byte")
    assert "may have acted" in outcome.error


@pytest.mark.parametrize("secure", [False, True])
def test_stop_during_body(hangs, serve, authority, secure):
    """A body that drips is left behind, over plain http and over TLS."""
    over = threading.Event()
    server = serve(pouring(over, hangs), tls=authority.context() if secure else None)
    http = Http(ca_file=authority.ca_file, max_body=10**9)
    check(stopped_send(http, f"http{'s' * secure}://127.0.0.1:{server.port}/", hangs), "receive", "reading the answer")
    over.set()


def test_stop_while_sending(http, hangs, serve):
    """A server that does not read a large request is left behind."""
    server = serve(lambda connection: (connection.recv(1), hangs.set(), server.over.wait(60)))
    request = Request.post(f"http://127.0.0.1:{server.port}/", (("a", "x" * 20_000_000),))
    with ThreadPoolExecutor(1) as thread:
        sending = thread.submit(http.send, request, "x")
        assert hangs.wait(60)
        http.stop()
        assert sending.result(1).error_kind == "stopped"


def test_stop_reaches_every_thread(http, serve):
    """One stop ends every send that is under way, and sends that come later work."""
    waiting = threading.Semaphore(0)
    server = serve(lambda connection: (read_request(connection), waiting.release(), server.over.wait(60)))
    good = serve()
    with ThreadPoolExecutor(5) as threads:
        sends = [threads.submit(http.send, Request.get(f"http://127.0.0.1:{server.port}/"), "x") for _ in range(5)]
        for _ in sends:
            assert waiting.acquire(timeout=60)
        http.stop()
        assert [send.result(1).error_kind for send in sends] == ["stopped"] * 5
    assert http.send(Request.get(f"http://127.0.0.1:{good.port}/"), "x").error is None


def test_stop_with_nothing_under_way(http, serve):
    """Stopping an idle Http does nothing, and the connections it keeps stay usable."""
    server = serve()
    request = Request.get(f"http://127.0.0.1:{server.port}/")
    http.stop()
    http.send(request, "x")
    http.stop()
    assert http.send(request, "x").timing.reused


def test_close_stops_too(hangs, serve):
    """Closing ends what is under way first."""
    server = serve(lambda connection: (read_request(connection), hangs.set(), server.over.wait(60)))
    http = Http()
    with ThreadPoolExecutor(1) as thread, contextlib.closing(http):
        sending = thread.submit(http.send, Request.get(f"http://127.0.0.1:{server.port}/"), "x")
        assert hangs.wait(60)
        http.close()
        assert sending.result(1).error_kind == "stopped"
