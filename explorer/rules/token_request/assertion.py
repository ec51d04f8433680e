"""The signed assertion with which a client may prove who it is (OIDC Core 9, RFC 7523 3)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...protocol.authentication import ASSERTION_TYPE
from ...secret import reveal
from ..registry import Outcome, RuleSet, failed, not_applicable, not_checked, passed
from ..rows import rows
from ..shapes import as_seconds, audiences, listed
from .subject import TokenRequestCheck

ASSERTION: RuleSet[TokenRequestCheck] = RuleSet()
row = rows(
    ASSERTION,
    spec="OIDC Core 9; RFC 7523 3",
    when=lambda check: check.assertion is not None,
    unless="the client sends no assertion",
)

_LONG = 600  # seconds
_SECRET_BYTES = {"HS256": 32, "HS384": 48, "HS512": 64}  # as many as the hash has (RFC 7518 3.2)


def _claims(check: TokenRequestCheck) -> Mapping[str, Any]:
    return check.assertion.claims if check.assertion else {}


row(
    "TOKQ-ASSERTION-TYPE",
    "Is the assertion declared as a JWT?",
    lambda check: check.get("client_assertion_type") != ASSERTION_TYPE and (check.get("client_assertion_type") or "nothing"),
    "client_assertion_type is missing or another.",
    spec="OIDC Core 9; RFC 7523 2.2",
    advice=f"Set it to {ASSERTION_TYPE}.",
    expected=ASSERTION_TYPE,
)
row(
    "TOKQ-ASSERTION-ISS-SUB",
    "Does the assertion speak of the client itself?",
    lambda check: [name for name in ("iss", "sub") if _claims(check).get(name) != check.client.client_id],
    "Not the client id: {}.",
    advice="Both iss and sub are your client id (Apple wants the team's id as iss).",
)


@ASSERTION.rule(
    "TOKQ-ASSERTION-AUD",
    spec="OIDC Core 9; RFC 7523 3",
    advice="Use the issuer, Client(assertion_audience='issuer'); older servers expect the address of the token endpoint.",
    reasons=("the client sends no assertion",),
)
def audience(check: TokenRequestCheck) -> Outcome:
    """Is the assertion made for this provider?"""
    if check.assertion is None:
        return not_applicable("the client sends no assertion")
    named, expected = audiences(_claims(check).get("aud")), [check.metadata.issuer, check.metadata.token_endpoint]
    if any(each in expected for each in named):
        return passed(expected, named)
    if named == [check.sent.client.assertion_audience]:
        return not_checked(f"the client was told to name {named[0]} (assertion_audience)")
    return failed("The audience is neither the issuer nor the token endpoint.", expected, named)


def _expiry(check: TokenRequestCheck) -> float | None:
    return as_seconds(_claims(check).get("exp"))


def _remaining(check: TokenRequestCheck) -> float:
    """How many seconds the assertion is still good for; none where it does not say."""
    exp = _expiry(check)
    return 0 if exp is None else exp - check.now


row(
    "TOKQ-ASSERTION-EXP",
    "Is the assertion still valid?",
    lambda check: _remaining(check) <= 0,
    "The assertion has no exp, or has expired.",
    advice="Give it a few minutes from now.",
)
row(
    "TOKQ-ASSERTION-LONG",
    "Does the assertion expire soon?",
    lambda check: _remaining(check) > _LONG and round(_remaining(check)),
    "The assertion is good for {} more seconds.",
    spec="RFC 7523 3",
    severity="warning",
    advice="Minutes are enough, and servers may refuse more.",
    when=lambda check: _expiry(check) is not None,
    unless="the assertion does not say when it expires",
)
row(
    "TOKQ-ASSERTION-JTI",
    "Has the assertion a name of its own?",
    lambda check: not _claims(check).get("jti"),
    "The assertion has no jti.",
    advice="Give each assertion a fresh one, so that it cannot be used again.",
)


def _unfit(check: TokenRequestCheck) -> str | None:
    alg = check.assertion.alg if check.assertion else ""
    offered = listed(check.metadata.members, "token_endpoint_auth_signing_alg_values_supported")
    fits = alg.lower() not in ("", "none") and (offered is None or alg in offered)
    return None if fits else alg or "none named"


row(
    "TOKQ-ASSERTION-ALG",
    "Is the assertion signed with an algorithm that the provider lists?",
    _unfit,
    "The algorithm is {}.",
    spec="OIDC Core 9; Discovery 3",
    advice="Choose one of token_endpoint_auth_signing_alg_values_supported: Client(token_endpoint_auth_signing_alg=...).",
)


def _too_short(check: TokenRequestCheck) -> int:
    """How many bytes the secret is short of; none where it has enough."""
    alg, secret = check.assertion.alg if check.assertion else "", check.sent.client.client_secret
    return max(0, _SECRET_BYTES.get(alg, 0) - len(reveal(secret or "").encode("utf-8", "replace")))


row(
    "TOKQ-ASSERTION-SECRET-SHORT",
    "Is the secret long enough to sign with?",
    _too_short,
    "The secret has {} bytes less than the hash of the signature, so it is easier to guess than the signature is to forge.",
    spec="RFC 7518 3.2; OIDC Core 16.19",
    severity="warning",
    advice="Have the provider make a longer secret: 32 bytes for HS256. It may refuse this one.",
    when=lambda check: check.assertion and check.assertion.alg in _SECRET_BYTES and check.sent.client.client_secret,
    unless="no secret of the client signs an assertion",
)
