"""The rules of the token request: each seen to pass and to fail, and none of them shows a secret."""

from __future__ import annotations

import base64
import dataclasses
import json
from typing import Any

import pytest

from explorer.messages import Request
from explorer.protocol.authorize import AuthorizationRequest, build_authorization_request
from explorer.protocol.client import Client
from explorer.protocol.metadata import ProviderMetadata
from explorer.protocol.tokens import TokenRequest, build_token_request, code_grant
from explorer.rules import Report
from explorer.rules.token_request import TOKEN_REQUEST, check_token_request
from explorer.secret import Secret
from tests.hostile import base64url, unsigned

OP, NOW = "https://op.example", 1_750_000_000.0
METADATA = ProviderMetadata(
    issuer=OP,
    authorization_endpoint=f"{OP}/a",
    token_endpoint=f"{OP}/token",
    members={
        "token_endpoint_auth_methods_supported": [
            "client_secret_basic",
            "client_secret_post",
            "client_secret_jwt",
            "private_key_jwt",
        ]
    },
)
CALLBACK = "https://app.example/cb"
CLIENT = Client("canary-app", "canary-31415+/=", redirect_uri=CALLBACK)
PUBLIC = Client("canary-app", redirect_uri=CALLBACK)
POST = dataclasses.replace(CLIENT, token_endpoint_auth_method="client_secret_post")
RAW = dataclasses.replace(CLIENT, basic_encoding="raw")
CODE = Secret("canary-code/of+22-letters", "code")
VERIFIER = Secret("canary-verifier-" + "0123456789abcdefghij-._~ABCDEF", "code_verifier")
SIGNED = Client("canary-app", redirect_uri=CALLBACK, private_key="canary-pem")
ASSERTION = {"iss": "canary-app", "sub": "canary-app", "aud": OP, "exp": NOW + 60, "jti": "1"}


def asked(client: Client = CLIENT, method: str | None = "S256", **more: Any) -> AuthorizationRequest:
    """Return the authorize request behind it."""
    return build_authorization_request(
        METADATA,
        client,
        scope="openid",
        state="s",
        nonce="n",
        code_verifier=VERIFIER if method else None,
        code_challenge_method=method,
        **more,
    )


def request_of(
    client: Client, *, verifier: Secret | None = VERIFIER, assertion: str | None = None, **alter: Any
) -> TokenRequest:
    """Return an honest token request but for the alterations."""
    proof = Secret(assertion, "client_assertion") if assertion else None
    params = code_grant(CODE, CALLBACK, verifier)
    return build_token_request(METADATA, client, params, client_assertion=proof, **alter)


def check(
    client: Client = CLIENT, *, sent: TokenRequest | None = None, request: AuthorizationRequest | None = None, **arguments: Any
) -> Report:
    """Check a token request as the flow would."""
    known = {"client": client, "metadata": METADATA, "code": CODE, "now": NOW, **arguments}
    return check_token_request(sent or request_of(client), request or asked(client), **known)


def with_header(value: str | None, client: Client = CLIENT, **alter: Any) -> Report:
    """Check a request whose Authorization header is this text."""
    built = request_of(client, **alter)
    headers = tuple(pair for pair in built.request.headers if pair[0] != "Authorization")
    extra = () if value is None else (("Authorization", Secret(value, "authorization")),)
    return check(client, sent=dataclasses.replace(built, request=dataclasses.replace(built.request, headers=headers + extra)))


def with_basic(text: str, client: Client = CLIENT) -> Report:
    """Check a request with a Basic header made of this text."""
    return with_header(f"Basic {base64.b64encode(text.encode()).decode()}", client)


def altered(client: Client = CLIENT, **alter: Any) -> Report:
    """Check an altered request."""
    return check(client, sent=request_of(client, **alter))


def sent_as(**changes: Any) -> Report:
    """Check a request whose method, address or headers are others."""
    built = request_of(CLIENT)
    return check(sent=dataclasses.replace(built, request=dataclasses.replace(built.request, **changes)))


def asserted(header: dict[str, Any] | None = None, extra: Any = (), **claims: Any) -> Report:
    """Check a request with an assertion of the client; None leaves a claim out."""
    whole = {name: value for name, value in {**ASSERTION, **claims}.items() if value is not None}
    token = unsigned(header or {"alg": "RS256"}, whole)
    return check(SIGNED, sent=request_of(SIGNED, assertion=token, extra=extra))


