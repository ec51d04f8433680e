"""Where the access token is a JWT: may an API believe it, and is it worth little to a thief? (RFC 9068, RFC 9700 2.3)

It is made for the API, not for us: these are things to know about it, not reasons to read who signed in.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from ..protocol.jose import Jwt, looks_like_jwt, parse_jwt
from ..secret import Text
from .registry import RuleSet
from .report import Report
from .rows import as_found, rows
from .shapes import DAY, as_seconds, audiences, split_url

_COMPULSORY = ("iss", "exp", "aud", "sub", "client_id", "iat", "jti")


@dataclass(frozen=True)
class AccessTokenCheck:
    """An access token, with what came beside it."""

    raw: Text
    issuer: str
    client_id: str
    now: float
    leeway: float
    scope: str | None
    sub: Any
    token_type: Any

    @cached_property
    def token(self) -> Jwt | None:
        """The token taken apart; None for an opaque one."""
        return parse_jwt(self.raw) if looks_like_jwt(self.raw) else None

    @cached_property
    def claims(self) -> Mapping[str, Any]:
        """Its claims; empty for an opaque one."""
        return self.token.claims if self.token else {}

    @cached_property
    def header(self) -> Mapping[str, Any]:
        """Its header; empty for an opaque one."""
        return self.token.header if self.token else {}

    @cached_property
    def alg(self) -> str:
        """The algorithm that its header names; empty for an opaque one."""
        return self.token.alg if self.token else ""

    @cached_property
    def audiences(self) -> list[str]:
        """For whom it is."""
        return [str(each) for each in audiences(self.claims.get("aud")) if each is not None]

    @cached_property
    def life(self) -> float | None:
        """How many seconds it lives; None where it does not say so."""
        exp, iat = as_seconds(self.claims.get("exp")), as_seconds(self.claims.get("iat"))
        return None if exp is None or iat is None else exp - iat

    @cached_property
    def is_by_profile(self) -> bool:
        """True where it calls itself a token of RFC 9068."""
        return str(self.header.get("typ")).lower().removeprefix("application/") == "at+jwt"


ACCESS_TOKEN: RuleSet[AccessTokenCheck] = RuleSet()
row = rows(
    ACCESS_TOKEN,
    spec="RFC 9068 2.2",
    when=lambda check: check.token,
    unless="the access token is opaque: it is for the API alone",
)

row(
    "AT-ALG-NONE",
    "Is the access token signed?",
    lambda check: check.alg.lower() == "none",
    "The access token is not signed.",
    spec="RFC 9068 2.1, 4",
    advice="Any API that takes it can be fooled: tell the provider.",
)
row(
    "AT-CLAIMS-MISSING",
    "If the access token follows RFC 9068, has it the seven claims?",
    lambda check: [name for name in _COMPULSORY if name not in check.claims],
    "Missing in a token of the type at+jwt: {}.",
    advice="Tell the provider.",
    when=lambda check: check.is_by_profile,
    unless="it does not call itself a token of RFC 9068",
)
row(
    "AT-ISS-MISMATCH",
    "Does the access token come from the same issuer?",
    lambda check: [] if check.claims["iss"] == check.issuer else as_found(check.claims["iss"]),
    "The access token names another issuer: {}.",
    spec="RFC 9068 2.2, 4",
    severity="warning",
    advice="ADFS and Entra do so on purpose; the API has to know this name.",
    when=lambda check: "iss" in check.claims,
    unless="it names no issuer",
)
row(
    "AT-AUD-MISSING",
    "Does the access token say for which API it is?",
    lambda check: not check.audiences,
    "The access token has no aud.",
    spec="RFC 9068 2.2; RFC 9700 2.3",
    severity="warning",
    advice="An API cannot tell that it is meant; Cognito puts client_id and token_use there instead.",
)
row(
    "AT-AUD-CLIENT",
    "Is the access token for an API, and not for the client itself?",
    lambda check: check.client_id in check.audiences,
    "The audience is your own client_id.",
    spec="RFC 9068 3, 4; RFC 8707 2",
    severity="warning",
    advice="Name an API: with resource, or the parameter that your provider has.",
)
row(
    "AT-AUD-MULTI",
    "Is the access token for one API?",
    lambda check: hosts if len(hosts := sorted({_place(each) for each in check.audiences})) > 1 else [],
    "It opens several APIs: {}.",
    spec="RFC 8707 3; RFC 9700 2.3, 4.10.2",
    severity="warning",
    advice="Ask for one token for each API, so that a leaked one opens one door.",
)


def _place(audience: str) -> str:
    """The host of an address, or the name as it is."""
    parts = split_url(audience)
    return parts.hostname if parts and parts.hostname else audience


row(
    "AT-EXPIRED",
    "Is the access token still valid?",
    lambda check: check.now >= check.claims["exp"] + check.leeway,
    "The access token has expired.",
    spec="RFC 9068 4; RFC 6750 3.1",
    advice="Refresh it, or sign in again.",
    when=lambda check: as_seconds(check.claims.get("exp")) is not None,
    unless="it has no exp that is a time",
)
row(
    "AT-LONG-LIVED",
    "Does the JWT access token live for a day at most?",
    lambda check: round(check.life or 0) if (check.life or 0) > DAY else 0,
    "It lives for {} seconds.",
    spec="RFC 6750 5.3; OIDC Core 16.18",
    severity="warning",
    advice="Ask for a shorter life, with a refresh token beside it.",
    when=lambda check: check.life is not None,
    unless="it has no exp and iat that are times, so it does not say how long it lives",
)
row(
    "AT-SCOPE-TYPE",
    "If the access token names its scope, is that one text?",
    lambda check: ["scp"] if "scp" in check.claims else [] if isinstance(check.claims["scope"], str) else ["scope"],
    "It is no text called scope: {}.",
    spec="RFC 9068 2.2.3; RFC 8693 4.2",
    severity="warning",
    advice="scp is what Entra and Okta write; an API has to be told.",
    when=lambda check: "scp" in check.claims or "scope" in check.claims,
    unless="it names no scope",
)
row.given(lambda check: check.scope is not None, unless="the token response names no scope")(
    "AT-SCOPE-DIFFERS",
    "Does the access token allow what the token response says?",
    lambda check: sorted(set((check.scope or "").split()) ^ set(check.claims["scope"].split())),
    "In one of the two only: {}.",
    spec="RFC 9068 2.2.3; RFC 6749 3.3",
    severity="warning",
    advice="Trust the narrower one.",
    when=lambda check: isinstance(check.claims.get("scope"), str),
    unless="the access token names no scope in one text",
)
row(
    "AT-CNF-AS-BEARER",
    "If the access token is bound to a key, is it used with that?",
    lambda check: str(check.token_type).lower() == "bearer",
    "The token is bound to a key (cnf), and the response calls it a Bearer token.",
    spec="RFC 9449 6.1, 7.1; RFC 8705 3",
    advice="It has to be sent with a DPoP proof, or over mutual TLS.",
    when=lambda check: isinstance(check.claims.get("cnf"), Mapping),
    unless="it is bound to no key",
)
row(
    "AT-NONCE-HEADER",
    "Can anybody verify the signature of the access token?",
    lambda check: "nonce" in check.header,
    "The header has a nonce: only Microsoft Graph can verify this signature.",
    spec="RFC 7515 4.3",
    severity="info",
    advice="Do not try: it is not for you.",
)
row.given(lambda check: check.sub is not None, unless="there is no sub of an ID token to compare with")(
    "AT-SUB-DIFFERS",
    "Does the access token call the user by the same name as the ID token?",
    lambda check: [] if check.claims["sub"] == check.sub else as_found(check.claims["sub"]),
    "In the access token the user is called {}.",
    spec="RFC 9068 2.2, 6; OIDC Core 8",
    severity="info",
    advice="Some providers use a name for each API: never mix the two.",
    when=lambda check: "sub" in check.claims,
    unless="it does not name the user",
)


def check_access_token(
    raw: Text,
    *,
    issuer: str,
    client_id: str,
    now: float,
    leeway: float = 60,
    scope: str | None = None,
    sub: Any = None,
    token_type: Any = None,
) -> Report:
    """Tell what there is to know about an access token; to an opaque one no rule is applicable.

    `scope` is that of the token response, `sub` that of the ID token.
    """
    return ACCESS_TOKEN.run(AccessTokenCheck(raw, issuer, client_id, now, leeway, scope, sub, token_type))
