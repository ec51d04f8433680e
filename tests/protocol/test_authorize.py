"""The authorize request, and PKCE."""

from __future__ import annotations

import urllib.parse

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.errors import Mistake
from explorer.protocol.authorize import build_authorization_request
from explorer.protocol.client import Client
from explorer.protocol.metadata import ProviderMetadata
from explorer.protocol.pkce import code_challenge, is_code_verifier
from explorer.secret import Secret
from tests.hostile import patient

VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
TEXT = st.text(st.characters(exclude_categories=["Cs"]))


def build(endpoint="https://op.example/authorize", **changes):
    """Return a request with everything in it, but for the changes."""
    arguments = {
        "scope": "openid",
        "state": "s",
        "nonce": "n",
        "code_verifier": Secret(VERIFIER),
        "code_challenge_method": "S256",
        **changes,
    }
    metadata = ProviderMetadata(issuer="https://op.example", authorization_endpoint=endpoint)
    return build_authorization_request(metadata, Client("my client", redirect_uri="https://app/cb?x=1"), **arguments)


def sent(request) -> list[tuple[str, str]]:
    """Return the parameters of the link as another parser reads them."""
    return urllib.parse.parse_qsl(urllib.parse.urlsplit(request.url).query, keep_blank_values=True)


def test_the_same_values_give_the_same_link():
    """Two requests of the same values are one and the same text, in the order of the standard."""
    assert (
        build().url
        == build().url
        == (
            "https://op.example/authorize?response_type=code&client_id=my+client&redirect_uri=https%3A%2F%2Fapp%2Fcb%3Fx%3D1"
            "&scope=openid&state=s&nonce=n&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=S256"
        )
    )


@pytest.mark.parametrize(
    ("endpoint", "start"),
    [
        ("https://op/a?p=policy", "https://op/a?p=policy&response_type="),
        ("https://op/a?p=policy&", "https://op/a?p=policy&response_type="),
        ("https://op/a?", "https://op/a?response_type="),
        ("https://op/a?p", "https://op/a?p&response_type="),
        ("https://op", "https://op?response_type="),
    ],
)
def test_own_query_is_kept(endpoint, start):
    """An endpoint's own query stays in front (RFC 6749 3.1)."""
    assert build(endpoint).url.startswith(start)


@given(st.lists(st.tuples(TEXT, TEXT), max_size=4), TEXT, TEXT)
@patient
def test_whatever_is_sent_can_be_read(extra, scope, state):
    """Any text survives the link: what a server reads is what was given."""
    request = build(scope=scope, state=state, extra=extra)
    assert tuple(sent(request)) == request.params
    assert request.params[-len(extra) :] == tuple(extra) or not extra


def test_left_out_on_purpose():
    """None leaves a parameter out, and what is remembered says so; a blank option is none."""
    request = build(
        state=None, nonce=None, code_verifier=None, code_challenge_method=None, optional={"prompt": "", "max_age": 0}
    )
    assert [name for name, _ in sent(request)] == ["response_type", "client_id", "redirect_uri", "scope", "max_age"]
    assert (request.state, request.nonce, request.code_verifier, request.code_challenge_method) == (None,) * 4
    assert request.max_age == 0


def test_what_is_remembered_is_what_was_sent():
    """A state or nonce that was omitted or replaced by hand is compared as it went out."""
    assert build(omit=["state"]).state is None
    assert build(omit=["nonce"], extra=[("nonce", "mine")]).nonce == "mine"


@pytest.mark.parametrize("value", ["-1", "x", "\u0663", "1.5", "", "0" * 4301])
def test_odd_max_age_is_sent_and_not_believed(value):
    """A max_age that is no number goes out as it is given, and no rule can be made of it."""
    assert build(extra=[("max_age", value)]).max_age is None


def test_challenge_of_the_standard():
    """RFC 7636, appendix B."""
    assert code_challenge(VERIFIER) == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
    assert code_challenge(VERIFIER, "plain") == VERIFIER


@given(st.text())
@patient
def test_challenge_of_anything(text):
    """Any text has a challenge of 43 characters that itself could be a verifier."""
    assert is_code_verifier(code_challenge(text))


@pytest.mark.parametrize("method", ["s256", "S512", "", None])
def test_unknown_method(method):
    """Names are case-sensitive (RFC 7636 4.2)."""
    with pytest.raises(Mistake, match="S256"):
        code_challenge(VERIFIER, method)


@pytest.mark.parametrize("verifier", ["a" * 42, "a" * 129, "a" * 43 + "\n", "\u00e9" * 43, "a" * 42 + "+"])
def test_verifier_that_is_not_allowed(verifier):
    """43 to 128 unreserved characters (RFC 7636 4.1), and the mistake does not show it."""
    with pytest.raises(Mistake, match="43 to 128") as caught:
        build(code_verifier=Secret(verifier))
    assert verifier not in str(caught.value)


def test_provider_without_the_endpoint():
    """The sentence names the endpoint that is missing."""
    with pytest.raises(Mistake, match="authorization_endpoint"):
        build(endpoint=None)
