"""A request as a value, and the texts that show it. That the texts send the same bytes is tested with the wire."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.errors import ExplorerError, Mistake
from explorer.messages import Request
from explorer.secret import Secret

CODE = Secret("a/b+c=", "code")
POST = Request.post(
    "https://me@op.example:8443/token?x=1#there",
    (("grant_type", "authorization_code"), ("code", CODE), ("redirect_uri", "http://127.0.0.1/cb")),
    authorization=Secret("Basic YTpi", "authorization"),
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
