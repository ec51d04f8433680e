"""Whole flows, by every kind of client, checked with PyJWT."""

from __future__ import annotations

import json
import time

import jwt
import pytest
from joserfc import jws
from joserfc.jwk import OctKey

from explorer.provider import PEOPLE, Provider
from explorer.provider.clients import Registration
from explorer.provider.keys import client_key
from tests.provider.visitor import (
    CHALLENGE,
    VERIFIER,
    basic,
    fresh_name,
    get_code,
    get_json,
    get_tokens,
    left_half,
    peek,
    redeem,
    verified,
)

ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


def test_confidential_client_with_basic(provider: Provider) -> None:
    """A code buys an access token and an ID token that verifies with the published keys."""
    name = fresh_name()
    tokens = get_tokens(provider, name)
    assert tokens["token_type"] == "Bearer"
    assert tokens["expires_in"] == 3600
    claims = verified(provider, tokens["id_token"], name)
    assert claims["nonce"] == "n-0S6_WzA2Mj"
    assert claims["at_hash"] == left_half(tokens["access_token"], "sha256")
    assert 0 <= time.time() - claims["auth_time"] < 60
    assert "refresh_token" not in tokens


def test_confidential_client_with_post(provider: Provider) -> None:
    """client_secret_post works for a client that is registered for it."""
    client = provider.register(fresh_name(), token_endpoint_auth_method="client_secret_post")
    code = get_code(provider, client.client_id)
    answer = redeem(provider, code, client_id=client.client_id, client_secret=client.client_secret)
    assert verified(provider, answer.json()["id_token"], client.client_id)["sub"] == provider.profile.subject(PEOPLE["alice"])


def test_public_client_without_pkce(provider: Provider) -> None:
    """A public client needs no header, only its client_id in the body; PKCE is its own choice unless it must."""
    client = provider.register(fresh_name(), token_endpoint_auth_method="none")
    answer = redeem(provider, get_code(provider, client.client_id), client_id=client.client_id)
    assert answer.status_code == 200


@pytest.mark.parametrize(("method", "challenge"), [("S256", CHALLENGE), ("plain", VERIFIER), (None, VERIFIER)])
@pytest.mark.parametrize("auth", ["none", "client_secret_basic"])
def test_pkce_for_both_kinds_of_client(provider: Provider, auth: str, method: str | None, challenge: str) -> None:
    """RFC 7636 appendix B is accepted, and plain, which is also what no method means (4.3)."""
    client = provider.register(fresh_name(), token_endpoint_auth_method=auth)
    code = get_code(provider, client.client_id, code_challenge=challenge, code_challenge_method=method)
    public = auth == "none"
    headers = None if public else basic(client.client_id, client.client_secret)
    client_id = client.client_id if public else None
    assert redeem(provider, code, headers, code_verifier=VERIFIER, client_id=client_id).status_code == 200


def assertion(provider: Provider, client_id: str, key: str, alg: str = "RS256", **claims: object) -> str:
    """Return a client assertion made by PyJWT."""
    usual = {
        "iss": client_id,
        "sub": client_id,
        "aud": provider.address + provider.profile.paths.token_endpoint,
        "jti": "assertion-1",
        "exp": time.time() + 60,
    }
    return jwt.encode(usual | claims, key, alg, {"kid": "client"})


def test_private_key_jwt(provider: Provider) -> None:
    """A signed assertion proves the client; the same assertion again proves nothing."""
    key = client_key()
    client = provider.register(
        fresh_name(), token_endpoint_auth_method="private_key_jwt", public_key=key.as_dict(private=False)
    )
    signed = assertion(provider, client.client_id, key.as_pem(private=True).decode())
    proof = {"client_assertion_type": ASSERTION, "client_assertion": signed}
    assert redeem(provider, get_code(provider, client.client_id), **proof).status_code == 200
    again = redeem(provider, get_code(provider, client.client_id), **proof)
    assert (again.status_code, again.json()["error"]) == (401, "invalid_client")


def proved(provider: Provider, client: Registration, signed: str) -> tuple[int, str | None]:
    """Send a code with an assertion, and return the status and the error."""
    proof = {"client_assertion_type": ASSERTION, "client_assertion": signed}
    answer = redeem(provider, get_code(provider, client.client_id), **proof)
    return answer.status_code, answer.json().get("error")


