"""A JWT taken apart; which key; whether the signature holds. The tokens are signed with joserfc, never with PyJWT."""

from __future__ import annotations

import base64
import json
import math
import time
from hashlib import sha256, sha384, sha512

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from hypothesis import given
from hypothesis import strategies as st
from joserfc.jwk import ECKey, OctKey, OKPKey, RSAKey

from explorer.errors import Mistake
from explorer.protocol.assertions import sign_client_assertion
from explorer.protocol.client import Client
from explorer.protocol.jose import half_hash, looks_like_jwt, parse_jwt
from explorer.protocol.jwk import choose_keys, without_private_members
from explorer.protocol.signatures import mac_holds, mac_key, signature_holds
from explorer.secret import Secret
from tests.hostile import JSON, base64url, members, patient, unsigned
from tests.rules.minting import (
    ASYMMETRIC,
    SECRET,
    SYMMETRIC,
    jwks_for,
    key_for,
    public,
    signed_with_public_key,
    token,
    verified,
)

JWK_MEMBERS = ("kty", "crv", "n", "e", "x", "y", "kid", "use", "alg", "key_ops", "d", "k", "x5c")
REAL = {alg: public(key_for(alg)) for alg in ("RS256", "ES256", "EdDSA")}


@given(st.text() | st.lists(st.text(max_size=6), max_size=6).map(".".join) | st.tuples(JSON, JSON).map(lambda t: unsigned(*t)))
@patient
def test_anything_can_be_taken_apart(raw):
    """No text raises; header and claims are objects, and what is wrong has a word."""
    parsed = parse_jwt(raw)
    assert isinstance(parsed.header, dict)
    assert isinstance(parsed.claims, dict)
    assert isinstance(parsed.alg, str)
    assert parsed.kid is None or isinstance(parsed.kid, str)
    assert parsed.problems or raw.count(".") == 2


@pytest.mark.parametrize(
    ("raw", "problem"),
    [
        ("", "parts"),
        ("a.b", "parts"),
        ("a.b.c.d", "parts"),
        ("eyJhbGciOiJkaXIifQ.a.b.c.d", "encrypted"),
        ("a=.e30.x", "base64url"),
        ("e30.e30.a/b+", "base64url"),
        ("e30 .e30.", "base64url"),
        ("e30.e30.a", "base64url"),
        ("e30.e30.aB", "base64url"),
        ("e30.\u0435\u0437\u0430.", "base64url"),
        ("e30.W10.", "not-json"),
        (unsigned({}, b"\xff"), "not-json"),
        (unsigned({}, b'{"exp": NaN}'), "not-json"),
        (unsigned({}, b'{"exp": 1e999}'), "not-json"),
        (unsigned({}, b'{"a":' * 3_000 + b"1" + b"}" * 3_000), "not-json"),
        (unsigned(b'{"alg":"none","alg":"RS256"}', {}), "duplicate-name"),
    ],
)
def test_what_is_wrong_with_its_form(raw, problem):
    """Each kind of malformed token has its word, and a last line break is not forgiven either (RFC 7515 5.2)."""
    assert parse_jwt(raw).problems[0] == problem
    assert parse_jwt(unsigned({}, {}) + "\n").problems == ("base64url", "white-space")


def test_opaque_and_jwt():
    """A JWT is told by its header, also one that is written with white space; two dots alone make none."""
    assert looks_like_jwt(token())
    assert looks_like_jwt(unsigned(b' { "alg" : "RS256" }', {}))
    assert not looks_like_jwt("opaque.with.dots")
    assert not looks_like_jwt("eyJhbGciOiJkaXIifQ.a.b.c.d")
    assert not looks_like_jwt(Secret("opaque"))


@pytest.mark.parametrize("alg", ASYMMETRIC)
def test_signature_of_another_library_holds(alg):
    """Every family: a good signature holds; one changed bit, another key, an empty signature do not."""
    raw = token(alg)
    parsed = parse_jwt(raw)
    (key,) = choose_keys(jwks_for(alg), parsed).keys
    assert signature_holds(parsed, key) is True
    head, body, signature = raw.split(".")
    changed = bytearray(base64.urlsafe_b64decode(signature + "=="))
    changed[-1] ^= 1
    bent = base64.urlsafe_b64encode(changed).rstrip(b"=").decode()
    assert signature_holds(parse_jwt(f"{head}.{body}.{bent}"), key) is False
    assert signature_holds(parse_jwt(f"{head}.{body}."), key) is False
    assert signature_holds(parse_jwt(f"{head}.{unsigned({}, {'sub': 'b'}).split('.')[1]}.{signature}"), key) is False
    other = {"EdDSA": OKPKey.generate_key("Ed25519")}.get(alg) or type(key_for(alg)).generate_key(key.get("crv", 2048))
    assert signature_holds(parsed, public(other)) is False


