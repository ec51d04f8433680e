"""What other pages, programs and users of this machine send: it costs little, changes nothing, and is refused in a sentence."""

from __future__ import annotations

import itertools
import json
import logging
import random
import socket
import string
import threading
import time
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from tornado.httputil import HTTPHeaders

from explorer.provider import Provider
from explorer.provider.gate import names_this_machine
from explorer.provider.http import MOST_PARAMETERS, Request, repeated
from tests.provider.raw import Answer, ask
from tests.provider.visitor import authorize_url, fetch, fresh_name, get_code, misbehave

FORM = "application/x-www-form-urlencoded"
SPELLINGS = [
    FORM,
    FORM.title(),
    FORM.upper(),
    "multipart/form-data; boundary=a",
    "Multipart/Form-Data; Boundary=a",
    "text/plain",
]
MANY_NAMES = "&".join(map("".join, itertools.islice(itertools.product(string.ascii_letters, repeat=3), 8_000, 238_000)))


def say(provider: Provider, data: bytes) -> bytes:
    """Send bytes, and return what comes back until the other side hangs up or stays silent."""
    with socket.create_connection(("127.0.0.1", provider.port), timeout=2) as line:
        line.sendall(data)
        said = b""
        try:
            while piece := line.recv(65_536):
                said += piece
        except OSError:
            pass
        return said


def paths(provider: Provider) -> list[str]:
    """Every path that there is, and one that there is not."""
    return [*provider._routes, "/interaction/x", "/nothing"]


