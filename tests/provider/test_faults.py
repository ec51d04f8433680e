"""Each fault is seen in what the provider hands out, and nothing else changes."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import jwt
import pytest

from explorer.provider import FAULTS, Provider
from explorer.provider.faults import Fault, fault, spoil
from tests.provider.visitor import (
    Browser,
    authorize_url,
    basic,
    came_back,
    fetch,
    fresh_name,
    get_json,
    get_tokens,
    peek,
    post,
    redeem,
    verified,
)


@pytest.fixture(autouse=True)
def honest_afterwards(standard: Provider, oracle: Provider) -> Iterator[None]:
    """Whatever a test does, the next one meets honest providers."""
    yield
    standard.faults = oracle.faults = ()


def id_token(provider: Provider, *faults: str, alg: str = "RS256") -> tuple[str, str]:
    """Return an ID token under these faults, and the client that it should be for."""
    client = provider.register(fresh_name(), id_token_signed_response_alg=alg)
    provider.faults = faults
    return get_tokens(provider, client.client_id)["id_token"], client.client_id


def test_the_catalogue() -> None:
    """Every fault has a name, one plain sentence, and the rule that must notice it."""
    assert list(FAULTS) == ["wrong-nonce", "wrong-issuer", "wrong-audience", "expired", "bad-signature", "alg-none"]
    assert [entry.caught_by for entry in FAULTS.values()] == [
        "IDTC-NONCE-MISMATCH",
        "IDTC-ISS-MISMATCH",
        "IDTC-AUD-MISMATCH",
        "IDTC-EXP-PAST",
        "IDTH-SIGNATURE-INVALID",
        "IDTH-ALG-NONE",
    ]
    for entry in FAULTS.values():
        assert entry.what.endswith(".")
        assert "\n" not in entry.what
        assert entry.name in repr(entry)
        assert entry.caught_by in repr(entry)


def test_wrong_nonce(provider: Provider) -> None:
    """The nonce is not the one that was sent; everything else verifies."""
    token, client_id = id_token(provider, "wrong-nonce")
    assert verified(provider, token, client_id)["nonce"] != "n-0S6_WzA2Mj"


def test_wrong_issuer(provider: Provider) -> None:
    """PyJWT notices another issuer."""
    token, client_id = id_token(provider, "wrong-issuer")
    with pytest.raises(jwt.InvalidIssuerError):
        verified(provider, token, client_id)


def test_wrong_audience(provider: Provider) -> None:
    """PyJWT notices that the client is not in the audience."""
    token, client_id = id_token(provider, "wrong-audience")
    with pytest.raises(jwt.InvalidAudienceError):
        verified(provider, token, client_id)


def test_expired(provider: Provider) -> None:
    """Two minutes ago, made four minutes ago: over, but not odd in any other way."""
    token, client_id = id_token(provider, "expired")
    with pytest.raises(jwt.ExpiredSignatureError):
        verified(provider, token, client_id)
    claims = peek(token)
    assert 115 < time.time() - claims["exp"] < 180
    assert claims["auth_time"] <= claims["iat"] < claims["exp"]


@pytest.mark.parametrize("alg", ["RS256", "PS256", "ES384", "EdDSA"])
def test_bad_signature(standard: Provider, alg: str) -> None:
    """Signed by a stranger's key of the same kind, under a published name."""
    token, client_id = id_token(standard, "bad-signature", alg=alg)
    with pytest.raises(jwt.InvalidSignatureError):
        verified(standard, token, client_id)


def test_bad_signature_with_a_client_secret(standard: Provider) -> None:
    """Also where the client secret is the key."""
    client = standard.register(fresh_name(), id_token_signed_response_alg="HS256")
    standard.faults = ("bad-signature",)
    token = get_tokens(standard, client.client_id)["id_token"]
    with pytest.raises(jwt.InvalidSignatureError):
        jwt.decode(token, client.client_secret, algorithms=["HS256"], audience=client.client_id)


def test_alg_none(provider: Provider) -> None:
    """The header says none, and the third part is empty; the claims are right."""
    token, client_id = id_token(provider, "alg-none")
    assert jwt.get_unverified_header(token)["alg"] == "none"
    assert token.endswith(".")
    assert peek(token)["nonce"] == "n-0S6_WzA2Mj"
    assert client_id in peek(token)["aud"]


