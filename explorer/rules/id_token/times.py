"""Is an ID token valid now? (OIDC Core 3.1.3.7, items 9 and 10)"""

from __future__ import annotations

from ..registry import Outcome, RuleSet, failed, inapplicable, passed, skipped
from .subject import CLOCK, START_AGAIN, IdTokenCheck, required, seconds, span

FRESH = 300  # seconds; an ID token older than this did not come from a sign-in just now (conformance suite)
FAR = 50 * 365 * 86_400  # seconds; a time that far ahead is in milliseconds (conformance suite)

TIMES: RuleSet[IdTokenCheck] = RuleSet()
rule = TIMES.rule


required(TIMES, "exp", "OIDC Core 2, 3.1.3.7 (9)", "when it expires")
required(TIMES, "iat", "OIDC Core 2, 3.1.3.7 (10)", "when it was issued")


@rule(
    "IDTC-TIME-TYPE",
    spec="OIDC Core 2; RFC 7519 2",
    requires=["IDTH-NOT-JSON"],
    advice="Ask the provider: libraries differ in what they do with this.",
)
def time_types(check: IdTokenCheck) -> Outcome:
    """Are the times numbers of seconds?"""
    present = {name: check.claims[name] for name in ("exp", "iat", "nbf", "auth_time") if check.claims.get(name) is not None}
    wrong = {name: value for name, value in present.items() if seconds(value) is None}
    if wrong:
        return failed(f"{', '.join(wrong)} must be a JSON number of seconds since 1970.", "a number", wrong)
    far = {name: value for name, value in present.items() if value > check.now + FAR}
    return (
        failed("A time lies more than 50 years ahead: it is probably in milliseconds.", "seconds", far)
        if far
        else passed("numbers")
    )


@rule("IDTC-EXP-PAST", spec="OIDC Core 3.1.3.7 (9)", requires=["IDTC-EXP-MISSING"], advice=f"{START_AGAIN} {CLOCK}")
def expiry(check: IdTokenCheck) -> Outcome:
    """Is it still valid?"""
    exp = seconds(check.claims["exp"])
    if exp is None:
        return skipped("exp is not a number, so it cannot be compared")
    if check.now < exp + check.leeway:
        return passed(f"after {int(check.now)}", exp)
    return failed(f"The token expired {span(check.now - exp)} ago.", f"after {int(check.now)}", exp)


@rule("IDTC-IAT-FUTURE", spec="OIDC Core 3.1.3.7 (10); RFC 7519 4.1.6", requires=["IDTC-IAT-MISSING"], advice=CLOCK)
def issued_in_future(check: IdTokenCheck) -> Outcome:
    """Was it issued before now?"""
    return _not_after_now(check, "iat", "The token was issued {} in the future.")


@rule(
    "IDTC-IAT-OLD",
    spec="OIDC Core 3.1.3.7 (10)",
    severity="warning",
    requires=["IDTC-IAT-MISSING"],
    advice=f"{CLOCK} A replayed token looks like this too.",
)
def issued_long_ago(check: IdTokenCheck) -> Outcome:
    """Was it issued just now?"""
    iat = seconds(check.claims["iat"])
    if iat is None:
        return skipped("iat is not a number, so it cannot be compared")
    if check.now - iat <= FRESH + check.leeway:
        return passed("within 5 minutes", iat)
    return failed(f"The token was issued {span(check.now - iat)} ago, and the sign-in was just now.", "within 5 minutes", iat)


@rule("IDTC-NBF-FUTURE", spec="RFC 7519 4.1.5", requires=["IDTH-NOT-JSON"], advice=CLOCK)
def not_before(check: IdTokenCheck) -> Outcome:
    """Is it valid already?"""
    if "nbf" not in check.claims:
        return inapplicable("the token has no nbf, which is optional")
    return _not_after_now(check, "nbf", "The token becomes valid {} from now.")


def _not_after_now(check: IdTokenCheck, name: str, message: str) -> Outcome:
    value = seconds(check.claims[name])
    if value is None:
        return skipped(f"{name} is not a number, so it cannot be compared")
    if value <= check.now + check.leeway:
        return passed(f"before {int(check.now)}", value)
    return failed(message.format(span(value - check.now)), f"before {int(check.now)}", value)
