"""Why to believe an ID token: every rule seen to pass, to fail and to be skipped; tokens signed by another library."""

from __future__ import annotations

import json
from typing import Any

import pytest
from joserfc.jwk import RSAKey

from explorer.protocol.jose import half_hash
from explorer.rules.id_token import ID_TOKEN
from tests.hostile import base64url, unsigned
from tests.rules.minting import (
    ACCESS,
    CLIENT_ID,
    CODE,
    EVERYTHING,
    ISSUER,
    NONCE,
    NOW,
    SECRET,
    SYMMETRIC,
    check,
    claims,
    client_for,
    jwks_for,
    key_for,
    public,
    report_of,
    signed_with_public_key,
    spelt,
    token,
)

TWO = {"keys": [public(key_for("RS256"), kid="k1"), public(key_for("RS256", "another"), kid="k1")]}
ESSENTIAL = json.dumps({"id_token": {"acr": {"essential": True, "values": ["gold"]}, "auth_time": {"essential": True}}})


# rule, what changes in the token, what changes in the check
FAILS: list[tuple[str, Any, dict[str, Any]]] = [
    ("IDTH-ENCRYPTED", "eyJhbGciOiJkaXIifQ.a.b.c.d", {}),
    ("IDTH-PARTS", "opaque", {}),
    ("IDTH-PARTS", "", {}),
    ("IDTH-BASE64URL", token() + "=", {}),
    ("IDTH-BASE64URL", token() + "\n", {}),
    ("IDTH-NOT-JSON", spelt("[]"), {}),
    ("IDTH-NOT-JSON", spelt('{"exp": NaN}'), {}),
    ("IDTH-TYP-OTHER", {"header": {"typ": "at+jwt"}}, {}),
    ("IDTH-TYP-OTHER", {"header": {"typ": "application/logout+jwt"}}, {}),
    ("IDTH-CRIT-UNKNOWN", unsigned({"alg": "RS256", "kid": "k1", "crit": ["b64"], "b64": False}, claims()), {}),
    ("IDTC-DUPLICATE-CLAIM", spelt('{"sub": "a", "sub": "b"}'), {}),
    ("IDTH-DUPLICATE-NAME", unsigned(b'{"alg": "none", "alg": "RS256"}', claims()), {}),
    ("IDTH-CRIT-UNKNOWN", unsigned({"alg": "RS256", "crit": []}, claims()), {}),
    ("IDTH-B64-FALSE", unsigned({"alg": "RS256", "b64": False}, claims()), {}),
    ("IDTH-JKU-X5U", {"header": {"jku": "https://evil.example"}}, {}),
    ("IDTH-JWK-X5C", {"header": {"x5c": ["AA"]}}, {}),
    *[
        ("IDTH-KID-SUSPICIOUS", {"header": {"kid": kid}}, {})
        for kid in ("../../dev/null", "x' OR '1'='1", "https://evil", "a\x00")
    ],
    *[
        ("IDTH-KID-SUSPICIOUS", unsigned({"alg": "RS256", "kid": kid}, claims()), {})
        for kid in ("/etc/passwd", "/var/lib/secrets/private/keys", "/a1B/../a1Ba1Ba1Ba1Ba1Ba1Ba1B")
    ],
    *[("IDTH-KID-TYPE", unsigned({"alg": "RS256", "kid": kid}, claims()), {}) for kid in (7, None, ["k1"], 0, False)],
    *[
        ("IDTC-EMAIL-UNVERIFIED", {"email": "a@b.example", "email_verified": value}, {})
        for value in (False, "false", "no", None, 0)
    ],
    ("IDTH-CONTROL-ACCESS-TOKEN", {"header": {"typ": "at+jwt"}}, {}),
    ("IDTH-CONTROL-ACCESS-TOKEN", {"tok_type": "AT"}, {}),
    ("IDTH-CONTROL-ACCESS-TOKEN", {"token_use": "access"}, {}),
    ("IDTH-ZIP", f"{base64url(json.dumps({'alg': 'dir', 'zip': 'DEF'}).encode())}.a.b.c.d", {}),
    ("IDTH-ALG-MISSING", unsigned({}, claims()), {}),
    *[("IDTH-ALG-CASE", unsigned({"alg": alg}, claims()), {}) for alg in ("rs256", "None", "eddsa")],
    ("IDTH-ALG-NONE-SIGNATURE", unsigned({"alg": "none"}, claims()), {}),
    *[("IDTH-ALG-WEAK-OR-UNKNOWN", unsigned({"alg": alg}, claims()), {}) for alg in ("RS1", "HS1", "XS256")],
    ("IDTH-ALG-UNADVERTISED", {}, {"metadata": {"id_token_signing_alg_values_supported": ["PS256"]}}),
    ("IDTH-HS-PUBLIC-CLIENT", {"alg": "HS256"}, {"client": client_for("HS256", client_secret=None)}),
    ("IDTH-HS-MULTI-AUD", {"alg": "HS256", "aud": [CLIENT_ID, "b"]}, {"client": client_for("HS256")}),
    ("IDTH-HS-MULTI-AUD", {"alg": "HS256", "azp": "b"}, {"client": client_for("HS256")}),
    ("IDTH-HS-KEY-BYTES", token("HS256"), {"client": client_for("HS256", client_secret=base64url(SECRET.encode()))}),
    ("IDTH-KID-UNKNOWN", {"header": {"kid": "old"}}, {}),
    ("IDTH-KID-UNKNOWN", {}, {"jwks": {"keys": []}}),
    ("IDTH-KID-UNKNOWN", {}, {"jwks": {"keys": "none"}}),
    ("IDTH-KEY-ALG-MISMATCH", {}, {"jwks": {"keys": [public(key_for("RS256"), kid="k1", alg="PS256")]}}),
    ("IDTH-KEY-ALG-MISMATCH", {}, {"jwks": {"keys": [public(key_for("ES256"), kid="k1")]}}),
    ("IDTH-KEY-ALG-MISMATCH", {"header": {"kid": None}}, {"jwks": {"keys": []}}),
    ("IDTH-KEY-USE-ENC", {}, {"jwks": jwks_for(use="enc")}),
    ("IDTH-KEY-USE-ENC", {"header": {"kid": None}}, {"jwks": jwks_for(key_ops=["encrypt"])}),
    ("IDTH-KID-MISSING-MULTI", {"header": {"kid": None}}, {"jwks": TWO}),
    ("IDTH-KID-AMBIGUOUS", {}, {"jwks": TWO}),
    ("IDTH-SIGNATURE-EMPTY", token().rpartition(".")[0] + ".", {}),
    ("IDTH-SIGNATURE-ECDSA-FORMAT", unsigned({"alg": "ES256", "kid": "k1"}, claims(), b"\x30" * 70), {}),
    *[("IDTH-ALG-NONE", unsigned({"alg": alg}, claims(), b""), {}) for alg in ("none", "None", "NONE", "nOnE")],
    *[("IDTH-ALG-CONFUSION", {"alg": alg}, {}) for alg in SYMMETRIC],
    ("IDTH-ALG-CONFUSION", signed_with_public_key(key_for("RS256").as_pem(private=False)), {}),
    ("IDTH-ALG-NOT-EXPECTED", {"alg": "RS512"}, {}),
    ("IDTH-ALG-NOT-EXPECTED", {"alg": "RS256"}, {"client": client_for("HS256")}),
    ("IDTH-ALG-NOT-EXPECTED", unsigned({}, claims()), {}),
    ("IDTH-ALG-NOT-EXPECTED", unsigned({"alg": ["RS256"]}, claims()), {}),
    ("IDTH-SIGNATURE-INVALID", {"key": RSAKey.generate_key(2048)}, {}),
    ("IDTH-SIGNATURE-INVALID", token().rpartition(".")[0] + ".", {}),
    ("IDTH-SIGNATURE-INVALID", {}, {"jwks": jwks_for(n="AQAB")}),
    ("IDTH-HS-SIGNATURE-INVALID", {"alg": "HS256"}, {"client": client_for("HS256", client_secret="another" * 9)}),
    ("IDTH-HS-SECRET-SHORT", {"alg": "HS512"}, {"client": client_for("HS512", client_secret="a" * 63)}),
    ("IDTC-ISS-MISSING", {"iss": None}, {}),
    ("IDTC-ISS-MISSING", {"iss": ""}, {}),
    ("IDTC-ISS-MISMATCH", {"iss": ISSUER + "1"}, {}),
    ("IDTC-ISS-MISMATCH", {"iss": ISSUER + "/"}, {}),
    ("IDTC-ISS-MISMATCH", {"iss": [ISSUER]}, {}),
    ("IDTC-SUB-MISSING", {"sub": None}, {}),
    ("IDTC-SUB-MISSING", {"sub": ""}, {}),
    ("IDTC-SUB-TYPE", {"sub": 123}, {}),
    ("IDTC-SUB-TYPE", {"sub": {}}, {}),
    ("IDTC-SUB-LENGTH", {"sub": "a" * 256}, {}),
    ("IDTC-SUB-NON-ASCII", {"sub": "\u00e9"}, {}),
    ("IDTC-AUD-MISSING", {"aud": None}, {}),
    ("IDTC-AUD-MISSING", {"aud": []}, {}),
    ("IDTC-AUD-TYPE", {"aud": [CLIENT_ID, 7]}, {"trusted_audiences": [7]}),
    ("IDTC-AUD-TYPE", {"aud": {"a": 1}}, {}),
    ("IDTC-AUD-MISMATCH", {"aud": CLIENT_ID + "1"}, {}),
    ("IDTC-AUD-MISMATCH", {"aud": [[CLIENT_ID]]}, {}),
    ("IDTC-AUD-UNTRUSTED", {"aud": [CLIENT_ID, "stranger"]}, {}),
    ("IDTC-AUD-UNTRUSTED", {"aud": [CLIENT_ID, {"un": "hashable"}]}, {}),
    ("IDTC-AZP-MISMATCH", {"azp": "another"}, {}),
    ("IDTC-AZP-MISMATCH", {"azp": [CLIENT_ID]}, {}),
    ("IDTC-EXP-MISSING", {"exp": None}, {}),
    ("IDTC-IAT-MISSING", {"iat": None}, {}),
    *[("IDTC-TIME-TYPE", {"exp": exp}, {}) for exp in (str(NOW + 300), True, [NOW], 10**400, -(10**400))],
    ("IDTC-TIME-TYPE", {"auth_time": "yesterday"}, {}),
    ("IDTC-TIME-TYPE", {"updated_at": "2024-01-01"}, {}),
    ("IDTC-TIME-MILLIS", {"exp": NOW * 1000}, {}),
    ("IDTC-TIME-FRACTION", {"iat": NOW + 0.5}, {}),
    ("IDTC-EXP-BEFORE-IAT", {"iat": NOW, "exp": NOW}, {}),
    ("IDTC-LIFETIME-LONG", {"exp": NOW + 86_401}, {}),
    ("IDTC-AUTH-TIME-FUTURE", {"auth_time": NOW + 61}, {}),
    ("IDTC-AUTH-TIME-FUTURE", {"auth_time": NOW, "iat": NOW - 61}, {}),
    ("IDTC-AUTH-TIME-STALE-PROMPT", {"auth_time": NOW - 200}, {"asked": {"prompt": "login"}, "asked_at": NOW - 100}),
    ("IDTC-AUTH-TIME-MISSING", {}, {"asked": {"claims": ESSENTIAL}}),
    ("IDTC-ACR-ESSENTIAL", {"acr": "silver"}, {"asked": {"claims": ESSENTIAL}}),
    ("IDTC-ACR-ESSENTIAL", {}, {"asked": {"claims": ESSENTIAL}}),
    ("IDTC-ACR-EMPTY", {"acr": ""}, {}),
    ("IDTC-ACR-EMPTY", {"acr": 2}, {}),
    ("IDTC-ACR-ZERO", {"acr": "0"}, {}),
    ("IDTC-AMR-TYPE", {"amr": "pwd"}, {}),
    ("IDTC-AT-HASH-LENGTH", {"at_hash": "x" * 43}, {}),
    ("IDTC-AT-HASH-LENGTH", {"c_hash": 7}, {}),
    ("IDTC-S-HASH-MISMATCH", {"s_hash": "x" * 22}, {"asked": {"state": "s1"}}),
    ("IDTC-ISS-SLASH", {"iss": ISSUER + "/"}, {}),
    ("IDTC-ISS-TEMPLATE", {}, {"issuer": "https://op.example/{tenantid}"}),
    ("IDTC-ISS-ALIAS", {"iss": "accounts.google.com"}, {}),
    *[
        ("IDTC-ISS-FORMAT", {"iss": iss}, {})
        for iss in ("http://op.example", "op.example", f"{ISSUER}?a", f"{ISSUER}#a", [ISSUER])
    ],
    ("IDTC-SELF-ISSUED", {"iss": "https://self-issued.me"}, {}),
    ("AUTHR-ISS-VS-ID-TOKEN", {}, {"answered_by": "https://another.example"}),
    ("IDTC-AUD-IS-API", {"aud": "https://api.example"}, {}),
    ("IDTC-NULL-CLAIM", spelt(json.dumps({**claims(), "name": None})), {}),
    *[("IDTC-BLANK-CLAIM", {"name": name}, {}) for name in ("", " ", "null")],
    ("IDTC-EVENTS", {"events": {}}, {}),
    ("IDTC-EMAIL-VERIFIED-TYPE", {"email_verified": "true"}, {}),
    ("IDTC-EMAIL-UNVERIFIED", {"email": "a@b.example"}, {}),
    ("IDTC-EMAIL-FORMAT", {"email": "alice"}, {}),
    *[("IDTC-BIRTHDATE-FORMAT", {"birthdate": date}, {}) for date in ("12/04/1988", "1988-13-01", "88")],
    ("IDTC-ZONEINFO-FORMAT", {"zoneinfo": "+01:00"}, {}),
    ("IDTC-LOCALE-FORMAT", {"locale": "en_GB"}, {}),
    ("IDTC-PHONE-FORMAT", {"phone_number": "020 7946 0123"}, {}),
    ("IDTC-ADDRESS-TYPE", {"address": "London"}, {}),
    ("IDTC-URL-CLAIMS", {"picture": "javascript:alert(1)"}, {}),
    ("IDTC-EXP-PAST", {"exp": NOW - 60}, {}),
    ("IDTC-EXP-PAST", {"exp": -0.5}, {"leeway": 0.5}),
    ("IDTC-IAT-FUTURE", {"iat": NOW + 61}, {}),
    ("IDTC-IAT-OLD", {"iat": NOW - 361}, {}),
    ("IDTC-NBF-FUTURE", {"nbf": NOW + 61}, {}),
    ("IDTC-NONCE-MISSING", {"nonce": None}, {}),
    ("IDTC-NONCE-MISMATCH", {"nonce": NONCE + "1"}, {}),
    ("IDTC-NONCE-MISMATCH", {"nonce": ""}, {}),
    ("IDTC-NONCE-MISMATCH", {"nonce": [NONCE]}, {}),
    ("IDTC-NONCE-UNEXPECTED", {}, {"nonce": None}),
    ("IDTC-ACR-NOT-REQUESTED-VALUE", {"acr": "bronze"}, {"acr_values": ["silver", "gold"]}),
    ("IDTC-ACR-NOT-REQUESTED-VALUE", {}, {"acr_values": ["silver"]}),
    ("IDTC-ACR-NOT-REQUESTED-VALUE", {"acr": {}}, {"acr_values": ["silver"]}),
    ("IDTC-AUTH-TIME-MISSING", {}, {"max_age": 0}),
    ("IDTC-AUTH-TIME-OLD", {"auth_time": NOW - 121}, {"max_age": 60}),
    ("IDTC-AT-HASH-MISMATCH", {"at_hash": "x" * 22}, {"access_token": ACCESS}),
    ("IDTC-AT-HASH-MISMATCH", {"at_hash": 7}, {"access_token": ACCESS}),
    ("IDTC-C-HASH-MISMATCH", {"c_hash": "x" * 22}, {"code": CODE}),
]
PASSES: list[tuple[str, Any, dict[str, Any]]] = [
    ("IDTC-TIME-MILLIS", {"exp": 4071728504}, {}),  # case F12: in 2099
    ("IDTC-TIME-TYPE", {"exp": float(NOW + 60)}, {}),
    ("IDTH-TYP-OTHER", {"header": {"typ": "application/JWT"}}, {}),
    (
        "IDTH-KID-SUSPICIOUS",
        {"header": {"kid": "a--b_c/d=="}},
        {"jwks": jwks_for() | {"keys": [public(key_for("RS256"), kid="a--b_c/d==")]}},
    ),
    ("IDTH-ALG-NONE", unsigned({"alg": "none"}, claims(), b""), {"client": client_for("none")}),
    ("IDTH-SIGNATURE-INVALID", {"header": {"kid": None}}, {}),
    ("IDTC-AUD-MISMATCH", {"aud": [CLIENT_ID]}, {}),
    ("IDTC-AUD-UNTRUSTED", {"aud": [CLIENT_ID, "known"]}, {"trusted_audiences": ["known"]}),
    ("IDTC-AZP-MISMATCH", {"azp": CLIENT_ID}, {}),
    ("IDTC-EXP-PAST", {"exp": NOW - 59, "iat": NOW - 300}, {}),
    ("IDTC-EXP-PAST", {"exp": NOW + 0.5}, {"leeway": 0}),
    ("IDTC-IAT-FUTURE", {"iat": NOW + 60}, {}),
    ("IDTC-IAT-OLD", {"iat": NOW - 360}, {}),
    ("IDTC-NBF-FUTURE", {"nbf": NOW + 60}, {}),
    ("IDTC-SUB-LENGTH", {"sub": "a" * 255}, {}),
    ("IDTC-NONCE-UNEXPECTED", {"nonce": None}, {"nonce": None}),
    ("IDTC-ACR-NOT-REQUESTED-VALUE", {"acr": "gold"}, {"acr_values": ["silver", "gold"]}),
    ("IDTC-AUTH-TIME-OLD", {"auth_time": NOW - 120}, {"max_age": 60}),
    ("IDTC-AT-HASH-MISMATCH", {"at_hash": half_hash(ACCESS, "RS256")}, {"access_token": ACCESS}),
    ("IDTC-C-HASH-MISMATCH", {"c_hash": half_hash(CODE, "RS256")}, {"code": CODE}),
    ("IDTC-S-HASH-MISMATCH", {"s_hash": half_hash("s1", "RS256")}, {"asked": {"state": "s1"}}),
    ("IDTC-AT-HASH-LENGTH", {"at_hash": half_hash(ACCESS, "RS256")}, {"access_token": ACCESS}),
    ("IDTC-ISS-MISMATCH", {"iss": "https://op.example/t1", "tid": "t1"}, {"issuer": "https://op.example/{tenantid}"}),
    ("IDTC-ISS-FORMAT", {"iss": "http://127.0.0.1:8765"}, {"issuer": "http://127.0.0.1:8765"}),
    ("AUTHR-ISS-VS-ID-TOKEN", {}, {"answered_by": ISSUER}),
    ("IDTC-ACR-ESSENTIAL", {"acr": "gold", "auth_time": NOW}, {"asked": {"claims": ESSENTIAL}}),
    ("IDTC-ACR-EMPTY", {"acr": "gold"}, {}),
    ("IDTC-ACR-ZERO", {"acr": "gold"}, {}),
    ("IDTC-AMR-TYPE", {"amr": ["pwd"]}, {}),
    ("IDTC-AUTH-TIME-FUTURE", {"auth_time": NOW}, {}),
    ("IDTC-AUTH-TIME-STALE-PROMPT", {"auth_time": NOW - 160}, {"asked": {"prompt": "login"}, "asked_at": NOW - 100}),
    ("IDTC-EMAIL-UNVERIFIED", {"email": "a@b.example", "email_verified": True}, {}),
    ("IDTC-EMAIL-FORMAT", {"email": "a@b.example"}, {}),
    ("IDTC-BIRTHDATE-FORMAT", {"birthdate": "0000-04-12"}, {}),
    ("IDTC-BIRTHDATE-FORMAT", {"birthdate": "1988"}, {}),
    ("IDTC-ZONEINFO-FORMAT", {"zoneinfo": "America/Argentina/Buenos_Aires"}, {}),
    ("IDTC-LOCALE-FORMAT", {"locale": "en-GB"}, {}),
    ("IDTC-PHONE-FORMAT", {"phone_number": "+44 (20) 7946-0123"}, {}),
    ("IDTC-ADDRESS-TYPE", {"address": {}}, {}),
    ("IDTC-URL-CLAIMS", {"picture": "https://a.example/p.png"}, {}),
    ("IDTH-ALG-UNADVERTISED", {}, {"metadata": {"id_token_signing_alg_values_supported": ["RS256"]}}),
    ("IDTH-ALG-NONE-SIGNATURE", unsigned({"alg": "none"}, claims(), b""), {"client": client_for("none")}),
    ("IDTH-SIGNATURE-ECDSA-FORMAT", token("ES256"), {"client": client_for("ES256"), "jwks": jwks_for("ES256")}),
    ("IDTH-KID-MISSING-MULTI", {"header": {"kid": None}}, {"jwks": {"keys": [*TWO["keys"][:1], public(key_for("ES256"))]}}),
]
SKIPS: list[tuple[str, Any, dict[str, Any], str]] = [
    ("IDTH-SIGNATURE-INVALID", {}, {"jwks": None, "no_jwks": "the JWKS is closed"}, "the JWKS is closed"),
    ("IDTH-SIGNATURE-INVALID", unsigned({"alg": "none"}, claims(), b""), {}, "no signature"),
    ("IDTH-SIGNATURE-INVALID", {"alg": "HS256"}, {"client": client_for("HS256")}, "client secret"),
    ("IDTH-SIGNATURE-INVALID", unsigned({"alg": "ES256K"}, claims()), {}, "ES256K"),
    ("IDTH-SIGNATURE-INVALID", {"header": {"kid": "old"}}, {}, "no key to verify with"),
    ("IDTH-SIGNATURE-INVALID", {}, {"jwks": jwks_for(use="enc")}, "no key to verify with"),
    ("IDTH-KID-UNKNOWN", {}, {"jwks": None}, "no key set to look into"),
    ("IDTC-AT-HASH-LENGTH", unsigned({"alg": "none"}, claims(at_hash="x")), {}, "names no hash function"),
    ("IDTC-AUTH-TIME-OLD", {"auth_time": NOW}, {"asked": {"claims": ESSENTIAL}}, "any age"),
    ("IDTH-HS-SIGNATURE-INVALID", {}, {}, "not signed with a shared secret"),
    ("IDTH-HS-SIGNATURE-INVALID", {"alg": "HS256"}, {}, "no signature with a shared secret was agreed"),
    ("IDTH-HS-SIGNATURE-INVALID", {"alg": "HS256"}, {"client": client_for("HS256", client_secret=None)}, "not at hand"),
    ("IDTC-EXP-PAST", {"exp": "soon"}, {}, "no number of seconds"),
    ("IDTC-IAT-FUTURE", {"iat": True}, {}, "no number of seconds"),
    ("IDTC-IAT-OLD", {"iat": 10**400}, {"leeway": 0.5}, "no number of seconds"),
    ("IDTC-NBF-FUTURE", {}, {}, "optional"),
    ("IDTC-AUTH-TIME-OLD", {"auth_time": "x"}, {"max_age": 1}, "no number of seconds"),
    ("IDTC-AUTH-TIME-MISSING", {}, {}, "max_age was not sent"),
    ("IDTC-NONCE-MISSING", {}, {"nonce": None}, "no nonce was sent"),
    ("IDTC-NONCE-MISMATCH", {"nonce": None}, {}, "IDTC-NONCE-MISSING"),
    ("IDTC-NONCE-UNEXPECTED", {}, {}, "a nonce was sent"),
    ("IDTC-ACR-NOT-REQUESTED-VALUE", {}, {}, "no acr_values"),
    ("IDTC-AZP-MISMATCH", {}, {}, "no authorized party"),
    ("IDTC-AT-HASH-MISMATCH", {}, {"access_token": ACCESS}, "no at_hash"),
    ("IDTC-AT-HASH-MISMATCH", {"at_hash": "x"}, {}, "not at hand"),
    ("IDTC-AT-HASH-MISMATCH", unsigned({"alg": "none"}, claims(at_hash="x")), {"access_token": ACCESS}, "no hash function"),
    ("IDTC-C-HASH-MISMATCH", {"c_hash": "x"}, {}, "not at hand"),
]


