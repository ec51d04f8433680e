"""RFC 7517, appendices A and B, and RFC 7638 3.1: printed keys, and the name of one."""

from __future__ import annotations

import base64
import hashlib
import json

import pytest
from joserfc.jwk import RSAKey

from explorer.protocol.assertions import sign_client_assertion
from explorer.protocol.client import Client
from explorer.protocol.jose import parse_jwt
from explorer.protocol.jwk import choose_keys, without_private_members
from explorer.provider import Provider
from explorer.provider.keys import KeyRing, base64url
from explorer.rules import verify_signature
from explorer.rules.jwks import check_jwks
from tests.hostile import unsigned
from tests.provider.visitor import get_code, redeem
from tests.rules.minting import failures
from tests.vectors.sides import joined, provider_accepts, provider_signs, public

EC = {
    "kty": "EC",
    "crv": "P-256",
    "x": "MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4",
    "y": "4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM",
    "use": "enc",
    "kid": "1",
    "d": "870MB6gfuTJ4HtUnUvYMyJpr5eUZNP4Bk43bVdj3eAE",
}
RSA = {
    "kty": "RSA",
    "n": joined("""
        0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMst
        n64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajr
        n1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw"""),
    "e": "AQAB",
    "alg": "RS256",
    "kid": "2011-04-29",
    "d": joined("""
        X4cTteJY_gn4FYPsXB8rdXix5vwsg1FLN5E3EaG6RJoVH-HLLKD9M7dx5oo7GURknchnrRweUkC7hT5fJLM0WbFAKNLWY2vv7B6NqXSzUvxT0_YSfqij
        wp3RTzlBaCxWp4doFk5N2o8Gy_nHNKroADIkJ46pRUohsXywbReAdYaMwFs9tv8d_cPVY3i07a3t8MN6TNwm0dSawm9v47UiCl3Sk5ZiG7xojPLu4sbg
        1U2jx4IBTNBznbJSzFHK66jT8bgkuqsk0GjskDJk19Z4qwjwbsnn4j2WBii3RL-Us2lGVkY8fkFzme1z0HbIkfz0Y6mqnOYtqc0X4jfcKoAC8Q"""),
}
A1 = {"keys": [public(EC), public(RSA)]}
A2 = {"keys": [EC, RSA]}  # without p, q, dp, dq and qi, which a private RSA key may leave out (RFC 7518 6.3.2)
A3 = {
    "keys": [
        {"kty": "oct", "alg": "A128KW", "k": "GawgguFyGrWKav7AX4VKUg"},
        {
            "kty": "oct",
            "k": "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow",
            "kid": "HMAC key used in JWS spec Appendix A.1 example",
        },
    ]
}
B = {
    "kty": "RSA",
    "use": "sig",
    "kid": "1b94c",
    "n": joined("""
        vrjOfz9Ccdgx5nQudyhdoR17V-IubWMeOZCwX_jj0hgAsz2J_pqYW08PLbK_PdiVGKPrqzmDIsLI7sA25VEnHU1uCLNwBuUiCO11_-7dYbsr4iJmG0Qu
        2j8DsVyT1azpJC_NG84Ty5KKthuCaPod7iI7w0LK9orSMhBEwwZDCxTWq4aYWAchc8t-emd9qOvWtVMDC2BXksRngh6X5bUYLy6AyHKvj-nUy1wgzjYQ
        DwHMTplCoLtU-o-8SNnZ1tmRoGE9uJkBLdh5gFENabWnU5m1ZqZPdwS-qo-meMvVfJb6jJVWRpl2SUtCnYG2C32qvbWbjZ_jBPD5eunqsIo1vQ"""),
    "e": "AQAB",
    "x5c": [
        joined("""
        MIIDQjCCAiqgAwIBAgIGATz/FuLiMA0GCSqGSIb3DQEBBQUAMGIxCzAJBgNVBAYTAlVTMQswCQYDVQQIEwJDTzEPMA0GA1UEBxMGRGVudmVyMRwwGgYD
        VQQKExNQaW5nIElkZW50aXR5IENvcnAuMRcwFQYDVQQDEw5CcmlhbiBDYW1wYmVsbDAeFw0xMzAyMjEyMzI5MTVaFw0xODA4MTQyMjI5MTVaMGIxCzAJ
        BgNVBAYTAlVTMQswCQYDVQQIEwJDTzEPMA0GA1UEBxMGRGVudmVyMRwwGgYDVQQKExNQaW5nIElkZW50aXR5IENvcnAuMRcwFQYDVQQDEw5CcmlhbiBD
        YW1wYmVsbDCCASIwDQYJKoZIhvcNAQEBBQADggEPADCCAQoCggEBAL64zn8/QnHYMeZ0LncoXaEde1fiLm1jHjmQsF/449IYALM9if6amFtPDy2yvz3Y
        lRij66s5gyLCyO7ANuVRJx1NbgizcAblIgjtdf/u3WG7K+IiZhtELto/A7Fck9Ws6SQvzRvOE8uSirYbgmj6He4iO8NCyvaK0jIQRMMGQwsU1quGmFgH
        IXPLfnpnfajr1rVTAwtgV5LEZ4Iel+W1GC8ugMhyr4/p1MtcIM42EA8BzE6ZQqC7VPqPvEjZ2dbZkaBhPbiZAS3YeYBRDWm1p1OZtWamT3cEvqqPpnjL
        1XyW+oyVVkaZdklLQp2Btgt9qr21m42f4wTw+Xrp6rCKNb0CAwEAATANBgkqhkiG9w0BAQUFAAOCAQEAh8zGlfSlcI0o3rYDPBB07aXNswb4ECNIKG0C
        ETTUxmXl9KUL+9gGlqCz5iWLOgWsnrcKcY0vXPG9J1r9AqBNTqNgHq2G03X09266X5CpOe1zFo+Owb1zxtp3PehFdfQJ610CDLEaS9V9Rqp17hCyybEp
        OGVwe8fnk+fbEL2Bo3UPGrpsHzUoaGpDftmWssZkhpBJKVMJyf/RuP2SmmaIzmnw9JiSlYhzo4tpzd5rFXhjRbg4zW9C+2qok+2+qDM1iJ684gPHMIY8
        aLWrdgQTxkumGmTqgawR+N5MDtdPTEQ0XfIBc2cJEUyMTY5MPvACWpkA6SdS4xSvdXK3IVfOWA==""")
    ],
}
THUMBPRINT = "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs"  # RFC 7638 3.1, of this RSA key