def shared(alg: str, secret: str) -> Report:
    """Check a request with an assertion that this secret signed."""
    client = dataclasses.replace(CLIENT, client_secret=secret, token_endpoint_auth_method="client_secret_jwt")
    return check(client, sent=request_of(client, assertion=unsigned({"alg": alg}, ASSERTION)))


ODD = Client("canary:app", "canary-31415", redirect_uri=CALLBACK, basic_encoding="raw")
FAILS = [
    ("TOKQ-ENDPOINT-MISMATCH", lambda: sent_as(url="https://evil.example/token")),
    ("TOKQ-HTTP", lambda: sent_as(url="http://op.example/token")),
    ("TOKQ-METHOD", lambda: sent_as(method="GET")),
    ("TOKQ-CONTENT-TYPE", lambda: sent_as(headers=(("Content-Type", "application/json"),))),
    ("TOKQ-CONTENT-TYPE", lambda: sent_as(headers=())),
    ("TOKQ-QUERY-PARAMS", lambda: sent_as(url=f"{OP}/token?code=canary")),
    ("TOKQ-ACCEPT-MISSING", lambda: sent_as(headers=())),
    ("TOKQ-HEADER-NAME", lambda: sent_as(headers=(("Content_Type", "x"),))),
    ("TOKQ-DUPLICATE-PARAM", lambda: altered(extra=(("code", CODE), ("code", CODE)))),
    ("TOKQ-MISSPELT-PARAM", lambda: altered(extra=(("reidrect_uri", CALLBACK),))),
    ("TOKQ-UNKNOWN-PARAM", lambda: altered(extra=(("flavour", "x"),))),
    ("TOKQ-EMPTY-PARAM", lambda: altered(extra=(("scope", ""),))),
    ("TOKQ-STATE-PRESENT", lambda: altered(extra=(("state", "s"),))),
    ("TOKQ-SCOPE-PRESENT", lambda: altered(extra=(("scope", "openid"),))),
    ("TOKQ-GRANT-TYPE-MISSING", lambda: altered(omit=("grant_type",))),
    ("TOKQ-GRANT-TYPE-WRONG", lambda: altered(extra=(("grant_type", "authorization-code"),))),
    ("TOKQ-GRANT-PASSWORD", lambda: altered(extra=(("grant_type", "password"),))),
    ("TOKQ-CODE-MISSING", lambda: altered(omit=("code",))),
    *[
        ("TOKQ-CODE-DIFFERS", lambda code=code: altered(extra=(("code", Secret(code, "code")),)))
        for code in ("canary-code%2Fof%2B22-letters", "canary-code/of 22-letters", "canary-code", "canary", "another-canary")
    ],
    ("TOKQ-CODE-REUSED", lambda: check(sent_before=True)),
    ("AUTHR-CODE-STALE", lambda: check(code_age=61)),
    ("TOKQ-BEFORE-STATE-CHECK", lambda: check(failed_guards=["AUTHR-STATE-MISMATCH"])),
    ("TOKQ-REDIRECT-URI-MISSING", lambda: altered(omit=("redirect_uri",))),
    ("TOKQ-REDIRECT-URI-MISMATCH", lambda: altered(extra=(("redirect_uri", CALLBACK + "/"),))),
    ("TOKQ-RESOURCE-NOT-SUBSET", lambda: altered(extra=(("resource", "https://api.example"),))),
    ("TOKQ-VERIFIER-MISSING", lambda: altered(verifier=None)),
    ("TOKQ-VERIFIER-UNEXPECTED", lambda: check(request=asked(method=None))),
    ("TOKQ-VERIFIER-LENGTH", lambda: altered(verifier=Secret("canary" * 7, "code_verifier"))),
    ("TOKQ-VERIFIER-LENGTH", lambda: altered(verifier=Secret("canary" * 22, "code_verifier"))),
    ("TOKQ-VERIFIER-CHARS", lambda: altered(verifier=Secret("canary+" * 7, "code_verifier"))),
    ("TOKQ-VERIFIER-MISMATCH", lambda: altered(verifier=Secret("canary-" * 7, "code_verifier"))),
    ("TOKQ-VERIFIER-IS-CHALLENGE", lambda: altered(verifier=Secret(asked().get("code_challenge"), "code_verifier"))),
    ("TOKQ-VERIFIER-WEAK", lambda: altered(verifier=Secret("1" * 43, "code_verifier"))),
    ("TOKQ-VERIFIER-WEAK", lambda: altered(verifier=Secret("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"))),
    ("TOKQ-CLIENT-ID-MISSING", lambda: altered(PUBLIC, omit=("client_id",))),
    ("TOKQ-CLIENT-ID-MISMATCH", lambda: altered(PUBLIC, extra=(("client_id", "another"),))),
    ("TOKQ-CLIENT-ID-MISMATCH", lambda: with_basic("another:canary-31415")),
    ("TOKQ-CLIENT-ID-MISMATCH", lambda: asserted(sub="another")),
    ("TOKQ-CLIENT-ID-REDUNDANT", lambda: altered(extra=(("client_id", "canary-app"),))),
    ("TOKQ-AUTH-MISSING", lambda: altered(omit=("authorization",))),
    ("TOKQ-AUTH-MULTIPLE", lambda: altered(extra=(("client_secret", CLIENT.client_secret),))),
    ("TOKQ-AUTH-WRONG-METHOD", lambda: check(CLIENT, sent=request_of(POST))),
    ("TOKQ-AUTH-UNADVERTISED", lambda: check(metadata=dataclasses.replace(METADATA, members={"x": 1}), client=POST)),
    ("TOKQ-BEARER-HEADER", lambda: with_header("Bearer canary")),
    ("TOKQ-SECRET-FROM-PUBLIC", lambda: check(PUBLIC, sent=request_of(POST))),
    ("TOKQ-SECRET-EMPTY", lambda: altered(PUBLIC, extra=(("client_secret", ""),))),
    ("TOKQ-SECRET-WHITESPACE", lambda: check(CLIENT.with_secret("canary-31415\n"))),
    ("TOKQ-BASIC-BASE64URL", lambda: with_header("Basic Y2FuYXJ5OmE_Yg")),
    ("TOKQ-BASIC-MALFORMED", lambda: with_header("Basic !!!!")),
    ("TOKQ-BASIC-MALFORMED", lambda: with_basic("canary-app")),
    ("TOKQ-BASIC-EMPTY-SECRET", lambda: with_basic("canary-app:")),
    ("TOKQ-BASIC-COLON-IN-ID", lambda: check(ODD)),
    ("TOKQ-BASIC-NOT-URLENCODED", lambda: with_basic("canary-app:canary-31415+/=")),
    ("TOKQ-ASSERTION-TYPE", lambda: asserted(extra=(("client_assertion_type", "jwt"),))),
    ("TOKQ-ASSERTION-ISS-SUB", lambda: asserted(iss="team")),
    ("TOKQ-ASSERTION-AUD", lambda: asserted(aud="https://another.example")),
    ("TOKQ-ASSERTION-AUD", lambda: asserted(aud=None)),
    ("TOKQ-ASSERTION-EXP", lambda: asserted(exp=None)),
    ("TOKQ-ASSERTION-EXP", lambda: asserted(exp=NOW)),
    ("TOKQ-ASSERTION-LONG", lambda: asserted(exp=NOW + 601)),
    ("TOKQ-ASSERTION-JTI", lambda: asserted(jti=None)),
    ("TOKQ-ASSERTION-ALG", lambda: asserted({"alg": "none"})),
    ("TOKQ-ASSERTION-SECRET-SHORT", lambda: shared("HS256", "canary-" * 4 + "123")),
    ("TOKQ-ASSERTION-SECRET-SHORT", lambda: shared("HS384", "canary-" * 6)),
]
GOOD = {
    "basic": lambda: check(),
    "public": lambda: check(PUBLIC),
    "post": lambda: check(POST),
    "assertion": lambda: asserted(),
    "assertion with a secret": lambda: shared("HS256", "canary-" * 4 + "1234"),
    "assertion for two": lambda: asserted(aud=["x", f"{OP}/token"]),
    "plain": lambda: check(request=asked(method="plain")),
    "resource": lambda: check(
        request=asked(extra=[("resource", "https://api.example")]),
        sent=request_of(CLIENT, extra=(("resource", "https://api.example"),)),
    ),
    "no pkce": lambda: check(request=asked(method=None), sent=request_of(CLIENT, verifier=None)),
}


