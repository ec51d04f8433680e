"""What is shown is what is sent."""

from __future__ import annotations

import copy
import logging

import pytest

from explorer.errors import Mistake
from explorer.messages import Request, encode_component
from explorer.secret import Secret, reveal
from explorer.wire import Http
from tests.wire.peers import OK, Server, read_request, saying

NASTY = "a b+c%20&d=e\"f'g$h`i\\j\nk!l\u00e9\U0001f511"


def unmasked(request: Request) -> bytes:
    """Return what `Request.http()` shows, with the real values in the place of the masks, as bytes of the wire."""
    head, _, body = request.http().partition("\n\n")
    for _, value in request.headers:
        head = head.replace(repr(value), reveal(value))
    for _, value in request.form or ():
        body = body.replace(repr(value), reveal(encode_component(value))) if isinstance(value, Secret) else body
    return f"{head}\n\n".replace("\n", "\r\n").encode() + body.encode()


@pytest.mark.parametrize("authorization", [None, Secret("Basic YTpi", "authorization"), "Bearer plain"])
def test_get_is_sent_byte_for_byte(serve, http, authorization):
    """A GET arrives exactly as its raw HTTP text shows it: order, spelling and nothing added."""
    server = serve()
    request = Request.get(
        f"http://localhost:{server.port}/userinfo?a=%2F&b=c+d",
        headers=[("Authorization", authorization)] if authorization else [],
    )
    assert http.send(request, "userinfo").error is None
    assert server.requests == [unmasked(request)]


@pytest.mark.parametrize("form", [(("code", Secret(NASTY, "code")), ("x", NASTY), ("x", "")), ()])
def test_post_is_sent_byte_for_byte(serve, http, form):
    """A POST arrives exactly as its raw HTTP text shows it, secrets and hostile characters included."""
    server = serve()
    request = Request.post(
        f"http://127.0.0.1:{server.port}", form, headers=[("Authorization", Secret("Basic YTpi", "authorization"))]
    )
    assert http.send(request, "token").error is None
    assert server.requests == [unmasked(request)]


def test_own_header_names_keep_their_spelling(serve, http):
    """Header names go out in the letter case they were given, and in their order."""
    server = serve()
    headers = (("hOsT", f"127.0.0.1:{server.port}"), ("X-b", "1"), ("x-A", "2"), ("X-b", "3"))
    assert http.send(Request("GET", f"http://127.0.0.1:{server.port}/", headers), "probe").error is None
    assert server.requests[0].split(b"\r\n")[1:5] == [f"{name}: {value}".encode() for name, value in headers]


def test_answer_is_kept_raw(serve, http):
    """Status, reason, header spelling, repeated headers and body bytes come back as they were sent."""
    answer = b"HTTP/1.1 418 Short and stout\r\nX-Odd: \xe9\r\nset-cookie: a=1\r\nSet-Cookie: b=2\r\nContent-Length: 3\r\n\r\n\x00\xff\n"
    server = serve(saying(answer))
    response = http.send(Request.get(f"http://127.0.0.1:{server.port}/"), "probe").response
    assert (response.status, response.reason, response.body) == (418, "Short and stout", b"\x00\xff\n")
    assert response.headers == (("X-Odd", "\xe9"), ("set-cookie", "a=1"), ("Set-Cookie", "b=2"), ("Content-Length", "3"))


