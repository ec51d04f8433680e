"""OIDC Core 3.1.3.3 and appendix A: the ID tokens that the standard prints, at_hash and c_hash."""

from __future__ import annotations

import pytest

from explorer.protocol.client import Client
from explorer.protocol.jose import half_hash
from explorer.provider import Provider
from explorer.provider.token_issuer import TokenIssuer, create_half_hash
from explorer.rules import Report, check_id_token, verify_signature
from explorer.secret import Secret
from tests.provider.visitor import get_tokens, peek
from tests.rules.minting import failures
from tests.vectors.sides import joined, provider_accepts

IN_BODY = joined("""
    eyJhbGciOiJSUzI1NiIsImtpZCI6IjFlOWdkazcifQ.ewogImlzcyI6ICJodHRwOi8vc2VydmVyLmV4YW1wbGUuY29tIiwKICJzdWIiOiAiMjQ4Mjg5NzYxM
    DAxIiwKICJhdWQiOiAiczZCaGRSa3F0MyIsCiAibm9uY2UiOiAibi0wUzZfV3pBMk1qIiwKICJleHAiOiAxMzExMjgxOTcwLAogImlhdCI6IDEzMTEyODA5N
    zAKfQ.ggW8hZ1EuVLuxNuuIJKX_V8a_OMXzR0EHR9R6jgdqrOOF4daGU96Sr_P6qJp6IcmD3HP99Obi1PRs-cwh3LO-p146waJ8IhehcwL7F09JdijmBqkvP
    eB2T9CJNqeGpe-gccMg4vfKjkM8FcGvnzZUN4_KSP0aAp1tOJ1zZwgjxqGByKHiOtX7TpdQyHE5lcMiKPXfEIQILVq0pc_E2DzL7emopWoaoZTF_m0_N0YzF
    C6g6EJbOEoRoSK5hoDalrcvRYLSrQAZZKflyuVCyixEoV9GfNQC3_osjzw2PAithfubEEBLuVVk4XUVrWOLrLl0nx7RkKU8NXNHq-rvKMzqg""")  # 3.1.3.3
A2 = joined("""
    eyJraWQiOiIxZTlnZGs3IiwiYWxnIjoiUlMyNTYifQ.ewogImlzcyI6ICJodHRwczovL3NlcnZlci5leGFtcGxlLmNvbSIsCiAic3ViIjogIjI0ODI4OTc2M
    TAwMSIsCiAiYXVkIjogInM2QmhkUmtxdDMiLAogIm5vbmNlIjogIm4tMFM2X1d6QTJNaiIsCiAiZXhwIjogMTMxMTI4MTk3MCwKICJpYXQiOiAxMzExMjgwO
    TcwLAogIm5hbWUiOiAiSmFuZSBEb2UiLAogImdpdmVuX25hbWUiOiAiSmFuZSIsCiAiZmFtaWx5X25hbWUiOiAiRG9lIiwKICJnZW5kZXIiOiAiZmVtYWxlI
    iwKICJiaXJ0aGRhdGUiOiAiMDAwMC0xMC0zMSIsCiAiZW1haWwiOiAiamFuZWRvZUBleGFtcGxlLmNvbSIsCiAicGljdHVyZSI6ICJodHRwOi8vZXhhbXBsZ
    S5jb20vamFuZWRvZS9tZS5qcGciCn0.NTibBYW_ZoNHGm4ZrWCqYA9oJaxr1AVrJCze6FEcac4t_EOQiJFbD2nVEPkUXPuMshKjjTn7ESLIFUnfHq8UKTGib
    IC8uqrBgQAcUQFMeWeg-PkLvDTHk43Dn4_aNrxhmWwMNQfkjqx3wd2Fvta9j8yG2Qn790Gwb5psGcmBhqMJUUnFrGpyxQDhFIzzodmPokM7tnUxBNj-JuES_
    4CE-BvZICH4jKLp0TMu-WQsVst0ss-vY2RPdU1MzL59mq_eKk8Rv9XhxIr3WteA2ZlrgVyT0cwH3hlCnRUsLfHtIEb8k1Y_WaqKUu3DaKPxqRi6u0rN7RO2u
    ZYPzC454xe-mg""")