@pytest.mark.parametrize(("rule", "report"), FAILS, ids=[rule for rule, _ in FAILS])
def test_it_fails(rule: str, report: Any) -> None:
    """What is wrong is found by its rule, with a sentence and advice."""
    finding = report()[rule]
    assert finding.verdict == "fail"
    assert finding.message.endswith(".")
    assert finding.advice.endswith((".", "?"))


@pytest.mark.parametrize("report", GOOD.values(), ids=GOOD)
def test_honest_requests_are_clean(report: Any) -> None:
    """Every kind of client is clean."""
    assert [finding.rule for finding in report().findings if finding.verdict == "fail"] == []


def test_every_rule_is_seen() -> None:
    """Each rule passes somewhere and fails somewhere."""
    passing = {finding.rule for report in GOOD.values() for finding in report().findings if finding.verdict == "pass"}
    every = {rule.id for rule in TOKEN_REQUEST.rules}
    assert every - {rule for rule, _ in FAILS} == set()
    assert every - passing == {"TOKQ-SECRET-EMPTY"} - {f.rule for f in check(POST).findings if f.verdict == "pass"}


def test_a_client_that_chose_the_raw_encoding_is_told_and_not_blamed() -> None:
    """Relaxing is spelled out: the check is shown as not checked (law "Relaxing shows")."""
    finding = check(RAW)["TOKQ-BASIC-NOT-URLENCODED"]
    assert (finding.verdict, finding.applies) == ("skip", True)
    assert "basic_encoding" in finding.message


