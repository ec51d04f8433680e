"""Addresses and tokens, explained: what they are, their parts, what is wrong with them, and what nobody can say from them alone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from explorer import explain
from explorer.errors import Mistake
from tests.explanation.hars import CODE, link
from tests.hostile import unsigned


def test_a_link_to_a_sign_in() -> None:
    """It is named, taken apart and judged; what would need the client's registration is not checked."""
    found = explain(link())
    assert (found.kind, found.sure) == ("authorization_request", "certain")
    assert {"client_id", "state", "nonce", "code_challenge"} <= {part.name for part in found.parts}
    assert all(part.meaning for part in found.parts)
    assert found.ok, [finding for finding in found.findings if finding.is_error]
    assert found.report["AUTHZ-CLIENT-ID-MISMATCH"].verdict == "skip"


def test_a_misspelt_name_is_named() -> None:
    """What was meant is said, and that the value never arrives."""
    found = explain(
        "https://op.example/authorize?client_id=app&response_type=code&scope=openid&reidrect_uri=https%3A%2F%2Fapp.example%2F"
    )
    (part,) = (part for part in found.parts if part.name == "reidrect_uri")
    assert "redirect_uri, misspelt" in part.note


def test_a_link_opens_as_a_flow(tmp_path: Path) -> None:
    """The flow asks the same with random values of its own, and nothing was sent."""
    flow = explain(link(login_hint="alice")).flow(runs=tmp_path)
    request = flow.authorization_request
    assert request.endpoint == link().partition("?")[0]
    assert (request.get("client_id"), request.get("login_hint"), request.scope) == ("spa", "alice", "openid")
    assert request.state != "abcdefghijklmnop-1234567890"
    assert flow.provider_metadata.token_endpoint.endswith("/protocol/openid-connect/token")


def test_the_way_back() -> None:
    """A redirect has its code redacted, and its state is not said to be right: nobody knows the one that was sent."""
    found = explain(f"http://127.0.0.1:9/cb?code={CODE}&state=abcdefghijk")
    assert found.kind == "authorization_response"
    assert found.report["AUTHR-STATE-MISMATCH"].verdict == "skip"
    assert CODE not in json.dumps(found.to_dict(), default=str) + repr(found)
    with pytest.raises(Mistake, match="no flow begins with that"):
        found.flow()


def test_a_token() -> None:
    """An ID token is told from its claims; an expired one fails, and its signature is not checked without keys."""
    raw = unsigned(
        {"alg": "RS256", "kid": "a"},
        {"iss": "https://op.example", "sub": "x", "aud": "app", "exp": 1000, "iat": 900, "nonce": "n"},
    )
    found = explain(raw, now=10_000.0)
    assert (found.kind, found.title) == ("jwt", "an ID token")
    assert found.report.failed("IDTC-EXP-PAST")
    assert found.report["IDTH-SIGNATURE-INVALID"].verdict == "skip"
    assert "2 h ago" in found.sentence
    assert raw.rpartition(".")[0] not in repr(found) + json.dumps(found.to_dict(), default=str)


def test_what_is_no_text() -> None:
    """What cannot be explained is refused with a sentence."""
    with pytest.raises(Mistake, match="takes a text, bytes, or the Path"):
        explain(5)  # type: ignore[arg-type]
    with pytest.raises(Mistake, match="cannot be read"):
        explain(Path("/nowhere/at-all.har"))


def test_a_request_object_may_hold_the_rest() -> None:
    """What is not in the link may be in the JWT beside it (RFC 9101 5): nothing is called missing."""
    link = "https://op.example/authorize?client_id=app&response_type=code&scope=openid"
    assert explain(link).report.failed("AUTHZ-STATE-MISSING")
    assert not [each for each in explain(f"{link}&request=eyJhbGciOiJub25lIn0.e30.").report.failures if "MISSING" in each.rule]


def test_a_log_line_without_a_host() -> None:
    """Nobody is told of a host that no line of the text names."""
    found = explain('10.0.0.1 - - "GET /callback?error=redirect_uri_mismatch&state=abc HTTP/1.1" 200')
    assert "sent the browser back at /callback, of a host that does not stand in it" in found.sentence
    assert "unknown.invalid" not in f"{found.sentence} {found.parts}"


def test_a_logout_token_that_a_client_has_to_refuse() -> None:
    """It is judged by its own rules, and is never called good while nobody has looked at its signature."""
    event = {"http://schemas.openid.net/event/backchannel-logout": {}}
    claims = {"iss": "https://op.example", "aud": "app", "iat": 900, "exp": 1000, "jti": "1", "sid": "s", "events": event}
    honest = explain(unsigned({"alg": "RS256", "typ": "logout+jwt"}, claims), now=950.0).report
    assert not honest.failures
    assert honest["IDTH-SIGNATURE-INVALID"].verdict == "skip"
    shared = explain(unsigned({"alg": "HS256", "typ": "logout+jwt"}, claims), now=950.0).report
    assert [finding.message for finding in shared.not_checked] == ["the secret that signed it is not at hand"]
    forged = explain(unsigned({"alg": "none", "typ": "logout+jwt"}, {**claims, "nonce": "n"}), now=950.0).report
    assert {finding.rule for finding in forged.failures} == {"LOGOUT-TOKEN-INVALID", "LOGOUT-TOKEN-NONCE"}


def test_a_time_in_milliseconds_is_told_once() -> None:
    """Nobody is told that such a token lives for fifty thousand years."""
    claims = {"iss": "https://op.example", "sub": "x", "aud": "app", "iat": 900, "exp": 1_750_000_000_000, "nonce": "n"}
    report = explain(unsigned({"alg": "RS256"}, claims), now=1_750_000_000.0).report
    assert report.failed("IDTC-TIME-MILLIS")
    assert not report.failed("IDTC-LIFETIME-LONG")
