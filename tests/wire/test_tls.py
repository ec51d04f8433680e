"""TLS that does not come about says why."""

from __future__ import annotations

import contextlib
import ssl
import threading

import pytest

from explorer.messages import Request
from explorer.wire import Http
from tests.wire.peers import Authority, saying


def send(port, authority=None, host="localhost", **settings):
    """Return the exchange of one GET over https, and close what was opened."""
    http = Http(ca_file=authority and authority.ca_file, **settings)
    try:
        return http.send(Request.get(f"https://{host}:{port}/"), "x")
    finally:
        http.close()


def failure(exchange, *words):
    """Assert that the exchange failed in TLS, and that its sentence has all these words."""
    assert (exchange.response, exchange.error_kind) == (None, "tls"), exchange.error
    for word in words:
        assert word in exchange.error
    assert "tls" in exchange.timing.phases


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1"])
def test_own_authority_is_trusted(serve, authority, host):
    """With `ca_file` a certificate of one's own authority is accepted, for a name and for an address."""
    assert send(serve(tls=authority.context()).port, authority, host).error is None


def test_unknown_authority(serve, authority):
    """Without `ca_file` the sentence says that the authority is unknown and what to give."""
    failure(send(serve(tls=authority.context()).port), "no authority that this machine knows", "Http(ca_file=...)")
    itself = send(serve(tls=authority.context(with_root=True)).port)
    failure(itself, "authority that this machine does not know", "Http(ca_file=...)")


def test_a_chain_that_does_not_reach_the_file(serve, authority, tmp_path):
    """With a PEM file the sentence says that the file may be the wrong one, or a certificate in between is missing."""
    other = Authority(tmp_path)
    failure(send(serve(tls=other.context()).port, authority), "your PEM file", "in between", "s_client")


def test_expired_certificate(serve, authority):
    """A certificate that has expired is named as such."""
    failure(send(serve(tls=authority.context(days=-1)).port, authority), "has expired", "clock")


def test_wrong_host(serve, authority):
    """A certificate for another host is named as such."""
    failure(send(serve(tls=authority.context("other.example")).port, authority), "another host", "localhost", "Use the name")


def test_plain_http_on_an_https_address(serve, authority):
    """A server that answers in plain http is recognised."""

    def answer(connection):
        connection.recv(1)
        connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")

    failure(send(serve(answer).port, authority), "does not speak TLS", "http://")


def test_hang_up_during_the_handshake(serve, authority):
    """A server that hangs up in the handshake is recognised."""
    failure(send(serve(lambda connection: connection.recv(1)).port, authority), "hung up", "meant for https")


def test_no_common_method(serve, authority):
    """Two sides without a common cipher end in a sentence with the reason that TLS gave."""
    context = authority.context()
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    context.set_ciphers("ECDHE-RSA-AES128-SHA256")  # its key is no RSA key
    failure(send(serve(tls=context).port, authority), "No TLS connection", "handshake failure", "browser")


def test_certificate_of_the_client_is_wanted(serve, authority):
    """A TLS 1.3 server that wants a certificate from us refuses after the handshake; that is still a TLS failure."""
    context = authority.context()
    context.verify_mode = ssl.CERT_REQUIRED
    context.load_verify_locations(authority.ca_file)
    failure(send(serve(tls=context).port, authority), "certificate required")


def test_handshake_that_hangs(serve, authority):
    """A server that accepts and then keeps silent in the handshake ends as a timeout."""
    server = serve(lambda connection: server.over.wait(60))
    exchange = send(server.port, authority, host="127.0.0.1", timeout=1)  # a name would have to be looked up first
    assert exchange.error_kind == "timeout"
    assert "agreeing on TLS" in exchange.error


def flooding(server_over, end):
    """Return what a peer does that says HelloRequest without end; each is ignored, and none is the last (RFC 5246 7.4.1.1)."""

    def say(connection):
        with contextlib.suppress(OSError):
            while not server_over.wait(0) and not end.is_set():
                connection.sendall(b"\x16\x03\x03\x00\x04\0\0\0\0" * 20_000)

    return say


@pytest.mark.parametrize(("timeout", "kind"), [(0.5, "timeout"), (60, "stopped")])
def test_a_handshake_that_is_flooded_ends(serve, authority, timeout, kind):
    """A peer that never comes to an end holds nobody: neither longer than the limit, nor when it is stopped."""
    end = threading.Event()
    over = threading.Timer(20, end.set)  # the peer gives up then, and a client that it held would report something else
    over.start()
    server = serve(flooding(threading.Event(), end))
    http = Http(ca_file=authority.ca_file, timeout=timeout)
    stop = threading.Timer(0.5, http.stop)
    if kind == "stopped":
        stop.start()
    try:
        exchange = http.send(Request.get(f"https://localhost:{server.port}/"), "x")
    finally:
        end.set()
        over.cancel()
        http.close()
    assert exchange.error_kind == kind


def test_long_answers_come_whole_over_tls(serve, authority):
    """An answer of many pieces arrives byte for byte, and a request of many pieces is sent so."""
    body = b"0123456789abcdef" * 40_000
    answer = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body) + body
    server = serve(saying(answer), tls=authority.context())
    http = Http(ca_file=authority.ca_file)
    try:
        exchange = http.send(Request.post(f"https://localhost:{server.port}/", (("text", "x" * 900_000),)), "x")
    finally:
        http.close()
    assert exchange.response.body == body