@pytest.mark.parametrize(("rule", "changes", "arguments"), FAILS, ids=[rule for rule, *_ in FAILS])
def test_it_fails(rule, changes, arguments):
    """What is wrong is found by its rule, which says so in a sentence and what to do."""
    finding = report_of(changes, arguments)[rule]
    assert finding.verdict == "fail"
    assert finding.message.endswith(".")
    assert finding.advice
    assert finding.spec


@pytest.mark.parametrize(("rule", "changes", "arguments"), PASSES, ids=[rule for rule, *_ in PASSES])
def test_it_passes(rule, changes, arguments):
    """What is unusual and right passes; nothing else fails because of it."""
    report = report_of(changes, arguments)
    assert report[rule].verdict == "pass"
    assert report.ok


@pytest.mark.parametrize(("rule", "changes", "arguments", "reason"), SKIPS, ids=[rule for rule, *_ in SKIPS])
def test_it_is_skipped(rule, changes, arguments, reason):
    """What cannot be said has its reason."""
    finding = report_of(changes, arguments)[rule]
    assert (finding.verdict, reason in finding.message) == ("skip", True)


def test_every_rule_is_seen_three_ways():
    """No rule is without a test: each passes somewhere, fails somewhere, and is skipped where its requirement failed."""
    honest = check(token(), **{**EVERYTHING, "acr_values": ()}, nonce=NONCE)
    mac = check(token("HS256"), "HS256")
    passing = {f.rule for report in (honest, mac) for f in report.findings if f.verdict == "pass"} | {
        rule for rule, *_ in PASSES
    }
    every = [rule.id for rule in ID_TOKEN.rules]
    cannot = {"IDTC-AUTH-TIME-MISSING", "IDTH-ZIP", "IDTH-HS-KEY-BYTES"}
    assert [rule for rule in every if rule not in passing | cannot] == []
    assert [rule for rule in every if rule not in {rule for rule, *_ in FAILS}] == []
    skipped = {finding.rule for finding in check("a.b.c.d.e").findings if finding.verdict == "skip"}
    assert set(every) - skipped == {"IDTH-ENCRYPTED", "IDTH-ZIP"}


def test_rules_stand_in_an_order_that_works():
    """Ids are unique, every question is a question, and what a rule requires stands before it."""
    ids = [rule.id for rule in ID_TOKEN.rules]
    assert len(set(ids)) == len(ids)
    for index, rule in enumerate(ID_TOKEN.rules):
        assert rule.question.endswith("?")
        assert set(rule.requires) <= set(ids[:index])


def test_no_finding_holds_a_secret():
    """Expected and received values are for people: no token, code, secret or signature is among them."""
    seen = []
    for _, changes, arguments in FAILS + PASSES:
        raw = changes if isinstance(changes, str) else token(**changes)
        report = check(raw, **{"access_token": ACCESS, "code": CODE, **arguments})
        signature = raw.rpartition(".")[2]
        shown = repr(report.findings)
        seen += [word for word in (ACCESS.reveal(), CODE.reveal(), SECRET, signature[:30]) if len(word) > 9 and word in shown]
    assert seen == []
