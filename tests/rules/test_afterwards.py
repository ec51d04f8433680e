"""The rules of access token, logout, introspection, transport, and of known exceptions: each seen to pass and to fail."""

from __future__ import annotations

import email.utils
import json
from typing import Any

import pytest
from hypothesis import given

from explorer.errors import Mistake
from explorer.messages import Exchange, Request, Response, Timing
from explorer.protocol.jose import parse_jwt
from explorer.protocol.json_answer import parse_json_answer
from explorer.reference import providers
from explorer.rules import Report
from explorer.rules.access_token import ACCESS_TOKEN, check_access_token
from explorer.rules.exceptions import profile_facts, with_exceptions
from explorer.rules.finding import Finding
from explorer.rules.introspection import INTROSPECTION, check_introspection
from explorer.rules.logout import LOGOUT, check_logout
from explorer.rules.logout_token import LOGOUT_TOKEN, check_logout_token
from explorer.rules.refresh_request import REFRESH_REQUEST, check_refresh_request
from explorer.rules.transport import TRANSPORT, check_transport, how_it_travelled
from explorer.secret import Secret
from tests.hostile import JSON, answer, members, patient, unsigned

OP, NOW = "https://op.example", 1_750_000_000
CLAIMS = {
    "iss": OP,
    "exp": NOW + 300,
    "aud": "https://api.example",
    "sub": "alice",
    "client_id": "my-app",
    "iat": NOW,
    "jti": "1",
    "scope": "openid read",
}
KNOWN = {"scope": "openid read", "sub": "alice", "token_type": "Bearer"}


def access(
    header: dict[str, Any] | None = None, *, raw: str = "", known: dict[str, Any] | None = None, **changes: Any
) -> Report:
    """Check an honest access token but for the changes; None leaves a claim out."""
    claims = {name: value for name, value in {**CLAIMS, **changes}.items() if value is not None}
    token = raw or unsigned({"alg": "RS256", "typ": "at+jwt", **(header or {})}, claims)
    return check_access_token(token, issuer=OP, client_id="my-app", now=NOW, **{**KNOWN, **(known or {})})


def logout(endpoint: str = f"{OP}/logout", hint: Any = None, **more: Any) -> Report:
    """Check a logout request."""
    return check_logout(endpoint, hint=hint, **{"client_id": "my-app", **more})


def ended(header: dict[str, Any] | None = None, **changes: Any) -> Report:
    """Check an honest logout token but for the changes; None leaves a claim out."""
    event = {"http://schemas.openid.net/event/backchannel-logout": {}}
    honest = {"iss": OP, "aud": "my-app", "iat": NOW, "exp": NOW + 120, "jti": "1", "sid": "s", "events": event}
    claims = {name: value for name, value in {**honest, **changes}.items() if value is not None}
    return check_logout_token(parse_jwt(Secret(unsigned({"alg": "RS256", "typ": "logout+jwt", **(header or {})}, claims))))


def renewed(asked: str | None, *, replaced: bool = False) -> Report:
    """Check a refresh request after "openid phone" was granted."""
    return check_refresh_request(asked, granted="openid phone", replaced=replaced)


def told(body: Any, status: int = 200) -> Report:
    """Check an introspection answer."""
    return check_introspection(parse_json_answer(answer(body, status)))


def exchange(step: str = "exchange", url: str = f"{OP}/token", status: int = 200, **more: Any) -> Report:
    """Check one exchange, `behind` seconds after the provider's Date."""
    headers = more.pop("headers", [["Content-Type", "application/json"]])
    response = more.pop(
        "response", Response(status, "OK", tuple((name, value) for name, value in headers), more.pop("body", b""))
    )
    timing = Timing(NOW + more.pop("behind", 0))
    return check_transport([how_it_travelled(Exchange(step, Request.get(url), response, timing, **more))])


