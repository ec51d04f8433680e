"""Whole ID tokens: honest ones of every family, hostile ones of any shape, and single ones that were once misjudged."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from joserfc.jwk import ECKey, OKPKey, RSAKey

from explorer.protocol.jose import half_hash
from explorer.rules.id_token import ID_TOKEN
from tests.hostile import JSON, SCALARS, members, patient, unsigned
from tests.rules.minting import (
    ACCESS,
    ASYMMETRIC,
    CLIENT_ID,
    CODE,
    EVERYTHING,
    NONCE,
    NOW,
    SYMMETRIC,
    check,
    claims,
    client_for,
    failures,
    key_for,
    public,
    report_of,
    sign,
    spelt,
    token,
)

CLAIMS = (
    "email",
    "email_verified",
    "address",
    "birthdate",
    "locale",
    "picture",
    "amr",
    "updated_at",
    "s_hash",
    "iss",
    "sub",
    "aud",
    "exp",
    "iat",
    "nbf",
    "nonce",
    "azp",
    "acr",
    "auth_time",
    "at_hash",
    "c_hash",
)


@pytest.mark.parametrize("alg", [*ASYMMETRIC, *SYMMETRIC])
def test_honest_token_of_every_family(alg):
    """Every algorithm that a client can be registered for: all rules report, none fails, the signature was verified."""
    hashes = {"at_hash": half_hash(ACCESS, alg), "c_hash": half_hash(CODE, alg)}
    report = check(token(alg, **hashes, acr="silver", auth_time=NOW, nbf=NOW, azp=CLIENT_ID), alg, **EVERYTHING)
    assert failures(report) == []
    assert report["IDTH-HS-SIGNATURE-INVALID" if alg in SYMMETRIC else "IDTH-SIGNATURE-INVALID"].verdict == "pass"
    assert report["IDTC-AT-HASH-MISMATCH"].verdict == report["IDTC-C-HASH-MISMATCH"].verdict == "pass"
    assert report["IDTC-AUTH-TIME-MISSING"].verdict == "pass"


def test_key_set_of_the_conformance_suite():
    """Decoys of every kind and unknown types are no error (oidcc-client-test)."""
    decoys = [
        ECKey.generate_key("P-256"),
        ECKey.generate_key("secp256k1"),
        OKPKey.generate_key("X25519"),
        RSAKey.generate_key(2048),
    ]
    strange = [{"kty": "AKP", "alg": "ML-DSA-44"}, {"kty": "oct", "k": "AA"}, public(key_for("RS256"), use="enc")]
    keys = {"keys": [*map(public, decoys), *strange, public(key_for("RS256"))]}
    report = check(token(header={"kid": None}), jwks=keys)
    assert report["IDTH-SIGNATURE-INVALID"].verdict == "pass", "every fitting key was tried"
    assert failures(report) == ["IDTH-KID-MISSING-MULTI"], "two RSA keys fit, and the header should say which"
    assert failures(check(token(header={"kid": None}), jwks={"keys": [*keys["keys"][:3], *keys["keys"][4:]]})) == []


def test_one_failure_hides_no_other():
    """A token that is wrong in everything says so in every row, worst first."""
    raw = token(iss="x", aud="x", exp=1, iat=NOW + 900, nonce="x", sub=None, key=RSAKey.generate_key(2048))
    report = check(raw)
    assert set(failures(report)) >= {
        "IDTH-SIGNATURE-INVALID",
        "IDTC-ISS-MISMATCH",
        "IDTC-SUB-MISSING",
        "IDTC-AUD-MISMATCH",
        "IDTC-EXP-PAST",
        "IDTC-IAT-FUTURE",
        "IDTC-NONCE-MISMATCH",
    }
    assert not report.ok
    assert [finding.rank for finding in report.worst_first] == sorted(finding.rank for finding in report.findings)


ANY_CLAIMS = members(*CLAIMS) | st.fixed_dictionaries({}, optional=dict.fromkeys(CLAIMS, SCALARS)) | JSON


@given(ANY_CLAIMS, st.sampled_from([0, 60, 0.5]), st.sampled_from([NONCE, None, ""]))
@patient
def test_any_claims_give_a_whole_report(payload, leeway, nonce):
    """Whatever the claims are, every rule reports, and the report survives JSON."""
    raw = sign(json.dumps(payload).encode(), {"alg": "RS256", "kid": "k1"}, key_for("RS256"))
    report = check(raw, nonce=nonce, leeway=leeway, **EVERYTHING)
    assert [finding.rule for finding in report.findings] == [rule.id for rule in ID_TOKEN.rules]
    assert type(report).from_dicts(json.loads(json.dumps(report.to_dicts()))) == report
    assert repr(report)


@given(members("alg", "kid", "typ", "crit", "jwk", "jku"), st.sampled_from(["RS256", "HS256", "none", "EdDSA"]))
@patient
def test_any_header_gives_a_whole_report(header, registered):
    """Whatever the header is, every rule reports, and none of it is believed."""
    report = check(unsigned(header, claims()), client=client_for(registered))
    assert len(report.findings) == len(ID_TOKEN.rules)
    assert registered == "none" or not report.ok


def test_a_claim_without_a_value_leaves_the_token_good() -> None:
    """Case F7: OIDC Core 5.3.2 and 13.3 say SHOULD, so it is a warning."""
    finding = report_of(spelt(json.dumps({**claims(), "middle_name": None})), {})["IDTC-NULL-CLAIM"]
    assert (finding.verdict, finding.severity) == ("fail", "warning")


@pytest.mark.parametrize("value", ["true", "True", 1])
def test_what_was_verified_is_not_called_unverified(value: Any) -> None:
    """Case 116: its type is wrong, and that alone is said."""
    report = report_of({"email": "ann@example.com", "email_verified": value}, {})
    assert [finding.rule for finding in report.failures] == ["IDTC-EMAIL-VERIFIED-TYPE"]


@pytest.mark.parametrize("kid", ["/wU3ifIIaLOUAReRB/FG6eM1P1Q=", "//4AzXq1Lrb0m5Vt8Xc2Zg==", "/a1B" * 10 + "a1B="])
def test_a_digest_in_ordinary_base64_is_a_plain_name(kid: str) -> None:
    """Case F15: one in 64 begins with a slash, and is no path."""
    assert report_of(unsigned({"alg": "RS256", "kid": kid}, claims()), {})["IDTH-KID-SUSPICIOUS"].verdict == "pass"


def test_a_time_of_this_very_second_is_not_said_to_be_earlier() -> None:
    """What was expected of a time is true of each that passes, also of now, and of one within the leeway."""
    finding = report_of({"iat": NOW + 60}, {})["IDTC-IAT-FUTURE"]
    assert (finding.verdict, finding.expected) == ("pass", f"at {NOW} or before, with 60 s of leeway")
