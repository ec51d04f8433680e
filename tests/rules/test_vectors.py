"""The standards' own examples: what they print as right passes, and their keys are known for what they are."""

from __future__ import annotations

import base64
from typing import Any

import pytest

from explorer.protocol.jose import half_hash, mac_holds, parse_jwt, signature_holds
from explorer.protocol.pkce import code_challenge
from explorer.rules import verify_signature
from explorer.rules.jwks import check_jwks
from explorer.secret import Secret
from tests.hostile import unsigned
from tests.rules.minting import check, claims, client_for
from tests.rules.test_authorize import check as check_authorize

JOE = "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ"
RSA = {
    "kty": "RSA",
    "n": "ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMs"
    "D1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdV"
    "MTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ",
    "e": "AQAB",
}
EC = {
    "kty": "EC",
    "crv": "P-256",
    "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
    "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
}
OKP = {"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}
OF_RFC_7517 = [
    {
        "kty": "EC",
        "crv": "P-256",
        "x": "MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4",
        "y": "4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM",
        "use": "enc",
        "kid": "1",
    },
    {
        "kty": "RSA",
        "n": "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMs"
        "tn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn"
        "1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw",
        "e": "AQAB",
        "alg": "RS256",
        "kid": "2011-04-29",
    },
]
RS256 = (
    f"eyJhbGciOiJSUzI1NiJ9.{JOE}.cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5"
    "jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOL"
    "n6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_Ioyp"
    "GlUPQGe77Rw"
)
ES256 = f"eyJhbGciOiJFUzI1NiJ9.{JOE}.DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q"
HS256 = f"eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.{JOE}.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
SECRET = "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow"


@pytest.mark.parametrize(("raw", "key"), [(RS256, RSA), (ES256, EC)], ids=["RFC 7515 A.2", "RFC 7515 A.3"])
def test_signatures_of_rfc_7515(raw: str, key: dict[str, Any]) -> None:
    """Both signatures hold under the printed key, and under no other."""
    assert verify_signature(raw, {"keys": [key]}).verdict == "pass"
    assert verify_signature(raw, {"keys": [OKP]}).verdict == "fail"
    assert verify_signature(raw[:-4] + "AAAA", {"keys": [key]}).verdict == "fail"


def test_mac_of_rfc_7515() -> None:
    """RFC 7515 A.1, the key of RFC 7518 6.4 in its raw bytes."""
    assert mac_holds(parse_jwt(HS256), base64.urlsafe_b64decode(SECRET + "=="))


def test_unsigned_token_of_rfc_7519() -> None:
    """RFC 7519 6.1: alg none with an empty signature is well formed, and no ID token for anybody who did not ask for it."""
    report = check(f"eyJhbGciOiJub25lIn0.{JOE}.")
    assert report["IDTH-ALG-NONE"].verdict == "fail"
    assert report["IDTH-ALG-NONE-SIGNATURE"].verdict == "pass"
    assert report["IDTH-SIGNATURE-INVALID"].verdict == "skip"


def test_signature_of_rfc_8037() -> None:
    """RFC 8037 A.4: the signature holds, though what it signs is a sentence and no JWT."""
    raw = (
        "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc."
        "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg"
    )
    parsed = parse_jwt(raw)
    assert signature_holds(parsed, OKP) is True
    assert parsed.problems == ("not-json",)
    assert check(raw, client=client_for("EdDSA"))["IDTH-NOT-JSON"].verdict == "fail"


def test_printed_keys_are_good_and_known() -> None:
    """RFC 7517 A.1, RFC 7515 A.2 and A.3, RFC 8037 A.2: complete and well written, and nobody's own."""
    report = check_jwks({"keys": [*OF_RFC_7517, {**RSA, "kid": "2", "use": "sig"}, {**OKP, "kid": "3", "use": "sig"}]})
    assert "kid 1, kid 2011-04-29, kid 2, kid 3" in report["JWKS-SAMPLE-KEY"].message
    assert report["JWKS-USE-MISSING"].verdict == "fail", "RFC 7517 A.1 mixes both kinds, and its RSA key has no use"
    failed = {finding.rule for finding in report.findings if finding.verdict == "fail"}
    assert failed == {"JWKS-SAMPLE-KEY", "JWKS-USE-MISSING"}
    assert check_jwks({"keys": [EC]})["JWKS-EC-CURVE"].verdict == "pass"


ACCESS = "jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y"
CODE = "Qcb0Orv1zh30vL1MPRsbm-diHiMwcLyZvn1arpZv-Jxf_11jnpEX3Tgfvk"


def test_hashes_of_oidc_core() -> None:
    """OIDC Core A.3 and A.4: at_hash and c_hash under RS256."""
    assert half_hash(ACCESS, "RS256") == "77QmUPtjPfzWtF2AnpK9RQ"
    assert half_hash(CODE, "RS256") == "LDktKdoQak3Pk0cnXxCltA"


@pytest.mark.parametrize(
    ("alg", "expected"),
    [
        ("RS256", "Z1P3Ll-e0JrOBqzfbrTXjQ"),
        ("ES384", "jpT-8w6THT9RB8fvt2C7xET5X0764Y3l"),
        ("PS512", "07t9U0Srq3O5OK7tQpCPmEj7dEM9Z3vDfYYjdnymPYg"),
        ("EdDSA", "07t9U0Srq3O5OK7tQpCPmEj7dEM9Z3vDfYYjdnymPYg"),
    ],
)
def test_hashes_of_every_size(alg: str, expected: str) -> None:
    """OIDC Core 3.1.3.6: the hash of the algorithm, its left half; both rules agree on it, and on no other length."""
    token = Secret("example-access-token", "access_token")
    assert half_hash(token, alg) == expected
    for value, verdict in ((expected, "pass"), (expected[:-2], "fail")):
        raw = unsigned({"alg": alg}, claims(at_hash=value, c_hash=expected))
        report = check(raw, client=client_for(alg), access_token=token, code=Secret("example-access-token", "code"))
        assert report["IDTC-AT-HASH-MISMATCH"].verdict == report["IDTC-AT-HASH-LENGTH"].verdict == verdict
        assert report["IDTC-C-HASH-MISMATCH"].verdict == "pass"


def test_pkce_of_rfc_7636() -> None:
    """RFC 7636, appendix B: the verifier, and the challenge, which everybody knows by now."""
    challenge = code_challenge("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")
    assert challenge == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
    report = check_authorize({"code_challenge": challenge})
    assert report["AUTHZ-PKCE-CHALLENGE-LENGTH"].verdict == "pass"
    assert report["AUTHZ-PKCE-SAMPLE"].verdict == "fail"


def test_thumbprint_of_rfc_9449() -> None:
    """RFC 9449 6.1: the printed thumbprint is one that dpop_jkt may hold."""
    jkt = "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I"
    assert check_authorize({"dpop_jkt": jkt})["AUTHZ-DPOP-JKT-FORMAT"].verdict == "pass"
    assert check_authorize({"dpop_jkt": jkt + "="})["AUTHZ-DPOP-JKT-FORMAT"].verdict == "fail"


def test_samples_of_the_standards_are_no_secrets() -> None:
    """The state of RFC 6749 4.1.1 and the nonce of OIDC Core 3.1.2.1 can be guessed: they are printed."""
    report = check_authorize({"state": "xyz", "nonce": "n-0S6_WzA2Mj"})
    assert report.failed("AUTHZ-STATE-WEAK")
    assert report.failed("AUTHZ-NONCE-WEAK")