LATIN = [["Content-Type", "application/json; charset=ISO-8859-1"]]
HTML = [["Content-Type", "text/html; charset=utf-8"]]
DATED = [["Date", email.utils.formatdate(NOW, usegmt=True)]]
BOUND = {"cnf": {"jkt": "x"}}
HINT = {"aud": ["my-app"]}
BACK = {"post_logout_redirect_uri": "https://app.example/bye"}
CASES: list[tuple[str, str, Any]] = [
    ("AT-ALG-NONE", "pass", access),
    ("AT-ALG-NONE", "fail", lambda: access({"alg": "none"})),
    ("AT-ALG-NONE", "skip", lambda: access(raw="opaque")),
    ("AT-CLAIMS-MISSING", "pass", access),
    ("AT-CLAIMS-MISSING", "fail", lambda: access(jti=None)),
    ("AT-CLAIMS-MISSING", "skip", lambda: access({"typ": "JWT"}, jti=None)),
    ("AT-ISS-MISMATCH", "pass", access),
    ("AT-ISS-MISMATCH", "fail", lambda: access(iss="https://sts.example")),
    ("AT-AUD-MISSING", "pass", access),
    ("AT-AUD-MISSING", "fail", lambda: access(aud=None)),
    ("AT-AUD-CLIENT", "pass", access),
    ("AT-AUD-CLIENT", "fail", lambda: access(aud=["my-app"])),
    ("AT-AUD-MULTI", "pass", lambda: access(aud=["https://api.example/a", "https://api.example/b"])),
    ("AT-AUD-MULTI", "fail", lambda: access(aud=["https://a.example", "https://b.example"])),
    ("AT-EXPIRED", "pass", lambda: access(exp=NOW - 59)),
    ("AT-EXPIRED", "fail", lambda: access(exp=NOW - 60)),
    ("AT-EXPIRED", "skip", lambda: access(exp="soon")),
    ("AT-LONG-LIVED", "pass", access),
    ("AT-LONG-LIVED", "fail", lambda: access(exp=NOW + 86_401)),
    ("AT-SCOPE-TYPE", "pass", access),
    ("AT-SCOPE-TYPE", "fail", lambda: access(scope=["openid"])),
    ("AT-SCOPE-TYPE", "fail", lambda: access(scp="openid")),
    ("AT-SCOPE-TYPE", "skip", lambda: access(scope=None)),
    ("AT-SCOPE-DIFFERS", "pass", access),
    ("AT-SCOPE-DIFFERS", "fail", lambda: access(scope="openid")),
    ("AT-SCOPE-DIFFERS", "skip", lambda: access(known={"scope": None})),
    ("AT-CNF-AS-BEARER", "pass", lambda: access(**BOUND, known={"token_type": "DPoP"})),
    ("AT-CNF-AS-BEARER", "fail", lambda: access(**BOUND)),
    ("AT-CNF-AS-BEARER", "skip", access),
    ("AT-NONCE-HEADER", "pass", access),
    ("AT-NONCE-HEADER", "fail", lambda: access({"nonce": "x"})),
    ("AT-SUB-DIFFERS", "pass", access),
    ("AT-SUB-DIFFERS", "fail", lambda: access(sub="alice-at-the-api")),
    ("AT-SUB-DIFFERS", "skip", lambda: access(known={"sub": None})),
    ("LOGOUT-ENDPOINT-HTTP", "pass", logout),
    ("LOGOUT-ENDPOINT-HTTP", "fail", lambda: logout("http://op.example/logout")),
    ("LOGOUT-NO-HINT", "pass", lambda: logout(hint=HINT)),
    ("LOGOUT-NO-HINT", "fail", logout),
    ("LOGOUT-CLIENT-MISMATCH", "pass", lambda: logout(hint=HINT)),
    ("LOGOUT-CLIENT-MISMATCH", "fail", lambda: logout(hint={"aud": "another"})),
    ("LOGOUT-CLIENT-MISMATCH", "skip", logout),
    ("LOGOUT-REDIRECT-NO-CLIENT", "pass", lambda: logout(**BACK)),
    ("LOGOUT-REDIRECT-NO-CLIENT", "fail", lambda: logout(**BACK, client_id=None)),
    ("LOGOUT-REDIRECT-NO-CLIENT", "skip", logout),
    ("LOGOUT-REDIRECT-HTTP", "pass", lambda: logout(**BACK)),
    ("LOGOUT-REDIRECT-HTTP", "fail", lambda: logout(post_logout_redirect_uri="http://app.example/bye")),
    ("LOGOUT-STATE-WITHOUT-REDIRECT", "pass", lambda: logout(**BACK, state="s")),
    ("LOGOUT-STATE-WITHOUT-REDIRECT", "fail", lambda: logout(state="s")),
    ("LOGOUT-STATE-WITHOUT-REDIRECT", "skip", logout),
    ("LOGOUT-TOKEN-INVALID", "pass", ended),
    ("LOGOUT-TOKEN-INVALID", "fail", lambda: ended({"alg": "none"})),
    ("LOGOUT-TOKEN-CLAIMS", "pass", ended),
    ("LOGOUT-TOKEN-CLAIMS", "fail", lambda: ended(jti=None)),
    ("LOGOUT-TOKEN-EVENTS", "pass", ended),
    ("LOGOUT-TOKEN-EVENTS", "fail", lambda: ended(events={"urn:another": {}})),
    ("LOGOUT-TOKEN-NO-SUBJECT", "pass", lambda: ended(sid=None, sub="alice")),
    ("LOGOUT-TOKEN-NO-SUBJECT", "fail", lambda: ended(sid=None)),
    ("LOGOUT-TOKEN-NONCE", "pass", ended),
    ("LOGOUT-TOKEN-NONCE", "fail", lambda: ended(nonce="n")),
    ("LOGOUT-TOKEN-TYP", "pass", ended),
    ("LOGOUT-TOKEN-TYP", "fail", lambda: ended({"typ": "JWT"})),
    ("INTRO-ACTIVE-MISSING", "pass", lambda: told({"active": False})),
    ("INTRO-ACTIVE-MISSING", "fail", lambda: told({"active": "yes"})),
    ("INTRO-ACTIVE-MISSING", "fail", lambda: told([])),
    ("INTRO-ACTIVE-MISSING", "skip", lambda: told({}, 401)),
    ("INTRO-INACTIVE", "pass", lambda: told({"active": True})),
    ("INTRO-INACTIVE", "fail", lambda: told({"active": False})),
    ("HTTP-PLAIN", "pass", lambda: exchange(url="http://127.0.0.1:8765/token")),
    ("HTTP-PLAIN", "fail", lambda: exchange(url="http://op.example/token")),
    ("HTTP-PLAIN", "fail", lambda: exchange(url="http://evil.localhost/token")),
    ("HTTP-LINK-LOCAL", "pass", exchange),
    ("HTTP-LINK-LOCAL", "fail", lambda: exchange(url="https://169.254.169.254/token")),
    ("HTTP-CERT-INVALID", "pass", exchange),
    ("HTTP-CERT-INVALID", "fail", lambda: exchange(response=None, error_kind="tls")),
    ("HTTP-TIMEOUT", "pass", exchange),
    ("HTTP-TIMEOUT", "fail", lambda: exchange(response=None, error_kind="timeout")),
    ("HTTP-TOKEN-REDIRECT", "pass", lambda: exchange("discover", status=302)),
    ("HTTP-TOKEN-REDIRECT", "fail", lambda: exchange(status=307)),
    ("HTTP-CLOCK-SKEW", "pass", lambda: exchange(headers=DATED, behind=60)),
    ("HTTP-CLOCK-SKEW", "fail", lambda: exchange(headers=DATED, behind=61.5)),
    ("HTTP-CHALLENGE-SYNTAX", "pass", lambda: exchange(headers=[["WWW-Authenticate", 'Bearer error="invalid_token"']])),
    ("HTTP-CHALLENGE-SYNTAX", "fail", lambda: exchange(headers=[["WWW-Authenticate", '"Bearer"']])),
    ("HTTP-HEADER-CHARS", "pass", exchange),
    ("HTTP-HEADER-CHARS", "fail", lambda: exchange(headers=[["X-Note", "caf\u00e9"]])),
    ("HTTP-CONTENT-LENGTH-HTML", "pass", exchange),
    ("REFR-SCOPE-WIDER", "pass", lambda: renewed("openid")),
    ("REFR-SCOPE-WIDER", "fail", lambda: renewed("openid email")),
    ("REFR-SCOPE-WIDER", "skip", lambda: renewed(None)),
    ("REFR-OLD-TOKEN", "pass", lambda: renewed(None)),
    ("REFR-OLD-TOKEN", "fail", lambda: renewed(None, replaced=True)),
    ("HTTP-CONTENT-LENGTH-HTML", "fail", lambda: exchange(headers=HTML, body=b"<!DOCTYPE html><title>Sign in</title>")),
    ("HTTP-CONTENT-LENGTH-HTML", "fail", lambda: exchange(headers=HTML, body=b"\xef\xbb\xbf\r\n<!-- x --><html>")),
    ("HTTP-CONTENT-LENGTH-HTML", "pass", lambda: exchange(headers=HTML, body=b'{"access_token": "a"}')),  # case 91
    ("HTTP-CONTENT-LENGTH-HTML", "pass", lambda: exchange(headers=HTML, body=b"Unauthorized")),  # case 63
    ("HTTP-CONTENT-LENGTH-HTML", "pass", lambda: exchange(headers=HTML, body=b"")),
    ("HTTP-CONTENT-CODING", "pass", lambda: exchange(headers=[["Content-Encoding", "identity"]], body=b"{}")),
    ("HTTP-CONTENT-CODING", "fail", lambda: exchange(headers=[["Content-Encoding", "gzip"]], body=b"{}")),
    ("HTTP-CONTENT-CODING", "fail", lambda: exchange(response=Response(200, "OK", (), b"{}", ("gzip",)))),
    ("HTTP-JSON-ENCODING", "pass", lambda: exchange(body='{"name": "Zo\u00eb"}'.encode())),
    ("HTTP-JSON-ENCODING", "pass", lambda: exchange(headers=LATIN, body=b'{"name": "Zoe"}')),
    ("HTTP-JSON-ENCODING", "fail", lambda: exchange("keys", body=b'\xef\xbb\xbf{"keys": []}')),
    ("HTTP-JSON-ENCODING", "fail", lambda: exchange("userinfo", headers=LATIN, body=b'{"name": "Zo\xeb"}')),
    ("HTTP-JSON-ENCODING", "fail", lambda: exchange("discover", body='{"issuer": "a"}'.encode("utf-16"))),
    ("HTTP-JSON-DUPLICATE", "pass", lambda: exchange("keys", body=b'{"keys": [{"kid": 1}, {"kid": 1}]}')),
    ("HTTP-JSON-DUPLICATE", "pass", lambda: exchange("discover", body=b'{"a": 1, "a": 2}')),  # DISC-DUPLICATE-MEMBER
    ("HTTP-JSON-DUPLICATE", "pass", lambda: exchange(body=b'{"access_token": "a", "a": 1, "a": 2}')),  # TOKR-DUPLICATE-MEMBER
    ("HTTP-JSON-DUPLICATE", "fail", lambda: exchange("keys", body=b'{"keys": [{"kid": 1, "kid": 2}]}')),
    ("HTTP-JSON-DUPLICATE", "fail", lambda: exchange("userinfo", body=b'{"sub": "a", "sub": "b"}')),
    ("HTTP-JSON-DUPLICATE", "fail", lambda: exchange("introspect", body=b'{"active": true, "active": false}')),
    ("HTTP-JSON-DUPLICATE", "fail", lambda: exchange(status=400, body=b'{"error": "a", "error": "b"}')),
    ("HTTP-JSON-SYNTAX", "pass", lambda: exchange(body=b'{"a": 1.5} \r\n')),
    ("HTTP-JSON-SYNTAX", "fail", lambda: exchange("keys", body=b'{"keys": [], "max": NaN}')),
    ("HTTP-JSON-SYNTAX", "fail", lambda: exchange("userinfo", body=b'{"sub": "a", "updated_at": 1e999}')),
    ("HTTP-JSON-SYNTAX", "fail", lambda: exchange("userinfo", body=b'{"sub": "a"} {"sub": "b"}')),
    ("HTTP-JSON-SYNTAX", "fail", lambda: exchange("discover", body=b'{"issuer": "a"}<!-- 12 ms -->')),
    ("HTTP-JSON-SYNTAX", "fail", lambda: exchange(body=b'{"access_token": "a"}\0\0')),
]


