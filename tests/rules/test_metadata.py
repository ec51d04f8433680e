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
        metadata = parse_metadata(response.content())
    except Mistake:
        metadata = None
    return check_metadata(metadata, found_at=found_at, pinned=pinned, response=response)


OAUTH = f"{OP}/.well-known/oauth-authorization-server"
IMPLICIT = {"token_endpoint": ..., "response_types_supported": ["id_token"], "grant_types_supported": ["implicit"]}
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
    ("DISC-ENDPOINT-CHARS", {"token_endpoint": f"{OP}/token "}, {}),  # case 129
    ("DISC-ENDPOINT-CHARS", {"token_endpoint": f" {OP}/token"}, {}),
    ("DISC-ENDPOINT-CHARS", {"jwks_uri": f"{OP}/keys\n"}, {}),
    ("DISC-ENDPOINT-CHARS", {"userinfo_endpoint": f"{OP}/a b"}, {}),
    ("DISC-ENDPOINT-CHARS", {"userinfo_endpoint": f"{OP}/a\u00a0"}, {}),
    ("DISC-ENDPOINT-CHARS", {"token_endpoint": f"{OP}/{{tenantid}}/token"}, {}),
    ("DISC-ENDPOINT-CHARS", {"token_endpoint": f"{OP}/<tenant>/token"}, {}),
    ("DISC-ENDPOINT-CHARS", {"token_endpoint": f"{OP}/%7Btenant%7D/token"}, {}),
    ("DISC-ENDPOINT-CHARS", {"token_endpoint": "https://me:pw@op.example/token"}, {}),
    ("DISC-ENDPOINT-HTTP", {"mtls_endpoint_aliases": {"token_endpoint": "http://op.example/token"}}, {}),  # case M4
    ("DISC-ENDPOINT-RELATIVE", {"mtls_endpoint_aliases": {"token_endpoint": "/token"}}, {}),
    ("DISC-ENDPOINT-RELATIVE", {"mtls_endpoint_aliases": "https://op.example"}, {}),
    ("DISC-ENDPOINT-CHARS", {"mtls_endpoint_aliases": {"token_endpoint": "https://op.example/{t}"}}, {}),
    ("DISC-ENDPOINT-OTHER-NAME", {"token_revocation_endpoint": f"{OP}/revoke"}, {}),  # case M6
    ("DISC-RESPONSE-TYPE-UNKNOWN", {"response_types_supported": ["code", "codeid_token"]}, {}),  # case M5
    ("DISC-RESPONSE-TYPE-UNKNOWN", {"response_types_supported": ["code", "code,id_token"]}, {}),
    ("DISC-RESPONSE-TYPE-UNKNOWN", {"response_types_supported": ["code", "code code"]}, {}),
    ("DISC-RESPONSE-MODE-UNKNOWN", {"response_modes_supported": ["query", "login"]}, {}),
    ("DISC-ARRAY-TYPE", {"scopes_supported": "openid"}, {}),  # case F4, still
    ("DISC-ARRAY-TYPE", {"revocation_endpoint_auth_methods_supported": "none"}, {}),
    ("DISC-AUTH-ALG-NONE", {"revocation_endpoint_auth_signing_alg_values_supported": ["RS256", "none"]}, {}),
    ("DISC-AUTH-ALG-NONE", {"introspection_endpoint_auth_signing_alg_values_supported": ["none"]}, {}),
    ("DISC-AUTH-ALG-MISSING", {"revocation_endpoint_auth_methods_supported": ["private_key_jwt"]}, {}),
    ("DISC-AUTH-ALG-MISSING", {"introspection_endpoint_auth_methods_supported": ["client_secret_jwt"]}, {}),
    ("DISC-AUTH-METHOD-NONSTANDARD", {"introspection_endpoint_auth_methods_supported": ["own"]}, {}),
    ("DISC-TOKEN-ENDPOINT-MISSING", {**IMPLICIT, "response_types_supported": ["code", "id_token"]}, {}),  # case F2, still
    ("DISC-TOKEN-ENDPOINT-MISSING", {**IMPLICIT, "grant_types_supported": ["implicit", "client_credentials"]}, {}),
    ("DISC-RESPONSE-TYPES-MISSING", {"response_types_supported": ...}, {"found_at": OAUTH}),
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
    ("DISC-ISSUER-MISMATCH", {}, {"found_at": f"https://OP.example:443{WELL_KNOWN}"}),
    (
        "DISC-ISSUER-MISMATCH",
        {"issuer": "https://b\u00fccher.example"},
        {"found_at": f"https://xn--bcher-kva.example{WELL_KNOWN}"},
    ),
    ("DISC-ISSUER-SCHEME", {"issuer": "HTTPS://op.example"}, {}),
    ("DISC-ENDPOINT-OTHER-HOST", {"token_endpoint": "https://OP.EXAMPLE/token"}, {}),
    ("DISC-ENDPOINT-OTHER-HOST", {"mtls_endpoint_aliases": {"token_endpoint": "https://mtls.op.example/token"}}, {}),
    ("DISC-ENDPOINT-HTTP", {"mtls_endpoint_aliases": {"token_endpoint": "https://mtls.op.example/token"}}, {}),
    ("DISC-ENDPOINT-RELATIVE", {"mtls_endpoint_aliases": {"token_endpoint": "https://mtls.op.example/token"}}, {}),
    ("DISC-ENDPOINT-RELATIVE", {"vendor_endpoint": "/here", "kerberos_endpoint": 7}, {}),  # of no standard
    ("DISC-ARRAY-TYPE", {"verified_claims_supported": True, "vp_formats_supported": {}}, {}),  # case F4
    ("DISC-ARRAY-TYPE", {"request_authentication_methods_supported": {"ar": ["request_object"]}}, {}),
    ("DISC-ARRAY-TYPE", {"credential_configurations_supported": {"a": {}}, "languages_supported": "en"}, {}),
    ("DISC-EMPTY-ARRAY", {"capabilities": []}, {}),
    (
        "DISC-RESPONSE-TYPE-UNKNOWN",
        {"response_types_supported": ["id_token code", "vp_token", "none", "token code id_token"]},
        {},
    ),
    ("DISC-RESPONSE-MODE-UNKNOWN", {"response_modes_supported": ["form_post.jwt", "direct_post", "fragment"]}, {}),
    ("DISC-ENDPOINT-OTHER-NAME", {"introspect_endpoint": f"{OP}/i", "introspection_endpoint": f"{OP}/i"}, {}),
    ("DISC-AUTH-METHOD-NONSTANDARD", {"introspection_endpoint_auth_methods_supported": ["Bearer"]}, {}),
    ("DISC-SCOPE-SYNTAX", {"scopes_supported": ["openid", "https://graph.example/User.Read", "urn:a:b", "profile:read"]}, {}),
]
SKIPS = [
    ("DISC-ISSUER-MISMATCH", {}, {"pinned": OP}),
    ("DISC-ISSUER-PINNED", {}, {}),
    ("DISC-ISSUER-SLASH", {}, {}),
    ("DISC-ISSUER-SCHEME", {"issuer": ...}, {}),
    ("DISC-PKCE-TYPE", {"code_challenge_methods_supported": ...}, {}),
    ("DISC-NO-CODE", {"response_types_supported": "code"}, {}),
    ("DISC-TOKEN-ENDPOINT-MISSING", IMPLICIT, {}),  # case F2
    (
        "DISC-TOKEN-ENDPOINT-MISSING",
        {**IMPLICIT, "response_types_supported": ["id_token token"], "grant_types_supported": ...},
        {},
    ),
    ("DISC-AUTHORIZATION-ENDPOINT-MISSING", {"grant_types_supported": ["client_credentials"]}, {"found_at": OAUTH}),
    ("DISC-JWKS-URI-MISSING", {"jwks_uri": ..., "jwks": {"keys": []}}, {}),
    ("DISC-JWKS-URI-MISSING", {"jwks_uri": ..., "signed_jwks_uri": f"{OP}/signed"}, {}),
    ("DISC-SCOPES-MISSING", {}, {"body": b'{"error": "no such realm"}'}),
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


def test_a_list_without_its_optional_members_is_a_warning() -> None:
    """Case F1: Discovery 3 calls the list optional, so a document without it may be used all the same."""
    report = check({"token_endpoint_auth_signing_alg_values_supported": ...})
    assert (report["DISC-AUTH-ALG-MISSING"].severity, report.ok) == ("warning", True)


def test_the_document_of_plain_oauth_has_other_members() -> None:
    """Case F3: what RFC 8414 2 does not know, or calls optional, is not missing there; elsewhere it is."""
    plain = {
        "issuer": OP,
        "authorization_endpoint": f"{OP}/authorize",
        "token_endpoint": f"{OP}/token",
        "response_types_supported": ["code"],
        "scopes_supported": ["read"],
    }
    body = json.dumps(plain).encode()
    there, elsewhere = check(body=body, found_at=OAUTH), check(body=body)
    missing = {"DISC-JWKS-URI-MISSING", "DISC-SUBJECT-TYPES-MISSING", "DISC-SIGNING-ALGS-MISSING"}
    missing |= {"DISC-USERINFO-MISSING", "DISC-CLAIMS-MISSING", "DISC-SCOPES-NO-OPENID"}
    assert {finding.rule for finding in there.failures} == {"DISC-URL-OAUTH", "DISC-PKCE-NOT-ADVERTISED"}
    assert missing <= {finding.rule for finding in elsewhere.failures}


@pytest.mark.parametrize(
    ("body", "status", "rule"),
    [
        (json.dumps([HONEST]).encode(), 200, "DISC-NOT-JSON"),
        (b'{"error": "no such realm"}', 404, "DISC-STATUS"),
        (b'{"error": "no such realm"}', 200, "DISC-ISSUER-MISSING"),
        (b"<html>", 200, "DISC-NOT-JSON"),
        (b"", 503, "DISC-STATUS"),
        (b"<html>", 302, "DISC-STATUS"),
        (b"null", 200, "DISC-NOT-JSON"),
        (b"{}", 200, "DISC-ISSUER-MISSING"),
    ],
)
def test_a_document_that_was_not_read_fails_once(body: bytes, status: int, rule: str) -> None:
    """Case 120: what nobody read lacks nothing; the one thing that is wrong is said, and the rest is not checked."""
    response = answer(body, status, "application/json")
    report = check_metadata(None, found_at=OP + WELL_KNOWN, pinned=None, response=response)
    assert [finding.rule for finding in report.failures if finding.severity != "info"] == [
        rule
    ] or rule == "DISC-ISSUER-MISSING"
    assert [finding.rule for finding in report.failures if finding.is_error] == [rule]


def test_an_address_that_cannot_be_used_is_not_called_missing() -> None:
    """Case 129: the step that wants the endpoint says that it cannot be used, and shows it; one that is missing is missing."""
    metadata = parse_metadata(json.dumps({**HONEST, "token_endpoint": f"{OP}/token "}).encode())
    with pytest.raises(Mistake, match=r"gives https://op.example/token  as token_endpoint, which cannot be used"):
        metadata.endpoint("token_endpoint")
    with pytest.raises(Mistake, match="has no revocation_endpoint"):
        metadata.endpoint("revocation_endpoint")


def test_other_names_are_taken_for_the_registered_ones() -> None:
    """Case M6: a vendor's own name is understood where the registered one is absent, and never in its place."""
    own = {"token_revocation_endpoint": f"{OP}/r", "token_introspection_endpoint": f"{OP}/i"}
    metadata = parse_metadata(json.dumps({**HONEST, **own}).encode())
    assert (metadata.revocation_endpoint, metadata.introspection_endpoint) == (f"{OP}/r", f"{OP}/i")
    both = parse_metadata(json.dumps({**HONEST, **own, "revocation_endpoint": f"{OP}/registered"}).encode())
    assert both.revocation_endpoint == f"{OP}/registered"


@given(members(*HONEST, "require_pushed_authorization_requests"), JSON)
@patient
def test_any_document_gives_a_whole_report(document: dict[str, Any], other: Any) -> None:
    """Whatever the document is, every rule reports, and the report survives JSON."""
    for body in (document, {**HONEST, **document}, other):
        report = check(body=json.dumps(body).encode())
        assert [finding.rule for finding in report.findings] == [rule.id for rule in METADATA.rules]
        assert Report.from_dicts(json.loads(json.dumps(report.to_dicts()))) == report
