"""RFC 8037, appendix A: an Ed25519 key, its name, and what it signs."""

from __future__ import annotations

import json

from explorer.protocol.jose import parse_jwt
from explorer.protocol.jwk import choose_keys
from explorer.protocol.signatures import signature_holds
from explorer.provider.keys import KeyRing
from explorer.rules import verify_signature
from explorer.rules.jwks import check_jwks
from tests.hostile import unsigned
from tests.rules.minting import failures
from tests.vectors.sides import provider_signs, public

KEY = {
    "kty": "OKP",
    "crv": "Ed25519",
    "d": "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A",
    "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo",
}
THUMBPRINT = "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"
A4 = (
    "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc."
    "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg"
)
BOB = {"kty": "OKP", "crv": "X25519", "kid": "Bob", "x": "3p7bfXt9wbTTW2HC7OQ1Nz-DQ8hbeGdNrfx-FG-IK08"}


def test_the_signature_holds():
    """A.5: the core verifies it with the public half (A.2), and not with another last bit of it."""
    assert signature_holds(parse_jwt(A4), public(KEY)) is True
    assert signature_holds(parse_jwt(A4[:-2] + "AQ"), public(KEY)) is False


def test_the_provider_signs_the_same():
    """A.4: an Ed25519 signature has no dice in it, so the provider's is the printed one, letter for letter."""
    assert provider_signs(A4, KEY, "EdDSA") == A4


def test_it_signs_a_sentence_and_no_claims():
    """A.4: a good JWS, and no JWT; the same key over claims makes one."""
    assert verify_signature(A4, {"keys": [public(KEY)]}).received == "not-json"
    signed = provider_signs(unsigned({"alg": "EdDSA"}, {"sub": "a"}), KEY, "EdDSA")
    assert verify_signature(signed, {"keys": [public(KEY)]}).verdict == "pass"


def test_the_private_half():
    """A.1: published, it is named; A.2 fails only since its private half is printed."""
    assert check_jwks({"keys": [KEY]})["JWKS-PRIVATE"].verdict == "fail"
    assert failures(check_jwks({"keys": [public(KEY)]})) == ["JWKS-SAMPLE-KEY"]


def test_the_provider_names_the_key_by_its_thumbprint(tmp_path):
    """A.3: the provider that keeps A.1 publishes A.2 under the printed thumbprint."""
    (tmp_path / "EdDSA.json").write_text(json.dumps(KEY))
    kept = KeyRing(tmp_path).signing("EdDSA")
    assert (kept.kid, kept.public()) == (THUMBPRINT, {**public(KEY), "kid": THUMBPRINT})


def test_a_key_for_encryption_signs_nothing():
    """A.6: a key on X25519 is no error in a key set, and no candidate for a signature."""
    assert failures(check_jwks({"keys": [BOB]})) == []
    assert choose_keys({"keys": [BOB]}, parse_jwt(A4)).keys == ()
