"""The rules of the token response, UserInfo, refresh and metadata: each seen to pass, to fail and to be skipped."""

from __future__ import annotations

import dataclasses
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.protocol.client import Client
from explorer.protocol.json_answer import parse_json_answer
from explorer.protocol.tokens import TokenResponse, parse_token_response
from explorer.rules import Report
from explorer.rules.refresh import REFRESH, check_refresh
from explorer.rules.signature import Keys
from explorer.rules.token_response import TOKEN_RESPONSE, check_token_response
from explorer.rules.userinfo import USERINFO, check_userinfo
from explorer.secret import Secret
from tests.hostile import JSON, answer, base64url, members, patient, unsigned
from tests.rules.minting import jwks_for, key_for, sign

HONEST = {
    "access_token": "canary-at",
    "id_token": "canary-id",
    "refresh_token": "canary-rt",
    "token_type": "Bearer",
    "expires_in": 3600,
    "scope": "openid offline_access",
}
ALL = "openid offline_access"


GOOGLE = "openid https://www.googleapis.com/auth/userinfo.email https://www.googleapis.com/auth/userinfo.profile"
JWE = b'{"alg":"RSA-OAEP-256","enc":"A256GCM"}'


def tokens(body: Any = None, status: int = 200, media_type: str = "application/json", **changes: Any) -> TokenResponse:
    """Return an honest token response but for the changes; None leaves a member out."""
    whole = {name: value for name, value in {**HONEST, **changes}.items() if value is not None}
    parsed = parse_token_response(answer(body or whole, status, media_type, Cache_Control="no-store"))
    assert isinstance(parsed, TokenResponse)
    return parsed


def of_tokens(requested: str = ALL, **changes: Any) -> Report:
    """Check a token response."""
    return check_token_response(tokens(**changes), requested)


def without_cache_control() -> Report:
    """Check a token response that says nothing to caches."""
    honest = tokens()
    bare = dataclasses.replace(honest.response, headers=())
    return check_token_response(dataclasses.replace(honest, response=bare), ALL)


def of_userinfo(
    body: Any, status: int = 200, media_type: str = "application/json", sub: Any = "alice", challenge: str = "", **known: Any
) -> Report:
    """Check a UserInfo answer."""
    headers = {"WWW_Authenticate": challenge} if challenge else {}
    return check_userinfo(parse_json_answer(answer(body, status, media_type, **headers)), sub, **known)


APP = Client("my-app", redirect_uri="https://app/cb")
SIGNING_APP = Client("my-app", redirect_uri="https://app/cb", userinfo_signed_response_alg="RS256")


def of_signed(client: Client = SIGNING_APP, keys: Any = None, raw: str = "", **changes: Any) -> Report:
    """Check a signed UserInfo answer; None leaves a claim out."""
    said = {"iss": "https://op.example", "aud": "my-app", "sub": "alice", **changes}
    raw = raw or sign(
        json.dumps({name: v for name, v in said.items() if v is not None}).encode(),
        {"alg": "RS256", "kid": "k1"},
        key_for("RS256"),
    )
    known = {"client": client, "issuer": "https://op.example", "keys": keys or Keys(jwks_for("RS256"))}
    return of_userinfo(raw.encode(), media_type="application/jwt", **known)


FIRST = {"iss": "i", "sub": "a", "aud": "c", "iat": 100, "auth_time": 90, "nonce": "n"}


def of_refresh(
    before: Any = FIRST,
    public: bool = False,
    token: str | None = "new",  # noqa: S107
    granted: str | None = None,
    **changes: Any,
) -> Report:
    """Check a refresh whose new ID token differs in the changes."""
    after = {name: value for name, value in {**FIRST, **changes}.items() if value is not None}
    new = tokens(refresh_token=token)
    return check_refresh(new, sent=Secret("old"), before=before, after=after or None, is_public=public, granted=granted)


