"""The rules of an answer without tokens: each seen to pass and to fail."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.protocol.tokens import TokenErrorResponse, parse_token_response
from explorer.rules import Report
from explorer.rules.token_error import TOKEN_ERROR, check_token_error
from tests.hostile import BODIES, JSON, answer, members, patient

GRANT = {"error": "invalid_grant"}


def check(
    body: Any = GRANT, status: int = 400, media_type: str = "application/json", header: bool = True, **more: str
) -> Report:
    """Check an answer; `header` tells whether the client used one."""
    parsed = parse_token_response(answer(body, status, media_type, **more))
    assert isinstance(parsed, TokenErrorResponse)
    return check_token_error(parsed, with_header=header)


CASES: list[tuple[str, str, dict[str, Any]]] = [
    ("TOKR-ERROR-IN-200", "fail", {"status": 200}),
    ("TOKR-ERROR-IN-200", "fail", {"status": 200, "body": {"ok": False}}),
    ("TOKR-ERROR-IN-200", "pass", {"status": 200, "body": {}}),
    ("TOKR-NOT-JSON", "fail", {"status": 200, "body": b"{'a': 1}"}),
    ("TOKR-NOT-JSON", "pass", {"status": 200}),
    ("TOKR-FORM-ENCODED", "fail", {"status": 200, "body": b"access_token=canary&token_type=bearer"}),
    ("TOKR-FORM-ENCODED", "pass", {"status": 200}),
    ("TOKR-HTML", "fail", {"status": 200, "body": b"<!DOCTYPE html>"}),
    ("TOKR-HTML", "pass", {"status": 200}),
    ("TOKR-NOT-OBJECT", "fail", {"status": 200, "body": []}),
    ("TOKR-NOT-OBJECT", "pass", {"status": 200}),
    ("TOKR-NOT-OBJECT", "skip", {}),
    ("TOKE-ERROR-MISSING", "fail", {"body": {}}),
    ("TOKE-ERROR-MISSING", "fail", {"body": b"<html>", "status": 502}),
    ("TOKE-ERROR-MISSING", "fail", {"body": {"access_token": "canary"}, "status": 401}),
    ("TOKE-ERROR-MISSING", "fail", {"body": {"token_type": "Bearer"}, "status": 200}),
    ("TOKE-ERROR-MISSING", "skip", {"body": b"<html>", "status": 200}),
    ("TOKE-ERROR-MISSING", "pass", {}),
    ("TOKE-ERROR-UNKNOWN", "fail", {"body": {"error": "no_such_code"}}),
    ("TOKE-ERROR-UNKNOWN", "pass", {}),
    ("TOKE-ERROR-CHARS", "fail", {"body": {**GRANT, "error_description": "line\r\nbreak"}}),
    ("TOKE-ERROR-CHARS", "fail", {"body": {**GRANT, "error_uri": "a b"}}),
    ("TOKE-ERROR-CHARS", "fail", {"body": {**GRANT, "error_description": ["a"]}}),
    ("TOKE-ERROR-CHARS", "pass", {"body": {**GRANT, "error_description": "The code was used."}}),
    ("TOKE-STATUS", "fail", {"status": 403}),
    ("TOKE-STATUS", "fail", {"status": 401}),
    ("TOKE-STATUS", "pass", {"status": 401, "body": {"error": "invalid_client"}}),
    ("TOKE-401-NO-CHALLENGE", "fail", {"status": 401}),
    ("TOKE-401-NO-CHALLENGE", "pass", {"status": 401, "WWW_Authenticate": "Basic"}),
    ("TOKE-401-NO-CHALLENGE", "skip", {"status": 401, "header": False}),
    ("TOKE-CONTENT-TYPE", "fail", {"media_type": "application/scim+json"}),
    ("TOKE-CONTENT-TYPE", "pass", {}),
    ("TOKE-VENDOR-SHAPE", "fail", {"body": {**GRANT, "error_codes": [70000]}}),
    ("TOKE-VENDOR-SHAPE", "pass", {}),
    (
        "TOKE-REDIRECT-MISMATCH-OTHER-CODE",
        "fail",
        {"body": {"error": "invalid_request", "error_description": "Wrong redirect_uri"}},
    ),
    ("TOKE-REDIRECT-MISMATCH-OTHER-CODE", "pass", {"body": {**GRANT, "error_description": "Wrong redirect_uri"}}),
    ("TOKE-429", "fail", {"status": 429}),
    ("TOKE-429", "pass", {}),
    ("TOKE-5XX", "fail", {"status": 502}),
    ("TOKE-5XX", "pass", {}),
]


@pytest.mark.parametrize(("rule", "verdict", "arguments"), CASES, ids=[f"{rule}-{verdict}" for rule, verdict, _ in CASES])
def test_verdict(rule: str, verdict: str, arguments: dict[str, Any]) -> None:
    """The rule says what it should, with a sentence and advice where it fails, and shows no token."""
    report = check(**arguments)
    finding = report[rule]
    assert finding.verdict == verdict
    assert bool(finding.advice) == (verdict == "fail")
    assert finding.message or verdict == "pass"
    assert "canary" not in repr(report.findings)


def test_every_rule_is_seen_and_a_plain_refusal_is_clean() -> None:
    """No rule is without a test, and an error by the book fails none."""
    seen = {(rule, verdict) for rule, verdict, _ in CASES}
    assert [r.id for r in TOKEN_ERROR.rules if not {(r.id, "pass"), (r.id, "fail")} <= seen] == []
    assert [finding.rule for finding in check().findings if finding.verdict == "fail"] == []


@given(
    members("error", "error_description", "error_uri", "access_token") | JSON | st.sampled_from(BODIES),
    st.sampled_from([200, 301, 400, 401, 429, 500, 999]),
)
@patient
def test_any_answer_gives_a_whole_report(body: Any, status: int) -> None:
    """Whatever came, every rule reports, and the report survives JSON."""
    parsed = parse_token_response(answer(body, status))
    if isinstance(parsed, TokenErrorResponse):
        report = check_token_error(parsed, with_header=True)
        assert len(report.findings) == len(TOKEN_ERROR.rules)
        assert Report.from_dicts(json.loads(json.dumps(report.to_dicts()))) == report


@pytest.mark.parametrize(
    "error",
    [
        *("need_info", "request_denied", "request_submitted"),  # UMA 2.0 Grant 3.3.6
        *("transaction_failed", "unknown_user_id", "expired_login_hint_token"),  # CIBA 11, 13
        *("missing_user_code", "invalid_user_code", "invalid_binding_message"),
        *("use_dpop_nonce", "invalid_dpop_proof", "slow_down", "invalid_target"),  # RFC 9449 5, RFC 8628 3.5, RFC 8707 2
    ],
)
def test_p4_codes_of_other_flows_are_known(error: str) -> None:
    """A code that another standard for the token endpoint defines is in a standard."""
    assert not check({"error": error}).failed("TOKE-ERROR-UNKNOWN")
