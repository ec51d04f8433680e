"""The signed assertion with which a client may prove who it is (OIDC Core 9, RFC 7523 3)."""

from __future__ import annotations

from typing import Any

from ...protocol.client import ASSERTION_TYPE
from ..registry import RuleSet
from ..rows import rows
from ..shapes import listed, seconds
from .subject import TokenRequestCheck

ASSERTION: RuleSet[TokenRequestCheck] = RuleSet()
row = rows(ASSERTION, spec="OIDC Core 9; RFC 7523 3", unless="the client sends no assertion")

_LONG = 600  # seconds


def _claims(check: TokenRequestCheck) -> dict[str, Any] | None:
    return None if check.assertion is None else dict(check.assertion.claims)


row(
    "TOKQ-ASSERTION-TYPE",
    "Is the assertion declared as a JWT?",
    lambda check: None if check.assertion is None else check.get("client_assertion_type") != ASSERTION_TYPE,
    "client_assertion_type is missing or another.",
    spec="OIDC Core 9; RFC 7523 2.2",
    advice=f"Set it to {ASSERTION_TYPE}.",
    expected=ASSERTION_TYPE,
)
row(
    "TOKQ-ASSERTION-ISS-SUB",
    "Does the assertion speak of the client itself?",
    lambda check: (
        None
        if (claims := _claims(check)) is None
        else [name for name in ("iss", "sub") if claims.get(name) != check.client.client_id]
    ),
    "Not the client id: {}.",
    advice="Both iss and sub are your client id (Apple wants the team's id as iss).",
)


def _other_audience(check: TokenRequestCheck) -> Any:
    claims = _claims(check)
    if claims is None:
        return None
    audience = claims.get("aud")
    found = audience if isinstance(audience, list) else [audience]
    return [] if {check.metadata.issuer, check.metadata.token_endpoint} & {str(each) for each in found} else str(audience)


row(
    "TOKQ-ASSERTION-AUD",
    "Is the assertion made for this provider?",
    _other_audience,
    "The audience is neither the issuer nor the token endpoint, but {}.",
    advice="Use the issuer; older servers expect the address of the token endpoint.",
)


def _remaining(check: TokenRequestCheck) -> float | None:
    claims = _claims(check)
    exp = None if claims is None else seconds(claims.get("exp"))
    return None if exp is None else exp - check.now


row(
    "TOKQ-ASSERTION-EXP",
    "Is the assertion still valid?",
    lambda check: None if check.assertion is None else (_remaining(check) or 0) <= 0,
    "The assertion has no exp, or has expired.",
    advice="Give it a few minutes from now.",
)
row(
    "TOKQ-ASSERTION-LONG",
    "Does the assertion expire soon?",
    lambda check: None if (left := _remaining(check)) is None else round(left) if left > _LONG else 0,
    "The assertion is good for {} more seconds.",
    spec="RFC 7523 3",
    severity="warning",
    advice="Minutes are enough, and servers may refuse more.",
)
row(
    "TOKQ-ASSERTION-JTI",
    "Has the assertion a name of its own?",
    lambda check: None if (claims := _claims(check)) is None else not claims.get("jti"),
    "The assertion has no jti.",
    advice="Give each assertion a fresh one, so that it cannot be used again.",
)


def _unfit(check: TokenRequestCheck) -> Any:
    if check.assertion is None:
        return None
    offered = listed(check.metadata.members, "token_endpoint_auth_signing_alg_values_supported")
    alg = check.assertion.alg
    return [] if alg.lower() != "none" and alg and (offered is None or alg in offered) else alg or "none named"


row(
    "TOKQ-ASSERTION-ALG",
    "Is the assertion signed with an algorithm that the provider lists?",
    _unfit,
    "The algorithm is {}.",
    spec="OIDC Core 9; Discovery 3",
    advice="Choose one of token_endpoint_auth_signing_alg_values_supported: Client(token_endpoint_auth_signing_alg=...).",
)
