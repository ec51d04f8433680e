"""Is what the provider offers enough, and safe? (Discovery 3, OIDC Core 15, RFC 9700)"""

from __future__ import annotations

from collections.abc import Callable

from ..registry import Outcome, RuleSet, failed, not_applicable, passed
from ..rows import rows
from ..shapes import listed
from .identity import IDENTITY
from .names import AUTHENTICATION, RESPONSE_MODES, RESPONSE_WORDS
from .subject import OF_OAUTH, MetadataCheck

OFFERS: RuleSet[MetadataCheck] = RuleSet(after=[IDENTITY])
rule = OFFERS.rule
row = rows(OFFERS, spec="Discovery 3", requires=["DISC-NOT-JSON"])
of_openid = row.given(lambda check: not check.is_oauth, unless=OF_OAUTH)

_JWT_METHODS = ("private_key_jwt", "client_secret_jwt")
_METHODS = frozenset(
    {
        "client_secret_basic",
        "client_secret_post",
        "client_secret_jwt",
        "private_key_jwt",
        "tls_client_auth",
        "self_signed_tls_client_auth",
        "attest_jwt_client_auth",
        "none",
    }
)


def _of(check: MetadataCheck, name: str) -> list[str]:
    """The texts of a list, none where it is absent or no list."""
    return listed(check.members, name) or []


def _without(value: str, name: str) -> Callable[[MetadataCheck], list[str] | str]:
    """Return what finds a list that lacks this value."""
    return lambda check: [] if value in _of(check, name) else _of(check, name) or "(an empty list)"


def _lists(name: str) -> Callable[[MetadataCheck], bool]:
    """Return the question whether a member is there, and a list of texts."""
    return lambda check: listed(check.members, name) is not None


row(
    "DISC-NO-CODE",
    "Does the provider offer the code flow?",
    _without("code", "response_types_supported"),
    "response_types_supported does not name code.",
    spec="Discovery 3; OIDC Core 15.2",
    severity="warning",
    advice="Ask the provider whether the Authorization Code flow can be switched on.",
    expected="code",
    when=_lists("response_types_supported"),
    unless="it does not list its response types",
)


def _unknown_types(check: MetadataCheck) -> list[str]:
    """The response types that are not made of registered words, each once, in whatever order (Multiple Response Types 3)."""
    return [
        value
        for value in _of(check, "response_types_supported")
        if not (words := value.split()) or not set(words) <= RESPONSE_WORDS or len(set(words)) < len(words)
    ]


row(
    "DISC-RESPONSE-TYPE-UNKNOWN",
    "Are its response types registered ones?",
    _unknown_types,
    "No registered values: {}.",
    spec="Multiple Response Types 3, 5; OIDC Core 3",
    severity="info",
    advice="Is a space missing in it, or is it the vendor's own? Ask for code.",
)
row(
    "DISC-RESPONSE-MODE-UNKNOWN",
    "Are its response modes registered ones?",
    lambda check: [value for value in _of(check, "response_modes_supported") if value not in RESPONSE_MODES],
    "No registered values: {}.",
    spec="Multiple Response Types 2.1; Form Post Response Mode 2; JARM 2.3",
    severity="info",
    advice="Look them up in the vendor's documentation; the code flow needs query only.",
)
row(
    "DISC-IMPLICIT",
    "Are the old flows closed that put tokens into addresses?",
    lambda check: [value for value in _of(check, "response_types_supported") if "token" in value.split()],
    "Still on offer: {}.",
    spec="RFC 9700 2.1.2",
    severity="info",
    advice="Do not use them: ask for response_type=code.",
)
row(
    "DISC-ROPC",
    "Is the password grant closed?",
    lambda check: "password" in _of(check, "grant_types_supported"),
    "The password grant is on offer, and must not be used.",
    spec="RFC 9700 2.4",
    severity="info",
    advice="Never take a user's password: send the user to the provider's page.",
)


def _grant_gaps(check: MetadataCheck) -> list[str]:
    grants = _of(check, "grant_types_supported")
    words = {word for value in _of(check, "response_types_supported") for word in value.split()}
    needed = {"authorization_code": "code" in words, "implicit": bool({"token", "id_token"} & words)}
    return [grant for grant, is_needed in needed.items() if is_needed and grant not in grants]


row(
    "DISC-GRANT-MISMATCH",
    "Do response types and grant types tell the same story?",
    _grant_gaps,
    "Response types ask for grants that grant_types_supported lacks: {}.",
    spec="Discovery 3; RFC 7591 2.1",
    severity="warning",
    advice="Try it; one of the two lists is wrong.",
    when=_lists("grant_types_supported"),
    unless="it does not list its grant types",
)
of_openid(
    "DISC-SCOPES-NO-OPENID",
    "Is openid among its scopes?",
    _without("openid", "scopes_supported"),
    "scopes_supported does not name openid.",
    severity="warning",
    advice="Every OpenID Provider has it: is this the document of plain OAuth?",
    expected="openid",
    when=_lists("scopes_supported"),
    unless="it does not list its scopes",
)
of_openid(
    "DISC-NO-RS256",
    "Is RS256 among its signature algorithms?",
    _without("RS256", "id_token_signing_alg_values_supported"),
    "id_token_signing_alg_values_supported does not name RS256, which every provider must offer.",
    spec="Discovery 3; OIDC Core 15.1",
    advice="Set id_token_signed_response_alg to one that is offered.",
    expected="RS256",
    when=_lists("id_token_signing_alg_values_supported"),
    unless="it does not list its signature algorithms",
)
of_openid(
    "DISC-ALG-NONE",
    "Are all ID tokens signed?",
    lambda check: "none" in _of(check, "id_token_signing_alg_values_supported"),
    "Unsigned ID tokens (none) are on offer.",
    spec="Discovery 3; RFC 8725 3.2",
    severity="warning",
    advice="Never accept one that you did not register for.",
)