@pytest.mark.parametrize("alg", SYMMETRIC)
def test_mac_of_another_library_holds(alg):
    """The key is the UTF-8 text of the secret (OIDC Core 10.1); no public key verifies a MAC."""
    parsed = parse_jwt(token(alg))
    assert mac_holds(parsed, mac_key(Secret(SECRET)))
    assert not mac_holds(parsed, mac_key(Secret(SECRET + "x")))
    assert not mac_holds(parse_jwt(signed_with_public_key(b"")), b""), "anybody can sign with nothing"
    assert not mac_holds(parse_jwt(token("RS256")), mac_key(Secret(SECRET)))
    assert "cannot be verified with a public key" in signature_holds(parsed, public(OctKey.import_key(SECRET)))


@pytest.mark.parametrize(
    ("members_of_key", "header"),
    [
        ({"alg": None}, {}),
        ({"use": None, "alg": None}, {}),
        ({"key_ops": ["verify"]}, {}),
        ({"alg": "PS256", "use": "sig"}, {}),
        ({}, {"kid": None}),
        ({"kid": None}, {"kid": None}),
    ],
)
def test_keys_that_fit(members_of_key, header):
    """An RSA key without alg verifies PS256, which PyJWK takes for RS256; without kid the one fitting key is chosen."""
    parsed = parse_jwt(token("PS256", header=header))
    decoys = [public(ECKey.generate_key("P-256")), public(OKPKey.generate_key("X25519")), {"kty": "unheard-of"}, "text", None]
    keys = choose_keys({"keys": [*decoys, public(key_for("PS256"), **{"kid": "k1", **members_of_key})]}, parsed).keys
    assert [signature_holds(parsed, key) for key in keys] == [True]


@pytest.mark.parametrize(
    "changes",
    [
        {"use": "enc"},
        {"key_ops": ["encrypt"]},
        {"alg": "RS512"},
        {"alg": "RSA-OAEP"},
        {"kty": "EC"},
        {"kty": None},
        {"kty": ["RSA"]},
        {"use": ["sig"]},
    ],
)
def test_keys_that_do_not_fit(changes):
    """A key for encryption, another algorithm or another type never qualifies (RFC 7517 4.1 to 4.4), named or not."""
    key = public(key_for("RS256"), **{"kid": "k1", **changes})
    for header in ({}, {"kid": None}):
        parsed = parse_jwt(token(header=header))
        assert choose_keys({"keys": [key]}, parsed).keys == ()
        assert "does not fit" in signature_holds(parsed, key)


def test_curve_belongs_to_the_algorithm():
    """A P-384 key signs no ES256 (RFC 7518 3.4)."""
    parsed = parse_jwt(token("ES256"))
    assert choose_keys({"keys": [public(ECKey.generate_key("P-384"), kid="k1")]}, parsed).keys == ()


def test_several_keys():
    """Without kid every fitting key is tried; with one that nobody has, a fresh look is due; of two namesakes the fitting one."""
    wanted, other = public(key_for("RS256")), public(RSAKey.generate_key(2048))
    bare = parse_jwt(token(header={"kid": None}))
    assert [signature_holds(bare, key) for key in choose_keys({"keys": [other, wanted]}, bare).keys] == [False, True]
    unknown = choose_keys({"keys": [{**other, "kid": "old"}]}, parse_jwt(token()))
    assert (unknown.keys, unknown.kid_found) == ((), False)
    assert "'k1'" in unknown.reason
    twins = choose_keys({"keys": [{**REAL["ES256"], "kid": "k1"}, {**wanted, "kid": "k1"}]}, parse_jwt(token()))
    assert [key["kty"] for key in twins.keys] == ["RSA"]


