"""Where a rule is not applicable, the report says why, and that is why."""

from __future__ import annotations

import json
from typing import Any

import pytest
from joserfc.jwk import OctKey

from explorer.protocol.client import Client
from explorer.protocol.json_answer import parse_json_answer
from explorer.rules import Report
from explorer.rules.access_token import check_access_token
from explorer.rules.introspection import check_introspection
from explorer.rules.logout import check_logout
from explorer.rules.userinfo import check_userinfo
from tests.hostile import answer, base64url, unsigned
from tests.rules.minting import ISSUER, NOW, SECRET, check, claims, client_for, key_for, public, token

TWO = {"keys": [public(key_for("RS256"), kid=""), public(key_for("RS256", "another"), kid="")]}
LOGIN = {"asked": {"prompt": "login"}, "asked_at": NOW}
WANTED = json.dumps({"id_token": {"acr": {"essential": True, "values": ["gold"]}}})
HS = {"client": client_for("HS256")}

# rule, what changes in the token (or the token), what changes in the check, the reason
OF_ID_TOKENS: list[tuple[str, Any, dict[str, Any], str]] = [
    # the first condition that does not hold gives the reason, and no other does
    ("IDTH-KID-AMBIGUOUS", {"header": {"kid": None}}, {}, "the header names no key (kid)"),
    ("IDTH-KID-AMBIGUOUS", {}, {"jwks": None}, "there is no key set to look into"),
    ("IDTH-KID-AMBIGUOUS", {"alg": "HS256"}, HS, "its algorithm is none with a public key"),
    ("IDTH-KID-UNKNOWN", {"header": {"kid": None}}, {}, "the header names no key (kid)"),
    ("IDTH-KEY-ALG-MISMATCH", {"header": {"kid": "old"}}, {}, "no key has the name in the header: see IDTH-KID-UNKNOWN"),
    ("IDTH-KEY-ALG-MISMATCH", {}, {"jwks": None}, "there is no key set to look into"),
    ("IDTH-KEY-USE-ENC", {"header": {"kid": "old"}}, {}, "there is no fitting key to look at"),
    ("IDTH-ALG-NONE-SIGNATURE", unsigned({}, claims()), {}, "the header does not say that it is unsigned (alg none)"),
    ("IDTH-SIGNATURE-EMPTY", unsigned({}, claims(), b""), {}, "the header names no algorithm"),
    ("IDTH-SIGNATURE-EMPTY", unsigned({"alg": "None"}, claims()), {}, "the header says that there is none (alg none)"),
    ("IDTH-SIGNATURE-ECDSA-FORMAT", {}, {}, "the token has no ECDSA signature"),
    (
        "IDTH-SIGNATURE-ECDSA-FORMAT",
        unsigned({"alg": "ES256"}, claims(), b""),
        {},
        "the signature is gone: see IDTH-SIGNATURE-EMPTY",
    ),
    ("IDTH-HS-SECRET-SHORT", {}, {}, "the token is not signed with a shared secret"),
    (
        "IDTH-HS-SECRET-SHORT",
        {"alg": "HS256"},
        {"client": client_for("HS256", client_secret=None)},
        "the client secret is not at hand",
    ),
    (
        "IDTH-HS-KEY-BYTES",
        {"alg": "HS256"},
        {"client": client_for("HS256", client_secret=None)},
        "the client secret is not at hand",
    ),
    ("IDTH-HS-KEY-BYTES", {"alg": "HS256"}, HS, "the signature holds with the client secret as it stands"),
    ("IDTH-HS-KEY-BYTES", {}, {}, "the token is not signed with a shared secret"),
    ("IDTC-EMAIL-FORMAT", {}, {}, "the token has no email"),
    ("IDTC-EMAIL-FORMAT", {"email": 7}, {}, "email is no text"),
    ("IDTC-EMAIL-FORMAT", {"email": ""}, {}, "email is empty"),
    ("IDTC-EMAIL-UNVERIFIED", {"email": ""}, {}, "email is empty"),
    ("IDTC-EMAIL-UNVERIFIED", {}, {}, "the token has no email"),
    ("IDTC-BIRTHDATE-FORMAT", {"birthdate": 1988}, {}, "birthdate is no text"),
    ("IDTC-PHONE-FORMAT", {}, {}, "the token has no phone_number"),
    ("IDTC-URL-CLAIMS", {"picture": 7, "website": ""}, {}, "the token has no picture, profile or website that is a text"),
    ("IDTC-EXP-BEFORE-IAT", {"exp": "soon"}, {}, "the token has no exp that is a time"),
    ("IDTC-LIFETIME-LONG", {"iat": None}, {}, "the token has no iat that is a time"),
    ("IDTC-AUTH-TIME-FUTURE", {"auth_time": "x"}, {}, "the token has no auth_time that is a time"),
    ("IDTC-AUTH-TIME-STALE-PROMPT", {"auth_time": 1}, {}, "prompt=login was not sent"),
    ("IDTC-AUTH-TIME-STALE-PROMPT", {"auth_time": 1}, {"asked": {"prompt": "login"}}, "nobody knows when the request was made"),
    ("IDTC-AUTH-TIME-STALE-PROMPT", {}, LOGIN, "the token has no auth_time that is a time"),
    ("IDTC-AT-HASH-LENGTH", {}, {}, "the token has no hash"),
    (
        "IDTC-AT-HASH-LENGTH",
        unsigned({"alg": "none"}, claims(at_hash="x")),
        {},
        "the algorithm of the token names no hash function",
    ),
]


