"""`verify_signature`: one question about any JWT."""

from __future__ import annotations

import pytest

from explorer.rules import verify_signature
from tests.hostile import unsigned
from tests.rules.minting import ASYMMETRIC, SECRET, jwks_for, key_for, public, signed_with_public_key, token


@pytest.mark.parametrize("alg", ASYMMETRIC)
def test_good_signature(alg):
    """Every asymmetric algorithm is accepted unless the caller says otherwise."""
    assert verify_signature(token(alg), jwks_for(alg)).verdict == "pass"
    assert verify_signature(token(alg), jwks_for(alg), algorithms=["X"]).verdict == "fail"


@pytest.mark.parametrize(
    ("raw", "jwks", "words"),
    [
        ("opaque", jwks_for(), "not a signed JWT"),
        ("eyJhbGciOiJkaXIifQ.a.b.c.d", jwks_for(), "not a signed JWT"),
        (token("HS256"), jwks_for(), "not accepted"),
        (signed_with_public_key(key_for("RS256").as_pem(private=False)), jwks_for(), "not accepted"),
        (unsigned({"alg": "none"}, {}), jwks_for(), "not accepted"),
        (unsigned({"alg": "ES256K"}, {}), jwks_for(), "not accepted"),
        (token(header={"kid": "other"}), jwks_for(), "no key in the JWKS has the kid"),
        (token(), {"keys": []}, "no key in the JWKS"),
        (token(), jwks_for(use="enc"), "fits RS256"),
        (token(), {"keys": [public(key_for("RS256"), kid="k1", n="!")]}, "cannot be used"),
        (token("RS256", key_for("RS256", "k2")), jwks_for(), "another key signed it"),
        (unsigned({"alg": "RS256", "kid": "k1", "crit": ["x"]}, {}), jwks_for(), "crit"),
    ],
)
def test_bad_signature(raw, jwks, words):
    """Each way of being bad has its own words, and advice."""
    finding = verify_signature(raw, jwks)
    assert (finding.verdict, words in finding.message) == ("fail", True)
    assert finding.advice


def test_shared_secrets_are_no_matter_of_a_jwks():
    """A MAC is not accepted even where the caller lists its algorithm: its key stands in no JWKS."""
    assert verify_signature(token("HS256"), jwks_for(), algorithms=["HS256"]).verdict == "fail"
    assert SECRET not in repr(verify_signature(token("HS256"), jwks_for()))


def test_one_good_key_among_several_is_enough():
    """Without kid, keys are tried until one holds, and the finding names it."""
    keys = [public(key_for("RS256", name), kid=name) for name in ("k2", "k1")]
    finding = verify_signature(token(header={"kid": None}), {"keys": keys})
    assert (finding.verdict, finding.received) == ("pass", "a signature by RSA key k1, RS256")
    assert finding.expected == "a signature by one of the provider's keys"
