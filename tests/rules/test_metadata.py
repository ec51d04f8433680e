"""The rules of the discovery document: each seen to pass and to fail."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given

from explorer.errors import Mistake
from explorer.protocol.metadata import ProviderMetadata, parse_metadata
from explorer.rules import Report
from explorer.rules.metadata import METADATA, check_metadata
from tests.hostile import JSON, answer, members, patient

OP = "https://op.example"
HONEST = {
    "issuer": OP,
    "authorization_endpoint": f"{OP}/authorize",
    "token_endpoint": f"{OP}/token",
    "userinfo_endpoint": f"{OP}/userinfo",
    "jwks_uri": f"{OP}/jwks",
    "scopes_supported": ["openid"],
    "response_types_supported": ["code"],
    "grant_types_supported": ["authorization_code"],
    "subject_types_supported": ["public"],
    "id_token_signing_alg_values_supported": ["RS256"],
    "claims_supported": ["sub"],
    "code_challenge_methods_supported": ["S256"],
    "token_endpoint_auth_methods_supported": ["private_key_jwt"],
    "token_endpoint_auth_signing_alg_values_supported": ["RS256"],
    "ui_locales_supported": ["en-GB"],
    "claims_parameter_supported": False,
    "dpop_signing_alg_values_supported": ["ES256"],
}
WELL_KNOWN = "/.well-known/openid-configuration"


def check(
    changes: dict[str, Any] | None = None,
    *,
    found_at: str = OP + WELL_KNOWN,
    pinned: str | None = None,
    body: bytes = b"",
    status: int = 200,
    media_type: str = "application/json",
) -> Report:
    """Check an honest document but for the changes; Ellipsis leaves a member out, `body` stands for the whole."""
    document = {name: value for name, value in {**HONEST, **(changes or {})}.items() if value is not ...}
    response = answer(body or document, status, media_type)
    try:
        metadata = parse_metadata(response.body)
    except Mistake:
        metadata = None
    return check_metadata(metadata, found_at=found_at, pinned=pinned, response=response)


SLASH = {"pinned": f"{OP}/"}
# rule, what changes in the document, what changes in the check
FAILS: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    ("DISC-STATUS", {}, {"status": 404}),
    ("DISC-CONTENT-TYPE", {}, {"media_type": "text/html"}),
    ("DISC-NOT-JSON", {}, {"body": b"<html>"}),
    ("DISC-NOT-JSON", {}, {"body": b"[]"}),
    ("DISC-DUPLICATE-MEMBER", {}, {"body": b'{"issuer": "https://op.example", "issuer": "https://op.example"}'}),
    ("DISC-ISSUER-MISSING", {"issuer": ...}, {}),
    ("DISC-ISSUER-MISSING", {"issuer": 7}, {}),
    ("DISC-URL", {}, {"found_at": f"{OP}/.well-known/idcs-configuration"}),
    ("DISC-URL", {}, {"found_at": f"{OP}{WELL_KNOWN}?p=policy"}),
    ("DISC-URL-OAUTH", {}, {"found_at": f"{OP}/.well-known/oauth-authorization-server"}),
    ("DISC-ISSUER-MISMATCH", {"issuer": f"{OP}INVALID"}, {}),
    ("DISC-ISSUER-PINNED", {}, {"pinned": "https://another.example"}),
    ("DISC-ISSUER-SLASH", {}, SLASH),
    ("DISC-ISSUER-SCHEME", {"issuer": "http://op.example"}, {}),
    ("DISC-ISSUER-SCHEME", {"issuer": "op.example"}, {}),
    ("DISC-ISSUER-QUERY-FRAGMENT", {"issuer": f"{OP}?a"}, {}),
    ("DISC-ISSUER-QUERY-FRAGMENT", {"issuer": f"{OP}#a"}, {}),
    ("DISC-ISSUER-USERINFO", {"issuer": "https://me@op.example"}, {}),
    ("DISC-ISSUER-TEMPLATE", {"issuer": f"{OP}/{{tenantid}}/v2.0"}, {}),
    *[
        (f"DISC-{rule}-MISSING", {member: ...}, {})
        for rule, member in [
            ("AUTHORIZATION-ENDPOINT", "authorization_endpoint"),
            ("TOKEN-ENDPOINT", "token_endpoint"),
            ("JWKS-URI", "jwks_uri"),
            ("RESPONSE-TYPES", "response_types_supported"),
            ("SUBJECT-TYPES", "subject_types_supported"),
            ("SIGNING-ALGS", "id_token_signing_alg_values_supported"),
            ("USERINFO", "userinfo_endpoint"),
            ("SCOPES", "scopes_supported"),
            ("CLAIMS", "claims_supported"),
        ]
    ],
    ("DISC-ARRAY-TYPE", {"response_types_supported": "code"}, {}),
    ("DISC-ARRAY-TYPE", {"scopes_supported": ["openid", 7]}, {}),
    ("DISC-PKCE-TYPE", {"code_challenge_methods_supported": "S256"}, {}),
    ("DISC-EMPTY-ARRAY", {"claims_supported": []}, {}),
    ("DISC-NULL", {"service_documentation": None}, {}),
    ("DISC-BOOLEAN-TYPE", {"claims_parameter_supported": "true"}, {}),
    ("DISC-ENDPOINT-HTTP", {"token_endpoint": "http://op.example/token"}, {}),
    ("DISC-ENDPOINT-RELATIVE", {"token_endpoint": "/token"}, {}),
    ("DISC-ENDPOINT-FRAGMENT", {"token_endpoint": f"{OP}/token#now"}, {}),
    ("DISC-ENDPOINT-OTHER-HOST", {"token_endpoint": "https://tokens.example/token"}, {}),
    ("DISC-ENDPOINT-OTHER-HOST", {"token_endpoint": "https://tokens.example/token"}, {"pinned": OP}),
    ("DISC-ENDPOINT-DEFAULT-PORT", {"token_endpoint": "https://op.example:443/token"}, {}),
    ("DISC-SUBJECT-TYPE-VALUE", {"subject_types_supported": ["private"]}, {}),
    ("DISC-SCOPE-SYNTAX", {"scopes_supported": ["openid", "a b"]}, {}),
    ("DISC-LOCALE-SYNTAX", {"ui_locales_supported": ["en_GB"]}, {}),
    ("DISC-NO-CODE", {"response_types_supported": ["id_token"]}, {}),
    ("DISC-IMPLICIT", {"response_types_supported": ["code", "id_token token"]}, {}),
    ("DISC-ROPC", {"grant_types_supported": ["authorization_code", "password"]}, {}),
    ("DISC-GRANT-MISMATCH", {"grant_types_supported": ["refresh_token"]}, {}),
    ("DISC-GRANT-MISMATCH", {"response_types_supported": ["code", "token"]}, {}),
    ("DISC-SCOPES-NO-OPENID", {"scopes_supported": ["email"]}, {}),
    ("DISC-NO-RS256", {"id_token_signing_alg_values_supported": ["PS256"]}, {}),
    ("DISC-ALG-NONE", {"id_token_signing_alg_values_supported": ["RS256", "none"]}, {}),
    ("DISC-PKCE-NOT-ADVERTISED", {"code_challenge_methods_supported": ...}, {}),
    ("DISC-PKCE-NO-S256", {"code_challenge_methods_supported": ["plain"]}, {}),
    ("DISC-AUTH-METHOD-NONSTANDARD", {"token_endpoint_auth_methods_supported": ["tls_cert_auth"]}, {}),
    ("DISC-AUTH-ALG-NONE", {"token_endpoint_auth_signing_alg_values_supported": ["none"]}, {}),
    ("DISC-AUTH-ALG-MISSING", {"token_endpoint_auth_signing_alg_values_supported": ...}, {}),
    ("DISC-DPOP-ALGS", {"dpop_signing_alg_values_supported": ["ES256", "HS256"]}, {}),
    ("DISC-PAR-REQUIRED", {"require_pushed_authorization_requests": True}, {}),
]
# what is unusual and right
PASSES: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    ("DISC-ISSUER-MISMATCH", {"issuer": f"{OP}/"}, {}),
    ("DISC-ISSUER-MISMATCH", {"issuer": f"{OP}/t"}, {"found_at": f"{OP}/t{WELL_KNOWN}"}),
    ("DISC-ISSUER-MISMATCH", {"issuer": f"{OP}/t"}, {"found_at": f"{OP}/t{WELL_KNOWN}?p=policy"}),
    ("DISC-ISSUER-MISMATCH", {"issuer": f"{OP}/t"}, {"found_at": f"{OP}/.well-known/oauth-authorization-server/t"}),
    ("DISC-ISSUER-MISMATCH", {}, {"found_at": f"{OP}/.well-known/oauth-authorization-server"}),
    ("DISC-ISSUER-PINNED", {}, {"pinned": OP}),
    ("DISC-ISSUER-SLASH", {}, {"pinned": OP}),
    ("DISC-ISSUER-SCHEME", {"issuer": "http://127.0.0.1:8765"}, {}),
    ("DISC-ISSUER-SCHEME", {"issuer": "http://[::1]:8765"}, {}),
    ("DISC-ENDPOINT-HTTP", {"token_endpoint": "http://localhost:8765/token"}, {}),
]
SKIPS = [
    ("DISC-ISSUER-MISMATCH", {}, {"pinned": OP}),
    ("DISC-ISSUER-PINNED", {}, {}),
    ("DISC-ISSUER-SLASH", {}, {}),
    ("DISC-ISSUER-SCHEME", {"issuer": ...}, {}),
    ("DISC-PKCE-TYPE", {"code_challenge_methods_supported": ...}, {}),
    ("DISC-NO-CODE", {"response_types_supported": "code"}, {}),
]


@pytest.mark.parametrize(("rule", "changes", "arguments"), FAILS, ids=[rule for rule, *_ in FAILS])
def test_it_fails(rule: str, changes: dict[str, Any], arguments: dict[str, Any]) -> None:
    """What is wrong is found by its rule, which says so in a sentence and what to do."""
    finding = check(changes, **arguments)[rule]
    assert finding.verdict == "fail"
    assert finding.message.endswith(".")
    assert finding.advice.endswith((".", "?"))
    assert finding.spec


@pytest.mark.parametrize(("rule", "changes", "arguments"), PASSES, ids=[rule for rule, *_ in PASSES])
def test_it_passes(rule: str, changes: dict[str, Any], arguments: dict[str, Any]) -> None:
    """What is unusual and right passes."""
    assert check(changes, **arguments)[rule].verdict == "pass"


@pytest.mark.parametrize(("rule", "changes", "arguments"), SKIPS, ids=[rule for rule, *_ in SKIPS])
def test_it_is_skipped(rule: str, changes: dict[str, Any], arguments: dict[str, Any]) -> None:
    """What is not applicable has its reason."""
    finding = check(changes, **arguments)[rule]
    assert (finding.verdict, bool(finding.message)) == ("skip", True)


def test_honest_documents_are_clean_and_every_rule_is_seen() -> None:
    """An honest document fails nothing, and each rule passes somewhere and fails somewhere."""
    honest = [check(), check(pinned=OP)]
    assert [finding.rule for report in honest for finding in report.findings if finding.verdict == "fail"] == []
    passing = {finding.rule for report in honest for finding in report.findings if finding.verdict == "pass"}
    every = {rule.id for rule in METADATA.rules}
    assert every - passing == set()
    assert every - {rule for rule, *_ in FAILS} == set()


def test_metadata_by_hand() -> None:
    """Without the answer at hand its status and form are no question."""
    report = check_metadata(ProviderMetadata(issuer=OP), found_at=OP + WELL_KNOWN, pinned=None)
    assert report["DISC-STATUS"].verdict == report["DISC-DUPLICATE-MEMBER"].verdict == "skip"


@given(members(*HONEST, "require_pushed_authorization_requests"), JSON)
@patient
def test_any_document_gives_a_whole_report(document: dict[str, Any], other: Any) -> None:
    """Whatever the document is, every rule reports, and the report survives JSON."""
    for body in (document, {**HONEST, **document}, other):
        report = check(body=json.dumps(body).encode())
        assert [finding.rule for finding in report.findings] == [rule.id for rule in METADATA.rules]
        assert Report.from_dicts(json.loads(json.dumps(report.to_dicts()))) == report