NO_AFTER = dict.fromkeys(FIRST)
CASES = [
    ("TOKR-STATUS", "pass", lambda: of_tokens()),
    ("TOKR-STATUS", "fail", lambda: of_tokens(status=201)),
    ("TOKR-CONTENT-TYPE", "pass", lambda: of_tokens(media_type="Application/JSON; charset=utf-8")),
    ("TOKR-CONTENT-TYPE", "fail", lambda: of_tokens(media_type="text/html")),
    ("TOKR-NO-STORE-MISSING", "pass", lambda: of_tokens()),
    ("TOKR-NO-STORE-MISSING", "fail", without_cache_control),
    ("TOKR-DUPLICATE-MEMBER", "pass", lambda: of_tokens()),
    ("TOKR-DUPLICATE-MEMBER", "fail", lambda: of_tokens(body=b'{"access_token": "canary-a", "access_token": "canary-b"}')),
    ("TOKR-ACCESS-TOKEN-MISSING", "pass", lambda: of_tokens()),
    ("TOKR-ACCESS-TOKEN-MISSING", "fail", lambda: of_tokens(access_token=None)),
    ("TOKR-ACCESS-TOKEN-MISSING", "fail", lambda: of_tokens(access_token=["canary-a"])),
    ("TOKR-TOKEN-TYPE-MISSING", "pass", lambda: of_tokens()),
    ("TOKR-TOKEN-TYPE-MISSING", "fail", lambda: of_tokens(token_type=None)),
    ("TOKR-TOKEN-TYPE-UNKNOWN", "pass", lambda: of_tokens(token_type="bEARER")),
    ("TOKR-TOKEN-TYPE-UNKNOWN", "fail", lambda: of_tokens(token_type=["Bearer"])),
    ("TOKR-TOKEN-TYPE-UNKNOWN", "fail", lambda: of_tokens(token_type="mac")),
    ("TOKR-TOKEN-TYPE-UNKNOWN", "skip", lambda: of_tokens(token_type=None)),
    ("TOKR-EXPIRES-IN-MISSING", "pass", lambda: of_tokens()),
    ("TOKR-EXPIRES-IN-MISSING", "fail", lambda: of_tokens(expires_in=None)),
    ("TOKR-EXPIRES-IN-TYPE", "pass", lambda: of_tokens(expires_in=10**400)),
    ("TOKR-EXPIRES-IN-TYPE", "fail", lambda: of_tokens(expires_in="3600")),
    ("TOKR-EXPIRES-IN-TYPE", "fail", lambda: of_tokens(expires_in=True)),
    *[("TOKR-EXPIRES-IN-VALUE", "fail", lambda v=v: of_tokens(expires_in=v)) for v in (-1, -5, 1.5)],
    ("TOKR-EXPIRES-IN-VALUE", "pass", lambda: of_tokens()),
    ("TOKR-EXPIRES-IN-VALUE", "skip", lambda: of_tokens(expires_in="1")),
    ("TOKR-EXPIRES-IN-TIMESTAMP", "pass", lambda: of_tokens()),
    ("TOKR-EXPIRES-IN-TIMESTAMP", "fail", lambda: of_tokens(expires_in=1_750_000_000)),
    ("TOKR-EXPIRES-IN-LONG", "pass", lambda: of_tokens(expires_in=86_400)),
    ("TOKR-EXPIRES-IN-LONG", "fail", lambda: of_tokens(expires_in=86_401)),
    ("TOKR-EXPIRES-IN-VS-EXP", "pass", lambda: of_tokens(access_token=unsigned({"alg": "RS256"}, {"iat": 100, "exp": 3700}))),
    ("TOKR-EXPIRES-IN-VS-EXP", "fail", lambda: of_tokens(access_token=unsigned({"alg": "RS256"}, {"iat": 100, "exp": 7300}))),
    ("TOKR-EXPIRES-IN-VS-EXP", "skip", lambda: of_tokens()),
    ("TOKR-BOM", "pass", lambda: of_tokens()),
    ("TOKR-BOM", "fail", lambda: of_tokens(body=b'\xef\xbb\xbf{"access_token": "canary-a"}')),
    ("TOKR-NULL-MEMBER", "pass", lambda: of_tokens()),
    ("TOKR-NULL-MEMBER", "fail", lambda: of_tokens(refresh_token="")),
    ("TOKR-NULL-MEMBER", "fail", lambda: of_tokens(body=b'{"access_token": "canary-a", "scope": null}')),
    ("TOKR-ACCESS-TOKEN-CHARS", "pass", lambda: of_tokens(access_token="canary-._~+/==")),
    ("TOKR-ACCESS-TOKEN-CHARS", "fail", lambda: of_tokens(access_token="canary at")),
    ("TOKR-ACCESS-TOKEN-CHARS", "skip", lambda: of_tokens(access_token=None)),
    ("TOKR-ACCESS-TOKEN-CHARS", "pass", lambda: of_tokens(access_token="00D!canary")),
    ("TOKR-ACCESS-TOKEN-ALPHABET", "pass", lambda: of_tokens(access_token="canary-._~+/==")),
    ("TOKR-ACCESS-TOKEN-ALPHABET", "fail", lambda: of_tokens(access_token="00D!canary")),
    ("TOKR-ACCESS-TOKEN-ALPHABET", "skip", lambda: of_tokens(access_token="canary at")),
    ("TOKR-ID-TOKEN-TYPE", "pass", lambda: of_tokens(id_token="canary.b.c")),
    ("TOKR-ID-TOKEN-TYPE", "fail", lambda: of_tokens()),
    ("TOKR-ID-TOKEN-TYPE", "fail", lambda: of_tokens(id_token=["canary"])),
    ("TOKR-ID-TOKEN-TYPE", "skip", lambda: of_tokens(id_token=None)),
    ("TOKR-SAME-TOKEN", "pass", lambda: of_tokens()),
    ("TOKR-SAME-TOKEN", "fail", lambda: of_tokens(id_token="canary-at")),
    ("TOKR-EXAMPLE-VALUES", "pass", lambda: of_tokens()),
    ("TOKR-EXAMPLE-VALUES", "fail", lambda: of_tokens(access_token="SlAV32hkKG")),
    ("TOKR-SCOPE-WIDER", "pass", lambda: of_tokens()),
    ("TOKR-SCOPE-WIDER", "fail", lambda: of_tokens("openid")),
    ("TOKR-SCOPE-WIDER", "skip", lambda: of_tokens(scope=None)),
    ("TOKR-SCOPE-NO-OPENID", "pass", lambda: of_tokens()),
    ("TOKR-SCOPE-NO-OPENID", "fail", lambda: of_tokens(scope="offline_access")),
    ("TOKR-SCOPE-NO-OPENID", "skip", lambda: of_tokens("offline_access")),
    ("TOKR-SCOPE-FORMAT", "pass", lambda: of_tokens()),
    *[("TOKR-SCOPE-FORMAT", "fail", lambda v=v: of_tokens(scope=v)) for v in (["openid"], "openid,email", "openid%20email")],
    ("TOKR-SCOPE-FORMAT", "skip", lambda: of_tokens(scope=None)),
    ("TOKR-EXPIRES-IN-TYPE", "skip", lambda: of_tokens(expires_in=None)),
    ("TOKR-ID-TOKEN-MISSING", "pass", lambda: of_tokens()),
    ("TOKR-ID-TOKEN-MISSING", "fail", lambda: of_tokens(id_token=None)),
    ("TOKR-ID-TOKEN-MISSING", "skip", lambda: of_tokens("profile", id_token=None)),
    ("TOKR-SCOPE-NARROWER", "pass", lambda: of_tokens("openid")),
    ("TOKR-SCOPE-NARROWER", "fail", lambda: of_tokens("openid offline_access email")),
    ("TOKR-SCOPE-NARROWER", "skip", lambda: of_tokens(scope=None)),
    ("TOKR-REFRESH-MISSING", "pass", lambda: of_tokens()),
    ("TOKR-REFRESH-MISSING", "fail", lambda: of_tokens(refresh_token=None)),
    ("TOKR-REFRESH-MISSING", "skip", lambda: of_tokens("openid", refresh_token=None)),
    ("UI-STATUS", "pass", lambda: of_userinfo({"sub": "alice"})),
    ("UI-STATUS", "fail", lambda: of_userinfo({"error": "invalid_token"}, 401)),
    ("UI-CONTENT-TYPE", "pass", lambda: of_userinfo({"sub": "alice"})),
    ("UI-CONTENT-TYPE", "fail", lambda: of_userinfo({"sub": "alice"}, media_type="text/html")),
    ("UI-CONTENT-TYPE", "fail", lambda: of_userinfo(b"<html>")),
    ("UI-CONTENT-TYPE", "skip", lambda: of_userinfo(b"", 500)),
    ("UI-JWT-UNVERIFIED", "pass", of_signed),
    ("UI-JWT-UNVERIFIED", "fail", lambda: of_signed(keys=Keys({"keys": []}))),
    ("UI-JWT-UNVERIFIED", "fail", lambda: of_signed(raw=unsigned({"alg": "none"}, {"sub": "alice"}, b""))),
    ("UI-JWT-UNVERIFIED", "skip", lambda: of_signed(keys=Keys(None, "closed"))),
    ("UI-JWT-UNVERIFIED", "skip", lambda: of_userinfo({"sub": "alice"})),
    ("UI-JWT-ALG", "pass", of_signed),
    ("UI-JWT-ALG", "fail", lambda: of_signed(APP)),
    ("UI-JWT-ALG", "skip", lambda: of_userinfo({"sub": "alice"}, client=APP)),
    ("UI-EXPECTED-JWT", "pass", of_signed),
    ("UI-EXPECTED-JWT", "fail", lambda: of_userinfo({"sub": "alice"}, client=SIGNING_APP)),
    ("UI-EXPECTED-JWT", "skip", lambda: of_userinfo({"sub": "alice"}, client=APP)),
    ("UI-JWT-ISS-AUD", "pass", lambda: of_signed(aud=["x", "my-app"])),
    ("UI-JWT-ISS-AUD", "fail", lambda: of_signed(iss=None)),
    ("UI-JWT-ISS-AUD", "fail", lambda: of_signed(aud="another")),
    ("UI-BEFORE-VALIDATION", "pass", lambda: of_userinfo({"sub": "alice"}, believed=True)),
    ("UI-BEFORE-VALIDATION", "fail", lambda: of_userinfo({"sub": "alice"}, believed=False)),
    ("UI-BEFORE-VALIDATION", "skip", lambda: of_userinfo({"sub": "alice"})),
    ("UI-DPOP-SCHEME", "pass", lambda: of_userinfo({"sub": "alice"}, token_type="Bearer")),
    ("UI-DPOP-SCHEME", "fail", lambda: of_userinfo({"sub": "alice"}, token_type="DPoP")),
    ("UI-REDIRECT", "pass", lambda: of_userinfo({"sub": "alice"})),
    ("UI-REDIRECT", "fail", lambda: of_userinfo(b"", 302)),
    ("UI-401-NO-CHALLENGE", "pass", lambda: of_userinfo({}, 401, challenge="Bearer")),
    ("UI-401-NO-CHALLENGE", "fail", lambda: of_userinfo({}, 401)),
    ("UI-401-NO-CHALLENGE", "skip", lambda: of_userinfo({}, 403)),
    ("UI-CHALLENGE-STATUS", "pass", lambda: of_userinfo({}, 401, challenge='Bearer error="invalid_token"')),
    ("UI-CHALLENGE-STATUS", "fail", lambda: of_userinfo({}, 400, challenge='Bearer error="invalid_token"')),
    ("UI-CHALLENGE-STATUS", "skip", lambda: of_userinfo({}, 401, challenge="Bearer")),
    ("UI-CONTENT-TYPE-MISMATCH", "pass", of_signed),
    ("UI-CONTENT-TYPE-MISMATCH", "fail", lambda: of_userinfo({"sub": "alice"}, media_type="application/jwt")),
    ("UI-CONTENT-TYPE-MISMATCH", "fail", lambda: of_userinfo(unsigned({"alg": "RS256"}, {}).encode())),
    ("UI-CONTENT-TYPE-MISMATCH", "skip", lambda: of_userinfo({"sub": "alice"}, media_type="text/html")),
    ("UI-CLAIM-TYPES", "pass", lambda: of_userinfo({"sub": "alice", "email_verified": True, "address": {}, "updated_at": 1})),
    *[
        ("UI-CLAIM-TYPES", "fail", lambda c=c: of_userinfo({"sub": "alice", **c}))
        for c in ({"email_verified": "true"}, {"updated_at": "2025"}, {"updated_at": True}, {"address": "x"}, {"name": 7})
    ],
    ("UI-NULL-OR-EMPTY", "pass", lambda: of_userinfo({"sub": "alice"})),
    ("UI-NULL-OR-EMPTY", "fail", lambda: of_userinfo({"sub": "alice", "name": ""})),
    ("UI-NULL-OR-EMPTY", "fail", lambda: of_userinfo({"sub": "alice", "name": None})),
    ("UI-SUB-ONLY", "pass", lambda: of_userinfo({"sub": "alice", "email": "a"}, requested="openid email")),
    ("UI-SUB-ONLY", "fail", lambda: of_userinfo({"sub": "alice"}, requested="openid email")),
    ("UI-SUB-ONLY", "skip", lambda: of_userinfo({"sub": "alice"}, requested="openid api")),
    ("UI-CLAIMS-NOT-GRANTED", "pass", lambda: of_userinfo({"sub": "alice", "email": "a"}, requested="openid email")),
    ("UI-CLAIMS-NOT-GRANTED", "fail", lambda: of_userinfo({"sub": "alice", "email": "a"}, requested="openid email phone")),
    ("UI-AGGREGATED", "pass", lambda: of_userinfo({"sub": "alice"})),
    ("UI-AGGREGATED", "fail", lambda: of_userinfo({"sub": "alice", "_claim_names": {}})),
    ("UI-SUB-MISSING", "pass", lambda: of_userinfo({"sub": "alice"})),
    ("UI-SUB-MISSING", "fail", lambda: of_userinfo({"sub": ""})),
    ("UI-SUB-MISSING", "skip", lambda: of_userinfo([])),
    ("UI-ENCRYPTED", "pass", lambda: of_userinfo({"sub": "a.b.c.d.e"})),
    *[
        (rule, verdict, lambda jwe=jwe: of_userinfo(jwe, media_type="application/jwt"))  # case 135
        for jwe in (b"a.b.c.d.e", f"{base64url(JWE)}.b.c.d.e\n".encode(), f"{base64url(JWE)}..c.d.e".encode())
        for rule, verdict in [
            ("UI-ENCRYPTED", "fail"),
            ("UI-CONTENT-TYPE", "skip"),
            ("UI-CONTENT-TYPE-MISMATCH", "skip"),
            ("UI-SUB-MISSING", "skip"),
            ("UI-JWT-UNVERIFIED", "skip"),
        ]
    ],
    *[
        ("TOKR-SCOPE-NARROWER", verdict, lambda asked=asked, more=more: of_tokens(asked, **more))
        for verdict, asked, more in [
            ("pass", "openid email profile", {"scope": GOOGLE}),  # case F6
            ("pass", "openid offline_access", {"scope": "openid"}),
            ("pass", "openid User.Read", {"scope": "openid https://graph.microsoft.com/User.Read"}),
            ("pass", "openid https://graph.microsoft.com/User.Read", {"scope": "openid User.Read"}),
            ("pass", "openid https://graph.microsoft.com/.default", {"scope": "openid https://graph.microsoft.com/Mail.Read"}),
            ("fail", "openid email", {"scope": "openid"}),
            ("fail", "openid email", {"scope": "openid https://api.example/admin.email"}),
            ("fail", "openid offline_access", {"scope": "openid", "refresh_token": None}),
        ]
    ],
    ("TOKR-SCOPE-WIDER", "pass", lambda: of_tokens("openid email profile", scope=GOOGLE)),
    ("TOKR-SCOPE-WIDER", "fail", lambda: of_tokens("openid email", scope=f"{GOOGLE} https://www.googleapis.com/auth/drive")),
    *[
        (rule, verdict, lambda odd=odd: of_tokens("openid email", scope=odd))  # case 85
        for odd in ("openid,email", "openid;email", "openid+email", "openid%20email", "openid, email")
        for rule, verdict in [
            ("TOKR-SCOPE-FORMAT", "fail"),
            ("TOKR-SCOPE-NARROWER", "skip"),
            ("TOKR-SCOPE-WIDER", "skip"),
            ("TOKR-SCOPE-NO-OPENID", "skip"),
        ]
    ],
    *[("TOKR-EXPIRES-IN-VALUE", "pass", lambda v=v: of_tokens(expires_in=v)) for v in (0, 3600.0, 1e3)],  # case F11
    ("UI-SUB-MISMATCH", "pass", lambda: of_userinfo({"sub": "alice"})),
    ("UI-SUB-MISMATCH", "fail", lambda: of_userinfo({"sub": "alice "})),
    ("UI-SUB-MISMATCH", "fail", lambda: of_userinfo({"sub": True}, sub=1)),
    ("UI-SUB-MISMATCH", "skip", lambda: of_userinfo({"sub": "alice"}, sub=None)),
    ("UI-SUB-MISMATCH", "skip", lambda: of_userinfo({})),
    ("REFR-NONCE-PRESENT", "pass", lambda: of_refresh(nonce=None)),
    ("REFR-NONCE-PRESENT", "fail", lambda: of_refresh()),
    ("REFR-NONCE-PRESENT", "skip", lambda: of_refresh(**NO_AFTER)),
    ("REFR-SCOPE-GREW", "pass", lambda: of_refresh(granted=ALL)),
    ("REFR-SCOPE-GREW", "fail", lambda: of_refresh(granted="openid")),
    ("REFR-SCOPE-GREW", "skip", lambda: of_refresh()),
    ("REFR-ROTATED", "pass", lambda: of_refresh()),
    ("REFR-PUBLIC-NOT-ROTATED", "pass", lambda: of_refresh(public=True)),
    ("REFR-PUBLIC-NOT-ROTATED", "fail", lambda: of_refresh(public=True, token="old")),
    ("REFR-PUBLIC-NOT-ROTATED", "fail", lambda: of_refresh(public=True, token=None)),
    ("REFR-PUBLIC-NOT-ROTATED", "skip", lambda: of_refresh(token="old")),
    ("REFR-NO-ID-TOKEN", "pass", lambda: of_refresh()),
    ("REFR-NO-ID-TOKEN", "skip", lambda: of_refresh(**NO_AFTER)),
    ("REFR-NO-ID-TOKEN", "skip", lambda: of_refresh(before=None)),
    *[
        (rule, verdict, lambda changes=changes: of_refresh(**changes))
        for rule, same, other in [
            ("REFR-ISS-CHANGED", {}, {"iss": "x"}),
            ("REFR-SUB-CHANGED", {}, {"sub": ["a"]}),
            ("REFR-AUD-CHANGED", {"aud": ["c"]}, {"aud": ["c", "d"]}),
            ("REFR-AZP-CHANGED", {}, {"azp": "c"}),
            ("REFR-IAT-OLD", {"iat": 100}, {"iat": 99}),
            ("REFR-AUTH-TIME-CHANGED", {}, {"auth_time": 100}),
            ("REFR-NONCE-CHANGED", {"nonce": None}, {"nonce": "m"}),
        ]
        for verdict, changes in (("pass", same), ("fail", other), ("skip", NO_AFTER))
    ],
    ("REFR-IAT-OLD", "skip", lambda: of_refresh(iat="100")),
    ("REFR-AUTH-TIME-CHANGED", "skip", lambda: of_refresh(auth_time=None)),
]


