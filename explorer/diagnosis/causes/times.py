"""The times in what came: two clocks, and tokens that have run out (OIDC Core 3.1.3.7 (9, 10))."""

from __future__ import annotations

from ...rules.id_token.subject import span
from ..case import Case
from ..cause import Signs, cause
from ..signs import DOUBTFUL, ENOUGH, Sign, against, contrary, doubtful, hint, remark, slip

LEGS = ("check",)

APART = 90  # seconds between the two clocks that no wait explains


def apart_by_token(case: Case) -> float | None:
    """By how many seconds our clock is ahead of the one by which the ID token was issued, as it came; None where nobody knows."""
    came = [event["at"] for event in case.run.attempt if event["kind"] == "tokens"]
    issued = case.run.claims.get("iat")
    if not came or not isinstance(issued, int | float) or isinstance(issued, bool):
        return None
    return float(came[-1] - issued)


@cause(
    "clock-off",
    legs=LEGS,
    topic="clock",
    spec="OIDC Core 3.1.3.7 (9, 10); RFC 7519 4.1.4 to 4.1.6",
    advice="Set this machine's clock; if it is right, the provider's is wrong. Flow(leeway=...) forgives seconds.",
    rules=("IDTC-IAT-FUTURE", "IDTC-NBF-FUTURE", "IDTC-AUTH-TIME-FUTURE"),
)
def clock_off(case: Case) -> Signs:
    """The two clocks disagree."""
    if "IDTC-TIME-MILLIS" in case.failed:
        yield contrary("A clock is not thousands of years off.")
    offset = case.clock_offset
    timely = {
        "IDTC-IAT-FUTURE",
        "IDTC-NBF-FUTURE",
        "IDTC-EXP-PAST",
        "IDTC-AUTH-TIME-FUTURE",
        "IDTC-IAT-OLD",
    } & case.failed.keys()
    apart = apart_by_token(case)
    if offset is None and apart is not None and abs(apart) > APART:
        side = "behind" if apart > 0 else "ahead of"
        yield slip(f"The token came at once, and says that it was issued {abs(apart):.0f} s {side} our clock.")
    elif offset is not None and abs(offset) < APART and "IDTC-EXP-PAST" in case.failed:
        yield against("The provider's Date header agrees with our clock.")
    if timely and offset is not None and abs(offset) < APART and (off := _by_whole_hours(apart)):
        yield remark(off)
    if offset is not None and abs(offset) > 30:
        yield Sign(
            ENOUGH if timely else DOUBTFUL,
            f"The provider's clock is {abs(offset):.0f} s {'ahead of' if offset > 0 else 'behind'} ours, by its Date header.",
        )


@cause(
    "token-expired",
    legs=LEGS,
    topic="clock",
    spec="OIDC Core 3.1.3.7 (9)",
    advice="Sign in again. Where a fresh token has expired too, look at the clocks; where they agree, only the provider can mend it.",
    rules=("IDTC-EXP-PAST", "AT-EXPIRED", "IDTC-EXP-BEFORE-IAT", "IDTC-IAT-OLD"),
    experiment="fresh-code",
)
def expired(case: Case) -> Signs:
    """The token has expired, or is older than a fresh one can be."""
    claims = case.run.claims
    exp, iat = claims.get("exp"), claims.get("iat")
    apart = apart_by_token(case)
    if case.clock_offset is None and apart is not None and apart > APART:
        yield against("It came a moment ago: either it was not made for this sign-in, or the clocks disagree.")
    if abs(case.clock_offset or 0) < APART and (off := _by_whole_hours(apart)):
        yield doubtful(off)
    waited = _waited(case)
    if "IDTC-EXP-PAST" in case.failed and waited is not None and apart is not None and abs(apart) < APART:
        yield hint(f"It was good when it came, {span(waited)} before it was checked.")
    if "IDTC-EXP-PAST" in case.failed and isinstance(exp, int | float) and isinstance(iat, int | float) and 0 <= exp - iat < 60:
        yield hint(f"It was made to live for {exp - iat:.0f} s only.")


def _by_whole_hours(apart: float | None) -> str:
    """The sentence of a time that is wrong by hours, to the minute; empty of any other."""
    hours = round((apart or 0) / 3600)
    is_whole = hours != 0 and apart is not None and abs(apart - hours * 3600) < APART
    return f"It is {abs(hours)} h off to the minute, as where a program takes local time for UTC." if is_whole else ""


def _waited(case: Case) -> float | None:
    """The seconds from the coming of the tokens to the check in which the ID token had expired; None where it was checked at once."""
    came = [event["at"] for event in case.run.attempt if event["kind"] == "tokens"]
    checked = [event["at"] for event in case.run.attempt if event["kind"] == "report" and event.get("about") == "id_token"]
    return checked[-1] - came[-1] if came and checked and checked[-1] - came[-1] > APART else None