def test_public_keys():
    """A.1: a good key set, but that its private halves are printed; the EC key is for encryption, the RSA key signs."""
    assert failures(check_jwks(A1)) == ["JWKS-SAMPLE-KEY"]
    signed = provider_signs(unsigned({"alg": "RS256", "kid": RSA["kid"]}, {"sub": "a"}), RSA, "RS256")
    assert verify_signature(signed, A1).verdict == "pass"
    assert provider_accepts(signed, RSA)
    assert choose_keys(A1, parse_jwt(unsigned({"alg": "ES256", "kid": "1"}, {}))).keys == ()


def test_private_keys():
    """A.2: published, the two are named each; kept for a record, they are A.1 again."""
    assert check_jwks(A2)["JWKS-PRIVATE"].message.endswith("kid 1, kid 2011-04-29.")
    assert without_private_members(A2) == A1


def test_shared_secrets():
    """A.3: no secret belongs into a key set that is published."""
    assert check_jwks(A3)["JWKS-SYMMETRIC"].verdict == "fail"
    assert without_private_members(A3) == {"keys": [{n: v for n, v in key.items() if n != "k"} for key in A3["keys"]]}


def test_the_certificate_is_that_of_the_key():
    """Appendix B: the certificate in x5c and the bare members are one key; with another key's members they are not."""
    report = check_jwks({"keys": [B]})
    assert report.ok
    assert {report[rule].verdict for rule in ("JWKS-X5C-FORMAT", "JWKS-X5C-MISMATCH")} == {"pass"}
    assert check_jwks({"keys": [{**B, "n": RSA["n"]}]})["JWKS-X5C-MISMATCH"].verdict == "fail"


def test_its_thumbprints():
    """Appendix B: x5t and x5t#S256 are hashes of the certificate, and those of another one are noticed (4.8, 4.9)."""
    der = base64.b64decode(B["x5c"][0])
    prints = {"x5t": base64url(hashlib.sha1(der, usedforsecurity=False).digest())}
    prints["x5t#S256"] = base64url(hashlib.sha256(der).digest())
    assert check_jwks({"keys": [B | prints]})["JWKS-X5T-MISMATCH"].verdict == "pass"
    assert check_jwks({"keys": [B | prints | {"x5t": THUMBPRINT}]})["JWKS-X5T-MISMATCH"].verdict == "fail"


def test_the_provider_names_a_key_by_its_thumbprint(tmp_path):
    """RFC 7638 3.1: the provider that keeps A.2's RSA key publishes A.1's, under the printed thumbprint."""
    (tmp_path / "RS256.json").write_text(json.dumps(RSA))
    kept = KeyRing(tmp_path).signing("RS256")
    assert kept.kid == THUMBPRINT
    assert kept.public() == {**public(RSA), "kid": THUMBPRINT}


@pytest.mark.parametrize("changes", [{"kid": "other"}, {"use": "sig"}, {"alg": "PS256"}], ids=str)
def test_only_the_key_itself_counts(tmp_path, changes):
    """RFC 7638 3.2: members that describe a key are no part of its thumbprint."""
    (tmp_path / "RS256.json").write_text(json.dumps(RSA | changes))
    assert KeyRing(tmp_path).signing("RS256").kid == THUMBPRINT


def test_a_client_that_has_this_key(standard: Provider):
    """RFC 7523 2.2: what the core signs with A.2's RSA key proves the client to the provider, which knows A.1's."""
    registered = standard.register("rfc7517", token_endpoint_auth_method="private_key_jwt", public_key=public(RSA))
    pem = RSAKey.import_key(RSA).as_pem(private=True).decode()
    client = Client(registered.client_id, redirect_uri="https://app", private_key=pem, private_key_id=RSA["kid"])
    audience = standard.address + standard.profile.paths.token_endpoint
    signed = sign_client_assertion(client, audience, now=standard.setting.clock(), jti="1").reveal()
    proof = {"client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer", "client_assertion": signed}
    code = get_code(standard, registered.client_id)
    assert redeem(standard, code, **proof | {"client_assertion": signed[:-9] + "AAAAAAAAA"}).status_code == 401
    assert redeem(standard, code, **proof).status_code == 200
