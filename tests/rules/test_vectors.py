"""The standards' own examples are known for what they are: printed keys and values are nobody's own.

That their signatures and hashes hold is shown in `tests/vectors`, on both sides.
"""

from __future__ import annotations

from explorer.protocol.pkce import code_challenge
from explorer.rules.jwks import check_jwks
from tests.rules.authorize_requests import check as check_authorize
from tests.rules.minting import check

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


def test_unsigned_token_of_rfc_7519() -> None:
    """RFC 7519 6.1: alg none with an empty signature is well formed, and no ID token for anybody who did not ask for it."""
    report = check(f"eyJhbGciOiJub25lIn0.{JOE}.")
    assert report["IDTH-ALG-NONE"].verdict == "fail"
    assert report["IDTH-ALG-NONE-SIGNATURE"].verdict == "pass"
    assert report["IDTH-SIGNATURE-INVALID"].verdict == "skip"


def test_printed_keys_are_good_and_known() -> None:
    """RFC 7517 A.1, RFC 7515 A.2 and A.3, RFC 8037 A.2: complete and well written, and nobody's own."""
    report = check_jwks({"keys": [*OF_RFC_7517, {**RSA, "kid": "2", "use": "sig"}, {**OKP, "kid": "3", "use": "sig"}]})
    assert "kid 1, kid 2011-04-29, kid 2, kid 3" in report["JWKS-SAMPLE-KEY"].message
    assert report["JWKS-USE-MISSING"].verdict == "fail", "RFC 7517 A.1 mixes both kinds, and its RSA key has no use"
    failed = {finding.rule for finding in report.findings if finding.verdict == "fail"}
    assert failed == {"JWKS-SAMPLE-KEY", "JWKS-USE-MISSING"}
    assert check_jwks({"keys": [EC]})["JWKS-EC-CURVE"].verdict == "pass"


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
