"""Is the answer of the token endpoint what the standards ask for? (RFC 6749 5.1, OIDC Core 3.1.3.3)"""

from __future__ import annotations

from dataclasses import dataclass

from ..protocol.tokens import TokenResponse
from .finding import Report
from .registry import Outcome, RuleSet, equal, failed, inapplicable, passed


@dataclass(frozen=True)
class TokenResponseCheck:
    """A token response with the scope that was requested."""

    tokens: TokenResponse
    requested_scope: str

    @property
    def requested(self) -> set[str]:
        """The requested scope values."""
        return set(self.requested_scope.split())


TOKEN_RESPONSE: RuleSet[TokenResponseCheck] = RuleSet()
rule = TOKEN_RESPONSE.rule


@rule("TOKR-STATUS", spec="RFC 6749 5.1", advice="Ask the provider: clients may refuse this.")
def status(check: TokenResponseCheck) -> Outcome:
    """Is the status 200?"""
    return equal(200, check.tokens.response.status, "Tokens came with a status other than 200.")


@rule("TOKR-CONTENT-TYPE", spec="RFC 6749 5.1; OIDC Core 3.1.3.3", advice="Clients that look at the media type will refuse it.")
def content_type(check: TokenResponseCheck) -> Outcome:
    """Is it declared as JSON?"""
    return equal("application/json", check.tokens.response.media_type, "The body is not declared as JSON.")


@rule("TOKR-NO-STORE-MISSING", spec="OIDC Core 3.1.3.3; RFC 6749 5.1", advice="A cache on the way may keep the tokens.")
def no_store(check: TokenResponseCheck) -> Outcome:
    """Are caches told to keep nothing?"""
    received = check.tokens.response.header("Cache-Control")
    if "no-store" in (received or "").lower():
        return passed("no-store", received)
    return failed("Cache-Control does not say no-store.", "no-store", received)


@rule("TOKR-DUPLICATE-MEMBER", spec="RFC 8259 4", severity="warning", advice="Parsers differ in which copy they keep.")
def duplicate_members(check: TokenResponseCheck) -> Outcome:
    """Is each member there once?"""
    names = check.tokens.json.duplicates
    return failed("A member came twice.", "each once", ", ".join(names)) if names else passed("each once")


@rule("TOKR-ACCESS-TOKEN-MISSING", spec="RFC 6749 5.1; OIDC Core 3.1.3.3", advice="Without it UserInfo cannot be asked.")
def access_token(check: TokenResponseCheck) -> Outcome:
    """Is there an access token?"""
    return (
        passed("access_token", "present") if check.tokens.access_token else failed("There is no access_token.", "access_token")
    )


@rule(
    "TOKR-TOKEN-TYPE-MISSING",
    spec="RFC 6749 5.1, 7.1",
    advice="Treat it as Bearer only if the provider's documentation says so.",
)
def token_type_present(check: TokenResponseCheck) -> Outcome:
    """Does it say how the token is used?"""
    received = check.tokens.token_type
    return passed("token_type", received) if received else failed("There is no token_type.", "Bearer")


@rule(
    "TOKR-TOKEN-TYPE-UNKNOWN",
    spec="RFC 6749 7.1",
    advice="Do not use a token whose type you do not know.",
    requires=["TOKR-TOKEN-TYPE-MISSING"],
)
def token_type(check: TokenResponseCheck) -> Outcome:
    """Is it a type that we know?"""
    received = check.tokens.token_type
    known = isinstance(received, str) and received.lower() in ("bearer", "dpop")
    return passed("Bearer", received) if known else failed("This token_type is not known.", "Bearer", received)


@rule(
    "TOKR-EXPIRES-IN-MISSING",
    spec="RFC 6749 5.1",
    severity="warning",
    advice="Look the lifetime up in the provider's documentation.",
)
def expires_in_present(check: TokenResponseCheck) -> Outcome:
    """Does it say how long the access token lives?"""
    received = check.tokens.expires_in
    return failed("There is no expires_in.", "seconds") if received is None else passed("seconds", received)


@rule(
    "TOKR-EXPIRES-IN-TYPE", spec="RFC 6749 5.1, A.14", advice="Strict clients refuse it.", requires=["TOKR-EXPIRES-IN-MISSING"]
)
def expires_in(check: TokenResponseCheck) -> Outcome:
    """Is the lifetime a positive whole number?"""
    received = check.tokens.expires_in
    good = isinstance(received, int) and not isinstance(received, bool) and received > 0
    return passed("a number", received) if good else failed("expires_in is not a positive whole number.", "a number", received)


@rule(
    "TOKR-ID-TOKEN-MISSING", spec="OIDC Core 3.1.3.3", advice="Look whether openid was granted, and at the client's settings."
)
def id_token(check: TokenResponseCheck) -> Outcome:
    """Is there an ID token?"""
    if "openid" not in check.requested:
        return inapplicable("openid was not requested, so no ID token is due")
    return (
        passed("id_token", "present")
        if check.tokens.id_token
        else failed("openid was requested, and there is no id_token.", "id_token")
    )


@rule(
    "TOKR-SCOPE-NARROWER",
    spec="RFC 6749 3.3, 5.1",
    severity="warning",
    advice="The application has to cope with less, or the client needs more rights.",
)
def scope(check: TokenResponseCheck) -> Outcome:
    """Was everything granted that was requested?"""
    if check.tokens.scope is None:
        return inapplicable("the answer has no scope, which means: as requested")
    missing = check.requested - set(check.tokens.scope.split())
    if not missing:
        return passed(check.requested_scope, check.tokens.scope)
    return failed(f"Not granted: {' '.join(sorted(missing))}.", check.requested_scope, check.tokens.scope)


@rule(
    "TOKR-REFRESH-MISSING",
    spec="OIDC Core 11",
    severity="info",
    advice="Try prompt=consent, and look at the client's grant settings.",
)
def refresh_token(check: TokenResponseCheck) -> Outcome:
    """Is there a refresh token, if offline_access was requested?"""
    if "offline_access" not in check.requested:
        return inapplicable("offline_access was not requested")
    received = check.tokens.refresh_token
    return (
        passed("refresh_token", "present")
        if received
        else failed("offline_access was requested, and there is no refresh_token.", "refresh_token")
    )


def check_token_response(tokens: TokenResponse, requested_scope: str) -> Report:
    """Tell whether a token response has the form that the standards ask for."""
    return TOKEN_RESPONSE.run(TokenResponseCheck(tokens, requested_scope))
