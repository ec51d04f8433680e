"""What a provider would answer to a request that breaks these rules (RFC 6749 4.1.2.1 and 5.2)."""

from __future__ import annotations

from ..reference import error_code
from ..rules import Finding, Report

# The first that failed decides, in the order in which a server looks: who asks, in which form, with what.
_AT_THE_TOKEN_ENDPOINT = {
    "TOKQ-METHOD": "invalid_request",
    "TOKQ-CONTENT-TYPE": "invalid_request",
    "TOKQ-DUPLICATE-PARAM": "invalid_request",
    "TOKQ-BASIC-MALFORMED": "invalid_client",
    "TOKQ-BASIC-BASE64URL": "invalid_client",
    "TOKQ-BASIC-EMPTY-SECRET": "invalid_client",
    "TOKQ-SECRET-EMPTY": "invalid_client",
    "TOKQ-AUTH-MULTIPLE": "invalid_request",
    "TOKQ-CLIENT-ID-MISSING": "invalid_client",
    "TOKQ-GRANT-TYPE-MISSING": "invalid_request",
    "TOKQ-GRANT-TYPE-WRONG": "unsupported_grant_type",
    "TOKQ-CODE-MISSING": "invalid_request",
    "TOKQ-REDIRECT-URI-MISSING": "invalid_grant",
    "TOKQ-REDIRECT-URI-MISMATCH": "invalid_grant",
    "TOKQ-VERIFIER-LENGTH": "invalid_grant",
    "TOKQ-VERIFIER-CHARS": "invalid_grant",
    "TOKQ-VERIFIER-MISMATCH": "invalid_grant",
    "TOKQ-VERIFIER-MISSING": "invalid_grant",
}
_ON_A_PAGE = ("AUTHZ-CLIENT-ID-MISSING", "AUTHZ-CLIENT-ID-CHARS", "AUTHZ-REDIRECT-URI-RELATIVE", "AUTHZ-REDIRECT-URI-FRAGMENT")
_IN_THE_REDIRECT = {
    "AUTHZ-RESPONSE-TYPE-MISSING": "invalid_request",
    "AUTHZ-RESPONSE-TYPE-UNKNOWN": "unsupported_response_type",
    "AUTHZ-DUPLICATE-PARAM": "invalid_request",
    "AUTHZ-PKCE-METHOD-UNSUPPORTED": "invalid_request",
    "AUTHZ-PKCE-CHALLENGE-LENGTH": "invalid_request",
    "AUTHZ-PROMPT-NONE-COMBINED": "invalid_request",
    "AUTHZ-SCOPE-CHARS": "invalid_scope",
    "AUTHZ-SCOPE-SEPARATOR": "invalid_scope",
}
_OFTEN_INVALID_REQUEST = " Some providers answer invalid_request, since the parameter is missing."


def token_endpoint_answer(report: Report) -> str:
    """Return what the token endpoint would answer, in a sentence; empty where it has no reason to refuse."""
    for rule, error in _AT_THE_TOKEN_ENDPOINT.items():
        if report.failed(rule):
            status = "401" if error == "invalid_client" else "400"
            known = error_code(error, "token")
            more = _OFTEN_INVALID_REQUEST if rule == "TOKQ-REDIRECT-URI-MISSING" else ""
            why = _failure(report, rule).message
            return f"The token endpoint would answer {status} {error} ({rule}): {why} {known.meaning if known else ''}{more}".strip()
    return ""


def authorization_endpoint_answer(report: Report) -> str:
    """Return what the authorization endpoint would answer, in a sentence; empty where it has no reason to refuse."""
    for rule in _ON_A_PAGE:
        if report.failed(rule):
            return (
                f"The provider would show an error on its own page, and send nobody back ({rule}): {_failure(report, rule).message} "
                "It must not redirect where it does not know the client or the address (RFC 6749 4.1.2.1)."
            )
    for rule, error in _IN_THE_REDIRECT.items():
        if report.failed(rule):
            known = error_code(error, "redirect")
            return f"The provider would send the browser back with error={error} ({rule}): {known.meaning if known else ''}".strip()
    return ""


def _failure(report: Report, rule: str) -> Finding:
    return next(finding for finding in report.failures if finding.rule == rule)
