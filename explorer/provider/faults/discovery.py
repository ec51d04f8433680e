"""Lies in the provider's metadata (Discovery 3 and 4.3, RFC 8414)."""

from __future__ import annotations

from typing import Any

from ..http import Response
from .registry import Spoil, enter, fault


def _sets(**members: Any) -> Spoil:
    def sets(discovery: dict[str, Any]) -> None:
        discovery |= members

    return sets


def _leaves_out(member: str) -> Spoil:
    def leaves_out(discovery: dict[str, Any]) -> None:
        discovery.pop(member, None)

    return leaves_out


def _answers(status: int, body: bytes, media_type: str = "application/json") -> Spoil:
    def answers(discovery_answer: Response) -> None:
        discovery_answer.status, discovery_answer.body = status, body
        discovery_answer.headers["Content-Type"] = media_type

    return answers


# Its name

enter(
    (
        "metadata-of-another",
        "DISC-ISSUER-MISMATCH",
        "Describes another provider than the one that was asked.",
        _sets(issuer="https://another-provider.example"),
        "Oracle names one issuer for all tenants; Azure AD B2C, Salesforce and FusionAuth can differ from their address too.",
    ),
    (
        "issuer-template",
        "DISC-ISSUER-TEMPLATE",
        "Writes a template where its name should be.",
        _sets(issuer="https://login.example/{tenantid}/v2.0"),
        "Entra does so for the tenants common and organizations.",
    ),
)


@fault("metadata-issuer-slash", caught_by="AUTHR-ISS-MISMATCH")
def metadata_issuer_slash(discovery: dict[str, Any]) -> None:
    """Writes its name in the metadata with a slash at the end that the address does not have."""
    discovery["issuer"] = f"{discovery.get('issuer')}/"


@fault("metadata-issuer-with-query", caught_by="DISC-ISSUER-QUERY-FRAGMENT")
def metadata_issuer_with_query(discovery: dict[str, Any]) -> None:
    """Adds a query to its name in the metadata."""
    discovery["issuer"] = f"{discovery.get('issuer')}?tenant=1"


# What is compulsory, and left out

for _member, _rule in {
    "issuer": "DISC-ISSUER-MISSING",
    "authorization_endpoint": "DISC-AUTHORIZATION-ENDPOINT-MISSING",
    "token_endpoint": "DISC-TOKEN-ENDPOINT-MISSING",
    "jwks_uri": "DISC-JWKS-URI-MISSING",
    "response_types_supported": "DISC-RESPONSE-TYPES-MISSING",
    "subject_types_supported": "DISC-SUBJECT-TYPES-MISSING",
    "id_token_signing_alg_values_supported": "DISC-SIGNING-ALGS-MISSING",
}.items():
    _name = f"metadata-without-{_member.removesuffix('_supported').replace('_', '-')}"
    enter((_name, _rule, f"Leaves {_member} out of its metadata.", _leaves_out(_member)))

enter(
    (
        "metadata-without-userinfo",
        "DISC-USERINFO-MISSING",
        "Names no userinfo_endpoint in its metadata.",
        _leaves_out("userinfo_endpoint"),
        "Apple has none.",
    ),
)

# What it can do

