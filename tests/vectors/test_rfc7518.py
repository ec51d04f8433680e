"""RFC 7518, 3.1 to 3.4 and 6: the names of the algorithms, and how long keys and signatures are."""

from __future__ import annotations

import pytest

from explorer.protocol.jose import ASYMMETRIC, SYMMETRIC, parse_jwt
from explorer.protocol.signatures import signature_holds
from explorer.provider.keys import ALGORITHMS, make_key
from explorer.rules.jwks import check_jwks
from explorer.rules.jwks.subject import content
from tests.hostile import unsigned
from tests.rules.minting import check, client_for, failures, token
from tests.vectors.sides import provider_signs

# The table of 3.1 but for none, and EdDSA, which RFC 8037 3.1 adds
NAMES = {f"{family}{bits}" for family in ("HS", "RS", "ES", "PS") for bits in (256, 384, 512)} | {"EdDSA"}
COORDINATES = {"ES256": 32, "ES384": 48, "ES512": 66}  # octets (6.2.1.2, 6.2.1.3)


def test_the_names():
    """3.1: the core takes every algorithm of the table but none; the provider signs with some of them."""
    assert {*ASYMMETRIC, *SYMMETRIC} == NAMES
    assert set(ALGORITHMS) < NAMES


@pytest.mark.parametrize(("alg", "least"), [("HS256", 32), ("HS384", 48), ("HS512", 64)])
def test_how_long_a_shared_secret_is(alg, least):
    """3.2: at least as long as the hash. RFC 7515 A.1 has 64 octets; a shorter one is named."""
    verdicts = [
        check(token(alg), alg, client=client_for(alg, client_secret="s" * length))["IDTH-HS-SECRET-SHORT"].verdict
        for length in (least - 1, least)
    ]
    assert verdicts == ["fail", "pass"]


@pytest.mark.parametrize("alg", [alg for alg in ALGORITHMS if alg.startswith("HS")])
def test_how_long_the_secrets_of_the_provider_are(alg):
    """3.2: of the algorithms with a shared secret that it signs with, each has one as long as its hash."""
    assert len(make_key(alg).raw_value) * 8 >= int(alg[2:])


@pytest.mark.parametrize("alg", [alg for alg in ALGORITHMS if alg[:2] in ("RS", "PS")])
def test_how_long_an_rsa_key_is(alg):
    """3.3, 3.5, 6.3.1.1: the provider's moduli have 2048 bits and no zero in front, and the core finds nothing in them."""
    public = make_key(alg).as_dict(private=False)
    modulus = content(public["n"])
    assert (len(modulus) * 8, modulus[0] >= 128, public["e"]) == (2048, True, "AQAB")
    assert failures(check_jwks({"keys": [public]})) == []


@pytest.mark.parametrize(("alg", "octets"), COORDINATES.items())
def test_how_long_an_ec_key_and_its_signature_are(alg, octets):
    """3.4, 6.2.1.2: full coordinates, and a signature of two numbers side by side, which the core verifies."""
    key = make_key(alg)
    public = key.as_dict(private=False)
    assert {len(content(public[name])) for name in ("x", "y")} == {octets}
    assert failures(check_jwks({"keys": [public]})) == []
    signed = parse_jwt(provider_signs(unsigned({"alg": alg}, {}), key.as_dict(private=True), alg))
    assert len(signed.signature) == 2 * octets
    assert signature_holds(signed, public) is True