@pytest.fixture
def log(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    """The log of the whole process at its most talkative; none of ours may be in it when the test is over."""
    caplog.set_level(logging.DEBUG)
    yield caplog
    assert [r for r in caplog.records if r.name.partition(".")[0] in ("explorer", "tornado", "authlib", "asyncio")] == []


# One request that keeps the provider busy


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_many_names_hold_up_nobody(standard: Provider, log: pytest.LogCaptureFixture, spelling: str) -> None:
    """While they arrive, another request is answered at once, at whichever endpoint they arrive: there is no work between.

    Provider and test are one process, whose own time is measured: another program may take as long as it likes.
    """
    statuses: list[int] = []
    for path in paths(standard):
        sending = threading.Thread(
            target=lambda path=path: statuses.append(ask(standard, "POST", path, MANY_NAMES, Content_Type=spelling)[0])
        )
        sending.start()
        time.sleep(0.01)
        began = time.process_time()
        assert ask(standard, "GET", "/jwks")[0] == 200
        assert time.process_time() - began < 1
        sending.join()
    assert all(400 <= status < 500 for status in statuses)


@pytest.mark.parametrize("spelling", SPELLINGS[:3])
def test_more_parameters_than_anybody_means(standard: Provider, spelling: str) -> None:
    """In a form or in a query, named or empty, they are counted and not read."""
    for pairs in ("a=b&" * MOST_PARAMETERS, "&" * MOST_PARAMETERS):
        for path in ("/token", "/authorize", "/callback", "/revoke", "/introspect", "/logout"):
            status, _, body = ask(standard, "POST", path, pairs, Content_Type=spelling)
            assert (path, status) == (path, 400)
            assert "more than 1000 parameters" in json.loads(body)["error_description"]
        for path in ("/authorize", "/callback"):
            assert ask(standard, "GET", f"{path}?{pairs}")[0] == 400


def test_a_repeated_parameter_is_found_in_one_go() -> None:
    """The first that comes twice; a hundred thousand that come once cost no more than to look at each."""
    assert repeated([("a", ""), ("b", ""), ("b", ""), ("a", "")]) == "b"
    began = time.process_time()
    assert repeated([(str(number), "") for number in range(100_000)]) is None
    assert time.process_time() - began < 1


def test_a_body_that_is_too_long(standard: Provider) -> None:
    """It is read to its end, so that the answer arrives, and none of it is kept."""
    status, headers, body = ask(standard, "POST", "/token", b"x" * 900_000, Content_Type=FORM)
    assert (status, b"longer" in body, headers["X-Content-Type-Options"]) == (413, True, "nosniff")


# Under another name


@pytest.mark.parametrize(
    "host",
    ["evil.example", "evil.example:PORT", "127.0.0.1.evil.example", "localhost.evil.example:PORT", "127.1", "0.0.0.0:PORT",
     "2130706433", "", "127.0.0.1@evil.example", "localhost,evil.example", "[::2]", "x.localhost", "localhost:x", "\xff"],
)  # fmt: skip
def test_no_answer_for_another_name(provider: Provider, host: str) -> None:
    """Whoever calls this machine otherwise gets 421 at every address, also with a page's own cookie."""
    for path in paths(provider):
        status, headers, _ = ask(provider, "GET", path, Host=host.replace("PORT", str(provider.port)))
        assert (status, headers["Set-Cookie"]) == (421, None)


def test_a_page_that_writes_the_proxys_header_itself(standard: Provider) -> None:
    """It speaks to our port, so its Host has our port, which no Jupyter's has."""
    bound = {"Host": f"evil.example:{standard.port}", "X_ProxyContextPath": f"/proxy/{standard.port}"}
    assert ask(standard, "GET", "/jwks", **bound)[0] == 421


@pytest.mark.parametrize("host", ["127.0.0.1:PORT", "localhost:PORT", "LOCALHOST", "[::1]:PORT", "127.0.0.1", "localhost:9000"])
def test_the_names_of_this_machine(standard: Provider, host: str) -> None:
    """All are taken, also with the port of somebody who forwards ours."""
    assert ask(standard, "GET", "/jwks", Host=host.replace("PORT", str(standard.port)))[0] == 200


def test_a_jupyter_carries_requests_here() -> None:
    """Known by its header, whatever it is called; its port is not ours."""
    for host in ("hub.example", "hub.example:8000", "127.0.0.1:8888", "[2001:db8::1]:8000"):
        assert names_this_machine(HTTPHeaders({"Host": host, "X-ProxyContextPath": "/user/a/proxy/8765"}), 8765)
    assert not names_this_machine(HTTPHeaders({"Host": "hub.example"}), 8765)
    assert not names_this_machine(HTTPHeaders({"Host": "hub.example", "X-ProxyContextPath": "/x"}), 80), "80 is not written"
    assert not names_this_machine(HTTPHeaders(), 8765)


# No answer without the headers that all have


def every_answer(provider: Provider) -> Iterator[Answer]:
    """Answers of all kinds: pages, JSON, redirects, refusals, and those that never reach the provider."""
    client = provider.register(fresh_name())
    url = authorize_url(provider, client.client_id).removeprefix(provider.address)
    for method in ("GET", "POST", "HEAD", "OPTIONS", "PUT", "BREW"):
        for path in paths(provider):
            yield ask(provider, method, path)
    yield ask(provider, "GET", url)
    yield ask(provider, "GET", url + "&prompt=none")
    yield ask(provider, "GET", "/jwks", Host="evil.example")
    yield ask(provider, "GET", "/authorize?" + "&" * 2_000)
    yield ask(provider, "POST", "/token", b"x" * 900_000)
    yield ask(provider, "POST", "/token", "grant_type=authorization_code&code=x", Content_Type=FORM)


def test_headers_of_every_answer(provider: Provider) -> None:
    """Not sniffed, not framed, and no word of where one came from; kept only what is public."""
    seen = set()
    for status, headers, _ in every_answer(provider):
        seen.add(status)
        assert headers.get_all("X-Content-Type-Options") == ["nosniff"]
        assert headers.get_all("Referrer-Policy") == ["no-referrer"]
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
        assert headers["Cache-Control"] in ("no-store", "public, max-age=60")
    assert seen >= {200, 302, 400, 404, 405, 413, 421}


@pytest.mark.parametrize(
    "data",
    [b"nonsense\r\n\r\n", b"GET / HTTP/9\r\n\r\n", b"GET / HTTP/1.1\r\nno colon\r\n\r\n", b"GET / HTTP/1.1\r\nX: \x00\r\n\r\n",
     b"POST /token HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999\r\n\r\n",
     b"POST /token HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"],
)  # fmt: skip
def test_what_is_no_http(standard: Provider, log: pytest.LogCaptureFixture, data: bytes) -> None:
    """A refusal with the same headers, and no word of it in any log."""
    said = say(standard, data)
    assert said.startswith(b"HTTP/1.1 400 Bad Request\r\n")
    assert b"X-Content-Type-Options: nosniff" in said


# Whatever strangers send


def strange_requests() -> Iterator[tuple[str, str, bytes, dict[str, str]]]:
    """Method, path, body and headers; the same ones each time."""
    dice = random.Random(15)  # noqa: S311  (the same each time)
    texts = ["", "\x00", "é", "ſ", "%", "%zz", "%ff%fe", "%00", "%0d%0aX:1", "\ud800", "a" * 50_000, "=", "&", ";", "null", "[]", "{}",
             '{"id_token":{"a":{"value":"\\ud800"}}}', '{"id_token":{"acr":{"values":[[]],"essential":true}}}', "1e999", "9" * 5_000,
             "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOlsxXX0.eA", "eyJhbGciOiJIUzI1NiJ9.e30.", "...", "[" * 5_000]  # fmt: skip
    names = ["client_id", "redirect_uri", "scope", "state", "nonce", "claims", "max_age", "prompt", "code_challenge", "id_token_hint",
             "code_challenge_method", "grant_type", "code", "token", "client_assertion", "client_assertion_type", "client_secret",
             "refresh_token", "code_verifier", "acr_values", "login_hint", "post_logout_redirect_uri", "decision", "user"]  # fmt: skip
    usual = {
        "client_id": "fuzzed", "response_type": "code", "scope": "openid", "grant_type": "authorization_code", "redirect_uri": "LANDING",
        "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
    }  # fmt: skip
    headers = [("Content-Type", FORM), ("Content-Type", "multipart/form-data"), ("Content-Type", "multipart/form-data; boundary=a"),
               ("Authorization", "Basic \xff"), ("Authorization", "Basic"), ("Authorization", "Basic Og=="), ("Authorization", "Bearer \xff"),
               ("Authorization", "Basic " + "A" * 20_000), ("Cookie", "a=" + "x" * 40_000), ("Cookie", '"\\777;=;' * 500),
               ("Cookie", "local_provider_1=\xff"), ("Content-Encoding", "gzip"), ("X-ProxyContextPath", "\xff"), ("Range", "bytes=0-")]  # fmt: skip
    for number in range(1_500):
        fields = {**usual, **{dice.choice(names): dice.choice(texts) for _ in range(dice.randint(0, 3))}}
        if number % 3:
            fields.pop("client_assertion_type")
        raw = "&".join(
            f"{name}={value if dice.random() < 0.3 else quote(value, errors='replace')}" for name, value in fields.items()
        )
        yield (
            dice.choice(["GET", "POST"]),
            raw.encode("utf-8", "replace").decode("latin-1"),
            raw.encode("utf-8", "replace"),
            {"Content-Type": FORM, **dict(dice.sample(headers, 2))},
        )


def test_whatever_strangers_send(provider: Provider) -> None:
    """No 5xx, no traceback, and the provider goes on: at every address, with strange forms, headers and encodings."""
    provider.register("fuzzed", token_endpoint_auth_method="none")
    targets = itertools.cycle(path for path in paths(provider) if path != "/nothing")
    for method, query, body, headers in strange_requests():
        query = query.replace("LANDING", quote(provider.landing))
        request = Request(method, next(targets), query[:60_000] if method == "GET" else "", HTTPHeaders(headers), body)
        answer = provider.handle(request)
        assert answer.status < 500, request
        for value in answer.headers.values():
            value.encode("latin-1")
    assert get_code(provider, "fuzzed")


def test_strange_bytes_on_the_line(standard: Provider, log: pytest.LogCaptureFixture) -> None:
    """Addresses, headers and bodies that no browser would send, as bytes."""
    bodies = [b"\xff\xfe=\x00", b"--a\r\n\r\nx\r\n--a--", b"--a", b"%", b"a=%ud800", b"\r\n" * 100]
    lines = [b"POST /token?%ff", b"POST /authorize?\xff", b"GET //token", b"GET /interaction/%2e%2e/", b"POST http://evil.example/token",
             b"OPTIONS *", b"CONNECT evil.example:443", b"TRACE /token", b"get /jwks", b"GET /\xc3\xa9"]  # fmt: skip
    for line, body in itertools.product(lines, bodies):
        for kind in (b"multipart/form-data; boundary=a", FORM.encode(), b"\xff"):
            head = line + b" HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: " + kind
            said = say(standard, head + b"\r\nContent-Length: %d\r\n\r\n" % len(body) + body)
            assert said[:9] == b"HTTP/1.1 ", line
            assert said[9:10] in (b"2", b"3", b"4"), said[:100]


def test_credentials_that_cannot_be_read(standard: Provider) -> None:
    """401 with a challenge, whatever stands behind Basic."""
    for header in (
        "Basic \xff",
        "Basic é",
        "basic \xa0",
        "Basic",
        "Basic ====",
        "Basic /w==",
        "Basic Og==",
        "Digest x",
        "\xff",
    ):
        for path in ("/token", "/introspect", "/revoke"):
            form = "grant_type=authorization_code&code=x&token=x"
            status, headers, _ = ask(standard, "POST", path, form, Content_Type=FORM, Authorization=header)
            assert (header, status) == (header, 401)
            assert headers["WWW-Authenticate"].startswith("Basic realm=")
    assert ask(standard, "GET", "/userinfo", Authorization="Bearer \xff")[0] == 401


def test_an_address_that_no_header_can_hold(standard: Provider) -> None:
    """A provider that is told to send browsers anywhere still writes one line."""
    client = standard.register(fresh_name())
    misbehave(standard, "any-redirect-uri")
    try:
        for uri in ("http://x/\r\nSet-Cookie: a=b", "http://[", "http://x/ü\U0001f600", "http://ü.example/"):
            answer = fetch(authorize_url(standard, client.client_id, redirect_uri=uri, prompt="none"))
            assert answer.status_code == 302
            assert answer.headers["Location"].isascii()
            assert "Set-Cookie" not in answer.headers
            page = fetch(authorize_url(standard, client.client_id, redirect_uri=uri, prompt="none", response_mode="form_post"))
            assert page.status_code == 200
    finally:
        misbehave(standard)
