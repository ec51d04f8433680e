"""Faults in the provider's metadata (Discovery 3 and 4.3, RFC 8414)."""

from __future__ import annotations

from ..http import Response
from .makers import answers, appends, declares, leaves_out, sets
from .registry import fault, rows

row = rows("discovery")
answer_row = rows("discovery_answer")


# Its name

row(
    "metadata-of-another",
    "Describes another provider than the one that was asked.",
    sets(issuer="https://another-provider.example"),
    caught_by="DISC-ISSUER-MISMATCH",
    in_the_wild="Oracle names one issuer for all tenants; Azure AD B2C, Salesforce and FusionAuth can differ from their address too.",
)
row(
    "issuer-template",
    "Writes a template where its name should be.",
    sets(issuer="https://login.example/{tenantid}/v2.0"),
    caught_by="DISC-ISSUER-TEMPLATE",
    in_the_wild="Entra does so for the tenants common and organizations.",
)
row(
    "metadata-issuer-slash",
    "Writes its name in the metadata with a slash at the end that the address does not have.",
    appends(issuer="/"),
    caught_by="AUTHR-ISS-MISMATCH",
)
row(
    "metadata-issuer-with-query",
    "Adds a query to its name in the metadata.",
    appends(issuer="?tenant=1"),
    caught_by="DISC-ISSUER-QUERY-FRAGMENT",
)

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
    row(_name, f"Leaves {_member} out of its metadata.", leaves_out(_member), caught_by=_rule)

row(
    "metadata-without-userinfo",
    "Names no userinfo_endpoint in its metadata.",
    leaves_out("userinfo_endpoint"),
    caught_by="DISC-USERINFO-MISSING",
    in_the_wild="Apple has none.",
)

# What it can do

row(
    "pkce-not-announced",
    "Does not say that it knows PKCE; it does all the same.",
    leaves_out("code_challenge_methods_supported"),
    caught_by="DISC-PKCE-NOT-ADVERTISED",
    in_the_wild="Oracle and Cognito.",
)
row(
    "pkce-plain-only",
    "Announces PKCE without S256, in its plain form alone.",
    sets(code_challenge_methods_supported=["plain"]),
    caught_by="DISC-PKCE-NO-S256",
)
row(
    "pkce-as-text",
    "Announces PKCE by a text instead of a list.",
    sets(code_challenge_methods_supported="S256"),
    caught_by="DISC-PKCE-TYPE",
)
row(
    "no-rs256",
    "Announces no RS256, which every provider has to know.",
    sets(id_token_signing_alg_values_supported=["ES256"]),
    caught_by="DISC-NO-RS256",
)
row(
    "announces-none",
    "Announces ID tokens without a signature (alg none).",
    sets(id_token_signing_alg_values_supported=["RS256", "none"]),
    caught_by="DISC-ALG-NONE",
)
row("no-code-flow", "Announces no code flow.", sets(response_types_supported=["id_token"]), caught_by="DISC-NO-CODE")
row(
    "odd-subject-type",
    "Announces a kind of sub that does not exist.",
    sets(subject_types_supported=["private"]),
    caught_by="DISC-SUBJECT-TYPE-VALUE",
)
row(
    "announces-unsigned-assertions",
    "Says that a client may prove itself by an assertion without a signature.",
    sets(token_endpoint_auth_signing_alg_values_supported=["RS256", "none"]),
    caught_by="DISC-AUTH-ALG-NONE",
)
row(
    "no-assertion-algs",
    "Announces private_key_jwt, and not with which algorithms.",
    leaves_out("token_endpoint_auth_signing_alg_values_supported"),
    caught_by="DISC-AUTH-ALG-MISSING",
)
row(
    "announces-weak-dpop",
    "Announces DPoP with a shared secret (HS256).",
    sets(dpop_signing_alg_values_supported=["ES256", "HS256"]),
    caught_by="DISC-DPOP-ALGS",
)
row(
    "announces-what-fails",
    "Announces tls_client_auth, which it does not take. No single run shows it: try it.",
    sets(token_endpoint_auth_methods_supported=["client_secret_basic", "client_secret_post", "tls_client_auth"]),
    caught_by=None,
    in_the_wild="A user of Spring's authorization server met a method in the list that did not work.",
)
row(
    "unpromised-redirect-iss",
    "Names itself in the redirect (iss), and does not say in its metadata that it will.",
    leaves_out("authorization_response_iss_parameter_supported"),
    caught_by="AUTHR-ISS-UNADVERTISED",
)

# The form of what it says

row("empty-list", "Announces an empty list of languages.", sets(ui_locales_supported=[]), caught_by="DISC-EMPTY-ARRAY")
row("null-in-metadata", "Writes null for a member that has no value.", sets(service_documentation=None), caught_by="DISC-NULL")
row("text-as-list", "Writes a text where a list belongs.", sets(response_types_supported="code"), caught_by="DISC-ARRAY-TYPE")
row("text-as-flag", "Writes true as a text.", sets(claims_parameter_supported="true"), caught_by="DISC-BOOLEAN-TYPE")
row(
    "scope-with-space",
    "Announces a scope with a space in it.",
    sets(scopes_supported=["openid", "read all"]),
    caught_by="DISC-SCOPE-SYNTAX",
)
row(
    "http-endpoint",
    "Names an endpoint that is not encrypted.",
    sets(introspection_endpoint="http://provider.example/introspect"),
    caught_by="DISC-ENDPOINT-HTTP",
)
row(
    "relative-endpoint",
    "Names an endpoint without its host.",
    sets(introspection_endpoint="/introspect"),
    caught_by="DISC-ENDPOINT-RELATIVE",
    in_the_wild="The sample in Oracle's manual shows the endpoints without a host.",
)
row(
    "endpoint-with-fragment",
    "Names an endpoint with a # in it.",
    sets(introspection_endpoint="https://provider.example/introspect#top"),
    caught_by="DISC-ENDPOINT-FRAGMENT",
)

# How it arrives

answer_row(
    "metadata-not-found",
    "Answers 404 where its metadata should be.",
    answers(404, {"error": "not_found"}),
    caught_by="DISC-STATUS",
)
answer_row(
    "metadata-no-json",
    "Serves a web page where its metadata should be.",
    answers(200, b"<!DOCTYPE html><html><title>Welcome</title></html>", Content_Type="text/html"),
    caught_by="DISC-NOT-JSON",
)
answer_row(
    "metadata-as-text",
    "Declares its metadata as plain text.",
    declares(Content_Type="text/plain; charset=utf-8"),
    caught_by="DISC-CONTENT-TYPE",
)


@fault("repeated-metadata", at="discovery_answer", caught_by="DISC-DUPLICATE-MEMBER")
def repeated_metadata(discovery_answer: Response) -> None:
    """Names a member of its metadata twice: parsers differ in which one they keep."""
    discovery_answer.body = discovery_answer.body.replace(b"{", b'{"claims_parameter_supported": false, ', 1)


row(
    "stale-metadata",
    "Names an address of the keys that is gone, as an old copy of the metadata does.",
    appends(jwks_uri="/of-last-year"),
    caught_by="JWKS-STATUS",
)
