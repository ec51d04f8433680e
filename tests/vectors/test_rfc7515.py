"""RFC 7515, appendices A, C and E: signatures that anybody can verify, and tokens that nobody should take."""

from __future__ import annotations

import base64
import json

import pytest

from explorer.protocol.jose import parse_jwt
from explorer.protocol.signatures import mac_holds, signature_holds
from explorer.provider.keys import base64url
from explorer.rules import verify_signature
from tests.rules.minting import check, client_for
from tests.vectors.sides import joined, provider_accepts, provider_signs, public

CLAIMS = "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ"
A1 = f"eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.{CLAIMS}.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
A1_SECRET = "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow"
A2_SIGNATURE = joined("""
    cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQ
    jbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqt
    FZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw""")
A2 = f"eyJhbGciOiJSUzI1NiJ9.{CLAIMS}.{A2_SIGNATURE}"
A2_KEY = {
    "kty": "RSA",
    "n": joined("""
        ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMs
        D1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdV
        MTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ"""),
    "e": "AQAB",
    "d": joined("""
        Eq5xpGnNCivDflJsRQBXHx1hdR1k6Ulwe2JZD50LpXyWPEAeP88vLNO97IjlA7_GQ5sLKMgvfTeXZx9SE-7YwVol2NXOoAJe46sui395IW_GO-pWJ1O0
        BkTGoVEn2bKVRUCgu-GjBVaYLU6f3l9kJfFNS3E0QbVdxzubSu3Mkqzjkn439X0M_V51gfpRLI9JYanrC4D4qAdGcopV_0ZHHzQlBjudU2QvXt4ehNYT
        CBr6XCLQUShb1juUO1ZdiYoFaFQT5Tw8bGUl_x_jTj3ccPDVZFD9pIuhLhBOneufuBiB4cS98l2SR_RQyGWSeWjnczT0QU91p1DhOVRuOopznQ"""),
}
A3 = f"eyJhbGciOiJFUzI1NiJ9.{CLAIMS}." + joined("""
    DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q""")
A3_KEY = {
    "kty": "EC",
    "crv": "P-256",
    "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
    "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
    "d": "jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI",
}
A4 = "eyJhbGciOiJFUzUxMiJ9.UGF5bG9hZA." + joined("""
    AdwMgeerwtHoh-l192l60hp9wAHZFVJbLfD_UxMi70cwnZOYaRI1bKPWROc-mZZqwqT2SI-KGDKB34XO0aw_7XdtAG8GaSwFKdCAPZgoXD2YBJZCPEX3xKpR
    wcdOO8KpEHwJjyqOgzDO7iKvU8vcnwNrmxYbSW9ERBXukOXolLzeO_Jn""")
A4_KEY = {
    "kty": "EC",
    "crv": "P-521",
    "x": "AekpBQ8ST8a8VcfVOTNl353vSrDCLLJXmPk06wTjxrrjcBpXp5EOnYG_NjFZ6OvLFV1jSfS9tsz4qUxcWceqwQGk",
    "y": "ADSmRA43Z1DSNx_RvcLI87cdL07l6jQyyBXMoxVg_l2Th-x3S1WDhjDly79ajL4Kkd0AZMaZmh9ubmf63e3kyMj2",
    "d": "AY5pb7A0UFiB3RELSD64fTLOSV_jazdF7fLYyuTw8lOfRhWg6Y6rUrPAxerEzgdRhajnu0ferB0d53vM9mE15j2C",
}
A5 = f"eyJhbGciOiJub25lIn0.{CLAIMS}."
A6 = {"payload": CLAIMS, "signatures": [{"protected": "eyJhbGciOiJSUzI1NiJ9", "signature": A2_SIGNATURE}]}  # the first of two
A7 = {"payload": CLAIMS, "protected": "eyJhbGciOiJFUzI1NiJ9", "signature": A3.rpartition(".")[2]}
E_HEADER = joined("""
    eyJhbGciOiJub25lIiwNCiAiY3JpdCI6WyJodHRwOi8vZXhhbXBsZS5jb20vVU5ERUZJTkVEIl0sDQogImh0dHA6Ly9leGFtcGxlLmNvbS9VTkRFRklORUQi
    OnRydWUNCn0""")
E = f"{E_HEADER}.RkFJTA."

SIGNED = [(A2, A2_KEY, "RS256"), (A3, A3_KEY, "ES256"), (A4, A4_KEY, "ES512")]


def changed(token: str) -> str:
    """Return the token with another first byte in its signature."""
    head, _, signature = token.rpartition(".")
    return f"{head}.{'A' if signature[0] != 'A' else 'B'}{signature[1:]}"