def test_private_key_in_the_jwks():
    """A JWKS with private members verifies as a public one would; PyJWT alone would raise an AttributeError."""
    parsed = parse_jwt(token())
    assert signature_holds(parsed, {**key_for("RS256").as_dict(private=True), "kid": "k1"}) is True


def test_small_rsa_key():
    """Below 2048 bits a signature proves nothing (RFC 7518 3.3)."""
    numbers = rsa.generate_private_key(public_exponent=65537, key_size=1024).public_key()  # noqa: S505 - it is to be refused
    key = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(numbers))
    assert "1024 bits" in signature_holds(parse_jwt(token()), {name: key[name] for name in ("kty", "n", "e")})


def test_rsa_key_of_weak_chips():
    """A modulus that is a power of 65537 modulo every small prime gives its private half away (ROCA); honest ones are not."""
    small = math.prod(number for number in range(3, 168) if all(number % smaller for smaller in range(2, number)))
    modulus = 2**2048 // small * small - small + 1
    key = {"kty": "RSA", "e": "AQAB", "n": base64url(modulus.to_bytes(256))}
    assert "ROCA" in signature_holds(parse_jwt(token()), key)
    assert "ROCA" not in str(signature_holds(parse_jwt(token()), key | {"n": base64url((modulus + 2).to_bytes(256))}))


@pytest.mark.parametrize("crit", [["b64"], ["exp"], [], "b64", None])
def test_critical_headers_are_not_understood(crit):
    """A token that demands an extension is refused whatever its signature says (RFC 7515 4.1.11)."""
    raw = unsigned({"alg": "RS256", "kid": "k1", "crit": crit, "b64": True}, {})
    assert "crit" in signature_holds(parse_jwt(raw), public(key_for("RS256")))
    assert not mac_holds(parse_jwt(raw.replace("RS256", "HS256")), SECRET.encode())


def test_public_key_as_shared_secret():
    """The oldest trick: HS256 with the public key's PEM as the key holds under no key of the JWKS."""
    raw = signed_with_public_key(key_for("RS256").as_pem(private=False))
    parsed = parse_jwt(raw)
    assert choose_keys(jwks_for("RS256"), parsed).keys == ()
    assert isinstance(signature_holds(parsed, public(key_for("RS256"))), str)


@given(
    members("keys", "kty")
    | JSON.map(lambda value: {"keys": value})
    | st.lists(members(*JWK_MEMBERS)).map(lambda k: {"keys": k}),
    st.sampled_from([*ASYMMETRIC, *SYMMETRIC, "none", "ES256K", "", "\u00e9"]),
    st.booleans(),
)
@patient
def test_any_jwks_gives_an_answer(jwks, alg, named):
    """No JWKS raises, whatever it holds, and none of these verifies."""
    parsed = parse_jwt(unsigned({"alg": alg, **({"kid": "k1"} if named else {})}, {}))
    choice = choose_keys(jwks, parsed)
    assert choice.keys or choice.reason
    for key in [*choice.keys, *(key for key in [jwks] if isinstance(key, dict))]:
        assert signature_holds(parsed, key) is not True
    without_private_members(jwks)


@given(st.sampled_from(list(REAL.items())), st.dictionaries(st.sampled_from(JWK_MEMBERS), JSON, max_size=3))
@patient
def test_any_damage_to_a_real_key_gives_an_answer(real, damage):
    """A real key in which some members are replaced by anything verifies, or does not, or says why not."""
    alg, key = real
    result = signature_holds(parse_jwt(token(alg)), {**key, **damage})
    assert isinstance(result, (bool, str))


@pytest.mark.parametrize(
    "key", [{"kty": "RSA", "n": "_" * 400_000, "e": "_" * 400_000}, {"kty": "RSA", "n": "AQAB", "e": "AA"}]
)
def test_monstrous_key_costs_no_time(key):
    """A modulus of two million bits is refused, not computed with."""
    begun = time.process_time()
    assert signature_holds(parse_jwt(token()), key) is not True
    assert time.process_time() - begun < 5


@pytest.mark.parametrize("jwks", [[], None, "text", {}, {"keys": {}}, {"keys": [[], 7, None]}])
def test_jwks_that_is_none(jwks):
    """Keys given by hand may be anything too."""
    assert choose_keys(jwks, parse_jwt(token())).keys == ()


