"""One value of each kind that is shown, made by hand so that it never changes, and the function that shows it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from explorer.diagnosis import Cause, Diagnosis
from explorer.explanation import Explanation, Part
from explorer.lessons.attacks import Act, Play
from explorer.lessons.exercises import Judgement
from explorer.lessons.table import LessonTable
from explorer.local.catalogue import FaultCatalogue
from explorer.messages import Response, Timing
from explorer.protocol.authorize import AuthorizationRequest
from explorer.protocol.client import Client
from explorer.protocol.jose import Jwt
from explorer.protocol.json_answer import JsonAnswer, parse_json_answer
from explorer.protocol.metadata import ProviderMetadata
from explorer.protocol.redirect import AuthorizationResponse
from explorer.protocol.tokens import build_token_request, code_grant, parse_token_response
from explorer.provider import Fault
from explorer.rules import Finding, Report
from explorer.runs import Run
from explorer.runs.comparison import compare
from explorer.runs.spread import Repetition
from explorer.secret import Secret
from explorer.views.attack import attack_html, lesson_table_html
from explorer.views.claims import access_token_html, claims_html, jwt_html
from explorer.views.client import client_html
from explorer.views.comparison import comparison_html
from explorer.views.diagnosis import diagnosis_html
from explorer.views.exchange import answer_html, exchanges_html, response_html
from explorer.views.explanation import explanation_html
from explorer.views.faults import fault_html, faults_html
from explorer.views.judgement import judgement_html
from explorer.views.metadata import metadata_html
from explorer.views.redirect import redirect_html
from explorer.views.report import finding_html, report_html
from explorer.views.request import authorize_html, authorize_link, text_html, token_request_html
from explorer.views.run import run_html
from explorer.views.sequence import sequence_html, sequence_svg
from explorer.views.sheet import changes_html, plan_html, sheet_html
from explorer.views.strip import repetition_html
from explorer.views.timing import timing_html, timing_svg
from explorer.views.waterfall import waterfall_html
from tests.probes.made import AUTUMN, PLAN, SHEET
from tests.runs.made import run

NOW = 1_800_000_000.0  # 2027-01-15 08:00:00 UTC

CODE = Secret("SplxlOBeZQQYbYS6WxSbIA", "code")
VERIFIER = Secret("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk", "code_verifier")

CLIENT = Client("s6BhdRkqt3", "gX1f+BAt3/bV", redirect_uri="http://127.0.0.1:8765/callback")

METADATA = ProviderMetadata(
    issuer="https://op.example.com",
    authorization_endpoint="https://op.example.com/authorize",
    token_endpoint="https://op.example.com/token",
    jwks_uri="https://op.example.com/jwks",
    members={
        "issuer": "https://op.example.com",
        "authorization_endpoint": "https://op.example.com/authorize",
        "token_endpoint": "https://op.example.com/token",
        "jwks_uri": "https://op.example.com/jwks",
        "scopes_supported": ["openid", "email"],
        "claims_parameter_supported": False,
        "acme_extension": {"depth": {"of": ["a", "tree"]}},
    },
)

REQUEST = AuthorizationRequest(
    endpoint="https://op.example.com/authorize",
    params=(
        ("response_type", "code"),
        ("client_id", "s6BhdRkqt3"),
        ("redirect_uri", "http://127.0.0.1:8765/callback"),
        ("scope", "openid email"),
        ("state", "af0ifjsldkj"),
        ("code_challenge", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"),
        ("code_challenge_method", "S256"),
        ("reidrect_uri", "a misspelt name"),
        ("prompt", "login"),
        ("prompt", "consent"),
    ),
    state="af0ifjsldkj",
    nonce=None,
    code_verifier=VERIFIER,
    code_challenge_method="S256",
)

REDIRECT = AuthorizationResponse(
    "url",
    (("code", CODE), ("state", "af0ifjsldkX"), ("iss", "https://op.example.com/")),
    "http://127.0.0.1:8765/callback",
    ("white space around the text was removed",),
)
DENIED = AuthorizationResponse(
    "parameters", (("error", "access_denied"), ("error_description", "The user said no."), ("state", "af0ifjsldkj"))
)

REPORT = Report(
    (
        Finding("IDTC-SUB-MISSING", "Is sub there?", "pass", "error", "", "OIDC Core 2", "who signed in", "248289761001"),
        Finding("IDTC-NONCE-MISMATCH", "Is this the answer to our question?", "skip", "error", "no nonce was sent", "OIDC Core 3.1.3.7 (11)"),
        Finding(
            "IDTC-IAT-OLD", "Was it issued just now?", "fail", "warning", "The token was issued 9 min ago.",
            "OIDC Core 3.1.3.7 (10)", "within 5 minutes", 1_799_999_460, "Compare the two clocks.",
        ),
        Finding(
            "IDTC-ISS-MISMATCH", "Is it the provider that we asked?", "fail", "error",
            "The issuer differs by a final slash, which makes it another issuer.", "OIDC Core 3.1.3.7 (2)",
            "https://op.example.com", "https://op.example.com/", "Pin `issuer=` as the provider writes it.",
        ),
        Finding("IDTC-NBF-FUTURE", "Is it valid already?", "skip", "error", "the token has no nbf, which is optional", "RFC 7519 4.1.5", applies=False),
        Finding("IDTC-AUD-MISMATCH", "Was it made for us?", "pass", "error", "", "OIDC Core 3.1.3.7 (3)", "s6BhdRkqt3", ["s6BhdRkqt3", "api"]),
    )
)  # fmt: skip

TOKEN_REQUEST = build_token_request(
    METADATA, CLIENT, code_grant(CODE, CLIENT.redirect_uri, VERIFIER), omit=["redirect_uri"], extra=[("rescource", "x")]
)

_HEADERS = (("Content-Type", "application/json"), ("X-Oracle-Dms-Ecid", "a1b2^c3"), ("Set-Cookie", "session=1"))
_TOKENS = Response(
    200,
    "OK",
    _HEADERS,
    b'{"access_token":"SlAV32hkKG","token_type":"Bearer","expires_in":3600,"id_token":"e.f.g","acme":{"a":[1,true]}}',
)
_REFUSED = Response(
    400,
    "Bad Request",
    _HEADERS,
    b'{"error":"invalid_grant","error_description":"Bad code. ECID: zz99","error_uri":"https://op.example.com/why"}',
)
_PAGE = Response(502, "Bad Gateway", (("Content-Type", "text/html"),), b"<html>down</html>")

TIMING = Timing(
    NOW,
    {
        "dns": (0, 12.4),
        "connect": (12.4, 30),
        "tls": (42.4, 61),
        "send": (103.4, 0.01),
        "wait": (103.5, 180),
        "receive": (283.5, 2),
    },
)

HEADER = {"alg": "RS256", "kid": "1b94c", "x-acme": [1, 2]}
CLAIMS: dict[str, Any] = {
    "iss": "https://op.example.com",
    "sub": "248289761001",
    "aud": ["s6BhdRkqt3", "api"],
    "exp": int(NOW) + 3_540,
    "iat": NOW - 3,
    "auth_time": "1799999990",
    "session_exp": int(NOW) * 1000,
    "nonce": None,
    "name": "Ren\u00e9e \u202edlrow",
    "email": "r@example.com",
    "email_verified": True,
    "address": {"street_address": "1 Sample Street\nLondon", "country": "UK"},
    "user_tenantname": "idcs-practice",
    "groups": [{"id": 7, "name": "admins"}],
    "acme_level": 3,
}
FEW = {name: CLAIMS[name] for name in ("iss", "exp", "acme_level")}
_VIEW = {"jwt": "<id_token 00000000>", "header": HEADER, "claims": FEW, "problems": ["duplicate-name"]}

DIAGNOSIS = Diagnosis(
    "invalid_grant",
    "The code or the refresh token can no longer be exchanged.",
    (
        Cause("redirect-uri", "The redirect_uri is missing at the token endpoint.", "proven", ("One leg had it.",), (), "Send it.", "RFC 6749 4.1.3"),
        Cause("age", "The code is old.", "possible", ("It was 70 s old.",), (), "Be quick.", "RFC 6749 4.1.2"),
        Cause("reuse", "The code was used before.", "ruled out", (), ("It was sent once.",), "", "RFC 6749 4.1.2"),
    ),
    ("The code was made for another client.", "The `code` was cut."),
    "zz99",
)  # fmt: skip


def _exchange(step: str, **changes: Any) -> dict[str, Any]:
    return {
        "kind": "exchange",
        "at": NOW,
        "step": step,
        "request": {"method": "POST", "url": "https://op.example.com/token", "headers": [["Host", "op.example.com"]], "form": [["code", "<code 00000000>"]]},
        "response": {"status": 200, "reason": "OK", "headers": [["Date", "now"]], "length": 2, "body": {}},
        "timing": {"started_at": NOW, "reused": True, "phases": {"send": [0, 0.2], "wait": [0.2, 90.5]}},
        "clock_offset": 0.0,
        "correlation_ids": {"X-Request-Id": "r-1"},
        "error": None,
        "error_kind": None,
        **changes,
    }  # fmt: skip


EXCHANGES = (_exchange("exchange"), _exchange("keys", response=None, error="No route to op.example.com.", error_kind="connect"))

RUN = Run(
    "20270115-080000-abc123",
    NOW,
    "the first one",
    (
        {"kind": "provider", "at": NOW, "source": None, "issuer": "https://op.example.com", "pinned": None},
        {"kind": "client", "at": NOW, "client_id": "s6BhdRkqt3"},
        {"kind": "authorize", "at": NOW, "endpoint": "https://op.example.com/authorize", "params": [["scope", "openid email"]]},
        {"kind": "receive", "at": NOW + 12, "params": [], "thinking": 12.0},
        {"kind": "token_request", "at": NOW + 13, "code": "<code 00000000>", "altered": [], "evidence": {}},
        *EXCHANGES,
        {
            "kind": "refusal",
            "at": NOW + 14,
            "leg": "token",
            "error": "invalid_client",
            "description": "No.",
            "correlation_id": "zz99",
        },
        {"kind": "report", "at": NOW + 14, "about": "id_token", "findings": REPORT.to_dicts()},
    ),
)

_FAILED = {"verdict": "fail", "severity": "error", "question": "Is it?", "message": "No.", "spec": "RFC 1"}
_PASSED = {**_FAILED, "rule": "AUTHR-ISS-MISMATCH", "verdict": "pass"}
_ASKED = {
    "kind": "authorize",
    "at": NOW,
    "endpoint": "https://op.example.com/a/tenant/with/a/long/name/authorize?tenant=a",
    "params": [["scope", "openid email"], ["state", "af0ifjsldkj"], ["code_challenge", "<code_challenge 00000000>"]],
    "pkce": "S256",
}
_CAME = {"kind": "receive", "at": NOW + 12, "params": [["code", "<code 00000000>"], ["state", "x"]], "thinking": 12.0}
_GET = {"method": "GET", "url": "https://op.example.com/.well-known/openid-configuration?p=1", "headers": [], "form": None}
_ALL = {
    "dns": [0, 12.4],
    "connect": [12.4, 30],
    "tls": [42.4, 61],
    "send": [103.4, 0.01],
    "wait": [103.5, 180],
    "receive": [283.5, 2],
}
_OK = {"status": 200, "reason": "OK", "headers": [], "length": 2}
_NO = {"status": 400, "reason": "Bad Request", "headers": [], "length": 2, "body": {"error": "invalid_grant"}}

# A run in which everything happens: a denial, a failed guard that was overruled, a refusal, tokens, no answer, a link left open.
JOURNEY = Run(
    "20270115-080000-def456",
    NOW,
    "a journey",
    (
        _exchange("discover", request=_GET, timing={"started_at": NOW, "phases": _ALL}),
        _ASKED,
        {**_CAME, "params": [["error", "access_denied"], ["state", "af0ifjsldkj"]]},
        {"kind": "refusal", "at": NOW, "leg": "authorize", "error": "access_denied"},
        _ASKED,
        _CAME,
        {"kind": "report", "at": NOW, "about": "redirect", "findings": [{**_FAILED, "rule": "AUTHR-STATE-MISMATCH"}, _PASSED]},
        {"kind": "overruled", "at": NOW, "rules": ["AUTHR-STATE-MISMATCH"]},
        _exchange("exchange", response=_NO),
        {"kind": "resumed", "at": NOW},
        {**_ASKED, "params": [], "pkce": None},
        _CAME,
        {"kind": "report", "at": NOW, "about": "redirect", "findings": [_PASSED]},
        _exchange("exchange", response={**_OK, "body": {"access_token": "<access_token 0>", "id_token": {"claims": {}}}}),
        {"kind": "tokens", "at": NOW, "members": {"access_token": "<access_token 0>"}},
        {"kind": "report", "at": NOW, "about": "id_token", "findings": REPORT.to_dicts()},
        _exchange("keys", response=None, error="No route to op.example.com.", error_kind="connect"),
        {"kind": "logout", "at": NOW},
        _ASKED,
    ),
)  # fmt: skip

_TOKEN = {"iss": "https://op.example.com", "sub": "248289761001", "iat": 1_000, "exp": 4_600, "auth_time": 990, "nonce": "n1"}
HONEST = run("r1", "honest", claims={**_TOKEN, "email": ""}, extra=(("nonce", "n1"),))
LYING = run(
    "r2",
    "lying",
    claims={**_TOKEN, "iss": "https://op.example.com/", "exp": 1_300, "aud": ["s6BhdRkqt3"]},
    verdict="fail",
    scope="openid email",
)
REFUSED = run("r3", "refused", extra=(("nonce", "n3"),))
TWO = compare(HONEST, LYING)
SIX = compare(HONEST, LYING, REFUSED, HONEST, LYING, HONEST)

_CLEARED = {"id_token": dict.clear}
EXPLAINED = Explanation(
    "several",
    "several things: an authorization response",
    "likely",
    "There are 2 things in this text.",
    missing=("The `state` that was sent.",),
    changes=("the text around it was left out",),
    would_answer="The token endpoint would answer 400 invalid_grant.",
    pieces=(
        Explanation(
            "authorization_response",
            "an authorization response",
            "certain",
            "The provider sent the browser back with a code.",
            (
                Part("code", Secret("SplxlOBeZQQYbYS6WxSbIA", "code"), "Is the `code`.", "RFC 6749 4.1.2", "query"),
                Part("stat", "<b>x</b>", "", "", "query", "stat is state, misspelt."),
            ),
            REPORT,
        ),
    ),
)
FAULTS = (
    Fault("wrong-nonce", "Puts a nonce into the ID token that the app did not send.", "IDTC-NONCE-MISMATCH", _CLEARED),
    Fault("missing-nonce", "Leaves `nonce` out.", "IDTC-NONCE-MISSING", _CLEARED, "LinkedIn does not return it."),
    Fault("code-reuse", "Takes a code twice. No single run shows it: send one twice.", None, {"checks": set.clear}),
)

Show = Callable[[Any], str]

PLAY = Play(
    "A mix-up", "state pkce", "Bob",
    [
        Act("shop", "Alice", "a link to the rogue"), Act("Alice", "rogue", "follows it"),
        Act("rogue", "Bob", "the code", "warn"), Act("Bob", "shop", "arrives with the redirect: the state fits"),
        Act("shop", "provider", "the code"), Act("provider", "provider", "it looks", ""), Act("shop", "shop", "AUTHR-ISS-MISMATCH: no code is sent", "bad"),
    ],
    stopped_by="AUTHR-ISS-MISMATCH", mistake="The code was not sent.",
)  # fmt: skip
LESSON_TABLE = LessonTable("What stops which attack", ("Attack", "state"), (("forged redirect", "`AUTHR-STATE-MISMATCH`"),))

SAMPLES: dict[str, tuple[Any, Show]] = {
    "attack": (PLAY, attack_html),
    "judgement": (Judgement(False, "Exercise 3: not yet. Look at the row of `UserInfo` (OIDC Core 5.3.2)."), judgement_html),
    "lesson-table": (LESSON_TABLE, lesson_table_html),
    "plan": (PLAN, plan_html),
    "sheet": (SHEET, sheet_html),
    "sheet-changes": (SHEET.changes(AUTUMN), changes_html),
    "client": (CLIENT, client_html),
    "metadata": (METADATA, metadata_html),
    "metadata-by-hand": (ProviderMetadata.preset("oracle", "https://idcs-1.example.com"), metadata_html),
    "authorize": (REQUEST, authorize_html),
    "authorize-link": (REQUEST, authorize_link),
    "redirect": ((REDIRECT, REPORT, REQUEST), lambda values: redirect_html(*values)),
    "redirect-alone": (REDIRECT, redirect_html),
    "redirect-denied": ((DENIED, None, REQUEST), lambda values: redirect_html(*values)),
    "token-request": (TOKEN_REQUEST, token_request_html),
    "http": (TOKEN_REQUEST.http(), lambda text: text_html(text, "The request as raw HTTP")),
    "tokens": (parse_token_response(_TOKENS), response_html),
    "refusal": (parse_token_response(_REFUSED), response_html),
    "no-json": (parse_token_response(_PAGE), response_html),
    "timing": (TIMING, timing_html),
    "timing-svg": (Timing(NOW, {"wait": (0.2, 20)}, reused=True), timing_svg),
    "exchanges": (EXCHANGES, lambda value: exchanges_html(value, thinking=[75])),
    "report": (REPORT, report_html),
    "finding": (REPORT.findings[3], finding_html),
    "claims": (CLAIMS, lambda value: claims_html(value, now=NOW)),
    "id-token": (Jwt(HEADER, CLAIMS), lambda value: jwt_html(value, now=NOW)),
    "id-token-kept": (_VIEW, lambda value: jwt_html(value, now=NOW)),
    "access-token": (_VIEW, lambda value: access_token_html(value, now=NOW)),
    "access-token-opaque": (Secret("SlAV32hkKG", "access_token"), lambda value: access_token_html(value, now=NOW)),
    "answer": (JsonAnswer(_TOKENS, FEW, signed=True), lambda value: answer_html(value, now=NOW)),
    "answer-refused": (parse_json_answer(_REFUSED), answer_html),
    "diagnosis": (DIAGNOSIS, diagnosis_html),
    "explanation": (EXPLAINED, explanation_html),
    "faults": (FaultCatalogue(FAULTS), faults_html),
    "fault": (FAULTS[1], fault_html),
    "run": (RUN, run_html),
    "comparison": (TWO, comparison_html),
    "comparison-of-six": (SIX, comparison_html),
    "sequence": (JOURNEY, sequence_html),
    "sequence-svg": (RUN, sequence_svg),
    "waterfall": (JOURNEY, waterfall_html),
    "repetition": (Repetition("keys", JOURNEY.exchanges, "Stopped after 3 of 9."), repetition_html),
}
