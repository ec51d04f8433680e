"""A proxy between us and the provider."""

from __future__ import annotations

import base64
import contextlib
import json
import socket
import threading
import urllib.parse

import pytest

from explorer import Client, Flow, ProviderMetadata
from explorer.errors import ExplorerError
from explorer.messages import Request
from explorer.secret import Secret
from explorer.wire import Http
from tests.wire.peers import OK, free_port, read_request, saying


def tunnel(heads):
    """Return what a proxy does that opens every tunnel it is asked for and keeps the requests in `heads`."""

    def say(client):
        heads.append(request := read_request(client))
        host, _, port = request.split(b" ")[1].decode().rpartition(":")
        with socket.create_connection((host, int(port))) as upstream:
            client.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
            back = threading.Thread(target=pour, args=(upstream, client))
            back.start()
            pour(client, upstream)
            back.join()

    return say


def pour(source, sink):
    """Copy until the end."""
    with contextlib.suppress(OSError):
        while data := source.recv(65536):
            sink.sendall(data)
    with contextlib.suppress(OSError):
        sink.shutdown(socket.SHUT_WR)


@pytest.fixture
def through():
    """Return a function that makes an `Http`; all are closed at the end."""
    with contextlib.ExitStack() as stack:
        yield lambda **settings: stack.enter_context(contextlib.closing(Http(**settings)))


def test_https_goes_through_a_tunnel(serve, authority, through):
    """Over https the proxy is asked for a tunnel, with its password; the provider gets our bytes and no more."""
    heads = []
    server, proxy = serve(tls=authority.context()), serve(tunnel(heads))
    http = through(ca_file=authority.ca_file, proxy=Secret(f"http://me:p%40ss@127.0.0.1:{proxy.port}", "proxy"))
    request = Request.post(f"https://localhost:{server.port}/token", (("a", "b"),))
    first, second = http.send(request, "x"), http.send(request, "x")
    assert (first.error, first.response.status, second.timing.reused) == (None, 200, True)
    assert heads[0].startswith(b"CONNECT localhost:%d HTTP/1.1\r\n" % server.port)
    assert b"Proxy-Authorization: Basic " + base64.b64encode(b"me:p@ss") in heads[0]
    assert server.requests == [request.http().replace("\n", "\r\n").encode()] * 2
    assert list(first.timing.phases) == ["connect", "tls", "send", "wait", "receive"]
    assert list(second.timing.phases) == ["send", "wait", "receive"]


def test_http_goes_in_absolute_form(serve, through):
    """Over plain http the proxy gets the whole address in the request line (RFC 9112 3.2.2), and our headers as they are."""
    proxy = serve()
    request = Request.get("http://provider.example/userinfo?a=b")
    exchange = through(proxy=f"http://127.0.0.1:{proxy.port}").send(request, "x")
    assert exchange.response.status == 200
    line, _, rest = proxy.requests[0].partition(b"\r\n")
    assert line == b"GET http://provider.example/userinfo?a=b HTTP/1.1"
    assert rest == request.http().partition("\n")[2].replace("\n", "\r\n").encode()


@pytest.mark.parametrize(
    ("answer", "words"), [(b"HTTP/1.1 407 Who are you\r\n\r\n", "user and password"), (b"HTTP/1.1 403 No\r\n\r\n", "403 No")]
)
def test_proxy_that_refuses(serve, through, answer, words):
    """A proxy that does not open the tunnel is named, with what it said."""
    proxy = serve(saying(answer))
    exchange = through(proxy=f"http://me:canary@127.0.0.1:{proxy.port}").send(Request.get("https://provider.example/"), "x")
    assert exchange.error_kind == "proxy"
    assert words in exchange.error
    assert "provider.example" in exchange.error
    assert "canary" not in exchange.error
    assert list(exchange.timing.phases) == ["connect"]


def test_proxy_that_wants_a_password_for_http(serve, through):
    """A 407 over plain http is the proxy's answer, not the provider's."""
    proxy = serve(saying(OK.replace(b"200 OK", b"407 Who are you")))
    exchange = through(proxy=f"http://127.0.0.1:{proxy.port}").send(Request.get("http://provider.example/"), "x")
    assert (exchange.error_kind, exchange.response) == ("proxy", None)


