"""What the libraries let through, each shown doing so, and the rule of ours that names it (rules.md, "Python library traps").

When a library closes a trap, its test here fails: then our own check is no longer alone. Not here, since nothing of ours goes
near them: PyJWKClient, httpx's redirects and environment (tests/wire shows that both are off). No traps but good manners:
PyJWT refuses a PEM text as a shared secret, `none`, unknown crit names, and points off the curve.
"""

from __future__ import annotations

import base64
import json
import warnings
from typing import Any

import httpx
import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from explorer.messages import with_query
from explorer.protocol.authentication import basic_authorization
from explorer.protocol.jose import parse_jwt
from explorer.protocol.json_text import read_json
from explorer.provider.unsigned_jwt import UnsignedJwt
from explorer.rules import verify_signature
from explorer.rules.jwks import check_jwks
from tests.hostile import base64url, unsigned
from tests.rules.minting import (
    CLIENT_ID,
    ISSUER,
    NOW,
    check,
    claims,
    client_for,
    failures,
    jwks_for,
    key_for,
    public,
    sign,
    token,
)

KEY = public(key_for("RS256"), kid="k1")
LATER = 3_000_000_000  # in the year 2065: PyJWT asks the real clock


def pyjwt(raw: str, key: dict[str, Any] = KEY, alg: str = "RS256") -> dict[str, Any]:
    """Return the claims as PyJWT gives them, called as its documentation shows."""
    found: dict[str, Any] = jwt.decode(raw, jwt.PyJWK(key, alg), algorithms=[alg], audience=CLIENT_ID, issuer=ISSUER)
    return found


def spelt(more: str) -> str:
    """Return an honest token with these members behind its claims, letter for letter."""
    return sign(f"{json.dumps(claims(exp=LATER))[:-1]},{more}}}".encode(), {"alg": "RS256", "kid": "k1"}, key_for("RS256"))


def drafted(**draft: Any) -> str:
    """Return an honest token, or one with something in it that no library would write."""
    header = {"alg": "RS256", "kid": "k1", **draft.pop("header", {})}
    return UnsignedJwt(header, claims(exp=LATER), key_for("RS256"), "RS256", NOW, **draft).sign()


def honest(**changes: Any) -> str:
    """Return an honest token of the far future, but for the changes."""
    return token(**{"exp": LATER, **changes})


TOKENS = [
    ("LIB-PYJWT-DUPLICATES", spelt('"sub":"mallory"'), "IDTC-DUPLICATE-CLAIM"),
    ("LIB-PYJWT-DUPLICATES", drafted(doubled={"alg": "RS256"}), "IDTH-DUPLICATE-NAME"),
    ("LIB-HTTPX-JSON-LENIENT", spelt('"auth_time":NaN'), "IDTH-NOT-JSON"),
    ("LIB-HTTPX-JSON-LENIENT", spelt('"auth_time":-Infinity'), "IDTH-NOT-JSON"),
    ("LIB-PYJWT-STRING-NUMBERS", honest(exp=str(LATER)), "IDTC-TIME-TYPE"),
    ("LIB-PYJWT-STRING-NUMBERS", honest(nbf="1"), "IDTC-TIME-TYPE"),
    ("LIB-PYJWT-STRING-NUMBERS", honest(iat=True), "IDTC-TIME-TYPE"),
    ("LIB-PYJWT-EXTRA-AUD", honest(aud=[CLIENT_ID, "stranger"]), "IDTC-AUD-UNTRUSTED"),
    ("LIB-PYJWT-TYP", honest(header={"typ": "at+jwt"}), "IDTH-TYP-OTHER"),
    ("LIB-PYJWT-REQUIRE", honest(exp=None), "IDTC-EXP-MISSING"),
    ("LIB-PYJWT-REQUIRE", honest(iat=None), "IDTC-IAT-MISSING"),
    ("LIB-PYJWT-REQUIRE", honest(sub=None), "IDTC-SUB-MISSING"),
    ("LIB-PYJWT-EMPTY-SUB", honest(sub=""), "IDTC-SUB-MISSING"),
    ("LIB-PYJWT-EMPTY-SUB", honest(sub="a" * 256), "IDTC-SUB-LENGTH"),
    ("LIB-PYJWT-NO-NONCE", honest(nonce="another"), "IDTC-NONCE-MISMATCH"),
    ("LIB-PYJWT-NO-NONCE", honest(azp="another"), "IDTC-AZP-MISMATCH"),
    ("LIB-PYJWT-IAT-OLD", honest(iat=1), "IDTC-IAT-OLD"),
    ("LIB-PYJWT-MILLIS", honest(exp=NOW * 1000), "IDTC-TIME-MILLIS"),
    ("LIB-PYJWT-PADDING", honest() + "==", "IDTH-BASE64URL"),
    ("LIB-PYJWT-CRIT", drafted(header={"crit": ["b64"], "b64": True}), "IDTH-CRIT-UNKNOWN"),
]