def test_client_secret_jwt(provider: Provider) -> None:
    """An assertion signed with the secret proves the client, once; one that another secret signed proves nothing."""
    client = provider.register(fresh_name(), token_endpoint_auth_method="client_secret_jwt")
    assert client.client_secret
    signed = assertion(provider, client.client_id, client.client_secret, "HS256")
    assert proved(provider, client, signed) == (200, None)
    assert proved(provider, client, signed) == (401, "invalid_client")
    forged = assertion(provider, client.client_id, "another secret of at least 32 bytes", "HS256", jti="2")
    assert proved(provider, client, forged) == (401, "invalid_client")


def test_a_secret_signs_for_those_who_are_registered_so(standard: Provider) -> None:
    """A client of another method is refused although its secret is right, and so is a public key that is taken for a secret."""
    basic = standard.register(fresh_name())
    assert basic.client_secret
    signed = assertion(standard, basic.client_id, basic.client_secret, "HS256")
    assert proved(standard, basic, signed) == (401, "invalid_client")
    key = client_key()
    public = standard.register(
        fresh_name(), token_endpoint_auth_method="private_key_jwt", public_key=key.as_dict(private=False)
    )
    claims = {"iss": public.client_id, "sub": public.client_id, "aud": standard.issuer, "jti": "1", "exp": time.time() + 60}
    confused = jws.serialize_compact({"alg": "HS256"}, json.dumps(claims), OctKey.import_key(key.as_dict(private=False)["n"]))
    assert proved(standard, public, confused) == (401, "invalid_client")


def test_it_is_announced(standard: Provider) -> None:
    """Discovery lists the method and its algorithm."""
    document = get_json(standard.address + "/.well-known/openid-configuration")
    assert "client_secret_jwt" in document["token_endpoint_auth_methods_supported"]
    assert "HS256" in document["token_endpoint_auth_signing_alg_values_supported"]


@pytest.mark.parametrize(
    "wrong",
    [{"aud": "https://elsewhere.example"}, {"exp": 1}, {"iss": "another"}, {"sub": ["a", "list"]}, {"jti": ["a", "list"]}],
    ids=str,
)
def test_a_wrong_assertion_is_refused(standard: Provider, wrong: dict[str, object]) -> None:
    """Audience, expiry, issuer and shape of an assertion count."""
    key = client_key()
    client = standard.register(
        fresh_name(), token_endpoint_auth_method="private_key_jwt", public_key=key.as_dict(private=False)
    )
    headers = {"kid": "client"}
    usual = {"iss": client.client_id, "sub": client.client_id, "aud": standard.issuer, "jti": "2", "exp": time.time() + 60}
    pem = key.as_pem(private=True)
    signed = jwt.api_jws.encode(json.dumps(usual | wrong).encode(), pem, "RS256", headers)
    proof = {"client_assertion_type": ASSERTION, "client_assertion": signed}
    answer = redeem(standard, get_code(standard, client.client_id), **proof)
    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")


def test_an_assertion_by_a_strangers_key_is_refused(standard: Provider) -> None:
    """The signature must be that of the registered key."""
    client = standard.register(
        fresh_name(), token_endpoint_auth_method="private_key_jwt", public_key=client_key().as_dict(private=False)
    )
    signed = assertion(standard, client.client_id, client_key().as_pem(private=True).decode())
    answer = redeem(standard, get_code(standard, client.client_id), client_assertion_type=ASSERTION, client_assertion=signed)
    assert answer.status_code == 401
    assert answer.json()["error_description"]


@pytest.mark.parametrize("text", ["", "a", "a.b.c", "eyJhbGciOiJub25lIn0.e30.", "é.é.é", "." * 9])
def test_a_malformed_assertion_is_refused(standard: Provider, text: str) -> None:
    """Whatever is posted as an assertion, the answer is invalid_client."""
    answer = redeem(standard, "x", client_assertion_type=ASSERTION, client_assertion=text)
    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")


@pytest.mark.parametrize(
    ("alg", "digest"),
    [
        ("RS256", "sha256"),
        ("PS256", "sha256"),
        ("ES256", "sha256"),
        ("ES384", "sha384"),
        ("ES512", "sha512"),
        ("EdDSA", "sha512"),
    ],
)
def test_every_algorithm(standard: Provider, alg: str, digest: str) -> None:
    """Each algorithm has a key of its own in the key set and in the metadata, and its own at_hash."""
    client = standard.register(fresh_name(), id_token_signed_response_alg=alg)
    tokens = get_tokens(standard, client.client_id)
    assert jwt.get_unverified_header(tokens["id_token"])["alg"] == alg
    assert verified(standard, tokens["id_token"], client.client_id)["at_hash"] == left_half(tokens["access_token"], digest)
    document = get_json(standard.address + "/.well-known/openid-configuration")
    assert alg in document["id_token_signing_alg_values_supported"]