A3 = joined("""
    eyJraWQiOiIxZTlnZGs3IiwiYWxnIjoiUlMyNTYifQ.ewogImlzcyI6ICJodHRwczovL3NlcnZlci5leGFtcGxlLmNvbSIsCiAic3ViIjogIjI0ODI4OTc2M
    TAwMSIsCiAiYXVkIjogInM2QmhkUmtxdDMiLAogIm5vbmNlIjogIm4tMFM2X1d6QTJNaiIsCiAiZXhwIjogMTMxMTI4MTk3MCwKICJpYXQiOiAxMzExMjgwO
    TcwLAogImF0X2hhc2giOiAiNzdRbVVQdGpQZnpXdEYyQW5wSzlSUSIKfQ.kdqTmftlaXg5WBYBr1wkxhkqCGZPc0k8vTiV5g2jj67jQ7XkrDamYx2bOkZLdZ
    rpMPIzkdYB1nZI_G8vQGQuamRhJcEIt21kblGPZ-yhEhdkAiZIZLu38rChalDS2Mh0glE_rke5XXRhmqqoEFFdziFdnO3p61-7y51co84OEAZvARSINQaOWI
    zvioRfs4zwIFOaT33Vpxfqr8HDyh31zo9eBW2dSQuCa071z0ENWChWoPliK1JCo_Bk9eDg2uwo2ZwhsvHzj6TMQ0lYOTzufSlSmXIKfjlOsb3nftQeR697_h
    A-nMZyAdL8_NRfaC37XnAbW8WB9wCfECp7cuNuOg""")
A4 = joined("""
    eyJraWQiOiIxZTlnZGs3IiwiYWxnIjoiUlMyNTYifQ.ewogImlzcyI6ICJodHRwczovL3NlcnZlci5leGFtcGxlLmNvbSIsCiAic3ViIjogIjI0ODI4OTc2M
    TAwMSIsCiAiYXVkIjogInM2QmhkUmtxdDMiLAogIm5vbmNlIjogIm4tMFM2X1d6QTJNaiIsCiAiZXhwIjogMTMxMTI4MTk3MCwKICJpYXQiOiAxMzExMjgwO
    TcwLAogImNfaGFzaCI6ICJMRGt0S2RvUWFrM1BrMGNuWHhDbHRBIgp9.MRPihYtNIcwKTZ_mcMSPfreVytGR4jfl1Tzbv4tH5Jr4WqONs2lUWrIEpZ2joKbZ
    fAGlouAqwqSYpfR3FQYKYvdgnZ3kjIJ_5M4fAARXHVSciGyhfqB-OhDUMXSHzFHiGKNY9TKSgRfiXf_314WRujpqaDtj2uoXbppobYXvAZIxWtsOein0-t91
    LDS39EW4frNWAopKTBBi_XJPlpLVynWTDvNleEBP6UxIMgYJBKlqsP7RGfHTGk3ReXDacR7RGZlIVGa-0qRyDzvNqD7xfu9aYufUP0oBGqdBGgFVNmwJ7rmB
    0gdPtC2eJsXq9svCgBBfhRQZxhx1iLJjNc9nSw""")
A6 = joined("""
    eyJraWQiOiIxZTlnZGs3IiwiYWxnIjoiUlMyNTYifQ.ewogImlzcyI6ICJodHRwczovL3NlcnZlci5leGFtcGxlLmNvbSIsCiAic3ViIjogIjI0ODI4OTc2M
    TAwMSIsCiAiYXVkIjogInM2QmhkUmtxdDMiLAogIm5vbmNlIjogIm4tMFM2X1d6QTJNaiIsCiAiZXhwIjogMTMxMTI4MTk3MCwKICJpYXQiOiAxMzExMjgwO
    TcwLAogImF0X2hhc2giOiAiNzdRbVVQdGpQZnpXdEYyQW5wSzlSUSIsCiAiY19oYXNoIjogIkxEa3RLZG9RYWszUGswY25YeENsdEEiCn0.A2OhhJzbUNaCb
    NLqNaqetGLJoxB3ujVbq_HLYSOWgWCJ3-B__YxlqIg8gpeL0VhvrWX0mwz7w_pGTRN4JdgsI0xAlT5fob1ZPnrazgonSyzaXcg2bgD896SsBSlG_8JX6JKaz
    tXifn8k2gy65Me-sMyQrRF8xv_q1CeC871sZpMjJzy5nx65BTI17vcXjntZHADv6o2CrHrEdHp8xSlnTLiiIqgDOmKlpkeqqOBK6dqa4rXZlSqMAUm1LYZmt
    b2D8sHvQsxTbWlBkX7VZaTSqMJ487s4ZIEea8Bw4KGVOntQue4VhBjBnQ4bQKhB_47DxlWpSyOWdy3cer_zxKrfvw""")
