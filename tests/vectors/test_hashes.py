"""at_hash, c_hash and s_hash: the left half of the hash that the signature's algorithm names (OIDC Core 3.1.3.6, 3.3.2.11).

EdDSA names none. By agreement (OpenID Connect issue 1125) it is the hash inside the signature itself (RFC 8032 5.1, 5.2):
SHA-512 for a key on Ed25519, SHAKE256 with 114 octets for one on Ed448.
"""

from __future__ import annotations

import pytest
from joserfc.jwk import OKPKey

from explorer.protocol.jose import half_hash
from explorer.provider import Provider
from explorer.provider.keys import ALGORITHMS
from explorer.provider.token_issuer import create_half_hash
from explorer.secret import Secret
from tests.hostile import unsigned
from tests.provider.visitor import fresh_name, get_tokens, peek
from tests.rules.minting import ASYMMETRIC, SYMMETRIC, check, claims, public, token

TOKEN = "example-access-token"
BY_SIZE = {  # rules.md, "Test vectors"
    "256": "Z1P3Ll-e0JrOBqzfbrTXjQ",
    "384": "jpT-8w6THT9RB8fvt2C7xET5X0764Y3l",
    "512": "07t9U0Srq3O5OK7tQpCPmEj7dEM9Z3vDfYYjdnymPYg",
}
ED448 = "jug2vU_EHA9YchVsM8a7bqGWmhvFM4O-OzNuQxFppuuGII9GTTboR9y9cXi71FNZaMtjndiLeQfK"  # computed with hashlib
EXPECTED = {alg: BY_SIZE[alg[-3:]] for alg in [*ASYMMETRIC[:-1], *SYMMETRIC]} | {"EdDSA": BY_SIZE["512"]}
ROWS = {"at_hash": "IDTC-AT-HASH-MISMATCH", "c_hash": "IDTC-C-HASH-MISMATCH", "s_hash": "IDTC-S-HASH-MISMATCH"}
BESIDE = {"access_token": Secret(TOKEN), "code": Secret(TOKEN), "asked": {"state": TOKEN}}


@pytest.mark.parametrize(("alg", "expected"), EXPECTED.items())
def test_both_sides_make_the_same(alg, expected):
    """Every algorithm: the core, the provider and the table agree."""
    assert half_hash(TOKEN, alg) == create_half_hash(TOKEN, alg).decode() == expected


@pytest.mark.parametrize(("alg", "expected"), EXPECTED.items())
def test_the_rules_compare_with_it(alg, expected):
    """Every algorithm: all three hashes are taken when they are this one, and not when they are that of another size."""
    good = check(token(alg, **dict.fromkeys(ROWS, expected)), alg, **BESIDE)
    assert [good[rule].verdict for rule in [*ROWS.values(), "IDTC-AT-HASH-LENGTH"]] == ["pass"] * 4
    other = BY_SIZE["384" if expected != BY_SIZE["384"] else "256"]
    bad = check(token(alg, **dict.fromkeys(ROWS, other)), alg, **BESIDE)
    assert [bad[rule].verdict for rule in [*ROWS.values(), "IDTC-AT-HASH-LENGTH"]] == ["fail"] * 4


@pytest.mark.parametrize("alg", ALGORITHMS)
def test_the_provider_puts_it_into_its_token(standard: Provider, alg):
    """Whatever the provider signs with, the core finds its at_hash right."""
    client = standard.register(fresh_name(), id_token_signed_response_alg=alg)
    tokens = get_tokens(standard, client.client_id)
    assert peek(tokens["id_token"])["at_hash"] == half_hash(tokens["access_token"], alg)


def test_a_key_on_ed448_has_a_hash_of_its_own():
    """The header says EdDSA for both curves: a token by a key on Ed448 is judged by SHAKE256, not by SHA-512."""
    key = OKPKey.generate_key("Ed448")
    for value, verdict in ((ED448, "pass"), (BY_SIZE["512"], "fail")):
        raw = token("EdDSA", key, **dict.fromkeys(ROWS, value))
        report = check(raw, "EdDSA", jwks={"keys": [public(key, kid="k1")]}, **BESIDE)
        assert report["IDTH-SIGNATURE-INVALID"].verdict == "pass"
        assert [report[rule].verdict for rule in [*ROWS.values(), "IDTC-AT-HASH-LENGTH"]] == [verdict] * 4


def test_no_hash_for_no_algorithm():
    """none and an unknown algorithm name no hash, so nothing is compared: the row says so."""
    assert half_hash(TOKEN, "none") is half_hash(TOKEN, "ES256K") is None
    report = check(unsigned({"alg": "none"}, claims(at_hash=BY_SIZE["256"])), "none", **BESIDE)
    assert (report["IDTC-AT-HASH-MISMATCH"].verdict, report["IDTC-AT-HASH-LENGTH"].verdict) == ("skip", "skip")
