"""Is the UserInfo answer about the person of the ID token? (OIDC Core 5.3.2, 5.3.4)"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ..protocol.userinfo import JsonAnswer
from .finding import Report
from .registry import Outcome, RuleSet, equal, failed, passed, skipped


@dataclass(frozen=True)
class UserInfoCheck:
    """A UserInfo answer with the `sub` of the ID token, None where there was no ID token."""

    answer: JsonAnswer
    sub: Any


USERINFO: RuleSet[UserInfoCheck] = RuleSet()
rule = USERINFO.rule


@rule(
    "UI-STATUS",
    spec="OIDC Core 5.3.2, 5.3.3; RFC 6750 3.1",
    advice="401: the token is not accepted; 403: it lacks a scope, often openid.",
)
def status(check: UserInfoCheck) -> Outcome:
    """Did the provider answer with 200?"""
    return equal(200, check.answer.response.status, "The provider refused to answer.")


@rule(
    "UI-CONTENT-TYPE",
    spec="OIDC Core 5.3.2",
    advice="The media type tells a plain answer from a signed one.",
    requires=["UI-STATUS"],
)
def readable(check: UserInfoCheck) -> Outcome:
    """Is the answer JSON, or a signed JWT?"""
    if check.answer.problem:
        return failed(f"The answer cannot be read: {check.answer.problem}.", "application/json")
    received = check.answer.response.media_type
    good = received in ("application/json", "application/jwt")
    return (
        passed("application/json", received)
        if good
        else failed("The media type is neither of the two.", "application/json", received)
    )


@rule(
    "UI-JWT-UNVERIFIED",
    spec="OIDC Core 5.3.2, 5.3.4",
    severity="warning",
    advice="The claims are shown and not verified.",
    requires=["UI-STATUS"],
)
def signed(check: UserInfoCheck) -> Outcome:
    """Is there no signature left unchecked?"""
    return (
        failed("The answer is a signed JWT, whose signature is not checked here.", "plain JSON")
        if check.answer.signed
        else passed("plain JSON")
    )


@rule("UI-SUB-MISSING", spec="OIDC Core 5.3.2", advice="Throw the answer away.", requires=["UI-STATUS"])
def sub_present(check: UserInfoCheck) -> Outcome:
    """Does it say about whom it speaks?"""
    received = check.answer.members.get("sub")
    return passed("sub", received) if received else failed("UserInfo must always return sub.", "sub")


@rule(
    "UI-SUB-MISMATCH",
    spec="OIDC Core 5.3.2, 16.11",
    advice="Throw the answer away: it is about another person.",
    requires=["UI-SUB-MISSING"],
)
def sub(check: UserInfoCheck) -> Outcome:
    """Is it the person of the ID token?"""
    if check.sub is None:
        return skipped("there is no ID token to compare with")
    return equal(check.sub, check.answer.members["sub"], "UserInfo speaks about another person than the ID token.")


def check_userinfo(answer: JsonAnswer, sub: Any) -> Report:
    """Tell whether a UserInfo answer may be used; `sub` is that of the ID token, or None."""
    return USERINFO.run(UserInfoCheck(answer, sub))