enter(
    (
        "pkce-not-announced",
        "DISC-PKCE-NOT-ADVERTISED",
        "Does not say that it knows PKCE; it does all the same.",
        _leaves_out("code_challenge_methods_supported"),
        "Oracle and Cognito.",
    ),
    (
        "pkce-plain-only",
        "DISC-PKCE-NO-S256",
        "Announces PKCE without S256, in its plain form alone.",
        _sets(code_challenge_methods_supported=["plain"]),
    ),
    (
        "pkce-as-text",
        "DISC-PKCE-TYPE",
        "Announces PKCE by a text instead of a list.",
        _sets(code_challenge_methods_supported="S256"),
    ),
    (
        "no-rs256",
        "DISC-NO-RS256",
        "Announces no RS256, which every provider has to know.",
        _sets(id_token_signing_alg_values_supported=["ES256"]),
    ),
    (
        "announces-none",
        "DISC-ALG-NONE",
        "Announces ID tokens without a signature (alg none).",
        _sets(id_token_signing_alg_values_supported=["RS256", "none"]),
    ),
    ("no-code-flow", "DISC-NO-CODE", "Announces no code flow.", _sets(response_types_supported=["id_token"])),
    (
        "odd-subject-type",
        "DISC-SUBJECT-TYPE-VALUE",
        "Announces a kind of sub that does not exist.",
        _sets(subject_types_supported=["private"]),
    ),
    (
        "announces-unsigned-assertions",
        "DISC-AUTH-ALG-NONE",
        "Says that a client may prove itself by an assertion without a signature.",
        _sets(token_endpoint_auth_signing_alg_values_supported=["RS256", "none"]),
    ),
    (
        "no-assertion-algs",
        "DISC-AUTH-ALG-MISSING",
        "Announces private_key_jwt, and not with which algorithms.",
        _leaves_out("token_endpoint_auth_signing_alg_values_supported"),
    ),
    (
        "announces-weak-dpop",
        "DISC-DPOP-ALGS",
        "Announces DPoP with a shared secret (HS256).",
        _sets(dpop_signing_alg_values_supported=["ES256", "HS256"]),
    ),
    (
        "announces-what-fails",
        None,
        "Announces client_secret_jwt, which it does not take. No single run shows it: try it.",
        _sets(token_endpoint_auth_methods_supported=["client_secret_basic", "client_secret_post", "client_secret_jwt"]),
        "A user of Spring's authorization server met a method in the list that did not work.",
    ),
    (
        "unpromised-redirect-iss",
        "AUTHR-ISS-UNADVERTISED",
        "Names itself in the redirect (iss), and does not say in its metadata that it will.",
        _leaves_out("authorization_response_iss_parameter_supported"),
    ),
)

# The form of what it says

enter(
    ("empty-list", "DISC-EMPTY-ARRAY", "Announces an empty list of languages.", _sets(ui_locales_supported=[])),
    ("null-in-metadata", "DISC-NULL", "Writes null for a member that has no value.", _sets(service_documentation=None)),
    ("text-as-list", "DISC-ARRAY-TYPE", "Writes a text where a list belongs.", _sets(response_types_supported="code")),
    ("text-as-flag", "DISC-BOOLEAN-TYPE", "Writes true as a text.", _sets(claims_parameter_supported="true")),
    (
        "scope-with-space",
        "DISC-SCOPE-SYNTAX",
        "Announces a scope with a space in it.",
        _sets(scopes_supported=["openid", "read all"]),
    ),
    (
        "http-endpoint",
        "DISC-ENDPOINT-HTTP",
        "Names an endpoint that is not encrypted.",
        _sets(introspection_endpoint="http://provider.example/introspect"),
    ),
    (
        "relative-endpoint",
        "DISC-ENDPOINT-RELATIVE",
        "Names an endpoint without its host.",
        _sets(introspection_endpoint="/introspect"),
        "The sample in Oracle's manual shows the endpoints without a host.",
    ),
    (
        "endpoint-with-fragment",
        "DISC-ENDPOINT-FRAGMENT",
        "Names an endpoint with a # in it.",
        _sets(introspection_endpoint="https://provider.example/introspect#top"),
    ),
)

# How it arrives

enter(
    (
        "metadata-not-found",
        "DISC-STATUS",
        "Answers 404 where its metadata should be.",
        _answers(404, b'{"error": "not_found"}'),
    ),
    (
        "metadata-no-json",
        "DISC-NOT-JSON",
        "Serves a web page where its metadata should be.",
        _answers(200, b"<!DOCTYPE html><html><title>Welcome</title></html>", "text/html"),
    ),
)


@fault("metadata-as-text", caught_by="DISC-CONTENT-TYPE")
def metadata_as_text(discovery_answer: Response) -> None:
    """Declares its metadata as plain text."""
    discovery_answer.headers["Content-Type"] = "text/plain; charset=utf-8"


@fault("repeated-metadata", caught_by="DISC-DUPLICATE-MEMBER")
def repeated_metadata(discovery_answer: Response) -> None:
    """Names a member of its metadata twice: parsers differ in which one they keep."""
    discovery_answer.body = discovery_answer.body.replace(b"{", b'{"claims_parameter_supported": false, ', 1)


@fault("stale-metadata", caught_by="JWKS-STATUS")
def stale_metadata(discovery: dict[str, Any]) -> None:
    """Names an address of the keys that is gone, as an old copy of the metadata does."""
    discovery["jwks_uri"] = f"{discovery.get('jwks_uri')}/of-last-year"