@pytest.mark.parametrize(("rule", "changes", "arguments", "reason"), OF_ID_TOKENS)
def test_the_reason_of_an_id_token(rule: str, changes: Any, arguments: dict[str, Any], reason: str) -> None:
    """Of a rule with several conditions, the report names the one that does not hold."""
    finding = check(changes if isinstance(changes, str) else token(**changes), **arguments)[rule]
    assert (finding.verdict, finding.applies, finding.message) == ("skip", False, reason)


def access(scope: str | None = "a", sub: Any = "alice", said: Any = None, **more: Any) -> Report:
    """Check an access token that says this; `scope` and `sub` are what is known from elsewhere."""
    raw = unsigned({"alg": "RS256"}, {**(said or {}), **more})
    return check_access_token(raw, issuer=ISSUER, client_id="my-app", now=NOW, scope=scope, sub=sub)


def userinfo(body: Any = None, **known: Any) -> Report:
    """Check a UserInfo answer."""
    return check_userinfo(parse_json_answer(answer(body or {"sub": "alice"}, 200, "application/json")), "alice", **known)


def signed_userinfo(**known: Any) -> Report:
    """Check a UserInfo answer that is a JWT."""
    raw = unsigned({"alg": "RS256"}, {"sub": "alice"}).encode()
    return check_userinfo(parse_json_answer(answer(raw, 200, "application/jwt")), "alice", **known)


def logout(**changes: Any) -> Report:
    """Check a logout request."""
    return check_logout("https://op.example/bye", **{"hint": {"aud": "my-app"}, "client_id": "my-app", **changes})