KEY = {
    "kty": "RSA",
    "kid": "1e9gdk7",
    "n": joined("""
        w7Zdfmece8iaB0kiTY8pCtiBtzbptJmP28nSWwtdjRu0f2GFpajvWE4VhfJAjEsOcwYzay7XGN0b-X84BfC8hmCTOj2b2eHT7NsZegFPKRUQzJ9wW8ip
        n_aDJWMGDuB1XyqT1E7DYqjUCEOD1b4FLpy_xPn6oV_TYOfQ9fZdbE5HGxJUzekuGcOKqOQ8M7wfYHhHHLxGpQVgL0apWuP2gDDOdTtpuld4D2LK1MZK
        99s9gaSjRHE8JDb1Z4IGhEcEyzkxswVdPndUWzfvWBBWXWxtSUvQGBRkuy1BHOa4sP6FKjWEeeF7gm7UMs2Nm2QUgNZw6xvEDGaLk4KASdIxRQ"""),
    "e": "AQAB",
}
ACCESS_TOKEN = "jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y"
CODE = "Qcb0Orv1zh30vL1MPRsbm-diHiMwcLyZvn1arpZv-Jxf_11jnpEX3Tgfvk"
AT_HASH, C_HASH = "77QmUPtjPfzWtF2AnpK9RQ", "LDktKdoQak3Pk0cnXxCltA"
TOKENS = [A2, A3, A4, A6]
NAMES = ["A.2", "A.3", "A.4", "A.6"]
HASHES = ("IDTC-AT-HASH-MISMATCH", "IDTC-C-HASH-MISMATCH", "IDTC-AT-HASH-LENGTH")


def check(token: str, **changes: object) -> Report:
    """Check a token as the client of the standard's examples would, in the second in which it was made."""
    arguments = {
        "client": Client("s6BhdRkqt3", redirect_uri="https://client.example.org/cb"),
        "issuer": "https://server.example.com",
        "jwks": {"keys": [KEY]},
        "nonce": "n-0S6_WzA2Mj",
        "now": 1311280970,
        "access_token": Secret(ACCESS_TOKEN),
        "code": Secret(CODE),
    }
    return check_id_token(token, **arguments | changes)


@pytest.mark.parametrize("token", TOKENS, ids=NAMES)
def test_both_sides_verify_them(token):
    """A.2, A.3, A.4, A.6: RS256 holds under the key of A.7, for the core and for the provider; cut short it does not."""
    assert verify_signature(token, {"keys": [KEY]}, ["RS256"]).verdict == "pass"
    assert provider_accepts(token, KEY)
    assert verify_signature(token[:-4], {"keys": [KEY]}, ["RS256"]).verdict == "fail"
    assert not provider_accepts(token[:-4], KEY)


@pytest.mark.parametrize("token", TOKENS, ids=NAMES)
def test_they_are_good_id_tokens(token):
    """Every rule is asked and none fails, but that A.2 has an e-mail address of which nobody says that it was verified."""
    assert failures(check(token)) == (["IDTC-EMAIL-UNVERIFIED"] if token == A2 else [])


@pytest.mark.parametrize(
    ("token", "verdicts"),
    [(A2, "skip skip skip"), (A3, "pass skip pass"), (A4, "skip pass pass"), (A6, "pass pass pass")],
    ids=NAMES,
)
def test_the_hashes_in_them(token, verdicts):
    """A.3 and A.6 have the at_hash of the access token beside them, A.4 and A.6 the c_hash of the code."""
    report = check(token)
    assert [report[rule].verdict for rule in HASHES] == verdicts.split()
    others = check(token, access_token=Secret(CODE), code=Secret(ACCESS_TOKEN))
    assert [others[rule].verdict for rule in HASHES] == verdicts.replace("pass", "fail", verdicts.count("pass") - 1).split()


def test_each_of_them_is_of_its_time_and_client():
    """A.2 an hour later, for another client, by another issuer, to another question: each is said."""
    other = Client("another", redirect_uri="https://client.example.org/cb")
    report = check(A2, client=other, issuer="https://server.example.com/", nonce="other", now=1311280970 + 3600)
    wrong = {"IDTC-AUD-MISMATCH", "IDTC-ISS-MISMATCH", "IDTC-ISS-SLASH", "IDTC-NONCE-MISMATCH", "IDTC-EXP-PAST", "IDTC-IAT-OLD"}
    assert wrong <= set(failures(report))


def test_the_one_in_the_body_is_of_another_time():
    """3.1.3.3: the same key signed it, and its issuer is plain http still: not the issuer that the standard names elsewhere."""
    assert provider_accepts(IN_BODY, KEY)
    report = check(IN_BODY)
    assert report["IDTH-SIGNATURE-INVALID"].verdict == "pass"
    assert failures(report) == ["IDTC-ISS-MISMATCH", "IDTC-ISS-FORMAT"]


def test_both_sides_make_these_hashes():
    """A.3 and A.4: the core's half hash and the provider's are the printed ones."""
    for value, printed in ((ACCESS_TOKEN, AT_HASH), (CODE, C_HASH)):
        assert half_hash(value, "RS256") == create_half_hash(value, "RS256").decode() == printed


def test_the_provider_puts_it_into_its_token(standard: Provider, monkeypatch):
    """A.3: a provider that hands out this access token says this at_hash of it."""
    monkeypatch.setattr(TokenIssuer, "_access_token", lambda *_: ACCESS_TOKEN)
    tokens = get_tokens(standard)
    assert tokens["access_token"] == ACCESS_TOKEN
    assert peek(tokens["id_token"])["at_hash"] == AT_HASH