@pytest.mark.parametrize(("trap", "raw", "rule"), TOKENS, ids=[f"{trap} {rule}" for trap, _, rule in TOKENS])
def test_pyjwt_takes_the_token_and_the_rule_names_it(trap, raw, rule):
    """The signature is good and PyJWT is content; the one rule says what is wrong."""
    assert pyjwt(raw)["iss"] == ISSUER, trap
    assert failures(check(honest())) == ["IDTC-LIFETIME-LONG"], "otherwise it is a good one"
    assert check(raw)[rule].verdict == "fail"


KEYS = [
    ("LIB-PYJWK-USE", {"use": "enc"}, "IDTH-KEY-USE-ENC", None),
    ("LIB-PYJWK-USE", {"key_ops": ["encrypt"]}, "IDTH-KEY-USE-ENC", None),
    ("LIB-PYJWK-BASE64", {"n": KEY["n"] + "=="}, None, "JWKS-BASE64URL"),
    ("LIB-PYJWK-BASE64", {"e": "AQAB="}, None, "JWKS-BASE64URL"),
    ("LIB-PYJWK-BASE64", {"n": base64url(b"\0" + base64.urlsafe_b64decode(KEY["n"] + "=="))}, None, "JWKS-RSA-LEADING-ZERO"),
]


@pytest.mark.parametrize(("trap", "members", "of_token", "of_keys"), KEYS, ids=[f"{t} {list(m)}" for t, m, *_ in KEYS])
def test_pyjwt_takes_the_key_and_the_rule_names_it(trap, members, of_token, of_keys):
    """PyJWK verifies with a key that it should not take, or that is written as it should not be."""
    assert pyjwt(honest(), KEY | members)["iss"] == ISSUER, trap
    if of_token:
        report = check(honest(), jwks={"keys": [KEY | members]})
        assert (report[of_token].verdict, report["IDTH-SIGNATURE-INVALID"].verdict) == ("fail", "skip")
    else:
        assert check_jwks({"keys": [KEY | members]})[of_keys].verdict == "fail"


def test_private_keys_and_shared_secrets_in_a_key_set():
    """LIB-JWKSET-PRIVATE: PyJWKSet says nothing of them, and to verify with one is an AttributeError; ours verifies and tells."""
    private = {**key_for("RS256").as_dict(private=True), "kid": "k1"}
    published = {"keys": [private, {"kty": "oct", "k": base64url(b"s" * 32)}]}
    assert len(jwt.PyJWKSet.from_dict(published).keys) == 2
    with pytest.raises(AttributeError):
        pyjwt(honest(), private)
    assert verify_signature(honest(), published).verdict == "pass"
    assert {"JWKS-PRIVATE", "JWKS-SYMMETRIC"} <= set(failures(check_jwks(published)))


def test_keys_of_unknown_types():
    """LIB-JWKSET-SKIPS: PyJWKSet leaves them out without a word; ours says so, as an info."""
    published = {"keys": [KEY, {"kty": "AKP", "alg": "ML-DSA-44"}]}
    assert len(jwt.PyJWKSet.from_dict(published).keys) == 1
    finding = check_jwks(published)["JWKS-KTY-UNKNOWN"]
    assert (finding.verdict, finding.severity) == ("fail", "info")


@pytest.mark.parametrize("alg", ["PS256", "PS512", "RS512"])
def test_an_rsa_key_without_alg(alg):
    """LIB-PYJWK-DEFAULT-ALG: PyJWK takes it for RS256 and refuses the token; RFC 7517 4.4 leaves alg out."""
    bare = public(key_for(alg), kid="k1", alg=None)
    with pytest.raises(jwt.InvalidAlgorithmError):
        jwt.decode(honest(alg=alg), jwt.PyJWK(bare), algorithms=[alg], audience=CLIENT_ID)
    assert verify_signature(honest(alg=alg), {"keys": [bare]}).verdict == "pass"


def test_a_short_shared_secret():
    """LIB-PYJWT-SHORT-KEYS: PyJWT warns and goes on; ours is an error (RFC 7518 3.2)."""
    raw = jwt_of_a_secret("seven..")
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        assert jwt.decode(raw, "seven..", algorithms=["HS256"], audience=CLIENT_ID)
    assert [warning.category.__name__ for warning in warned] == ["InsecureKeyLengthWarning"]
    report = check(raw, "HS256", client=client_for("HS256", client_secret="seven.."))
    assert report["IDTH-HS-SIGNATURE-INVALID"].verdict == "pass"
    assert (report["IDTH-HS-SECRET-SHORT"].verdict, report.ok) == ("fail", False)


