"""The rules of the authorize request: each seen to pass and to fail."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.protocol.authorize import AuthorizationRequest
from explorer.reference.tables import misspellings
from explorer.rules import Report
from explorer.rules.authorize import AUTHORIZE, check_authorize_request
from tests.hostile import patient, unsigned
from tests.rules.authorize_requests import CALLBACK, CHALLENGE, CLIENT, HONEST, METADATA, OP, PUBLIC, VERIFIER, check

NO_PKCE: dict[str, str | None] = {"code_challenge": None, "code_challenge_method": None}
NONE = {"prompt": "none", "id_token_hint": "a.b.c"}
OFFLINE = {"scope": "openid offline_access", "prompt": "consent"}
LOCAL = "http://127.0.0.1:8765/cb"
OBJECT = unsigned({"alg": "RS256"}, {"client_id": "my-app"})
# rule, what changes in the request, what changes in the check
FAILS: list[tuple[str, dict[str, str | None], dict[str, Any]]] = [
    ("AUTHZ-HTTP", {}, {"endpoint": "http://op.example/authorize"}),
    ("AUTHZ-ENDPOINT-MISMATCH", {}, {"endpoint": f"{OP}/other"}),
    ("AUTHZ-FRAGMENT", {}, {"endpoint": f"{OP}/authorize#now"}),
    ("AUTHZ-URL-LONG", {"login_hint": "x" * 2000}, {}),
    ("AUTHZ-DUPLICATE-PARAM", {}, {"extra": [("scope", "openid")]}),
    ("AUTHZ-EMPTY-PARAM", {"login_hint": ""}, {}),
    *[("AUTHZ-PARAM-NAME-STYLE", {name: "x"}, {}) for name in ("redirectUri", "client-id", "Scope")],
    *[
        ("AUTHZ-MISSPELT-PARAM", {name: "x"}, {})
        for name in ("reidrect_uri", "respons_type", "code_challange", "scopes", "nounce")
    ],
    ("AUTHZ-UNKNOWN-PARAM", {"flavour": "vanilla"}, {}),
    ("AUTHZ-PARAM-WHITESPACE", {"client_id": "my-app "}, {}),
    *[
        ("AUTHZ-PLACEHOLDER", {"client_id": v}, {})
        for v in ("<client_id>", "{tenant}", "$CLIENT_ID", "your-client-id", "xxxxx")
    ],
    ("AUTHZ-DOUBLE-ENCODED", {"redirect_uri": "https%3A%2F%2Fapp.example%2Fcb"}, {}),
    ("AUTHZ-CLIENT-SECRET-IN-URL", {"client_secret": "canary"}, {}),
    ("AUTHZ-PKCE-VERIFIER-LEAK", {"code_verifier": "canary"}, {}),
    ("AUTHZ-CREDENTIALS-IN-URL", {"password": "canary"}, {}),
    ("AUTHZ-TOKEN-REQUEST-PARAM", {"grant_type": "authorization_code"}, {}),
    ("AUTHZ-RESPONSE-TYPE-MISSING", {"response_type": None}, {}),
    ("AUTHZ-RESPONSE-TYPE-UNKNOWN", {"response_type": "cod"}, {}),
    ("AUTHZ-RESPONSE-TYPE-UNKNOWN", {"response_type": "code token"}, {}),
    ("AUTHZ-RESPONSE-TYPE-NOT-CODE", {"response_type": "id_token token"}, {}),
    ("AUTHZ-RESPONSE-TYPE-HYBRID", {"response_type": "code id_token"}, {}),
    ("AUTHZ-CLIENT-ID-MISSING", {"client_id": None}, {}),
    ("AUTHZ-CLIENT-ID-CHARS", {"client_id": "caf\u00e9"}, {}),
    ("AUTHZ-CLIENT-ID-MISMATCH", {"client_id": "My-App"}, {}),
    ("AUTHZ-SCOPE-MISSING", {"scope": None}, {}),
    ("AUTHZ-SCOPE-NO-OPENID", {"scope": "email"}, {}),
    ("AUTHZ-SCOPE-CASE", {"scope": "OpenID email"}, {}),
    *[("AUTHZ-SCOPE-SEPARATOR", {"scope": v}, {}) for v in ("openid,email", "openid;email", "openid%2Bemail", "openid+email")],
    ("AUTHZ-SCOPE-CHARS", {"scope": 'openid "email"'}, {}),
    ("AUTHZ-SCOPE-MARKUP", {"scope": "**openid**"}, {}),
    ("AUTHZ-SCOPE-EXTRA-SPACE", {"scope": "openid  email"}, {}),
    ("AUTHZ-SCOPE-DUPLICATE", {"scope": "openid openid"}, {}),
    ("AUTHZ-SCOPE-UNADVERTISED", {"scope": "openid emial"}, {}),
    ("AUTHZ-RESPONSE-MODE-FRAGMENT", {"response_mode": "fragment"}, {}),
    ("AUTHZ-RESPONSE-MODE-QUERY-TOKEN", {"response_mode": "query", "response_type": "code id_token"}, {}),
    ("AUTHZ-RESPONSE-MODE-UNSUPPORTED", {"response_mode": "web_message"}, {}),
    ("AUTHZ-RESPONSE-MODE-FORM-POST", {"response_mode": "form_post"}, {}),
    ("AUTHZ-REDIRECT-URI-MISSING", {"redirect_uri": None}, {}),
    ("AUTHZ-REDIRECT-URI-NOT-REGISTERED", {"redirect_uri": "https://other.example"}, {}),
    ("AUTHZ-REDIRECT-URI-SLASH", {"redirect_uri": CALLBACK + "/"}, {}),
    ("AUTHZ-REDIRECT-URI-CASE", {"redirect_uri": "https://App.example/cb"}, {}),
    ("AUTHZ-REDIRECT-URI-CASE", {"redirect_uri": "https://app.example%2fcb"}, {}),
    ("AUTHZ-REDIRECT-URI-PORT", {"redirect_uri": "https://app.example:8443/cb"}, {}),
    ("AUTHZ-REDIRECT-URI-LOOPBACK-PORT", {"redirect_uri": "http://127.0.0.1:9/cb"}, {"registered": LOCAL}),
    ("AUTHZ-REDIRECT-URI-RELATIVE", {"redirect_uri": "/cb"}, {}),
    ("AUTHZ-REDIRECT-URI-FRAGMENT", {"redirect_uri": CALLBACK + "#a"}, {}),
    ("AUTHZ-REDIRECT-URI-HTTP", {"redirect_uri": "http://app.example/cb"}, {}),
    ("AUTHZ-REDIRECT-URI-LOCALHOST", {"redirect_uri": "http://localhost:1/cb"}, {}),
    ("AUTHZ-REDIRECT-URI-CUSTOM-SCHEME", {"redirect_uri": "myapp:/cb"}, {}),
    ("AUTHZ-REDIRECT-URI-OOB", {"redirect_uri": "urn:ietf:wg:oauth:2.0:oob"}, {}),
    ("AUTHZ-REDIRECT-URI-WILDCARD", {"redirect_uri": "https://*.example/cb"}, {}),
    ("AUTHZ-REDIRECT-URI-USERINFO", {"redirect_uri": "https://me:pw@app.example/cb"}, {}),
    ("AUTHZ-REDIRECT-URI-OPEN-REDIRECT", {"redirect_uri": CALLBACK + "?next=https://x.example"}, {}),
    ("AUTHZ-REDIRECT-URI-RESERVED-QUERY", {"redirect_uri": CALLBACK + "?state=1"}, {}),
    ("AUTHZ-REDIRECT-URI-ON-ISSUER", {"redirect_uri": f"{OP}/cb"}, {}),
    ("AUTHZ-STATE-MISSING", {"state": None}, {}),
    *[("AUTHZ-STATE-WEAK", {"state": state}, {}) for state in ("1234", "xyz", "999", "a" * 40, "17500000001750000000")],
    ("AUTHZ-STATE-CHARS", {"state": "\u00e9" * 30}, {}),
    ("AUTHZ-STATE-REUSED", {}, {"used": [HONEST["state"]]}),
    ("AUTHZ-STATE-SENSITIVE", {"state": "alice@example.com"}, {}),
    ("AUTHZ-STATE-SENSITIVE", {"state": "eyJzdWIiOiJhbGljZSJ9"}, {}),
    ("AUTHZ-STATE-URL", {"state": "https://app.example/next"}, {}),
    ("AUTHZ-STATE-URL", {"state": "aHR0cHM6Ly9ldmlsLmV4YW1wbGU="}, {}),
    ("AUTHZ-STATE-EQUALS-NONCE", {"nonce": HONEST["state"]}, {}),
    ("AUTHZ-NONCE-REQUIRED", {"nonce": None, "response_type": "code id_token"}, {}),
    ("AUTHZ-NONCE-AND-PKCE-MISSING", {"nonce": None, **NO_PKCE}, {}),
    ("AUTHZ-NONCE-MISSING", {"nonce": None}, {}),
    *[("AUTHZ-NONCE-WEAK", {"nonce": nonce}, {}) for nonce in ("n-0S6_WzA2Mj", "1750000000")],
    ("AUTHZ-NONCE-REUSED", {}, {"used": [HONEST["nonce"]]}),
    ("AUTHZ-NONCE-EXOTIC", {"nonce": "x" * 44}, {}),
    ("AUTHZ-PKCE-MISSING-PUBLIC", NO_PKCE, {"client": PUBLIC}),
    ("AUTHZ-PKCE-MISSING-CONFIDENTIAL", NO_PKCE, {}),
    ("AUTHZ-PKCE-METHOD-MISSING", {"code_challenge_method": None}, {}),
    ("AUTHZ-PKCE-METHOD-ALONE", {"code_challenge": None}, {}),
    ("AUTHZ-PKCE-PLAIN", {"code_challenge_method": "plain"}, {}),
    *[("AUTHZ-PKCE-METHOD-CASE", {"code_challenge_method": method}, {}) for method in ("s256", "SHA-256", "Plain")],
    ("AUTHZ-PKCE-METHOD-UNSUPPORTED", {}, {"code_challenge_methods_supported": ["plain"]}),
    ("AUTHZ-PKCE-CHALLENGE-LENGTH", {"code_challenge": CHALLENGE + "A"}, {}),
    ("AUTHZ-PKCE-CHALLENGE-PADDED", {"code_challenge": CHALLENGE[:-1] + "="}, {}),
    ("AUTHZ-PKCE-CHALLENGE-HEX", {"code_challenge": "0123456789abcdef" * 4}, {}),
    (
        "AUTHZ-PKCE-CHALLENGE-BASE64-OF-HEX",
        {"code_challenge": "YTFjNjI1OWYzMzA3MTI4ZDY2Njg5M2RkNmVjNDE5YmEyZGRhOGYyM2IzNjdmZWFhMTQ1ODg3NDcxY2Nl"},
        {},
    ),
    ("AUTHZ-PKCE-SAMPLE", {"code_challenge": "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"}, {}),
    ("AUTHZ-PKCE-REUSED", {}, {"used": [CHALLENGE]}),
    ("AUTHZ-PKCE-CHALLENGE-MISMATCH", {"code_challenge": "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"}, {}),
    ("AUTHZ-PKCE-CHALLENGE-IS-VERIFIER", {"code_challenge": VERIFIER.reveal()}, {}),
    ("AUTHZ-PROMPT-NONE-COMBINED", {"prompt": "none login"}, {}),
    ("AUTHZ-PROMPT-SEPARATOR", {"prompt": "login,consent"}, {}),
    ("AUTHZ-PROMPT-CASE", {"prompt": "Login"}, {}),
    ("AUTHZ-PROMPT-UNKNOWN", {"prompt": "please"}, {}),
    ("AUTHZ-PROMPT-CREATE-UNADVERTISED", {"prompt": "create"}, {"prompt_values_supported": ["none"]}),
    ("AUTHZ-PROMPT-NONE-NO-HINT", {"prompt": "none"}, {}),
    ("AUTHZ-PROMPT-NONE-MAX-AGE-0", {**NONE, "max_age": "0"}, {}),
    ("AUTHZ-OFFLINE-NO-CONSENT", {"scope": "openid offline_access"}, {}),
    ("AUTHZ-OFFLINE-WITHOUT-CODE", {**OFFLINE, "response_type": "id_token"}, {}),
    ("AUTHZ-OFFLINE-PROMPT-NONE", {**OFFLINE, "prompt": "none"}, {}),
    ("AUTHZ-OFFLINE-UNADVERTISED", OFFLINE, {"scopes_supported": ["openid"]}),
    *[("AUTHZ-MAX-AGE-FORMAT", {"max_age": age}, {}) for age in ("-1", "1h", "1.5", "\u0663")],
    ("AUTHZ-MAX-AGE-MILLIS", {"max_age": "36000000000"}, {}),
    ("AUTHZ-DISPLAY-UNKNOWN", {"display": "hologram"}, {}),
    ("AUTHZ-ACR-UNSUPPORTED", {"acr_values": "gold"}, {}),
    *[("AUTHZ-UI-LOCALES-SYNTAX", {"ui_locales": tags}, {}) for tags in ("en_GB", "en,fr")],
    ("AUTHZ-ID-TOKEN-HINT-NOT-JWT", {"id_token_hint": "opaque"}, {}),
    ("AUTHZ-ID-TOKEN-HINT-WRONG-ISSUER", {"id_token_hint": unsigned({"alg": "RS256"}, {"iss": "https://x.example"})}, {}),
    *[("AUTHZ-RESOURCE-FORMAT", {"resource": value}, {}) for value in ("/api", "https://api.example#a")],
    ("AUTHZ-AUDIENCE-VENDOR", {"audience": "https://api.example"}, {}),
    ("AUTHZ-ACCESS-TYPE-VENDOR", {"access_type": "offline"}, {}),
    *[("AUTHZ-CLAIMS-NOT-JSON", {"claims": text}, {}) for text in ("email", "[]", "%7B%7D")],
    ("AUTHZ-CLAIMS-TOP-LEVEL", {"claims": '{"email": null}'}, {}),
    *[
        ("AUTHZ-CLAIMS-MEMBER", {"claims": json.dumps({"id_token": {"acr": said}})}, {})
        for said in (True, {"essential": "true"}, {"values": "gold"})
    ],
    ("AUTHZ-CLAIMS-UNSUPPORTED", {"claims": "{}"}, {"claims_parameter_supported": False}),
    ("AUTHZ-CLAIMS-USERINFO-NO-TOKEN", {"claims": '{"userinfo": {}}', "response_type": "id_token"}, {}),
    ("AUTHZ-REQUEST-AND-REQUEST-URI", {"request": "a", "request_uri": "https://app.example/r"}, {}),
    ("AUTHZ-REQUEST-OBJECT-NESTED", {"request": unsigned({"alg": "RS256"}, {"request": "x"})}, {}),
    ("AUTHZ-REQUEST-OBJECT-MISMATCH", {"request": unsigned({"alg": "RS256"}, {"client_id": "x"})}, {}),
    ("AUTHZ-REQUEST-OBJECT-UNSIGNED", {"request": unsigned({"alg": "none"}, {})}, {}),
    ("AUTHZ-REQUEST-OBJECT-OUTER-MISSING", {"request": OBJECT, "scope": None}, {}),
    ("AUTHZ-REQUEST-UNSUPPORTED", {"request": OBJECT}, {"request_parameter_supported": False}),
    ("AUTHZ-REQUEST-URI-UNSUPPORTED", {"request_uri": "https://app.example/r"}, {"request_uri_parameter_supported": False}),
    ("AUTHZ-REQUEST-URI-SCHEME", {"request_uri": "http://app.example/r"}, {}),
    ("AUTHZ-REQUEST-URI-LONG", {"request_uri": "https://app.example/" + "r" * 500}, {}),
    ("AUTHZ-PAR-REQUIRED", {}, {"require_pushed_authorization_requests": True}),
    ("AUTHZ-PAR-CLIENT-ID", {"request_uri": "urn:ietf:params:oauth:request_uri:1", "client_id": None}, {}),
    ("AUTHZ-SIGNED-REQUEST-REQUIRED", {}, {"require_signed_request_object": True}),
    ("AUTHZ-DPOP-JKT-FORMAT", {"dpop_jkt": "short"}, {}),
    *[("AUTHZ-AUTHORIZATION-DETAILS", {"authorization_details": text}, {}) for text in ("x", "{}", "[{}]")],
]
GOOD: list[tuple[dict[str, str | None], dict[str, Any]]] = [
    ({}, {}),
    ({}, {"client": PUBLIC}),
    (NONE, {}),
    (OFFLINE, {}),
    ({"max_age": "3600", "display": "popup", "acr_values": "silver", "ui_locales": "en-GB fr"}, {}),
    ({"claims": '{"userinfo": {"email": {"essential": true}}, "id_token": {"acr": null}}'}, {}),
    ({"prompt": "create"}, {}),
    ({"request": OBJECT}, {}),
    ({"request_uri": "https://app.example/r"}, {}),
    ({"dpop_jkt": CHALLENGE, "authorization_details": '[{"type": "payment"}]'}, {}),
    ({"resource": "https://api.example"}, {"extra": [("resource", "https://b.example")]}),
    ({"response_mode": "query"}, {}),
    ({"id_token_hint": unsigned({"alg": "RS256"}, {"iss": OP})}, {}),
    ({"redirect_uri": LOCAL}, {"registered": LOCAL}),
    ({"redirect_uri": "com.example.app:/cb"}, {"registered": "com.example.app:/cb"}),
    ({"scope": "openid https://api.example/read"}, {}),
    (
        dict.fromkeys(HONEST) | {"request_uri": "urn:ietf:params:oauth:request_uri:1", "client_id": "my-app"},
        {"require_pushed_authorization_requests": True, "require_signed_request_object": True},
    ),
]


@pytest.mark.parametrize(("rule", "changes", "arguments"), FAILS, ids=[rule for rule, *_ in FAILS])
def test_it_fails(rule: str, changes: dict[str, str | None], arguments: dict[str, Any]) -> None:
    """What is wrong is found by its rule, with a sentence and advice; secrets are not shown."""
    report = check(changes, **arguments)
    finding = report[rule]
    assert finding.verdict == "fail"
    assert finding.message.endswith(".")
    assert finding.advice.endswith((".", "?"))
    assert "canary" not in repr(report.findings)


@pytest.mark.parametrize(("changes", "arguments"), GOOD)
def test_honest_requests_are_clean(changes: dict[str, str | None], arguments: dict[str, Any]) -> None:
    """A request by the book fails nothing, whatever it asks for."""
    report = check(changes, **arguments)
    assert [finding.rule for finding in report.findings if finding.verdict == "fail"] == []


@pytest.mark.parametrize("response_type", ["id_token", "id_token token"])
@pytest.mark.parametrize("nonce", ["n-fresh-" + "x" * 30, None])
def test_a_link_that_asks_for_no_code_needs_no_pkce(response_type: str, nonce: str | None) -> None:
    """There is no code that anybody could steal."""
    report = check({**NO_PKCE, "response_type": response_type, "nonce": nonce}, client=PUBLIC)
    for rule in ("AUTHZ-PKCE-MISSING-PUBLIC", "AUTHZ-PKCE-MISSING-CONFIDENTIAL", "AUTHZ-NONCE-AND-PKCE-MISSING"):
        assert not report[rule].applies


def test_every_rule_is_seen() -> None:
    """Each rule passes somewhere and fails somewhere."""
    reports = [check(changes, **arguments) for _, changes, arguments in [("", *good) for good in GOOD] + FAILS]
    passing = {finding.rule for report in reports for finding in report.findings if finding.verdict == "pass"}
    every = {rule.id for rule in AUTHORIZE.rules}
    assert every - {rule for rule, *_ in FAILS} == set()
    assert every - passing == set()


def test_every_recorded_misspelling_is_told() -> None:
    """Each entry of the dictionary leads to the name that was meant, where that is one of this request."""
    untold = []
    for wrong, right in misspellings().items():
        if right in (*HONEST, "response_mode", "max_age", "acr_values", "login_hint", "prompt", "id_token_hint"):
            report = check({wrong: "x"})
            messages = [report[rule].message for rule in ("AUTHZ-MISSPELT-PARAM", "AUTHZ-PARAM-NAME-STYLE")]
            untold += [] if any(f"{wrong} (meant: {right})" in message for message in messages) else [(wrong, messages)]
    assert untold == []


def test_known_names_of_vendors_are_left_alone() -> None:
    """What some provider defines is no misspelling: acr, resource, audience, hd."""
    for name in ("resource", "audience", "hd", "domain_hint", "kc_idp_hint"):
        report = check({name: "https://x.example"})
        assert not report.failed("AUTHZ-MISSPELT-PARAM"), name


TEXTS = st.text() | st.sampled_from(["", " ", "none", "\ud800", "openid", "https://[", "{}", "a.b.c", "1" * 5000])


@given(st.lists(st.tuples(st.sampled_from([*HONEST, "claims", "max_age", "request", "prompt", "resource"]) | st.text(), TEXTS)))
@patient
def test_any_request_gives_a_whole_report(params: list[tuple[str, str]]) -> None:
    """Whatever is sent, every rule reports, and the report survives JSON."""
    request = AuthorizationRequest("https://op/a", tuple(params), None, None, VERIFIER, "S256")
    report = check_authorize_request(request, client=CLIENT, metadata=METADATA)
    assert len(report.findings) == len(AUTHORIZE.rules)
    assert Report.from_dicts(json.loads(json.dumps(report.to_dicts()))) == report


@pytest.mark.parametrize("start", ["eyJ", "EyJ", "eyj", "EYJ"])
def test_a_random_state_may_begin_as_a_token_does(start: str) -> None:
    """One random text in some thousand begins with these letters, in some case; a token has a dot behind its header."""
    rest = "q8f3Zk1tV0xWmC7rB5nL9sYd2HgPaKe4"
    assert not check({"state": f"{start}{rest}"}).failed("AUTHZ-STATE-SENSITIVE")
    assert check({"state": f"eyJhbGciOiJub25lIn0.{rest}.x"}).failed("AUTHZ-STATE-SENSITIVE")