def test_hs256_signs_with_the_client_secret(standard: Provider) -> None:
    """An HS256 token verifies with the client secret, names no key, and nothing of it is published."""
    client = standard.register(fresh_name(), id_token_signed_response_alg="HS256")
    token = get_tokens(standard, client.client_id)["id_token"]
    assert "kid" not in jwt.get_unverified_header(token)
    assert jwt.decode(token, client.client_secret, algorithms=["HS256"], audience=client.client_id)["sub"]
    assert all(key["kty"] != "oct" for key in get_json(standard.address + "/jwks")["keys"])


def test_the_key_set_holds_no_private_part(provider: Provider) -> None:
    """Public keys only, each with use, alg and kid."""
    keys = get_json(provider.address + provider.profile.paths.jwks_uri)["keys"]
    for key in keys:
        assert not {"d", "p", "q", "dp", "dq", "qi", "k"} & set(key)
        assert key["use"] == "sig"
        assert key["alg"]
        assert key["kid"]


@pytest.mark.parametrize("user", ["alice", "bob"])
def test_userinfo_follows_the_scopes(standard: Provider, user: str) -> None:
    """Each scope brings its claims and no others (OIDC Core 5.4); they do not appear in the ID token."""
    url = standard.address + "/userinfo"
    tokens = get_tokens(standard, user=user, scope="openid")
    assert get_json(url, tokens["access_token"]) == {"sub": PEOPLE[user].sub}
    everything = get_tokens(standard, user=user, scope="openid profile email phone address")
    assert get_json(url, everything["access_token"]) == {"sub": PEOPLE[user].sub, **PEOPLE[user].claims}
    assert not set(PEOPLE[user].claims) & set(peek(everything["id_token"]))
    email = get_tokens(standard, user=user, scope="openid email")
    assert set(get_json(url, email["access_token"])) == {"sub", "email", "email_verified"}


@pytest.mark.parametrize(
    "asked",
    [
        {"acr_values": "gold urn:practice:one-click"},
        {"claims": '{"id_token": {"acr": {"essential": true, "values": ["gold", "urn:practice:one-click"]}}}'},
        {"claims": '{"id_token": {"acr": {"value": "urn:practice:one-click"}}}'},
    ],
)
def test_the_one_level_there_is(standard: Provider, asked: dict[str, str]) -> None:
    """Whoever asks for the level that there is gets it named; nobody else does."""
    name = fresh_name()
    assert peek(get_tokens(standard, name, **asked)["id_token"])["acr"] == "urn:practice:one-click"
    assert "acr" not in peek(get_tokens(standard, name, acr_values="gold")["id_token"])
    assert "acr" not in peek(get_tokens(standard, name)["id_token"])


def test_the_two_people_differ() -> None:
    """Alice and Bob have nothing in common, and one of them has letters beyond ASCII and an unverified address."""
    alice, bob = PEOPLE["alice"], PEOPLE["bob"]
    assert all(alice.claims[name] != value for name, value in bob.claims.items())
    assert not bob.claims["name"].isascii()
    assert bob.claims["email_verified"] is False


def test_access_tokens_without_a_resource_are_opaque(standard: Provider) -> None:
    """Without a resource scope the standard profile's access token says nothing to anybody."""
    assert "." not in get_tokens(standard)["access_token"]


@pytest.mark.parametrize("base", ["http://tenant-base-url", "own"])
def test_a_resource_scope_gives_a_jwt_for_that_api(provider: Provider, base: str) -> None:
    """The access token for an API is a JWT with the API as its audience (RFC 9068)."""
    api = f"{provider.address if base == 'own' else base}/api"
    name = fresh_name()
    tokens = get_tokens(provider, name, scope=f"{api} openid")
    claims = verified(provider, tokens["access_token"], api)
    assert claims["client_id"] == name
    assert claims["scope"] == f"{api} openid"
    assert claims["exp"] - claims["iat"] == tokens["expires_in"]


def test_plain_oauth_gives_no_id_token(standard: Provider) -> None:
    """Without openid there is an access token and no ID token."""
    tokens = get_tokens(standard, scope="email")
    assert "id_token" not in tokens
    assert tokens["scope"] == "email"