def test_honest_again(provider: Provider) -> None:
    """Without faults everything verifies."""
    token, client_id = id_token(provider)
    assert verified(provider, token, client_id)["nonce"] == "n-0S6_WzA2Mj"


def test_several_at_once(standard: Provider) -> None:
    """Faults add up."""
    token, _ = id_token(standard, "wrong-nonce", "wrong-issuer", "alg-none")
    claims = peek(token)
    assert claims["nonce"] != "n-0S6_WzA2Mj"
    assert claims["iss"] != standard.issuer
    assert token.endswith(".")


@pytest.fixture
def invented(monkeypatch: pytest.MonkeyPatch) -> None:
    """A catalogue for the time of one test, so that faults can be invented."""
    monkeypatch.setattr("explorer.provider.faults.FAULTS", {})


@pytest.mark.usefixtures("invented")
def test_every_place_can_be_spoilt(standard: Provider) -> None:
    """A later fault is three lines: its parameter says where it belongs."""
    client = standard.register(fresh_name())

    @fault("access-token", caught_by="X")
    def access_token(access_token: Any) -> None:
        """Changes the access token."""
        access_token.claims["aud"] = "spoilt"

    @fault("redirect", caught_by="X")
    def redirect(redirect: dict[str, str]) -> None:
        """Changes the redirect."""
        redirect["iss"] = "https://spoilt.example"

    @fault("token-response", caught_by="X")
    def token_response(token_response: dict[str, Any]) -> None:
        """Changes the token response."""
        token_response["expires_in"] = "3600"

    @fault("userinfo", caught_by="X")
    def userinfo(userinfo: dict[str, Any]) -> None:
        """Changes UserInfo."""
        userinfo["sub"] = "spoilt"

    @fault("introspection", caught_by="X")
    def introspection(introspection: dict[str, Any]) -> None:
        """Changes introspection."""
        introspection["active"] = "yes"

    @fault("discovery", caught_by="X")
    def discovery(discovery: dict[str, Any]) -> None:
        """Changes the metadata."""
        del discovery["jwks_uri"]

    @fault("jwks", caught_by="X")
    def jwks(jwks: dict[str, Any]) -> None:
        """Empties the key set."""
        jwks["keys"].clear()

    @fault("answer", caught_by="X")
    def answer(answer: Any) -> None:
        """Calls everything HTML."""
        answer.headers["Content-Type"] = "text/html"

    browser = Browser(standard)
    with browser.http:
        standard.faults = ("redirect",)
        back = came_back(browser.sign_in(authorize_url(standard, client.client_id, scope="openid http://tenant-base-url/api")))
    assert back["iss"] == "https://spoilt.example"
    headers = basic(client.client_id, client.client_secret)
    standard.faults = ("access-token", "token-response", "userinfo", "introspection", "discovery", "jwks")
    tokens = redeem(standard, back["code"], headers).json()
    assert tokens["expires_in"] == "3600"
    assert peek(tokens["access_token"])["aud"] == "spoilt"
    assert get_json(standard.address + "/userinfo", tokens["access_token"])["sub"] == "spoilt"
    asked = post(standard, "introspection_endpoint", {"token": tokens["access_token"]}, headers).json()
    assert asked["active"] == "yes"
    assert "jwks_uri" not in get_json(standard.address + "/.well-known/openid-configuration")
    assert get_json(standard.address + "/jwks") == {"keys": []}
    standard.faults = ("answer",)
    assert fetch(standard.address + "/jwks").headers["Content-Type"] == "text/html"


@pytest.mark.usefixtures("invented")
def test_a_fault_that_is_not_well_formed_cannot_be_entered() -> None:
    """A missing docstring, an unknown place or a name that is taken is an error when the module is read."""

    def no_docstring(id_token: Any) -> None: ...

    def nowhere(cookie: Any) -> None:
        """Has no such place."""

    def good(id_token: Any) -> None:
        """Is well formed."""

    for function in (no_docstring, nowhere):
        with pytest.raises(TypeError, match="needs"):
            fault("x", caught_by="X")(function)
    fault("x", caught_by="X")(good)
    with pytest.raises(TypeError, match="needs"):
        fault("x", caught_by="X")(good)


def test_a_fault_changes_its_own_place_only() -> None:
    """The faults of other places are passed by."""
    assert isinstance(FAULTS["expired"], Fault)
    body = {"expires_in": 3600}
    spoil(["expired", "alg-none"], "token_response", body)
    assert body == {"expires_in": 3600}