def jwt_of_a_secret(secret: str) -> str:
    """Return an HS256 token; by hand, since joserfc warns too."""
    return UnsignedJwt({"alg": "HS256"}, claims(exp=LATER), secret.encode(), "HS256", NOW).sign()


def test_a_short_rsa_key():
    """LIB-PYJWT-SHORT-KEYS: PyJWT warns and verifies with 1024 bits; ours does not, and names the key (RFC 7518 3.3)."""
    private = rsa.generate_private_key(public_exponent=65537, key_size=1024)  # noqa: S505 - it is to be refused
    short = {**jwt.algorithms.RSAAlgorithm.to_jwk(private.public_key(), as_dict=True), "kid": "k1"}
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        raw = jwt.encode(claims(exp=LATER), private, "RS256", {"kid": "k1"})
        warned.clear()
        assert pyjwt(raw, short)["iss"] == ISSUER
    assert "InsecureKeyLengthWarning" in [warning.category.__name__ for warning in warned]
    assert "1024 bits" in verify_signature(raw, {"keys": [short]}).message
    assert check_jwks({"keys": [short]})["JWKS-RSA-SHORT"].verdict == "fail"


def test_two_families_at_once():
    """LIB-PYJWT-ALGORITHMS: who lists both families takes either; ours takes the one that was registered."""
    raw = jwt_of_a_secret("s" * 32)
    assert jwt.decode(raw, "s" * 32, algorithms=["RS256", "HS256"], audience=CLIENT_ID)
    assert check(raw, jwks=jwks_for())["IDTH-ALG-CONFUSION"].verdict == "fail"


def test_newer_names_of_an_algorithm():
    """LIB-PYJWT-ED25519-NAME: PyJWT calls Ed25519 invalid; ours says that it is not verified here (RFC 9864 2.2)."""
    raw = unsigned({"alg": "Ed25519"}, claims())
    with pytest.raises(jwt.InvalidAlgorithmError):
        jwt.decode(raw, jwt.PyJWK(public(key_for("EdDSA"))), algorithms=["Ed25519"])
    report = check(raw, "EdDSA")
    assert (report["IDTH-SIGNATURE-INVALID"].verdict, report["IDTH-ALG-WEAK-OR-UNKNOWN"].verdict) == ("skip", "pass")


def test_a_der_signature():
    """LIB-PYJWK-EC: PyJWT says only that the signature failed; ours says why (RFC 7518 3.4)."""
    raw = unsigned({"alg": "ES256", "kid": "k1"}, claims(), b"\x30\x45" + bytes(69))
    with pytest.raises(jwt.InvalidSignatureError, match=r"^Signature verification failed$"):
        pyjwt(raw, public(key_for("ES256"), kid="k1"), "ES256")
    assert "DER" in check(raw, "ES256", client=client_for("ES256"))["IDTH-SIGNATURE-ECDSA-FORMAT"].message


def test_five_parts():
    """LIB-PYJWT-ENCRYPTED: PyJWT calls an encrypted token broken; ours says that it is encrypted."""
    raw = base64url(b'{"alg":"RSA-OAEP","enc":"A256GCM"}') + ".a.b.c.d"
    with pytest.raises(jwt.DecodeError):
        pyjwt(raw)
    assert parse_jwt(raw).problems == ("encrypted",)


@pytest.mark.parametrize(
    ("body", "duplicates", "constants"),
    [(b'{"a":1,"a":2}', ("a",), ()), (b'{"a":NaN}', (), ("NaN",)), (b'{"a":Infinity}', (), ("Infinity",))],
)
def test_lenient_json(body, duplicates, constants):
    """LIB-HTTPX-JSON-LENIENT: httpx reads what is no JSON, whatever it is declared as; ours reads it and keeps what was wrong."""
    assert "a" in httpx.Response(200, content=body, headers={"Content-Type": "image/png"}).json()
    read = read_json(body)
    assert (read.duplicates, read.constants) == (duplicates, constants)


def test_raw_basic_credentials():
    """LIB-HTTPX-BASIC-RAW: httpx joins the two as they are; ours form-encodes them first (RFC 6749 2.3.1)."""
    request = next(httpx.BasicAuth("a b", "p+q").auth_flow(httpx.Request("POST", "https://op.example")))
    assert request.headers["Authorization"] == basic_authorization("a b", "p+q", "raw").reveal()
    assert request.headers["Authorization"] != basic_authorization("a b", "p+q").reveal()


def test_the_query_of_an_endpoint():
    """LIB-HTTPX-PARAMS-DROP: httpx loses the query that the address has; ours keeps it (RFC 6749 3.1)."""
    address = "https://op.example/authorize?p=policy"
    assert "p=policy" not in str(httpx.Request("GET", address, params={"scope": "openid"}).url)
    assert with_query(address, [("scope", "openid")]) == f"{address}&scope=openid"
