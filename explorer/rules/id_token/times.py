"""Is an ID token valid now? (OIDC Core 3.1.3.7, items 9 and 10)"""

from __future__ import annotations

from typing import Any

from ..registry import Outcome, RuleSet, failed, not_applicable, not_checked, passed
from ..rows import rows
from ..shapes import DAY, as_seconds
from .header import HEADER
from .subject import CLOCK, START_AGAIN, IdTokenCheck, required, span

FRESH = 300  # seconds; an ID token older than this did not come from a sign-in just now (conformance suite)
MILLISECONDS = 10**11  # as seconds, the year 5138; in milliseconds it was in 1973, and all that tokens carry lies above

TIMES: RuleSet[IdTokenCheck] = RuleSet(after=[HEADER])
rule = TIMES.rule
row = rows(TIMES, requires=["IDTH-NOT-JSON"])

_NAMES = ("exp", "iat", "nbf", "auth_time", "updated_at")


required(TIMES, "exp", "OIDC Core 2, 3.1.3.7 (9)", "when it expires")
required(TIMES, "iat", "OIDC Core 2, 3.1.3.7 (10)", "when it was issued")


def _times(check: IdTokenCheck) -> dict[str, Any]:
    """The times in it that are numbers, by name."""
    return {name: check.claims[name] for name in _NAMES if as_seconds(check.claims.get(name)) is not None}


row(
    "IDTC-TIME-TYPE",
    "Are the times numbers of seconds?",
    lambda check: {
        name: check.claims[name]
        for name in _NAMES
        if check.claims.get(name) is not None and as_seconds(check.claims[name]) is None
    },
    "A time must be a JSON number of seconds since 1970, and these are not: {}.",
    spec="OIDC Core 2, 5.1; RFC 7519 2",
    advice="Ask the provider: libraries differ in what they do with this.",
    expected="a number",
)
row(
    "IDTC-TIME-MILLIS",
    "Do the times lie within a lifetime?",
    lambda check: {name: value for name, value in _times(check).items() if value > MILLISECONDS},
    "Thousands of years ahead, so probably in milliseconds: {}.",
    spec="RFC 7519 2",
    advice="The unit is seconds: tell the provider.",
    expected="seconds",
)
row(
    "IDTC-TIME-FRACTION",
    "Are the times whole seconds?",
    lambda check: {name: value for name, value in _times(check).items() if isinstance(value, float)},
    "With a fraction or an exponent: {}.",
    spec="RFC 7519 2",
    severity="info",
    advice="It is allowed, and parsers that know whole numbers only will fail.",
)


def of_time(row: rows[IdTokenCheck], name: str) -> rows[IdTokenCheck]:
    """Return what enters rows that need this time to be one."""
    return row.given(
        lambda check: as_seconds(check.claims.get(name)) is not None, unless=f"the token has no {name} that is a time"
    )


of_life = of_time(of_time(row, "exp"), "iat")


def _life(check: IdTokenCheck) -> float:
    return float(check.claims["exp"] - check.claims["iat"])


of_life(
    "IDTC-EXP-BEFORE-IAT",
    "Does it expire after it was issued?",
    lambda check: _life(check) <= 0,
    "The token had expired when it was made.",
    spec="OIDC Core 2; RFC 7519 4.1.4",
    advice="Ask the provider: one of the two times is wrong.",
)
of_life(
    "IDTC-LIFETIME-LONG",
    "Does it live for a day at most?",
    lambda check: span(_life(check)) if DAY < _life(check) < MILLISECONDS else [],
    "The token lives for {}, and it only reports a sign-in.",
    spec="OIDC Core 2",
    severity="info",
    advice="Minutes are enough: ask the provider for a shorter life.",
)


@rule("IDTC-EXP-PAST", spec="OIDC Core 3.1.3.7 (9)", requires=["IDTC-EXP-MISSING"], advice=f"{START_AGAIN} {CLOCK}")
def expiry(check: IdTokenCheck) -> Outcome:
    """Is it still valid?"""
    exp = as_seconds(check.claims["exp"])
    if exp is None:
        return not_checked("exp is no number of seconds that is a time, so it cannot be compared")
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
    expected="at most 5 minutes ago",
)
def issued_long_ago(check: IdTokenCheck) -> Outcome:
    """Was it issued just now?"""
    iat = as_seconds(check.claims["iat"])
    if iat is None:
        return not_checked("iat is no number of seconds that is a time, so it cannot be compared")
    expected = f"at {int(check.now - FRESH - check.leeway)} or after"
    if check.now - iat <= FRESH + check.leeway:
        return passed(expected, iat)
    return failed(
        f"The token was issued {span(check.now - iat)} ago, and a fresh one is younger than five minutes.", expected, iat
    )


@rule(
    "IDTC-NBF-FUTURE",
    spec="RFC 7519 4.1.5",
    requires=["IDTH-NOT-JSON"],
    advice=CLOCK,
    reasons=("the token has no nbf, which is optional",),
)
def not_before(check: IdTokenCheck) -> Outcome:
    """Is it valid already?"""
    if "nbf" not in check.claims:
        return not_applicable("the token has no nbf, which is optional")
    return _not_after_now(check, "nbf", "The token becomes valid {} from now.")


def _ahead(check: IdTokenCheck) -> str:
    """By how much auth_time lies ahead of now, or of the time of issue; nothing where it does not."""
    then, iat = check.claims["auth_time"], as_seconds(check.claims.get("iat"))
    latest = min(check.now, check.now if iat is None else iat)
    return span(then - latest) if then > latest + check.leeway else ""


of_time(row, "auth_time")(
    "IDTC-AUTH-TIME-FUTURE",
    "Did the user sign in before the token was issued?",
    _ahead,
    "The sign-in lies {} after the token, or after now.",
    spec="OIDC Core 2",
    advice=CLOCK,
)


def _not_after_now(check: IdTokenCheck, name: str, message: str) -> Outcome:
    value = as_seconds(check.claims[name])
    if value is None:
        return not_checked(f"{name} is no number of seconds that is a time, so it cannot be compared")
    if value <= check.now + check.leeway:
        return passed(_by_now(check), value)
    return failed(message.format(span(value - check.now)), _by_now(check), value)


def _by_now(check: IdTokenCheck) -> str:
    """The latest that a time may be; clocks may differ by the leeway, which is said."""
    return f"at {int(check.now)} or before{f', with {check.leeway:g} s of leeway' if check.leeway else ''}"
