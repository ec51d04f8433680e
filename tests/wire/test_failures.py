"""No usable answer: an exchange with a kind, a sentence and the timing so far, never an exception."""

from __future__ import annotations

import socket
import struct
import time

import pytest

from explorer.messages import Request
from explorer.wire import Http
from tests.wire.peers import OK, free_port, read_request, saying


def failure(exchange, kind, *words):
    """Assert that the exchange failed with that kind, and that its sentence has all these words."""
    assert (exchange.response, exchange.error_kind) == (None, kind), exchange.error
    for word in words:
        assert word in exchange.error
    return exchange


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_nothing_listens(http, host):
    """A refused connection on this machine says that nothing listens there."""
    port = free_port()
    exchange = failure(
        http.send(Request.get(f"http://{host}:{port}/"), "x"), "connect", f"Nothing listens at {host}:{port}", "Start"
    )
    assert "connect" in exchange.timing.phases


@pytest.mark.parametrize("host", ["nothing.invalid", "a..b", "x" * 70 + ".example"])
def test_name_without_address(http, host):
    """A host that has no address, or cannot have one, is told apart from one that does not answer."""
    exchange = failure(http.send(Request.get(f"http://{host}/"), "x"), "dns", host, "spelling", "proxy")
    assert list(exchange.timing.phases) == ["dns"]


def test_no_answer_in_time(serve):
    """A server that accepts and says nothing ends as a timeout, about when the time is up."""
    server = serve(lambda c: server.over.wait(60))
    http = Http(timeout=0.3)
    begun = time.perf_counter()
    exchange = failure(
        http.send(Request.get(f"http://127.0.0.1:{server.port}/"), "x"), "timeout", "0.3 s", "first byte", "timeout="
    )
    assert time.perf_counter() - begun >= 0.3
    assert list(exchange.timing.phases) == ["connect", "send", "wait"]
    assert exchange.timing.phases["wait"][1] > 200


@pytest.mark.parametrize(
    "start", [OK[:-2] + b"", b"HTTP/1.1 200 OK\r\nX: ", b"", b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"]
)
def test_dripping_answer(serve, start):
    """The time is for the whole exchange: an answer that drips for ever ends as a timeout too, in headers or body."""

    def drip(connection):
        read_request(connection)
        connection.sendall(start.replace(b"Length: 2", b"Length: 2000"))
        while not server.over.wait(0.02):
            connection.sendall(b"1\r\nx\r\n" if b"chunked" in start else b"H" if start else b"HTTP/1.1 100 Go\r\n\r\n")

    server = serve(drip)
    begun = time.perf_counter()
    failure(Http(timeout=0.3).send(Request.get(f"http://127.0.0.1:{server.port}/"), "x"), "timeout", "reading the answer")
    assert time.perf_counter() - begun >= 0.3


def test_silent_port(black_hole):
    """A port that neither accepts nor refuses ends as a timeout that speaks of connecting."""
    exchange = failure(
        Http(timeout=0.2).send(Request.get(f"http://127.0.0.1:{black_hole}/"), "x"), "timeout", "connecting", "firewall"
    )
    assert exchange.timing.phases["connect"][1] > 150


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (b"", "without an answer"),
        (b"HTTP/1.1 200 OK\r\nContent-Le", "in the middle"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc", "in the middle"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nabc", "in the middle"),
    ],
)
def test_answer_that_is_cut(serve, http, answer, words):
    """A connection that ends before, in the headers or in the body is a cut, and says how far it got."""
    failure(http.send(Request.get(f"http://127.0.0.1:{serve(saying(answer)).port}/"), "x"), "cut", words, "Send again")


def test_connection_that_is_reset(serve, http):
    """A connection that is reset is a cut."""

    def reset(connection):
        read_request(connection)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    failure(http.send(Request.get(f"http://127.0.0.1:{serve(reset).port}/"), "x"), "cut", "Connection reset")


def test_kept_connection_that_dies_under_the_request(serve, http):
    """When a kept connection ends under a request, the sentence says so and nothing is sent twice by itself."""

    def answer_once(connection):
        read_request(connection)
        connection.sendall(OK)
        read_request(connection)

    server = serve(answer_once)
    request = Request.get(f"http://127.0.0.1:{server.port}/")
    http.send(request, "x")
    exchange = failure(http.send(request, "x"), "cut", "earlier request", "Send again", "used it up")
    assert exchange.timing.reused
    assert server.connections == 1


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (b"SSH-2.0-OpenSSH_9.6\r\n", "SSH-2.0"),
        (b"<html>hello</html>\r\n\r\n", "does not speak HTTP"),
        (b"\x15\x03\x01\x00\x02\x02\x16", "https://"),
        (b"HTTP/1.1 200 OK\r\nbad header\r\n\r\n", "RFC 9112"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", "RFC 9112"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", "RFC 9112"),
        (b"HTTP/1.1 200 OK\r\nX: " + b"a" * 300_000 + b"\r\n\r\n", "too long"),
    ],
)
def test_answer_that_is_not_http(serve, http, answer, words):
    """Something that is not HTTP is quoted in its first bytes; TLS on an http address is recognised."""
    failure(http.send(Request.get(f"http://127.0.0.1:{serve(saying(answer)).port}/"), "x"), "protocol", words)


def test_greeting_of_another_protocol(serve, http):
    """A server that greets in another protocol and then waits is recognised by its greeting, not by the deadline."""
    server = serve(lambda connection: (connection.sendall(b"220 mail.example ESMTP\r\n"), server.over.wait(60)))
    failure(http.send(Request.get(f"http://127.0.0.1:{server.port}/"), "x"), "protocol", "220 ")


def test_answer_without_end(serve, http):
    """Of a body of 100 MB little more than the limit is read, and what the status was is said."""
    sent = 0

    def pour(connection):
        nonlocal sent
        read_request(connection)
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100000000\r\n\r\n")
        for _ in range(100):
            connection.sendall(bytes(1_000_000))
            sent += 1_000_000

    failure(
        http.send(Request.get(f"http://127.0.0.1:{serve(pour).port}/"), "x"),
        "too-large",
        "status 200",
        "1000000 bytes",
        "max_body",
    )
    assert sent < 30_000_000  # what fits into the buffers of two sockets


@pytest.mark.parametrize(("size", "kind"), [(10, None), (11, "too-large")])
def test_limit_is_exact(serve, size, kind):
    """A body as large as the limit is fine, one byte more is not."""
    server = serve(saying(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % size + b"x" * size))
    assert Http(max_body=10).send(Request.get(f"http://127.0.0.1:{server.port}/"), "x").error_kind == kind


def test_answer_before_the_request_was_read(serve, http):
    """A server that answers and hangs up without reading a large request is heard all the same."""

    def impatient(connection):
        connection.recv(10)
        connection.sendall(b"HTTP/1.1 413 Too much\r\nContent-Length: 0\r\n\r\n")
        while connection.recv(1 << 20):
            pass

    form = (("a", "x" * 3_000_000),)
    exchange = http.send(Request.post(f"http://127.0.0.1:{serve(impatient).port}/", form), "x")
    assert exchange.response.status == 413


def test_failure_leaves_the_http_usable(serve, http):
    """After a failure the next send works."""
    cut, good = serve(saying(b"")), serve()
    assert http.send(Request.get(f"http://127.0.0.1:{cut.port}/"), "x").error_kind == "cut"
    assert http.send(Request.get(f"http://127.0.0.1:{good.port}/"), "x").error is None