APP = Client("my-app", redirect_uri="https://app/cb")
OTHERS = [
    ("AT-ISS-MISMATCH", lambda: access(), "it names no issuer"),
    ("AT-EXPIRED", lambda: access(exp="soon"), "it has no exp that is a time"),
    ("AT-LONG-LIVED", lambda: access(exp=NOW), "it has no exp and iat that are times, so it does not say how long it lives"),
    ("AT-SCOPE-DIFFERS", lambda: access(scope=None, scp="a"), "the token response names no scope"),
    ("AT-SCOPE-DIFFERS", lambda: access(scp="a"), "the access token names no scope in one text"),
    ("AT-SUB-DIFFERS", lambda: access(sub=None), "there is no sub of an ID token to compare with"),
    ("AT-SUB-DIFFERS", lambda: access(), "it does not name the user"),
    ("AT-CNF-AS-BEARER", lambda: access(), "it is bound to no key"),
    ("UI-JWT-ALG", lambda: signed_userinfo(), "nothing is known of the client"),
    ("UI-JWT-ALG", lambda: userinfo(client=APP), "the answer is not signed"),
    ("UI-JWT-ISS-AUD", lambda: signed_userinfo(), "nothing is known of the client"),
    ("UI-EXPECTED-JWT", lambda: userinfo(), "nothing is known of the client"),
    ("UI-EXPECTED-JWT", lambda: userinfo(client=APP), "no signed answer was agreed"),
    ("UI-BEFORE-VALIDATION", lambda: userinfo(), "nothing is known of an ID token to check"),
    ("LOGOUT-CLIENT-MISMATCH", lambda: logout(hint=None), "no ID token is sent"),
    ("LOGOUT-CLIENT-MISMATCH", lambda: logout(client_id=None), "no client_id is sent"),
    ("LOGOUT-REDIRECT-HTTP", lambda: logout(), "there is no post_logout_redirect_uri"),
    (
        "INTRO-INACTIVE",
        lambda: check_introspection(parse_json_answer(answer({}, 302))),
        "the provider refused to answer, or sent us elsewhere",
    ),
]


@pytest.mark.parametrize(("rule", "report", "reason"), OTHERS, ids=[rule for rule, *_ in OTHERS])
def test_the_reason_of_an_answer(rule: str, report: Any, reason: str) -> None:
    """What speaks of a JWT, of the client, of a scope, says which of them is not there."""
    finding = report()[rule]
    assert (finding.verdict, finding.applies, finding.message) == ("skip", False, reason)


def test_an_opaque_access_token_has_one_reason() -> None:
    """To a token that nobody but the API can read no rule is applicable, and each says so."""
    report = check_access_token("opaque", issuer=ISSUER, client_id="my-app", now=NOW)
    assert {(f.verdict, f.applies) for f in report.findings} == {("skip", False)}
    assert {f.message for f in report.findings} == {"the access token is opaque: it is for the API alone"}


@pytest.mark.parametrize(
    ("rule", "report"),
    [
        ("IDTC-ACR-ESSENTIAL", lambda: check(token(acr=""), asked={"claims": WANTED})),
        ("IDTH-KID-UNKNOWN", lambda: check(token(header={"kid": ""}))),
        ("IDTH-KID-AMBIGUOUS", lambda: check(token(header={"kid": ""}), jwks=TWO)),
        ("AT-ISS-MISMATCH", lambda: access(iss="")),
        ("AT-SUB-DIFFERS", lambda: access(said={"sub": ""})),
    ],
)
def test_what_is_empty_is_found(rule: str, report: Any) -> None:
    """A value that is wrong because it is empty is wrong: the row must not take it for nothing found."""
    finding = report()[rule]
    assert (finding.verdict, finding.received) == ("fail", "(an empty text)")


def test_a_secret_in_either_alphabet_is_decoded() -> None:
    """A client secret that is base64 of the real key is recognised with + and / as with - and _; one that is none is no key."""
    key = bytes(range(200, 256)).ljust(64, b"~")
    raw = token("HS256", OctKey.import_key(key))
    plain = base64url(key)
    for secret in (plain, plain.replace("-", "+").replace("_", "/"), plain + "="):
        assert check(raw, client=client_for("HS256", client_secret=secret))["IDTH-HS-KEY-BYTES"].verdict == "fail"
    for secret in (SECRET, "x"):
        assert check(raw, client=client_for("HS256", client_secret=secret))["IDTH-HS-KEY-BYTES"].verdict == "pass"