@pytest.mark.parametrize(("rule", "verdict", "report"), CASES, ids=[f"{rule}-{verdict}" for rule, verdict, _ in CASES])
def test_verdict(rule: str, verdict: str, report: Any) -> None:
    """The rule says what it should, with a sentence and advice where it fails."""
    finding = report()[rule]
    assert finding.verdict == verdict
    assert bool(finding.advice) == (verdict == "fail")
    assert finding.message or verdict == "pass"


def test_every_rule_is_seen() -> None:
    """No rule is without a test."""
    seen = {(rule, verdict) for rule, verdict, _ in CASES}
    sets = (ACCESS_TOKEN, LOGOUT, LOGOUT_TOKEN, INTROSPECTION, TRANSPORT, REFRESH_REQUEST)
    assert [r.id for rules in sets for r in rules.rules if not {(r.id, "pass"), (r.id, "fail")} <= seen] == []


def test_honest_ones_are_clean() -> None:
    """An honest access token and an opaque one, a logout and an exchange by the book fail nothing."""
    reports = [access(), access(raw="opaque"), logout(hint=HINT, **BACK, state="s"), told({"active": True}), exchange()]
    assert [finding.rule for report in reports for finding in report.findings if finding.verdict == "fail"] == []


@given(members(*CLAIMS, "cnf", "scp"), members("alg", "typ", "nonce"), JSON)
@patient
def test_any_token_gives_a_whole_report(claims: dict[str, Any], header: dict[str, Any], other: Any) -> None:
    """Whatever is in it, every rule reports, and the report survives JSON."""
    report = check_access_token(
        unsigned(header, claims), issuer=OP, client_id="my-app", now=NOW, scope="x", sub=other, token_type=other
    )
    assert len(report.findings) == len(ACCESS_TOKEN.rules)
    assert Report.from_dicts(json.loads(json.dumps(report.to_dicts()))) == report
    assert len(logout(hint=claims).findings) == len(LOGOUT.rules)