@pytest.mark.parametrize(("rule", "verdict", "report"), CASES, ids=[f"{rule}-{verdict}" for rule, verdict, _ in CASES])
def test_verdict(rule, verdict, report):
    """The rule says what it should, in a sentence where it does not pass, and shows no token."""
    whole = report()
    assert whole[rule].verdict == verdict
    assert whole[rule].message or verdict == "pass"
    assert "canary" not in repr(whole.findings)


def test_every_rule_is_seen_to_pass_and_to_fail():
    """No rule is without a test; two only tell what is so, and cannot fail."""
    seen = {(rule, verdict) for rule, verdict, _ in CASES}
    sets = (TOKEN_RESPONSE, USERINFO, REFRESH)
    missing = [(rule.id, v) for rules in sets for rule in rules.rules for v in ("pass", "fail") if (rule.id, v) not in seen]
    assert missing == [("REFR-ROTATED", "fail"), ("REFR-NO-ID-TOKEN", "fail")]


@given(members(*HONEST), st.text(), JSON)
@patient
def test_any_answers_give_whole_reports(body, scope, sub):
    """Whatever came, nothing raises, and every report survives JSON."""
    given_tokens = parse_token_response(answer({"access_token": "x", **body, "error": None}))
    known = {"client": APP, "requested": scope, "token_type": sub, "believed": True}
    answers = [parse_json_answer(answer(value)) for value in (body, sub)]
    reports = [check_userinfo(each, sub, **known) for each in answers]
    if isinstance(given_tokens, TokenResponse):
        reports += [
            check_token_response(given_tokens, scope),
            check_refresh(given_tokens, sent=Secret("x"), before=body, after={"sub": sub, "iat": sub}, is_public=True),
        ]
    for report in reports:
        assert Report.from_dicts(json.loads(json.dumps(report.to_dicts()))) == report