def test_chunked_answer_and_answer_until_close(serve, http):
    """A body may come in chunks or last until the connection closes."""
    chunked = serve(saying(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"))
    closing = serve(saying(b"HTTP/1.1 200 OK\r\n\r\nuntil the end"))
    bodies = [http.send(Request.get(f"http://127.0.0.1:{s.port}/"), "probe").response.body for s in (chunked, closing)]
    assert bodies == [b"abcde", b"until the end"]


def test_redirect_is_not_followed_and_cookie_not_returned(serve, http):
    """A redirect is an answer like any other, and a cookie does not come back with the next request."""
    server = serve()
    moved = OK.replace(b"200 OK\r\n", b"302 Found\r\nLocation: /elsewhere\r\nSet-Cookie: a=1\r\n")

    def move(connection):
        while request := read_request(connection):
            server.requests.append(request)
            connection.sendall(moved)

    mover = serve(move)
    request = Request.get(f"http://127.0.0.1:{mover.port}/")
    assert [http.send(request, "probe").response.status for _ in range(2)] == [302, 302]
    assert server.requests == [unmasked(request)] * 2


def test_environment_proxy_is_not_used(serve, http, monkeypatch):
    """A proxy in the environment is not used silently."""
    server, proxy = serve(), serve()
    for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.port}")
    http.send(Request.get(f"http://127.0.0.1:{server.port}/"), "probe")
    assert (len(server.requests), len(proxy.requests)) == (1, 0)


HEADERS = (("Host", "h"), ("Content-Length", "0"))


@pytest.mark.parametrize(
    ("request_", "word"),
    [
        (Request("GET", "ftp://h/", HEADERS), "http://"),
        (Request("GET", "token", HEADERS), "http://"),
        (Request("GET", "http:///path", HEADERS), "host"),
        (Request("GET", "http://h:70000/", HEADERS), "port"),
        (Request("GET", "http://h/a b", HEADERS), "percent-encode"),
        (Request("GET", "http://h/\u00e9", HEADERS), "percent-encode"),
        (Request("GET", "http://h/a\nHost: evil", HEADERS), "percent-encode"),
        (Request("GET", "http://me:pw@h/", HEADERS), "user name"),
        (Request("GET", "http://h/", ()), "Host"),
        (Request("POST", "http://h/", HEADERS, (("a", "b"),)), "Content-Length"),
        (
            Request.get("http://127.0.0.1:1/", headers=[("Authorization", Secret("Bearer canary\r\nX: y", "authorization"))]),
            "line break",
        ),
        (Request.get("http://127.0.0.1:1/", headers=[("Authorization", Secret("Bearer canary ", "authorization"))]), "space"),
    ],
)
def test_request_that_is_not_http(serve, http, request_, word, monkeypatch):
    """A request that cannot be written as HTTP is not sent, and the sentence says why without quoting it."""
    server = serve()
    monkeypatch.setattr("socket.getaddrinfo", lambda *a, **k: [(2, 1, 6, "", ("127.0.0.1", server.port))])
    exchange = http.send(request_, "probe")
    assert (exchange.error_kind, exchange.response, server.requests) == ("protocol", None, [])
    assert word in exchange.error
    assert "canary" not in exchange.error
    assert "pw" not in exchange.error


@pytest.mark.parametrize(
    "arguments",
    [
        {"ca_file": "/no/such/file.pem"},
        {"ca_file": "/"},
        {"ca_file": __file__},
        {"proxy": "proxy:8080"},
        {"proxy": "https://proxy:8080"},
        {"proxy": "socks5://proxy:1080"},
        {"proxy": "http://"},
        {"proxy": "http://[::1"},
        {"proxy": "http://me:canary@proxy:99999"},
        {"proxy": "http://me:canary@proxy/path"},
        {"timeout": 0},
        {"timeout": -1.0},
        {"max_body": 0},
    ],
)
def test_argument_that_cannot_be_right(arguments):
    """A certificate file, a proxy or a limit that cannot be right is a Mistake at once, with no password in it."""
    with pytest.raises(Mistake) as caught:
        Http(**arguments)
    assert "canary" not in str(caught.value)
    assert len(str(caught.value)) > 40


def test_repr_shows_the_settings_and_no_password():
    """The repr of an Http says how it is set up; a proxy's password is masked."""
    http = Http(proxy="http://me:canary@proxy.example:8080", timeout=3)
    assert repr(http) == "Http(ca_file=None, proxy='http://me:***@proxy.example:8080', timeout=3, max_body=1000000)"
    assert repr(Http()) == "Http(ca_file=None, proxy=None, timeout=10.0, max_body=1000000)"
    assert "canary" not in repr(vars(http))


def test_log_holds_no_secret(serve, http, caplog):
    """Even a log that records everything holds neither what was sent in secret nor what came back."""
    caplog.set_level(logging.DEBUG)
    server = serve(saying(OK.replace(b"\r\n", b"\r\nLocation: /?code=canary\r\n", 1)))
    form = (("code", Secret("canary", "code")),)
    http.send(
        Request.post(f"http://127.0.0.1:{server.port}/", form, headers=[("Authorization", Secret("canary", "authorization"))]),
        "token",
    )
    assert "canary" not in caplog.text


def test_copies_of_the_evidence_hold_no_secret(serve, http):
    """The repr of an exchange, and of a deep copy, shows no secret."""
    server: Server = serve()
    form = (("code", Secret("canary", "code")),)
    exchange = http.send(Request.post(f"http://127.0.0.1:{server.port}/", form), "token")
    assert "canary" not in repr(exchange)
    assert "canary" not in repr(copy.deepcopy(exchange))
    assert copy.deepcopy(exchange).request.form[0][1].reveal() == "canary"
