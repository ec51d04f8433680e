"""A request as a value, and the texts that show it. That the texts send the same bytes is tested with the wire."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.errors import ExplorerError, Mistake
from explorer.messages import Request, require_headers
from explorer.secret import Secret

CODE = Secret("a/b+c=", "code")
POST = Request.post(
    "https://me@op.example:8443/token?x=1#there",
    (("grant_type", "authorization_code"), ("code", CODE), ("redirect_uri", "http://127.0.0.1/cb")),
    headers=[("Authorization", Secret("Basic YTpi", "authorization"))],
)


def test_headers_of_a_post():
    """A form POST has its headers in a fixed order, with the length of the real body."""
    assert [name for name, _ in POST.headers] == [
        "Host",
        "Accept",
        "Accept-Encoding",
        "User-Agent",
        "Authorization",
        "Content-Type",
        "Content-Length",
    ]
    assert POST.header("host") == "op.example:8443"
    assert POST.header("content-length") == str(len(POST.body()))
    assert POST.header("X-Absent") is None
    assert POST.body() == b"grant_type=authorization_code&code=a%2Fb%2Bc%3D&redirect_uri=http%3A%2F%2F127.0.0.1%2Fcb"


def test_raw_text_masks_secrets():
    """The raw HTTP text shows everything but the secrets, which show as fingerprints."""
    code = POST.shell_variables()["CODE"]
    line, *rest = POST.http().split("\n")
    assert line == "POST /token?x=1 HTTP/1.1"
    assert rest[-1] == f"grant_type=authorization_code&code={Secret('a/b+c=', 'code')}&redirect_uri=http%3A%2F%2F127.0.0.1%2Fcb"
    assert code.reveal() == "a%2Fb%2Bc%3D"


@pytest.mark.parametrize(
    ("url", "target"),
    [
        ("http://h", "/"),
        ("http://h?a=b", "/?a=b"),
        ("http://h/p;q?a=%2f&b#f", "/p;q?a=%2f&b"),
        ("http://h/a//b/../c", "/a//b/../c"),
        ("http://h/p?a=http://x?y", "/p?a=http://x?y"),
    ],
)
def test_target(url, target):
    """The target is the address as it was given from the path on, without the fragment; nothing is tidied."""
    assert Request.get(url).target == target


def test_variables_have_names_of_their_own():
    """Two values with one label get two variables, one value with two labels gets one, and every name fits the shell."""
    values = [
        Secret("1", "code"),
        Secret("2", "code"),
        Secret("1", "other"),
        Secret("3", "code_2"),
        Secret("4", "2\u00e9 x"),
        Secret("5", ""),
    ]
    request = Request.post("http://h/", tuple((str(n), value) for n, value in enumerate(values)))
    revealed = {name: secret.reveal() for name, secret in request.shell_variables().items()}
    assert revealed == {"CODE": "1", "CODE_2": "2", "CODE_2_2": "3", "_2__X": "4", "_": "5"}


def test_curl_text():
    """The curl text names its variables above the command, and leaves address and length to curl."""
    notes = [line for line in POST.curl().split("\n") if line.startswith("#")]
    assert notes == [
        "# AUTHORIZATION holds the authorization, encoded as it stands on the wire",
        "# CODE holds the code, encoded as it stands on the wire",
    ]
    assert '-H "Authorization: ${AUTHORIZATION}"' in POST.curl()
    assert "Content-Length" not in POST.curl()
    assert "Host" not in POST.curl()


def test_label_cannot_escape_its_comment():
    """A line break in a label does not end the comment that it stands in."""
    request = Request.post("http://h/", (("a", Secret("x", "code\nrm -rf /")),))
    assert request.curl().split("\n")[1].startswith("curl ")


@pytest.mark.parametrize("url", ["http://[::1/", "http://[zz]/", "https://exa\u2100mple/"])
def test_address_that_cannot_be_read(url):
    """An address that cannot be taken apart is a Mistake that quotes no secret part of it."""
    with pytest.raises(Mistake, match="address"):
        Request.get(url + "?code=canary")


@given(st.text(), st.text())
def test_any_address_raises_nothing_but_ours(start, end):
    """Whatever is given as an address, building and showing a request raises nothing but our own errors."""
    for url in (start, f"http://{start}/{end}", f"https://h/{start}?{end}"):
        try:
            request = Request.get(url)
            request.http(), request.curl(), request.python()
        except ExplorerError:
            pass


def test_headers_of_ones_own():
    """They stand before those of the body, replace one of the same name in any case, and may come twice."""
    request = Request.post("https://op/token", (("a", "b"),), headers=[("accept", "text/plain"), ("X-A", "1"), ("X-A", "2")])
    assert [(name, value) for name, value in request.headers if name not in ("Host", "User-Agent")] == [
        ("Accept-Encoding", "identity"),
        ("accept", "text/plain"),
        ("X-A", "1"),
        ("X-A", "2"),
        ("Content-Type", "application/x-www-form-urlencoded"),
        ("Content-Length", "3"),
    ]


def test_a_header_that_proves_something_is_a_secret():
    """By its name, whether it was marked or not; a value that is marked stays so, and another stays readable."""
    given = [
        ("DPoP", "canary-1"),
        ("Ocp-Apim-Subscription-Key", "canary-2"),
        ("X-Mine", Secret("canary-3", "mine")),
        ("Origin", "o"),
    ]
    headers = require_headers(given)
    assert [isinstance(value, Secret) for _, value in headers] == [True, True, True, False]
    request = Request.get("https://op/", headers=headers)
    for text in (request.http(), request.curl(), request.python(), repr(request)):
        assert "canary" not in text
    assert {"DPOP", "OCP_APIM_SUBSCRIPTION_KEY", "MINE"} == set(request.shell_variables())


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ("Origin: x", "list of pairs"),
        ([("Origin",)], "list of pairs"),
        ([(7, "x")], "list of pairs"),
        (7, "list of pairs"),
        ([("Origin", 7)], "sent as a text"),
        ([("Ori gin", "x")], "name of a header"),
        ([("", "x")], "name of a header"),
        ([("X:Y", "x")], "name of a header"),
        ([("X", "a\r\nHost: evil")], "line break"),
        ([("X", Secret("canary\n"))], "line break"),
        ([("content-length", "0")], "worked out"),
        ([("Host", "evil")], "worked out"),
    ],
)
def test_headers_that_cannot_be_sent(given, words):
    """What HTTP cannot send, or what would move the end of the message, is a sentence that quotes no secret."""
    with pytest.raises(Mistake, match=words) as caught:
        require_headers(given)
    assert "canary" not in str(caught.value)