@pytest.mark.parametrize(("rule", "report"), [*FAILS, *((name, report) for name, report in GOOD.items())])
def test_no_finding_holds_a_secret(rule: str, report: Any) -> None:
    """Code, verifier, secret and assertion are judged and never shown."""
    shown = json.dumps(report().to_dicts())
    secrets = [CODE.reveal(), VERIFIER.reveal(), "canary-31415", base64url(b'{"iss"')]
    assert [secret for secret in secrets if secret in shown] == []


def test_vectors_of_the_standards() -> None:
    """RFC 7636, appendix B: the verifier fits its challenge. AppAuth-Android 337: the raw header is found."""
    verifier = Secret("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk", "code_verifier")
    challenge = ("code_challenge", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM")
    request = AuthorizationRequest(f"{OP}/a", (challenge, ("code_challenge_method", "S256")), None, None, verifier, "S256")
    assert check(request=request, sent=request_of(CLIENT, verifier=verifier))["TOKQ-VERIFIER-MISMATCH"].verdict == "pass"
    client = Client("1PpG/Q 1", "z/tZ9VwFZqApmIQ+ZH1I5pLk/uB4ud:X2/8bL+wfFTt1rFw=", redirect_uri=CALLBACK)
    raw = "MVBwRy9RIDE6ei90WjlWd0ZacUFwbUlRK1pIMUk1cExrL3VCNHVkOlgyLzhiTCt3ZkZUdDFyRnc9"
    right = "MVBwRyUyRlErMTp6JTJGdFo5VndGWnFBcG1JUSUyQlpIMUk1cExrJTJGdUI0dWQlM0FYMiUyRjhiTCUyQndmRlR0MXJGdyUzRA=="
    verdicts = [with_header(f"Basic {text}", client)["TOKQ-BASIC-NOT-URLENCODED"].verdict for text in (raw, right)]
    assert verdicts == ["fail", "pass"]


def test_a_request_that_is_no_form_is_judged_too() -> None:
    """Nothing raises for a request without parameters."""
    bare = TokenRequest(Request("PUT", "ftp://x", (), None), CLIENT)
    assert len(check(sent=bare).findings) == len(TOKEN_REQUEST.rules)


def test_an_audience_that_was_set_is_not_checked():
    """Whoever told the client to name another audience is not told that it is wrong, and is not told that it is right."""
    told = dataclasses.replace(SIGNED, assertion_audience="https://another.example")
    token = unsigned({"alg": "RS256"}, {**ASSERTION, "aud": "https://another.example"})
    finding = check(told, sent=request_of(told, assertion=token))["TOKQ-ASSERTION-AUD"]
    assert (finding.verdict, finding.applies) == ("skip", True)
    assert "assertion_audience" in finding.message
    token = unsigned({"alg": "RS256"}, {**ASSERTION, "aud": "https://a.third.example"})
    assert check(told, sent=request_of(told, assertion=token))["TOKQ-ASSERTION-AUD"].verdict == "fail"