@pytest.mark.parametrize(
    ("alg", "hashed"),
    [(alg, {"256": sha256, "384": sha384, "512": sha512}[alg[2:]]) for alg in [*ASYMMETRIC[:-1], *SYMMETRIC]]
    + [("EdDSA", sha512)],
)
def test_half_hash(alg, hashed):
    """The left half of the hash that the algorithm names (OIDC Core 3.1.3.6)."""
    digest = hashed(b"ya29.token").digest()
    expected = base64.urlsafe_b64encode(digest[: len(digest) // 2]).rstrip(b"=").decode()
    assert half_hash("ya29.token", alg) == half_hash(Secret("ya29.token"), alg) == expected


def test_half_hash_of_the_standard():
    """The example of OIDC Core A.3: the access token and its at_hash under RS256."""
    assert half_hash("jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y", "RS256") == "77QmUPtjPfzWtF2AnpK9RQ"


def test_half_hash_of_odd_things():
    """A token of any characters has a hash; an algorithm that names none has none."""
    assert half_hash("\ud800", "RS256")
    assert half_hash("x", "none") is half_hash("x", "") is None


@pytest.mark.parametrize("alg", ["RS256", "PS256", "ES256", "EdDSA"])
def test_client_assertion(alg):
    """The assertion says who and for whom, lives a minute, and another library verifies it (RFC 7523 3)."""
    pem = key_for(alg).as_pem(private=True).decode()
    client = Client("c", redirect_uri="https://app", private_key=pem, private_key_id="id1", token_endpoint_auth_signing_alg=alg)
    signed = sign_client_assertion(client, "https://op/token", now=1000.9, jti="j")
    assert pem[30:60] not in repr(client) + repr(signed)
    header, payload = verified(signed.reveal(), alg)
    assert header == {"alg": alg, "kid": "id1", "typ": "JWT"}
    assert payload == {"iss": "c", "sub": "c", "aud": "https://op/token", "jti": "j", "iat": 1000, "exp": 1060}


@pytest.mark.parametrize("pem", ["canary", "", key_for("ES256").as_pem(private=True).decode()])
def test_key_that_does_not_sign(pem):
    """A key that does not load, or fits another algorithm, is a mistake that does not show it."""
    client = Client("c", redirect_uri="https://app", private_key=pem, token_endpoint_auth_method="private_key_jwt")
    with pytest.raises(Mistake, match="private") as caught:
        sign_client_assertion(client, "https://op", now=0, jti="j")
    assert not pem or pem not in str(caught.value)
    assert caught.value.__context__ is None, "an exception of PyJWT has the key in its frames"


def test_a_key_with_a_password_and_an_algorithm_that_cannot_be():
    """The sentence says what to do: take the password away, name the algorithm."""
    locked = rsa.generate_private_key(public_exponent=65537, key_size=2048).private_bytes(
        Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"canary")
    )
    for alg, words in (("RS256", "without a password"), ("HS256", "is one of RS256"), ("none", "is one of RS256")):
        client = Client("c", redirect_uri="https://app", private_key=locked.decode(), token_endpoint_auth_signing_alg=alg)
        with pytest.raises(Mistake, match=words):
            sign_client_assertion(client, "https://op", now=0, jti="j")


def test_private_members_are_dropped_everywhere():
    """In a key set, a single key, a list, nested; other members and other objects stay (RFC 7517 9.2)."""
    private = {**key_for("RS256").as_dict(private=True), "kid": "k1"}
    kept = public(key_for("RS256"), kid="k1")
    assert without_private_members({"keys": [private, {"kty": "oct", "k": "s"}, {"d": "s"}, 7], "d": "stays"}) == {
        "keys": [kept, {"kty": "oct"}, {}, 7],
        "d": "stays",
    }
    assert without_private_members([private, {"jwks": {"keys": [private]}, "k": 1}]) == [
        kept,
        {"jwks": {"keys": [kept]}, "k": 1},
    ]
    assert without_private_members("text") == "text"


def test_formats_are_those_of_cryptography():
    """A PEM as `cryptography` writes it signs too."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    client = Client("c", redirect_uri="https://app", private_key=pem)
    parsed = parse_jwt(sign_client_assertion(client, "https://op", now=0, jti="j"))
    modulus = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    assert signature_holds(parsed, public(RSAKey.import_key(modulus))) is True