def test_a_refusal_of_userinfo_says_what_its_challenge_says() -> None:
    """Case 132: error and description of the header are told (RFC 6750 3), and an empty body is nothing bad."""
    said = "MSIS9921: the audience of the access token is not that of the UserInfo relying party"
    for challenge in (
        f'Bearer error="invalid_token", error_description="{said}"',
        f'Bearer realm="x", error_description="{said}",error=invalid_token',
    ):
        refused = parse_json_answer(answer(b"", 401, WWW_Authenticate=challenge))
        told = check_userinfo(refused, "alice")["UI-STATUS"].message
        assert refused.problem is None
        assert said in told
        assert "invalid_token" in told
    refused_in_vain = of_userinfo(b"", 401, challenge="Bearer")
    assert refused_in_vain["UI-STATUS"].message == "The provider refused to answer."
    assert refused_in_vain.tally.not_checked == 0  # no question about claims arises where none were to come


def test_an_encrypted_answer_is_called_so() -> None:
    """Case 135: the words are those that IDTH-ENCRYPTED has of an ID token."""
    encrypted = parse_json_answer(answer(b"a.b.c.d.e", 200, "application/jwt"))
    assert "encrypted" in (encrypted.problem or "")
    assert "encrypted" in check_userinfo(encrypted, "alice")["UI-ENCRYPTED"].message
