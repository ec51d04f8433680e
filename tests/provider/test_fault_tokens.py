"""The forged ID tokens are real tokens all the same: a careless client would take them, and this file is that client."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding
from joserfc import jwe

from explorer.provider import Provider
from explorer.provider.faults.damage import _recipient
from tests.provider.visitor import fetch, fresh_name, get_json, get_tokens, misbehave


@pytest.fixture(autouse=True)
def honest_afterwards(standard: Provider) -> Iterator[None]:
    """Whatever a test does, the next one meets an honest provider."""
    yield
    misbehave(standard)


def forged(provider: Provider, fault: str, alg: str = "RS256") -> tuple[str, dict[str, Any]]:
    """Return an ID token under a fault, and the keys that are published with it, by their names."""
    client = provider.register(fresh_name(), id_token_signed_response_alg=alg)
    misbehave(provider, fault)
    token = get_tokens(provider, client.client_id)["id_token"]
    return token, {key.get("kid"): key for key in get_json(provider.address + "/jwks")["keys"]}


def decoded(part: str) -> bytes:
    """Return the bytes of a part."""
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


def taken(token: str, key: dict[str, Any]) -> dict[str, Any]:
    """Return the claims as a client takes them that believes header and key."""
    alg = jwt.get_unverified_header(token)["alg"]
    claims: dict[str, Any] = jwt.decode(token, jwt.PyJWK(key, algorithm=alg), algorithms=[alg], options={"verify_aud": False})
    return claims


@pytest.mark.parametrize("alg", ["RS256", "ES256", "PS256"])
def test_another_algorithm_with_a_good_signature(standard: Provider, alg: str) -> None:
    """Only the registered algorithm speaks against it."""
    token, _ = forged(standard, "other-alg", alg)
    header = jwt.get_unverified_header(token)
    assert header["alg"] != alg
    published = get_json(standard.address + "/jwks")["keys"]
    (key,) = [key for key in published if (key["kid"], key["alg"]) == (header["kid"], header["alg"])]
    assert taken(token, key)["iss"] == standard.issuer


@pytest.mark.parametrize("alg", ["RS256", "ES384", "EdDSA"])
def test_a_rotated_key_is_an_honest_one(standard: Provider, alg: str) -> None:
    """It verifies with what is published now, and the old keys are gone."""
    before = standard.setting.keys.signing(alg).kid
    token, keys = forged(standard, "rotated-key", alg)
    kid = jwt.get_unverified_header(token)["kid"]
    assert before not in keys
    assert taken(token, keys[kid])["iss"] == standard.issuer


def test_an_embedded_key_convinces_who_trusts_it(standard: Provider) -> None:
    """The key in the header verifies the token, and is nowhere in the key set."""
    token, keys = forged(standard, "embedded-key")
    embedded = jwt.get_unverified_header(token)["jwk"]
    assert taken(token, embedded)["iss"] == standard.issuer
    assert embedded["kid"] not in keys
    assert "d" not in embedded


def test_a_short_key_signs(standard: Provider) -> None:
    """The signature is good; the key has 1024 bits."""
    token, keys = forged(standard, "short-key")
    assert len(decoded(keys["short"]["n"])) == 128
    public = jwt.PyJWK(keys["short"]).key
    signing_input, _, signature = token.rpartition(".")
    public.verify(decoded(signature), signing_input.encode(), padding.PKCS1v15(), hashes.SHA256())


@pytest.mark.parametrize("alg", ["ES256", "ES512"])
def test_a_der_signature_is_the_same_signature(standard: Provider, alg: str) -> None:
    """OpenSSL's form of it verifies; the form of JWS it is not."""
    token, keys = forged(standard, "der-signature", alg)
    signing_input, _, signature = token.rpartition(".")
    public = jwt.PyJWK(keys[jwt.get_unverified_header(token)["kid"]]).key
    hashed = hashes.SHA256() if alg == "ES256" else hashes.SHA512()
    public.verify(decoded(signature), signing_input.encode(), ec.ECDSA(hashed))
    assert decoded(signature)[0] == 0x30


def test_an_encrypted_token_holds_the_honest_one(standard: Provider) -> None:
    """It has five parts, and whoever has the key finds the signed token inside."""
    token, keys = forged(standard, "encrypted-id-token")
    assert token.count(".") == 4
    inside = jwe.decrypt_compact(token, _recipient(), algorithms=["RSA-OAEP-256", "A256GCM"]).plaintext.decode()
    assert taken(inside, keys[jwt.get_unverified_header(inside)["kid"]])["iss"] == standard.issuer


def test_changed_claims_keep_the_old_signature(standard: Provider) -> None:
    """The claims were changed, and nothing else."""
    token, keys = forged(standard, "changed-claims")
    header, payload, _ = token.split(".")
    assert json.loads(decoded(payload))["groups"] == ["administrators"]
    with pytest.raises(jwt.InvalidSignatureError):
        taken(token, keys[json.loads(decoded(header))["kid"]])


def test_a_repeated_claim_is_read_in_two_ways(standard: Provider) -> None:
    """The honest one stands first, the other one last, and Python keeps the last."""
    token, keys = forged(standard, "repeated-claim")
    payload = decoded(token.split(".")[1]).decode()
    pairs = json.loads(payload, object_pairs_hook=list)
    assert [value for name, value in pairs if name == "sub"] == ["4f7c2d18a9e1", "somebody-else"]
    assert taken(token, keys[jwt.get_unverified_header(token)["kid"]])["sub"] == "somebody-else"


def test_a_signed_userinfo_answer_verifies(standard: Provider) -> None:
    """Its signature is good, and its key published."""
    tokens = get_tokens(standard)
    misbehave(standard, "signed-userinfo")
    text = fetch_userinfo(standard, tokens["access_token"])
    keys = {key["kid"]: key for key in get_json(standard.address + "/jwks")["keys"]}
    assert taken(text, keys["for-userinfo"])["sub"] == "4f7c2d18a9e1"


def fetch_userinfo(provider: Provider, token: str) -> str:
    """Return the UserInfo answer as text."""
    answer = fetch(provider.address + "/userinfo", headers={"Authorization": f"Bearer {token}"})
    assert answer.headers["Content-Type"] == "application/jwt"
    return answer.text
