"""Each fault is seen in what the provider hands out, and nothing else changes."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import hmac
import re
import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from explorer.provider import FAULTS, PEOPLE, Provider
from explorer.provider.faults import CHECKS, Fault
from explorer.provider.faults.makers import answers, declares, leaves_out, sets
from explorer.provider.faults.registry import Change, fault, rows
from explorer.provider.http import Request
from explorer.provider.memory import Authorization
from tests.provider.visitor import (
    CHALLENGE,
    VERIFIER,
    Browser,
    Clock,
    authorize_url,
    basic,
    came_back,
    fetch,
    fresh_name,
    get_code,
    get_json,
    get_tokens,
    misbehave,
    peek,
    post,
    redeem,
    verified,
)


@pytest.fixture(autouse=True)
def honest_afterwards(standard: Provider, oracle: Provider) -> Iterator[None]:
    """Whatever a test does, the next one meets honest providers."""
    yield
    misbehave(standard)
    misbehave(oracle)


def id_token(provider: Provider, *faults: str, alg: str = "RS256") -> tuple[str, str]:
    """Return an ID token under these faults, and the client that it should be for."""
    client = provider.register(fresh_name(), id_token_signed_response_alg=alg)
    misbehave(provider, *faults)
    return get_tokens(provider, client.client_id)["id_token"], client.client_id


def test_the_catalogue() -> None:
    """Every fault says what it does in plain sentences on one line, and has a rule to be caught by, or the reason why not."""
    for name, entry in FAULTS.items():
        assert entry.name == name
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name)
        for text in (entry.what, entry.in_the_wild):
            assert text == " ".join(text.split())
            assert not text or text.endswith("."), text
        assert entry.what in repr(entry)
        assert entry.caught_by is None or re.fullmatch(
            r"(AT|AUTHR|DISC|HTTP|IDTC|IDTH|INTRO|JWKS|REFR|TOKE|TOKR|UI)(-[A-Z0-9]+)+", entry.caught_by
        )
        reasons = (entry.caught_by,) if entry.caught_by else ("No single run shows it", "That is allowed")
        assert any(reason in repr(entry) for reason in reasons)


@pytest.mark.parametrize("name", FAULTS)
def test_no_fault_breaks_the_provider(provider: Provider, name: str) -> None:
    """Whatever the profile and the algorithm, the provider lies and does not fall over."""
    for alg in provider.profile.algorithms:
        client = provider.register(f"app-{alg}", id_token_signed_response_alg=alg)
        misbehave(provider, name)
        grant = Authorization(
            "code", client, PEOPLE["alice"], "openid offline_access", None, "n", None, None, None, {}, 1, "sid", 9e9
        )
        assert isinstance(provider.token_issuer.token_response(grant, grant.scope, first=True), dict)
        assert isinstance(provider.token_issuer.token_response(grant, grant.scope, first=False), dict)
        assert isinstance(provider.token_issuer.userinfo(grant, grant.scope), dict)
    for path in ("/.well-known/openid-configuration", provider.profile.paths.jwks_uri, "/nothing"):
        assert provider.handle(Request("GET", path)).status
    assert provider.handle(Request("POST", provider.profile.paths.token_endpoint)).status


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
    misbehave(standard, "bad-signature")
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


def test_alg_confusion(standard: Provider) -> None:
    """The token is a real HS256 token whose secret is the published key in PEM, so a careless verifier takes it."""
    token, _ = id_token(standard, "alg-confusion")
    (published,) = [key for key in get_json(standard.address + "/jwks")["keys"] if key["alg"] == "RS256"]
    pem = jwt.PyJWK(published).key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    signing_input, _, signature = token.rpartition(".")
    mac = hmac.digest(pem, signing_input.encode(), hashlib.sha256)
    assert jwt.get_unverified_header(token)["alg"] == "HS256"
    assert base64.urlsafe_b64encode(mac).decode().rstrip("=") == signature


def test_missing_kid_can_be_solved_by_trying(standard: Provider) -> None:
    """Of several keys of one kind exactly one verifies the token without a name."""
    token, client_id = id_token(standard, "missing-kid")
    assert "kid" not in jwt.get_unverified_header(token)
    keys = [key for key in get_json(standard.address + "/jwks")["keys"] if key["kty"] == "RSA"]
    assert len(keys) >= 3
    verifying = []
    for key in keys:
        with contextlib.suppress(jwt.InvalidSignatureError):
            jwt.decode(token, jwt.PyJWK(key, algorithm="RS256"), algorithms=["RS256"], audience=client_id)
            verifying.append(key["kid"])
    assert verifying == [standard.setting.keys.signing("RS256").kid]


# What it does not insist on


def refused(provider: Provider, *faults: str, clock: Clock | None = None, uses: int = 1, **changes: str) -> bool:
    """Tell whether the last of several uses of a code is refused, under these faults."""
    client = provider.register(fresh_name())
    code = get_code(provider, client.client_id, code_challenge=CHALLENGE, code_challenge_method="S256")
    misbehave(provider, *faults)
    headers = basic(client.client_id, client.client_secret)
    if clock is not None:
        clock.now += 3600
    answers = [redeem(provider, code, headers, **{"code_verifier": VERIFIER, **changes}) for _ in range(uses)]
    return answers[-1].status_code == 400


@pytest.mark.parametrize(
    ("fault", "how"),
    [
        ("code-reuse", {"uses": 2}),
        ("pkce-not-enforced", {"code_verifier": "x" * 43}),
        ("redirect-uri-not-compared", {"redirect_uri": "https://elsewhere.example/"}),
    ],
)
def test_laxness(standard: Provider, fault: str, how: dict[str, Any]) -> None:
    """What an honest provider refuses, a lax one takes."""
    assert refused(standard, **how)
    assert not refused(standard, fault, **how)


def test_a_stale_code(standard: Provider, clock: Clock) -> None:
    """An hour later the code still buys tokens, when the provider does not look at its age."""
    assert refused(standard, clock=clock)
    assert not refused(standard, "stale-code", clock=clock)


def test_any_redirect_uri(standard: Provider, browser: Browser) -> None:
    """The code is sent to an address that nobody registered."""
    client = standard.register(fresh_name())
    url = authorize_url(standard, client.client_id, redirect_uri="https://elsewhere.example/")
    assert browser.open(url).status_code == 400
    misbehave(standard, "any-redirect-uri")
    assert browser.sign_in(url).headers["Location"].startswith("https://elsewhere.example/?code=")


def test_a_refresh_token_that_was_replaced(standard: Provider) -> None:
    """The first refresh token still works after it was replaced."""
    client = standard.register(fresh_name())
    headers = basic(client.client_id, client.client_secret)
    first = get_tokens(standard, client.client_id, scope="openid offline_access")["refresh_token"]
    form = {"grant_type": "refresh_token", "refresh_token": first}
    misbehave(standard, "refresh-token-reuse")
    assert post(standard, "token_endpoint", form, headers).status_code == 200
    assert post(standard, "token_endpoint", form, headers).status_code == 200
    misbehave(standard)
    assert post(standard, "token_endpoint", form, headers).status_code == 400


def test_each_check_can_be_left_out(standard: Provider) -> None:
    """Every name in `CHECKS` is dropped by some fault, and the honest provider enforces them all."""
    assert all(standard.setting.enforces(check) for check in CHECKS)
    dropped = set(CHECKS)
    for entry in FAULTS.values():
        if "checks" in entry.changes:
            left = set(CHECKS)
            entry.apply("checks", left)
            assert len(left) == len(CHECKS) - 1
            dropped &= left
    assert not dropped


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


# How faults are written


def at(place: str, change: Change) -> Fault:
    """Return a fault that is in no catalogue."""
    return Fault(f"at-{place}", "Changes something.", None, {place: change})


ANSWERS = {"token": "/token", "userinfo": "/userinfo", "discovery": "/.well-known/openid-configuration", "jwks": "/jwks"}


def test_every_place_of_a_sign_in_can_be_changed(standard: Provider, browser: Browser) -> None:
    """A fault of each place shows in the message that goes out from there."""
    client = standard.register(fresh_name())
    headers = basic(client.client_id, client.client_secret)
    standard.setting.faults_in_force = (
        at("redirect", sets(iss="https://changed.example")),
        at("redirect_answer", declares(X_Place="redirect_answer")),
        at("access_token", sets(aud="changed")),
        at("token_response", sets(expires_in="3600")),
        at("userinfo", sets(sub="changed")),
        at("introspection", sets(active="yes")),
        at("discovery", leaves_out("jwks_uri")),
        at("jwks", sets(keys=[])),
    )
    answered = browser.sign_in(authorize_url(standard, client.client_id, scope="openid http://tenant-base-url/api"))
    back = came_back(answered)
    assert (answered.headers["X-Place"], back["iss"]) == ("redirect_answer", "https://changed.example")
    tokens = redeem(standard, back["code"], headers).json()
    access_token = tokens["access_token"]
    assert (tokens["expires_in"], peek(access_token)["aud"]) == ("3600", "changed")
    assert get_json(standard.address + "/userinfo", access_token)["sub"] == "changed"
    assert post(standard, "introspection_endpoint", {"token": access_token}, headers).json()["active"] == "yes"
    assert "jwks_uri" not in get_json(standard.address + ANSWERS["discovery"])
    assert get_json(standard.address + ANSWERS["jwks"]) == {"keys": []}


def test_every_answer_can_be_changed(standard: Provider) -> None:
    """Status, body and headers are open too, of one endpoint or of all."""
    standard.setting.faults_in_force = tuple(at(f"{name}_answer", declares(X_Place=name)) for name in ANSWERS)
    assert [fetch(standard.address + path).headers["X-Place"] for path in ANSWERS.values()] == list(ANSWERS)
    standard.setting.faults_in_force = (at("answer", answers(418, {}, Content_Type="text/html", Cache_Control=None)),)
    for path in ANSWERS.values():
        answer = fetch(standard.address + path)
        assert (answer.status_code, answer.headers["Content-Type"], answer.text) == (418, "text/html", "{}")
        assert "Cache-Control" not in answer.headers


@pytest.fixture
def invented(monkeypatch: pytest.MonkeyPatch) -> dict[str, Fault]:
    """A catalogue for the time of one test, so that faults can be invented."""
    catalogue: dict[str, Fault] = {}
    monkeypatch.setattr("explorer.provider.faults.registry.FAULTS", catalogue)
    return catalogue


def test_a_row_and_a_function_are_the_same_fault(invented: dict[str, Fault]) -> None:
    """What a function says by its docstring, a row says by its text; the place is named in both."""

    @fault("by-function", at="id_token", caught_by="X-Y", in_the_wild="Somebody does.", and_at={"jwks": sets(keys=[])})
    def change(id_token: Any) -> None:
        """Does something wrong."""

    row = rows("id_token")
    row(
        "by-row",
        "Does something wrong.",
        change,
        caught_by="X-Y",
        in_the_wild="Somebody does.",
        and_at={"jwks": invented["by-function"].changes["jwks"]},
    )
    assert invented["by-row"] == replace(invented["by-function"], name="by-row")
    assert invented["by-row"].where == "in the ID token"


@pytest.mark.usefixtures("invented")
def test_a_name_stands_for_one_fault() -> None:
    """A second fault of the same name is refused when its module is read."""
    rows("jwks")("twin", "The first.", sets(keys=[]), caught_by=None)
    with pytest.raises(TypeError, match="There are two faults called 'twin'"):
        rows("discovery")("twin", "The second.", sets(issuer=""), caught_by=None)


def test_a_place_has_to_exist(invented: dict[str, Fault]) -> None:
    """A place that is misspelt is refused, also where it is the second one, and the sentence lists those there are."""
    with pytest.raises(TypeError, match=r"is at 'id_tokn', which is no place\. Places are id_token, "):
        rows("id_tokn")("x", "Does something.", sets(sub=""), caught_by=None)
    with pytest.raises(TypeError, match="is at 'keys', which is no place"):
        rows("id_token")("x", "Does something.", sets(sub=""), caught_by=None, and_at={"keys": sets(keys=[])})
    assert not invented


def test_a_fault_says_what_it_does(invented: dict[str, Fault]) -> None:
    """A function without a docstring, or a row without a text, is refused."""

    def silent(id_token: Any) -> None: ...

    with pytest.raises(TypeError, match="does not say what it does"):
        fault("x", at="id_token", caught_by=None)(silent)
    with pytest.raises(TypeError, match="does not say what it does"):
        rows("id_token")("x", "", silent, caught_by=None)
    assert not invented


def test_a_fault_with_two_places(standard: Provider) -> None:
    """One name can stand for two changes that belong together."""
    standard.setting.faults_in_force = (Fault("both", "Empties two.", None, {"discovery": dict.clear, "jwks": dict.clear}),)
    assert get_json(standard.address + "/.well-known/openid-configuration") == get_json(standard.address + "/jwks") == {}


def test_a_fault_changes_its_own_place_only() -> None:
    """At other places it has nothing to do."""
    body = {"expires_in": 3600}
    FAULTS["expired"].apply("token_response", body)
    assert body == {"expires_in": 3600}