@rule(
    "DISC-PKCE-NOT-ADVERTISED",
    requires=["DISC-NOT-JSON"],
    spec="RFC 8414 2; RFC 9700 2.1.1",
    severity="warning",
    advice="Send PKCE all the same; it works at Oracle, which does not say so.",
    expected="S256",
)
def pkce(check: MetadataCheck) -> Outcome:
    """Does the provider say that it knows PKCE?"""
    methods = check.members.get("code_challenge_methods_supported")
    return failed("The document does not announce PKCE.", "S256") if methods is None else passed("S256", methods)


@rule(
    "DISC-PKCE-NO-S256",
    requires=["DISC-NOT-JSON"],
    spec="RFC 7636 4.2; RFC 9700 2.1.1",
    severity="warning",
    advice="plain protects nothing that matters: ask the provider for S256.",
    expected="S256",
    reasons=("it does not list PKCE methods",),
)
def s256(check: MetadataCheck) -> Outcome:
    """If it lists PKCE methods, is S256 one of them?"""
    methods = listed(check.members, "code_challenge_methods_supported")
    if methods is None:
        return not_applicable("it does not list PKCE methods")
    return passed("S256", methods) if "S256" in methods else failed("S256 is not among the PKCE methods.", "S256", methods)


def _methods(check: MetadataCheck, endpoint: str) -> list[str]:
    return _of(check, f"{endpoint}_endpoint_auth_methods_supported")


def _algorithms(endpoint: str) -> str:
    """The name of the member that lists the algorithms of assertions at an endpoint."""
    return f"{endpoint}_endpoint_auth_signing_alg_values_supported"


def _own_methods(check: MetadataCheck) -> list[str]:
    """The methods that are no registered ones; at introspection an access token is one too (RFC 8414 2)."""
    named = [value for endpoint in AUTHENTICATION for value in _methods(check, endpoint) if value not in _METHODS]
    tokens = {value for value in _methods(check, "introspection") if value.lower() in ("bearer", "dpop")}
    return list(dict.fromkeys(value for value in named if value not in tokens))


row(
    "DISC-AUTH-METHOD-NONSTANDARD",
    "Are the ways in which a client proves itself registered ones?",
    _own_methods,
    "Names of this vendor's own: {}.",
    spec="RFC 8414 2; RFC 8705 2.1.1",
    severity="info",
    advice="Look them up in its documentation; a certificate is tls_client_auth elsewhere.",
)
row(
    "DISC-AUTH-ALG-NONE",
    "Must a client's assertion be signed?",
    lambda check: [_algorithms(endpoint) for endpoint in AUTHENTICATION if "none" in _of(check, _algorithms(endpoint))],
    "Unsigned client assertions (none) are on offer, which is never allowed: {}.",
    spec="Discovery 3; RFC 8414 2",
    advice="Sign with RS256 or ES256, and tell the provider.",
)


def _signing(check: MetadataCheck) -> list[str]:
    """The endpoints at which a client may sign an assertion."""
    return [endpoint for endpoint in AUTHENTICATION if not set(_JWT_METHODS).isdisjoint(_methods(check, endpoint))]


row(
    "DISC-AUTH-ALG-MISSING",
    "If clients may sign an assertion, does it say with which algorithms?",
    lambda check: [_algorithms(endpoint) for endpoint in _signing(check) if _algorithms(endpoint) not in check.members],
    "There is no {}.",
    spec="RFC 8414 2; Discovery 3",
    severity="warning",
    advice="OpenID Connect leaves this list out as it likes, and plain OAuth does not. Try RS256.",
    when=_signing,
    unless="it lists no method in which a client signs an assertion",
)
row(
    "DISC-DPOP-ALGS",
    "If it knows DPoP, are its algorithms asymmetric?",
    lambda check: [alg for alg in _of(check, "dpop_signing_alg_values_supported") if alg == "none" or alg.startswith("HS")],
    "Not allowed for DPoP: {}.",
    spec="RFC 9449 4.2, 5.1",
    advice="Tell the provider.",
    when=_lists("dpop_signing_alg_values_supported"),
    unless="it does not list algorithms for DPoP",
)
row(
    "DISC-PAR-REQUIRED",
    "May the request travel through the browser?",
    lambda check: check.members.get("require_pushed_authorization_requests") is True,
    "The provider takes only requests that were pushed to it first (PAR).",
    spec="RFC 9126 5",
    severity="info",
    advice="Push the request to pushed_authorization_request_endpoint before you open the link.",
)