@pytest.mark.parametrize("scheme", ["http", "https"])
@pytest.mark.parametrize("host", ["127.0.0.1", "nothing.invalid"])
def test_proxy_that_is_not_there(through, scheme, host):
    """A proxy out of reach is told apart from a provider out of reach."""
    exchange = through(proxy=f"http://{host}:{free_port()}").send(Request.get(f"{scheme}://provider.example/"), "x")
    assert exchange.error_kind == "proxy"
    assert f"proxy http://{host}" in exchange.error


def test_proxy_that_hangs_can_be_stopped(serve, through):
    """A proxy that does not answer is left behind when stop is called."""
    hangs = threading.Event()
    proxy = serve(lambda connection: (read_request(connection), hangs.set(), proxy.over.wait(60)))
    http, exchanges = through(proxy=f"http://127.0.0.1:{proxy.port}"), []
    sending = threading.Thread(target=lambda: exchanges.append(http.send(Request.get("https://provider.example/"), "x")))
    sending.start()
    assert hangs.wait(60)
    http.stop()
    sending.join(60)
    assert exchanges[0].error_kind == "stopped"
    assert "connecting" in exchanges[0].error


def test_proxy_that_hangs_up(serve, through):
    """A proxy that hangs up, and one that speaks something else, end in a sentence."""
    kinds = []
    for answer in (b"", b"SOCKS\r\n\r\n"):
        proxy = serve(saying(answer))
        kinds.append(
            through(proxy=f"http://127.0.0.1:{proxy.port}").send(Request.get("https://provider.example/"), "x").error_kind
        )
    assert kinds == ["cut", "protocol"]


PASSWORDS = ["made-up-password-1", "p@ss:w+rd/=%25ü made up", "äöü-passwörd"]


def spellings(user, password):
    """How a proxy may repeat what it was sent."""
    basic = base64.b64encode(f"{user}:{password}".encode()).decode()
    return [password, urllib.parse.quote(password, safe=""), basic, f"Basic {basic}", urllib.parse.quote(basic, safe="")]


@pytest.mark.parametrize("password", PASSWORDS)
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_proxys_password_is_a_secret(serve, tmp_path, password, scheme):
    """Whatever part of its answer repeats it, in whatever spelling: not in the exception, the run or anything that is shown."""
    for spelling in spellings("user", password):
        line = spelling.encode()
        answer = b"HTTP/1.1 502 no %s\r\nX-Seen: %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % (
            line,
            line,
            len(body := json.dumps({"error": "x", "error_description": spelling}).encode()),
        )
        proxy = serve(saying(answer + body))
        address = f"http://user:{urllib.parse.quote(password, safe='')}@127.0.0.1:{proxy.port}"
        with contextlib.closing(Http(proxy=address)) as http:
            flow = flow_through(http, scheme, tmp_path)
            try:
                outcome = repr(flow.exchange(despite=["DISC-ENDPOINT-HTTP"]))
            except ExplorerError as problem:
                outcome = str(problem)
            shown = outcome + flow.run.to_json() + repr(flow.run) + repr(http)
            for each in spellings("user", password):
                assert each not in shown
            secret = Secret(password, "proxy_password")
            assert secret in http.secrets
            assert len(http.secrets) == 2


def flow_through(http, scheme, folder):
    """A flow that stands before its exchange."""
    base = f"{scheme}://tenant.example"
    metadata = ProviderMetadata(issuer=base, authorization_endpoint=f"{base}/a", token_endpoint=f"{base}/token")
    flow = Flow(metadata, Client("app", "made-up-secret-123456", redirect_uri="http://127.0.0.1:9/cb"), http=http, runs=folder)
    flow.authorize()
    flow.receive("made-up-code-31415926535")
    return flow


def test_an_open_proxy_has_no_secrets():
    """Nor has a flow without one."""
    assert Http(proxy="http://127.0.0.1:9").secrets == Http().secrets == ()
