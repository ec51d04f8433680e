"""The token request as it goes out, and whatever comes back."""

from __future__ import annotations

import json
import urllib.parse

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.errors import Mistake
from explorer.protocol.client import Client
from explorer.protocol.metadata import ProviderMetadata
from explorer.protocol.tokens import (
    TokenErrorResponse,
    TokenResponse,
    build_token_request,
    code_grant,
    parse_token_response,
    refresh_grant,
)
from explorer.secret import Secret
from tests.hostile import BODIES, answer, members, patient

METADATA = ProviderMetadata(issuer="https://op", token_endpoint="https://op/token?tenant=a")
CLIENT = Client("c", "s3cret+/", redirect_uri="https://app/cb")
CODE = Secret("AgAG+/=%2F", "code")


def build(client=CLIENT, params=None, **changes):
    """Return a request that exchanges the code."""
    grant = code_grant(CODE, "https://app/cb", Secret("v" * 43, "code_verifier"))
    return build_token_request(METADATA, client, params or grant, **changes)


def test_the_same_values_give_the_same_bytes():
    """The core adds nothing of its own: no clock, no dice."""
    assert build() == build()
    assert build().request.body() == build().request.body()
    assert build().request.url == "https://op/token?tenant=a"


def test_what_goes_out():
    """A code of awkward characters is encoded once; the secret stands in the header alone (RFC 6749 2.3.1, 4.1.3)."""
    body = build().request.body().decode()
    assert "code=AgAG%2B%2F%3D%252F&" in body
    assert urllib.parse.parse_qsl(body) == [
        ("grant_type", "authorization_code"),
        ("code", "AgAG+/=%2F"),
        ("redirect_uri", "https://app/cb"),
        ("code_verifier", "v" * 43),
    ]
    assert build().request.header("Authorization").label == "basic_authorization"


def test_public_client():
    """No Authorization header, and client_id in the body (RFC 6749 3.2.1)."""
    sent = build(Client("spa", redirect_uri="https://app/cb"))
    assert sent.request.header("Authorization") is None
    assert sent.get("client_id") == "spa"
    assert sent.basic_encodings == {}


def test_alterations():
    """What is changed on purpose is changed, and said."""
    sent = build(extra=(("redirect_uri", "https://other"), ("x", "1")), omit=["code_verifier", "authorization"])
    assert [name for name, _ in sent.params] == ["grant_type", "code", "redirect_uri", "x"]
    assert sent.get("redirect_uri") == "https://other"
    assert sent.request.header("Authorization") is None
    assert len(sent.altered) == 4
    assert build().altered == ()


def test_headers_that_are_added():
    """A header of one's own is sent and told; one of the same name takes the place of the client's proof."""
    sent = build(headers=[("Origin", "https://app"), ("authorization", "Bearer canary")])
    assert [name for name, _ in sent.request.headers if name.lower() in ("origin", "authorization")] == [
        "Origin",
        "authorization",
    ]
    assert sent.altered == ("the header Origin was added or changed", "the header authorization was added or changed")
    assert "canary" not in sent.http() + repr(sent)


def test_nothing_that_is_shown_holds_a_secret():
    """Raw HTTP, curl, Python and repr show names and fingerprints."""
    sent = build(Client("c", "canary-31415", redirect_uri="https://app", token_endpoint_auth_method="client_secret_post"))
    shown = sent.http() + sent.curl() + sent.python() + repr(sent) + repr(sent.basic_encodings)
    assert "canary" not in shown
    assert "AgAG" not in shown


def test_endpoint_that_is_missing():
    """The sentence names what is missing and how to give it."""
    with pytest.raises(Mistake, match="ProviderMetadata\\(revocation_endpoint="):
        build(endpoint="revocation_endpoint")


def test_refresh_grant():
    """Scope is sent only where it is asked for (RFC 6749 6)."""
    assert [name for name, _ in refresh_grant(Secret("r"))] == ["grant_type", "refresh_token"]
    assert refresh_grant(Secret("r"), "openid")[-1] == ("scope", "openid")


@given(
    st.binary()
    | st.sampled_from(BODIES)
    | members("access_token", "id_token", "refresh_token", "error", "error_description", "expires_in", "scope").map(
        lambda value: json.dumps(value).encode()
    ),
    st.sampled_from([200, 201, 302, 400, 401, 500]),
)
@patient
def test_anything_is_tokens_or_a_refusal(body, status):
    """No answer raises, and everything that can be asked of the result has an answer."""
    result = parse_token_response(answer(body, status))
    if isinstance(result, TokenResponse):
        assert status < 400
        assert result.access_token or result.id_token
        assert result.refresh_token is None or isinstance(result.refresh_token, Secret)
        assert result.scope is None or isinstance(result.scope, str)
    else:
        assert result.error or result.problem
        assert result.status == status
        assert all(text is None or isinstance(text, str) for text in (result.error_description, result.correlation_id))


@pytest.mark.parametrize(
    ("body", "status", "words"),
    [
        (b"", 200, "empty"),
        (b"<html>", 200, "web page"),
        (b"access_token=x", 200, "form-encoded"),
        (b"[]", 200, "list or a single value"),
        (b"{}", 200, "neither"),
        ({"access_token": ""}, 200, "Expected access_token to be a text"),
        ({"access_token": ["x"]}, 200, "Expected access_token to be a text"),
        ({"error": {"message": "x"}}, 400, "Expected error to be a text"),
        ({"access_token": "x"}, 500, "status 500"),
    ],
)
def test_answer_that_is_none(body, status, words):
    """Each odd answer is a refusal that says what it is."""
    result = parse_token_response(answer(body, status))
    assert isinstance(result, TokenErrorResponse)
    assert result.error is None
    assert words in result.problem


def test_error_wins():
    """An answer with tokens and an error is a refusal, also with status 200."""
    result = parse_token_response(answer({"error": "invalid_grant", "access_token": "canary"}))
    assert result.error == "invalid_grant"
    assert "canary" not in repr(result)


@pytest.mark.parametrize(
    ("body", "headers", "expected"),
    [
        ({"error": "x", "trace_id": "t1"}, {}, "t1"),
        ({"error": "x", "error_description": "Failed. ECID: 005ab^c,0:1 please"}, {}, "005ab^c,0:1"),
        ({"error": "x", "error_description": 7}, {"X_ORACLE_DMS_ECID": "e2"}, "e2"),
        ({"error": "x", "trace_id": 7}, {}, None),
    ],
)
def test_correlation_id(body, headers, expected):
    """The number for the provider's support is found where products put it."""
    assert parse_token_response(answer(body, 400, **headers)).correlation_id == expected


def test_tokens_are_secrets_whatever_they_are():
    """A token that is no text is hidden too, and is not taken for a token."""
    result = parse_token_response(answer({"id_token": "canary-a", "access_token": {"v": "canary-b"}, "refresh_token": 31415}))
    assert "canary" not in repr(result.members)
    assert "31415" not in repr(result.members)
    assert (result.id_token.reveal(), result.access_token, result.refresh_token) == ("canary-a", None, None)