# What a provider is known for


def test_a_known_exception_is_shown_and_no_error() -> None:
    """With the user's profile a known failure stays a failure, says what can be set, and weighs nothing."""
    bare = told({}, 401) + access(aud=None)
    report = with_exceptions(access(aud=None), profile_facts("cognito"))
    finding = report["AT-AUD-MISSING"]
    assert (finding.verdict, finding.severity) == ("fail", "info")
    assert "Amazon Cognito is known for this" in finding.advice
    assert bare["AT-AUD-MISSING"].severity == "warning", "the rule itself is what it was"
    assert with_exceptions(access(aud=None), None)["AT-AUD-MISSING"].severity == "warning"
    assert with_exceptions(access(aud=None), profile_facts("google"))["AT-AUD-MISSING"].severity == "warning"


MICROSOFT, ELSEWHERE = "https://sts.windows.net/1/", "https://evil.example/"
PAGE = "https://op.example/.well-known/openid-configuration"


def named(rule: str, received: Any, expected: Any = None) -> Report:
    """A report with one failure, in which this was found."""
    return Report((Finding(rule, "Is it so?", "fail", "error", "It is not.", "RFC 1", expected, received, "Look."),))


@pytest.mark.parametrize(
    ("profile", "rule", "received", "is_excused"),
    [
        ("auth0", "IDTC-TIME-TYPE", {"updated_at": "2020-01-01"}, True),  # case M1, still
        ("auth0", "IDTC-TIME-TYPE", {"exp": "1"}, False),  # case M1
        ("auth0", "IDTC-TIME-TYPE", {"iat": "1"}, False),
        ("auth0", "IDTC-TIME-TYPE", {"updated_at": "x", "exp": "1"}, False),
        ("entra", "DISC-ISSUER-MISMATCH", MICROSOFT, True),
        ("entra", "DISC-ISSUER-MISMATCH", "https://login.microsoftonline.com/{tenantid}/v2.0", True),
        ("entra", "DISC-ISSUER-MISMATCH", ELSEWHERE, False),
        ("entra", "DISC-ISSUER-MISMATCH", "https://login.microsoftonline.com.evil.example/1/v2.0", False),
        ("oracle", "DISC-ISSUER-MISMATCH", "https://identity.oraclecloud.com/", True),
        ("oracle", "DISC-ISSUER-MISMATCH", ELSEWHERE, False),
        ("b2c", "DISC-ISSUER-MISMATCH", "https://op.example/1/v2.0/", True),  # a domain of the customer's own
        ("b2c", "DISC-ISSUER-MISMATCH", "https://evil.example/1/v2.0/", False),
        ("salesforce", "DISC-ISSUER-MISMATCH", "https://mine.my.salesforce.com", True),
        ("salesforce", "DISC-ISSUER-MISMATCH", ELSEWHERE, False),
        ("entra", "DISC-URL", f"{PAGE}?appid=1", True),  # case F13
        ("ping", "DISC-URL", f"{PAGE}?policy_id=x", True),
        ("b2c", "DISC-URL", f"{PAGE}?p=x", True),
        ("entra", "DISC-URL", f"{PAGE}?p=x", False),
        ("ping", "DISC-URL", f"{PAGE}?policy_id=x&a=b", False),
        ("google", "DISC-URL", f"{PAGE}?appid=1", False),
        ("apple", "IDTC-EMAIL-VERIFIED-TYPE", ["email_verified"], True),
        ("apple", "IDTC-EMAIL-VERIFIED-TYPE", ["phone_number_verified"], False),
        ("b2c", "TOKR-EXPIRES-IN-TYPE", "'3600'", True),
        ("b2c", "TOKR-EXPIRES-IN-TYPE", "'soon'", False),
    ],
)
def test_only_what_a_product_is_known_for_is_excused(profile: str, rule: str, received: Any, is_excused: bool) -> None:
    """Not every issuer, not every time, not every query: the exception is for one habit."""
    report = with_exceptions(named(rule, received, "https://op.example/a"), profile_facts(profile))
    assert report.ok is is_excused


def test_what_passed_stays_as_it_is() -> None:
    """An exception concerns failures only."""
    assert with_exceptions(access(), profile_facts("cognito")) == access()


def test_a_profile_that_nobody_knows() -> None:
    """The sentence names those that are known."""
    with pytest.raises(Mistake, match=r"oracle.*got a text of 6 characters"):
        profile_facts("orcale")
    assert [profile_facts(entry.key) for entry in providers()] == list(providers())
