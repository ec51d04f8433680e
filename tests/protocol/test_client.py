"""Who we are, and how we prove it."""

from __future__ import annotations

import base64
import urllib.parse

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.errors import Mistake
from explorer.messages import parse_form
from explorer.protocol.authentication import basic_authorization
from explorer.protocol.client import Client, credentials
from explorer.secret import Secret
from tests.hostile import patient

SECRET = "p+a/s=s:w%2F \u00e9"


def decoded(header: Secret) -> str:
    """Return what stands in a Basic header."""
    scheme, _, token = header.reveal().partition(" ")
    assert scheme == "Basic"
    return base64.b64decode(token).decode()


def test_basic_header_of_the_standard():
    """The example of RFC 6749 2.3.1."""
    header = basic_authorization("s6BhdRkqt3", "7Fjfp0ZBr1KtDRbnfVdmIw")
    assert header.reveal() == "Basic czZCaGRSa3F0Mzo3RmpmcDBaQnIxS3REUmJuZlZkbUl3"


def test_both_encodings():
    """Form encoding comes before base64 in the standard's way, and not in the raw way (RFC 6749 2.3.1)."""
    assert decoded(basic_authorization("a:b c", SECRET)) == "a%3Ab+c:p%2Ba%2Fs%3Ds%3Aw%252F+%C3%A9"
    assert decoded(basic_authorization("a:b c", SECRET, "raw")) == f"a:b c:{SECRET}"


@given(st.text(), st.text())
@patient
def test_form_encoding_can_always_be_read_back(client_id, secret):
    """A server that follows the standard gets exactly what was typed; a colon or a percent sign breaks nothing."""
    parts = decoded(basic_authorization(client_id, secret)).split(":")
    expected = [text.encode("utf-8", "replace").decode() for text in (client_id, secret)]
    assert [urllib.parse.unquote_plus(part) for part in parts] == expected
    basic_authorization(client_id, secret, "raw")


def test_method_follows_from_what_the_client_has():
    """AUTO means Basic with a secret, private_key_jwt with a key, none without either."""
    methods = [
        Client("c", redirect_uri="https://app", **arguments).token_endpoint_auth_method
        for arguments in ({"client_secret": "s"}, {"private_key": "PEM"}, {}, {"client_secret": ""})
    ]
    assert methods == ["client_secret_basic", "private_key_jwt", "none", "none"]


def test_each_method_sends_its_own():
    """Basic stands in the header alone, post in the body alone, a public client sends its name."""
    basic, post, public = (
        credentials(Client("c", secret, redirect_uri="https://app", token_endpoint_auth_method=method))
        for method, secret in (("client_secret_basic", "s+"), ("client_secret_post", "s+"), ("none", None))
    )
    assert ([(name, decoded(value)) for name, value in basic.headers], basic.params) == ([("Authorization", "c:s%2B")], ())
    assert (post.headers, [(name, getattr(value, "label", value)) for name, value in post.params]) == (
        (),
        [("client_id", "c"), ("client_secret", "client_secret")],
    )
    assert (public.headers, public.params) == ((), (("client_id", "c"),))


def test_secret_is_kept_letter_for_letter():
    """White space in a secret is not trimmed: it may be the bug that is hunted."""
    assert Client("c", " s ", redirect_uri="https://app").client_secret.reveal() == " s "
    assert Client("c", redirect_uri="https://app").with_secret("t").client_secret == Secret("t")


def test_a_secret_that_is_given_later_is_sent():
    """As in the README: a client made without a secret proves itself with the one that it gets, by the method it has."""
    later = Client("c", redirect_uri="https://app").with_secret("s")
    assert later == Client("c", "s", redirect_uri="https://app")
    assert [name for name, _ in credentials(later).headers] == ["Authorization"]
    post = Client("c", redirect_uri="https://app", token_endpoint_auth_method="client_secret_post").with_secret("s")
    assert post.token_endpoint_auth_method == "client_secret_post"
    assert later.with_secret("").client_secret is None
    with pytest.raises(Mistake, match="type it there first"):
        Client("c", redirect_uri="https://app").with_secret(None)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"client_id": ""}, "printable ASCII"),
        ({"client_id": "a\n"}, "printable ASCII"),
        ({"client_id": "\u00fc"}, "printable ASCII"),
        ({"client_id": 7}, "printable ASCII"),
        ({"token_endpoint_auth_method": "basic"}, "client_secret_basic"),
        ({"basic_encoding": "utf-8"}, "'form'"),
        ({"redirect_uri": ""}, "letter for letter"),
        ({"redirect_uri": None}, "letter for letter"),
        ({"redirect_uri": 7}, "letter for letter"),
        ({"client_secret": 7}, "client_secret is a text"),
        ({"client_secret": b"s"}, "client_secret is a text"),
        ({"private_key": b"-----BEGIN"}, "private_key is a text"),
    ],
)
def test_what_cannot_be_right(arguments, words):
    """A mistake in an argument is a sentence that says what was expected."""
    with pytest.raises(Mistake, match=words):
        Client(**{"client_id": "c", "redirect_uri": "https://app", **arguments})


@pytest.mark.parametrize("method", ["client_secret_basic", "client_secret_post", "private_key_jwt"])
def test_missing_credential(method):
    """A confidential client without its credential is told what it needs."""
    with pytest.raises(Mistake, match="needs the client"):
        credentials(Client("c", redirect_uri="https://app", token_endpoint_auth_method=method))


def test_client_never_prints_its_secret():
    """The repr of a client shows fingerprints."""
    client = Client("c", "canary-secret", redirect_uri="https://app", private_key="canary-key")
    assert "canary" not in repr(client) + str(client.with_secret("canary-two"))
    assert parse_form("x=" + repr(client))
