"""Does an ID token belong to this sign-in, this access token, this code? (OIDC Core 3.1.3.7, items 11 to 13, and 3.1.3.8)"""

from __future__ import annotations

from ...protocol.jose import half_hash
from ...secret import Secret
from ..registry import Outcome, RuleSet, equal, failed, inapplicable, passed, skipped
from .subject import START_AGAIN, IdTokenCheck, seconds, span

BINDING: RuleSet[IdTokenCheck] = RuleSet()
rule = BINDING.rule


@rule(
    "IDTC-NONCE-MISSING",
    spec="OIDC Core 2, 3.1.3.7 (11)",
    requires=["IDTH-NOT-JSON"],
    advice="The provider must return the nonce; without it a replayed token cannot be told.",
)
def nonce_present(check: IdTokenCheck) -> Outcome:
    """Does it carry the nonce that we sent?"""
    if check.nonce is None:
        return skipped("no nonce was sent, so none is expected: a replayed token would not be noticed here")
    present = "nonce" in check.claims
    return (
        passed(check.nonce, check.claims["nonce"])
        if present
        else failed("A nonce was sent, and the token has none.", check.nonce)
    )


@rule("IDTC-NONCE-MISMATCH", spec="OIDC Core 3.1.3.7 (11)", requires=["IDTC-NONCE-MISSING"], advice=START_AGAIN)
def nonce(check: IdTokenCheck) -> Outcome:
    """Is it the answer to our question?"""
    return equal(
        check.nonce, check.claims["nonce"], "The nonce is not the one that was sent: this token belongs to another sign-in."
    )


@rule(
    "IDTC-NONCE-UNEXPECTED",
    spec="OIDC Core 3.1.3.7 (11); RFC 9700 4.5.3.2",
    severity="warning",
    requires=["IDTH-NOT-JSON"],
    advice="Find out for which request this token was made.",
)
def nonce_unexpected(check: IdTokenCheck) -> Outcome:
    """Is there no nonce that we did not send?"""
    if check.nonce is not None:
        return inapplicable("a nonce was sent: the row above compares it")
    if "nonce" not in check.claims:
        return passed("no nonce")
    return failed("The token has a nonce though none was sent: it answers another request.", "no nonce", check.claims["nonce"])


@rule(
    "IDTC-ACR-NOT-REQUESTED-VALUE",
    spec="OIDC Core 3.1.3.7 (12)",
    severity="warning",
    requires=["IDTH-NOT-JSON"],
    advice="acr_values is a wish; ask for acr as an essential claim to make it a condition.",
)
def acr(check: IdTokenCheck) -> Outcome:
    """Was the sign-in as strong as was asked for?"""
    if not check.acr_values:
        return inapplicable("no acr_values were sent")
    received = check.claims.get("acr")
    expected = " or ".join(check.acr_values)
    return (
        passed(expected, received)
        if received in check.acr_values
        else failed("The level of the sign-in is not one that was asked for.", expected, received)
    )


@rule(
    "IDTC-AUTH-TIME-MISSING",
    spec="OIDC Core 2, 3.1.2.1",
    requires=["IDTH-NOT-JSON"],
    advice="With max_age the provider must say when the user signed in.",
)
def auth_time_present(check: IdTokenCheck) -> Outcome:
    """Does it say when the user signed in, as max_age demands?"""
    if check.max_age is None:
        return inapplicable("max_age was not sent, so auth_time is optional")
    received = check.claims.get("auth_time")
    return (
        failed("max_age was sent, and the token has no auth_time.", "auth_time")
        if received is None
        else passed("auth_time", received)
    )


@rule(
    "IDTC-AUTH-TIME-OLD",
    spec="OIDC Core 3.1.2.1, 3.1.3.7 (13)",
    requires=["IDTC-AUTH-TIME-MISSING"],
    advice="Send the user to sign in again, with prompt=login.",
)
def auth_time(check: IdTokenCheck) -> Outcome:
    """Did the user sign in recently enough?"""
    then = seconds(check.claims["auth_time"])
    limit = check.max_age or 0
    if then is None:
        return skipped("auth_time is not a number, so it cannot be compared")
    if check.now - then <= limit + check.leeway:
        return passed(f"at most {limit} s ago", then)
    return failed(f"The user signed in {span(check.now - then)} ago.", f"at most {limit} s ago", then)


@rule(
    "IDTC-AT-HASH-MISMATCH",
    spec="OIDC Core 3.1.3.6, 3.1.3.8",
    requires=["IDTH-NOT-JSON"],
    advice="Do not use the access token: it does not belong to this sign-in.",
)
def at_hash(check: IdTokenCheck) -> Outcome:
    """Does the access token belong to it?"""
    return _half_hash(check, "at_hash", check.access_token, "The access token does not belong to this ID token.")


@rule(
    "IDTC-C-HASH-MISMATCH",
    spec="OIDC Core 3.3.2.10",
    requires=["IDTH-NOT-JSON"],
    advice="Do not use the code: it does not belong to this token.",
)
def c_hash(check: IdTokenCheck) -> Outcome:
    """Does the code belong to it?"""
    return _half_hash(check, "c_hash", check.code, "The code does not belong to this ID token.")


def _half_hash(check: IdTokenCheck, name: str, value: Secret | None, message: str) -> Outcome:
    if name not in check.claims:
        return inapplicable(f"the token has no {name}, which is optional in the code flow")
    if value is None:
        return skipped(f"{name} is there, and the value that it hashes is not at hand")
    expected = half_hash(value, check.token.alg)
    if expected is None:
        return skipped(f"{check.token.alg} names no hash function")
    return equal(expected, check.claims[name], message)