@pytest.mark.parametrize(("token", "key", "alg"), SIGNED, ids=["A.2", "A.3", "A.4"])
def test_the_signatures_hold(token, key, alg):
    """A.2 to A.4: RS256, ES256 and ES512 hold under their keys, and with one byte changed they do not."""
    assert parse_jwt(token).alg == alg
    assert signature_holds(parse_jwt(token), public(key)) is True
    assert signature_holds(parse_jwt(changed(token)), public(key)) is False


@pytest.mark.parametrize(("token", "key", "alg"), SIGNED[:2], ids=["A.2", "A.3"])
def test_both_sides_take_them(token, key, alg):
    """A.2 and A.3 as a whole: accepted under a key set of the one key, and by the provider; changed ones by neither."""
    assert verify_signature(token, {"keys": [public(key)]}, [alg]).verdict == "pass"
    assert verify_signature(changed(token), {"keys": [public(key)]}, [alg]).verdict == "fail"
    assert provider_accepts(token, key)
    assert not provider_accepts(changed(token), key)


@pytest.mark.parametrize(("token", "key", "alg"), SIGNED, ids=["A.2", "A.3", "A.4"])
def test_the_provider_signs_with_the_same_keys(token, key, alg):
    """What the provider signs with the private halves holds at the core; the RS256 signature is the printed one."""
    signed = provider_signs(token, key, alg)
    assert signature_holds(parse_jwt(signed), public(key)) is True
    assert (signed == token) == (alg == "RS256"), "an ECDSA signature is another one each time (RFC 7515 A.3.1)"


def test_a_payload_that_is_no_object_is_no_jwt():
    """A.4 signs the word Payload: a JWS that is good, and no JWT."""
    finding = verify_signature(A4, {"keys": [public(A4_KEY)]})
    assert (finding.verdict, finding.received) == ("fail", "not-json")


def test_hs256_with_the_printed_key():
    """A.1: both sides make the same MAC of the key's octets; another key makes another one."""
    secret = base64.urlsafe_b64decode(A1_SECRET + "==")
    assert mac_holds(parse_jwt(A1), secret)
    assert not mac_holds(parse_jwt(A1), secret[:-1])
    assert provider_signs(A1, {"kty": "oct", "k": A1_SECRET}, "HS256") == A1


def test_hs256_is_no_matter_of_a_key_set():
    """A.1's key must stand in no JWKS, so nothing there verifies it; as a client secret it would be text, not octets."""
    jwks = {"keys": [{"kty": "oct", "k": A1_SECRET}]}
    assert "not accepted" in verify_signature(A1, jwks, ["HS256"]).message
    report = check(A1, "HS256", client=client_for("HS256", client_secret=A1_SECRET))
    assert report["IDTH-HS-SIGNATURE-INVALID"].verdict == "fail"
    assert "decoded from base64" in report["IDTH-HS-KEY-BYTES"].message


def test_none_is_refused_unless_it_was_registered():
    """A.5: nobody signed it. Only a client that is registered for that takes it (OIDC Core 3.1.3.7 (6))."""
    assert verify_signature(A5, {"keys": [public(A2_KEY)]}).verdict == "fail"
    assert check(A5)["IDTH-ALG-NONE"].verdict == "fail"
    assert check(A5, client=client_for("none"))["IDTH-ALG-NONE"].verdict == "pass"
    assert not provider_accepts(A5, A2_KEY)


@pytest.mark.parametrize("form", [A6, A7], ids=["A.6", "A.7"])
def test_the_json_forms_are_no_tokens(form):
    """A.6 and A.7: OpenID Connect knows the compact form only (OIDC Core 2, RFC 7519 3)."""
    text = json.dumps(form)
    assert check(text)["IDTH-PARTS"].verdict == "fail"
    assert not provider_accepts(text, A2_KEY)


def test_an_extension_that_must_be_understood():
    """Appendix E: the header demands an extension that does not exist, so the token is refused whatever it says."""
    assert parse_jwt(E).header["crit"] == ["http://example.com/UNDEFINED"]
    assert verify_signature(E, {"keys": []}).verdict == "fail"
    finding = check(f"{E_HEADER}.{CLAIMS}.", client=client_for("none"))["IDTH-CRIT-UNKNOWN"]
    assert finding.verdict == "fail", "the same header over claims, since FAIL is no JSON"
    assert not provider_accepts(f"{E_HEADER}.{CLAIMS}.", A2_KEY)


def test_base64url_without_padding():
    """Appendix C, and RFC 7636 appendix A: five octets are seven characters with no = behind them."""
    octets = bytes([3, 236, 255, 224, 193])
    assert base64url(octets) == "A-z_4ME"
    assert parse_jwt("e30.e30.A-z_4ME").signature == octets
    assert parse_jwt("e30.e30.A-z_4ME=").problems == ("base64url",)
