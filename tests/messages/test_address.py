"""Which addresses are this machine, in whatever notation, and which are no place for a secret."""

from __future__ import annotations

import pytest

from explorer.messages import is_elsewhere, is_link_local, is_plain_http, is_this_machine, origin, risks, word_or_unquoted
from explorer.messages.address import is_absolute_uri

HERE = ["127.0.0.1", "127.255.0.9", "localhost", "LOCALHOST", "::1", "0:0:0:0:0:0:0:1", "::1%lo", "::ffff:127.0.0.1"]
HERE += ["::ffff:7f00:1", "2130706433", "0x7f000001", "0x7F.1", "127.1", "0177.0.0.01", "127.0.1"]
NOT_HERE = [
    None,
    "",
    "evil.localhost",
    "localhost.",
    "localhost.evil.example",
    "127.0.0.1.evil.example",
    "127.0.0.1.",
    "127.evil",
]
NOT_HERE += [
    "0127.0.0.1",
    "128.0.0.1",
    "3232235521",
    "0.0.0.0",  # noqa: S104
    "::",
    "::2",
    "::ffff:10.0.0.1",
    "127.0.0.256",
    "1.2.3.4.5",
    "08.0.0.1",
]
NOT_HERE += ["4294967296", "127.16777216", "0x", "\u2113ocalhost", "127.0.0.1%2eevil.example", "64:ff9b::7f00:1", "[::1]"]
LINK = [
    "169.254.169.254",
    "169.254.0.1",
    "2852039166",
    "0xa9fea9fe",
    "0251.0376.0251.0376",
    "fe80::1",
    "FE80::1%eth0",
    "febf::1",
]
LINK += [
    "::ffff:169.254.169.254",
    "::ffff:a9fe:a9fe",
    "64:ff9b::a9fe:a9fe",
    "2002:a9fe:a9fe::",
    "fd00:ec2::254",
    "::169.254.1.1",
]
LINK += ["metadata.google.internal", "Metadata.Google.Internal.", "100.100.100.200"]


@pytest.mark.parametrize("host", HERE)
def test_this_machine_in_any_notation(host: str) -> None:
    """127.0.0.0/8, ::1 and localhost are this machine, however they are written."""
    assert is_this_machine(host)
    assert not is_plain_http(f"http://{f'[{host}]' if ':' in host else host}:80/token")


@pytest.mark.parametrize("host", NOT_HERE)
def test_what_only_looks_like_this_machine(host: str | None) -> None:
    """A name below localhost is looked up like any other, and a number may be another one than it seems."""
    assert not is_this_machine(host)


@pytest.mark.parametrize("host", LINK)
def test_link_local_in_any_notation(host: str) -> None:
    """A cloud answers its own machines there: no secret goes to it, over https neither."""
    assert is_link_local(host)
    assert "HTTP-LINK-LOCAL" in risks(f"https://{f'[{host}]' if ':' in host else host}/token")


@pytest.mark.parametrize("host", ["170.254.1.1", "fec0::1", "tenant.example", "169.254.example", "::1", "127.0.0.1", None])
def test_what_is_not_link_local(host: str | None) -> None:
    """Other hosts are none of these."""
    assert not is_link_local(host)


@pytest.mark.parametrize(
    "url",
    [
        "http://tenant.example/",
        "HTTP://Tenant.Example:8080/",
        "http://user@127.0.0.1@tenant.example/",
        " http://tenant.example",
        "http://[::2]/",
        "http://tenant.example:x/",
        "http://evil.localhost/token",
        "http://127.0.0.1:80@tenant.example/",
    ],
)
def test_plain_http_beyond_this_machine(url: str) -> None:
    """Userinfo that looks like a host, capital letters and ports change nothing."""
    assert is_plain_http(url)
    assert risks(url) == ("HTTP-PLAIN",)


@pytest.mark.parametrize(
    "url", ["https://tenant.example/", "https://127.0.0.1/", "http://LocalHost:1/", "http://a@localhost/", "x", None]
)
def test_what_is_no_plain_http_beyond_this_machine(url: str | None) -> None:
    """https is not, wherever it goes."""
    assert not is_plain_http(url)


def test_a_proxy_elsewhere_reads_plain_http_to_this_machine() -> None:
    """What goes to 127.0.0.1 by way of a proxy leaves this machine; https does so encrypted."""
    assert risks("http://127.0.0.1/", proxy="proxy.example") == ("HTTP-PLAIN",)
    assert risks("http://127.0.0.1/", proxy="127.0.0.1") == risks("https://op.example/", proxy="proxy.example") == ()


def test_an_endpoint_elsewhere() -> None:
    """Another host, or another port of this machine; a port of a host that is far away says nothing."""
    assert is_elsewhere("https://a.example/token", "https://b.example")
    assert is_elsewhere("http://127.0.0.1:1/token", "http://127.0.0.1:2")
    assert not is_elsewhere("https://a.example:8443/token", "https://a.example")
    assert not is_elsewhere("http://127.0.0.1/token", "http://127.0.0.1:80/")


def test_of_an_address_its_origin_is_shown() -> None:
    """Neither user and password nor path and query."""
    assert origin("https://user:pass@op.example:8443/path?secret=x") == "https://op.example:8443"
    assert origin("http://[::2]/x") == "http://[::2]"
    assert origin("nonsense") == origin("http://host:x/") == "the address"


@pytest.mark.parametrize(
    ("text", "is_whole"),
    [
        ("http://127.0.0.1:9999/callback", True),
        ("https://app.example", True),
        ("com.example.app:/callback", True),
        ("urn:ietf:wg:oauth:2.0:oob", True),
        ("half/addr", False),
        ("/callback", False),
        ("//app.example/callback", False),
        ("localhost:9999/callback", False),
        ("app.example:443", False),
        ("http:/callback", False),
        ("https://", False),
        ("http://app.example/call back", False),
        ("http://app.example:port/", False),
        ("", False),
    ],
)
def test_an_absolute_uri(text: str, is_whole: bool) -> None:
    """A scheme and what it asks for; a host with a port is no scheme."""
    assert is_absolute_uri(text) is is_whole


@pytest.mark.parametrize("word", ["exxplain", "az-*", "it.pdf", "99999"])
def test_a_short_word_is_quoted(word: str) -> None:
    """It was misspelt, and no secret is so short."""
    assert word_or_unquoted(word) == repr(word)


@pytest.mark.parametrize("text", ["made-up-secret", "GOCSPX-abcdefgh1", "hunter2", "123456", "a" * 13, "eyJhbGci.e30.AA", ""])
def test_what_may_be_a_secret_is_not(text: str) -> None:
    """Of such a text only its length is told."""
    assert text not in word_or_unquoted(text) or not text
