"""Do the refreshed tokens still speak of the same sign-in? What was asked is judged in refresh_request.py (OIDC Core 12.2, RFC 6749 6)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..protocol.tokens import TokenResponse
from ..secret import Secret
from .refresh_request import NOBODY_SAID, added
from .registry import Outcome, RuleSet, equal, failed, not_applicable, not_checked, passed
from .report import Report
from .rows import rows
from .shapes import audiences, is_number

_DISCARD = "Discard the new tokens, and end the session."


@dataclass(frozen=True)
class RefreshCheck:
    """A refresh response with the claims of the first ID token and of the new one (None where none came)."""

    tokens: TokenResponse
    sent: Secret
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None
    is_public: bool
    granted: str | None = None


REFRESH: RuleSet[RefreshCheck] = RuleSet()
rule = REFRESH.rule


@rule("REFR-ROTATED", spec="RFC 6749 6; RFC 9700 4.14.2", severity="info")
def rotated(check: RefreshCheck) -> Outcome:
    """Which refresh token is to be used next?"""
    new = check.tokens.refresh_token
    if new is None:
        return passed(message="No new refresh token came: keep using the old one.")
    if new == check.sent:
        return passed(message="The same refresh token came again.")
    return passed(message="A new refresh token came: the old one is worth nothing now.")


@rule(
    "REFR-PUBLIC-NOT-ROTATED",
    spec="RFC 9700 2.2.2, 4.14.2",
    severity="warning",
    advice="Ask the provider for rotation.",
    expected="a new one",
    reasons=("the client proves who it is, so rotation is a choice",),
)
def public_rotates(check: RefreshCheck) -> Outcome:
    """If the client is public, was the refresh token replaced?"""
    if not check.is_public:
        return not_applicable("the client proves who it is, so rotation is a choice")
    new = check.tokens.refresh_token
    same = new is None or new == check.sent
    return (
        failed("A public client's refresh token must be replaced at each use.", "a new one", "the old one")
        if same
        else passed("a new one")
    )


@rule(
    "REFR-NO-ID-TOKEN",
    spec="OIDC Core 12.2",
    severity="info",
    expected="id_token",
    reasons=("no new ID token came, which is allowed: the identity of the first one stands",),
)
def id_token(check: RefreshCheck) -> Outcome:
    """Is there a new ID token to compare?"""
    if check.after is None:
        return not_applicable("no new ID token came, which is allowed: the identity of the first one stands")
    return passed("id_token") if check.before is not None else not_checked("there is no first ID token to compare with")


def _same(name: str, rule_id: str, severity: str, message: str) -> None:
    """Register the rule that a claim is the same in both ID tokens."""

    def same(check: RefreshCheck) -> Outcome:
        before, after = check.before or {}, check.after or {}
        if name == "aud":
            return equal(_unordered(before.get(name)), _unordered(after.get(name)), message)
        return equal(before.get(name), after.get(name), message)

    same.__doc__ = f"Is {name} the same as before?"
    rule(
        rule_id,
        spec="OIDC Core 12.2",
        severity="warning" if severity == "warning" else "error",
        advice=_DISCARD,
        requires=["REFR-NO-ID-TOKEN"],
    )(same)


def _unordered(audience: Any) -> list[str]:
    return sorted(map(str, audiences(audience)))


_same("iss", "REFR-ISS-CHANGED", "error", "Another provider issued the new token.")
_same("sub", "REFR-SUB-CHANGED", "error", "The new token is about another person.")
_same("aud", "REFR-AUD-CHANGED", "error", "The new token is made for someone else.")
_same("azp", "REFR-AZP-CHANGED", "warning", "The authorized party appeared, vanished or changed.")


@rule("REFR-IAT-OLD", spec="OIDC Core 12.2", advice="Ask the provider: the token is not new.", requires=["REFR-NO-ID-TOKEN"])
def issued_anew(check: RefreshCheck) -> Outcome:
    """Was the new token issued after the first?"""
    before, after = (check.before or {}).get("iat"), (check.after or {}).get("iat")
    if not is_number(before) or not is_number(after):
        return not_checked("iat is not a number in both tokens")
    # whole seconds: a refresh within the same second has the same iat, and is honest
    return (
        passed(f"{before} or later", after)
        if after >= before
        else failed("The new token is older than the first.", f"{before} or later", after)
    )


@rule(
    "REFR-AUTH-TIME-CHANGED",
    spec="OIDC Core 12.2",
    advice=_DISCARD,
    requires=["REFR-NO-ID-TOKEN"],
    reasons=("the new token has no auth_time",),
)
def auth_time(check: RefreshCheck) -> Outcome:
    """Does it still name the time of the original sign-in?"""
    after = (check.after or {}).get("auth_time")
    if after is None:
        return not_applicable("the new token has no auth_time")
    return equal((check.before or {}).get("auth_time"), after, "A refresh is no sign-in, and auth_time moved.")


@rule("REFR-NONCE-CHANGED", spec="OIDC Core 12.2", advice=_DISCARD, requires=["REFR-NO-ID-TOKEN"])
def nonce(check: RefreshCheck) -> Outcome:
    """If it has a nonce, is it that of the first token?"""
    after = (check.after or {}).get("nonce")
    if after is None:
        return passed("none, or the same", None)
    return equal((check.before or {}).get("nonce"), after, "The new token carries another nonce.")


rows(REFRESH)(
    "REFR-NONCE-PRESENT",
    "Is it free of a nonce, since nobody was asked anew?",
    lambda check: "nonce" in (check.after or {}),
    "The new token has a nonce.",
    spec="OIDC Core 12.2",
    severity="warning",
    advice="It should be left out; if it is there, it has to be that of the first token.",
    requires=["REFR-NO-ID-TOKEN"],
)

rows(REFRESH, when=lambda check: check.granted is not None, unless=NOBODY_SAID)(
    "REFR-SCOPE-GREW",
    "Is nothing granted that was not granted before?",
    lambda check: added(check.tokens.scope, check.granted),
    "Granted in addition: {}.",
    spec="RFC 6749 6",
    advice="A refresh may not add rights: tell the provider.",
    when=lambda check: check.tokens.scope is not None,
    unless="the new answer has no scope that is a text",
)


def check_refresh(
    tokens: TokenResponse,
    *,
    sent: Secret,
    before: Mapping[str, Any] | None,
    after: Mapping[str, Any] | None,
    is_public: bool,
    granted: str | None = None,
) -> Report:
    """Tell whether refreshed tokens continue the same sign-in; `before` and `after` are claims of the two ID tokens.

    `granted` is the scope that was granted at the sign-in, None where nobody said.
    """
    return REFRESH.run(RefreshCheck(tokens, sent, before, after, is_public, granted))
