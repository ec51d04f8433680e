"""On which terms the tokens come: how they are used, how long, for what, and whether they can be renewed (RFC 6749 3.3, 5.1)."""

from __future__ import annotations

import re
from typing import Any

from ..registry import Outcome, RuleSet, failed, not_applicable, passed
from ..rows import rows
from ..shapes import DAY, SCOPE_TOKEN, as_seconds
from .subject import TokenResponseCheck

_SLACK = 120  # seconds between two statements of one lifetime that nobody minds
_MOMENT = 10**9  # seconds; a larger lifetime is a time since 1970
_SEPARATORS = re.compile(r"[,;+|]|%20")
_AS_REQUESTED = "the answer has no scope, which means: as requested"
_A_TYPE = "a type, such as Bearer"
_NO_WORDS = "its words are not separated by spaces alone: TOKR-SCOPE-FORMAT judges that"
_NO_TEXT = "its scope is no text: TOKR-SCOPE-FORMAT judges that"

TERMS: RuleSet[TokenResponseCheck] = RuleSet()
rule = TERMS.rule
row = rows(TERMS, spec="RFC 6749 5.1")
of_any_scope = row.given(lambda check: check.tokens.members.get("scope") is not None, unless=_AS_REQUESTED)
of_scope = of_any_scope.given(lambda check: check.tokens.scope is not None, unless=_NO_TEXT).given(
    lambda check: not odd_words(check), unless=_NO_WORDS
)
of_lifetime = rows(TERMS, spec="RFC 6749 5.1", requires=["TOKR-EXPIRES-IN-TYPE"])


@rule(
    "TOKR-TOKEN-TYPE-MISSING",
    spec="RFC 6749 5.1, 7.1",
    advice="Treat it as Bearer only if the provider's documentation says so.",
    expected=_A_TYPE,
)
def token_type_present(check: TokenResponseCheck) -> Outcome:
    """Does it say how the token is used?"""
    received = check.tokens.token_type
    return passed(_A_TYPE, received) if received else failed("There is no token_type.", _A_TYPE)


@rule(
    "TOKR-TOKEN-TYPE-UNKNOWN",
    spec="RFC 6749 7.1",
    advice="Do not use a token whose type you do not know.",
    requires=["TOKR-TOKEN-TYPE-MISSING"],
    expected="Bearer",
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
    expected="a number of seconds",
)
def expires_in_present(check: TokenResponseCheck) -> Outcome:
    """Does it say how long the access token lives?"""
    received = check.tokens.expires_in
    expected = "a number of seconds"
    return failed("There is no expires_in.", expected) if received is None else passed(expected, received)


row(
    "TOKR-EXPIRES-IN-TYPE",
    "Is the lifetime a number?",
    lambda check: check.lifetime is None and repr(check.tokens.expires_in),
    "expires_in is no JSON number, but {}.",
    spec="RFC 6749 5.1, A.14",
    advice="Strict clients refuse it: tell the provider.",
    expected="a number",
    requires=["TOKR-EXPIRES-IN-MISSING"],
)


def _is_whole(lifetime: float) -> bool:
    """Tell whether a lifetime is a number of digits: 3600.0 is 3600 in JSON, and 0 is one too, by which some mean "never"."""
    return lifetime >= 0 and (isinstance(lifetime, int) or lifetime.is_integer())


of_lifetime(
    "TOKR-EXPIRES-IN-VALUE",
    "Is the lifetime a whole number of seconds?",
    lambda check: not _is_whole(check.lifetime or 0) and str(check.lifetime),
    "{} is no whole number of seconds, or lies in the past.",
    spec="RFC 6749 A.14",
    advice="Take the token as expired, and ask the provider.",
)
of_lifetime(
    "TOKR-EXPIRES-IN-TIMESTAMP",
    "Is the lifetime a duration, and not a moment?",
    lambda check: (check.lifetime or 0) > _MOMENT and check.lifetime,
    "{} looks like a time since 1970, and expires_in is a number of seconds from now.",
    advice="Tell the provider; a client would use the token long after its end.",
)
of_lifetime(
    "TOKR-EXPIRES-IN-LONG",
    "Does the access token live for a day at most?",
    lambda check: DAY < (check.lifetime or 0) <= _MOMENT and check.lifetime,
    "The access token lives for {} seconds, and whoever finds it can use it so long.",
    spec="OIDC Core 16.18; RFC 6750 5.3",
    severity="warning",
    advice="Ask for a shorter life, with a refresh token beside it.",
)


def _own_lifetime(check: TokenResponseCheck) -> float | None:
    """How long the access token lives by its own claims; None where they do not say."""
    exp, iat = as_seconds(check.access_claims.get("exp")), as_seconds(check.access_claims.get("iat"))
    return None if exp is None or iat is None else exp - iat


def _other_lifetime(check: TokenResponseCheck) -> float | None:
    own = _own_lifetime(check) or 0
    if not check.lifetime:  # by 0 some providers mean "never"
        return None
    return own if abs(own - (check.lifetime or 0)) > _SLACK else None


of_lifetime.given(lambda check: as_seconds(check.lifetime) is not None, unless="expires_in is too large to be a time")(
    "TOKR-EXPIRES-IN-VS-EXP",
    "Does the access token say the same about its lifetime?",
    _other_lifetime,
    "By its own claims the access token lives for {} seconds, and expires_in says something else.",
    spec="RFC 6749 5.1; RFC 9068 2.2",
    severity="warning",
    advice="Trust the shorter one.",
    when=lambda check: _own_lifetime(check) is not None,
    unless="no lifetime can be read in the access token",
)


def odd_words(check: TokenResponseCheck) -> list[str]:
    """The words of a scope that are none; what stands between several of those that were asked for is no space."""
    return [word for word in (check.tokens.scope or "").split() if _is_odd(word, check.requested)]


def _is_odd(word: str, requested: set[str]) -> bool:
    parts = [part for part in _SEPARATORS.split(word) if part]
    several = len(parts) > 1 and bool(requested.intersection(parts))
    return not SCOPE_TOKEN.fullmatch(word) or "," in word or "%20" in word or several


@rule(
    "TOKR-SCOPE-NARROWER",
    spec="RFC 6749 3.3, 5.1",
    severity="warning",
    advice="The application has to cope with less, or the client needs more rights.",
    reasons=(
        _AS_REQUESTED,
        _NO_TEXT,
    ),
)
def scope(check: TokenResponseCheck) -> Outcome:
    """Was everything granted that was requested?"""
    if check.tokens.members.get("scope") is None:
        return not_applicable(_AS_REQUESTED)
    if check.tokens.scope is None:
        return not_applicable(_NO_TEXT)
    if odd_words(check):
        return not_applicable(_NO_WORDS)
    missing = check.missing
    if not missing:
        return passed(check.requested_scope, check.tokens.scope)
    return failed(f"Not granted: {' '.join(sorted(missing))}.", check.requested_scope, check.tokens.scope)


of_scope(
    "TOKR-SCOPE-WIDER",
    "Was nothing granted that was not requested?",
    lambda check: sorted(check.wider),
    "Granted without being asked for: {}.",
    spec="RFC 6749 3.3; RFC 9700 2.3",
    severity="warning",
    advice="A token that can do more is worth more to a thief: ask the provider why.",
)
of_scope(
    "TOKR-SCOPE-NO-OPENID",
    "Was openid granted, if it was requested?",
    lambda check: "openid" not in check.granted,
    "openid was requested and not granted: this is plain OAuth.",
    spec="OIDC Core 3.1.2.1; RFC 6749 5.1",
    severity="warning",
    advice="Look at the client's settings at the provider.",
    when=lambda check: "openid" in check.requested,
    unless="openid was not requested",
)


def _odd_scope(check: TokenResponseCheck) -> Any:
    """What is odd about the scope: its type, or the words that are none."""
    value = check.tokens.members["scope"]
    if not isinstance(value, str):
        return type(value).__name__
    return odd_words(check)


of_any_scope(
    "TOKR-SCOPE-FORMAT",
    "Is the scope one text with spaces between its words?",
    _odd_scope,
    "The scope is no text of words with spaces between them: {}.",
    spec="RFC 6749 3.3, 5.1",
    advice="Tell the provider; clients compare it word by word.",
    expected="openid email",
)


@rule(
    "TOKR-REFRESH-MISSING",
    spec="OIDC Core 11",
    severity="info",
    advice="Try prompt=consent, and look at the client's grant settings.",
    expected="refresh_token",
    reasons=("offline_access was not requested",),
)
def refresh_token(check: TokenResponseCheck) -> Outcome:
    """Is there a refresh token, if offline_access was requested?"""
    if "offline_access" not in check.requested:
        return not_applicable("offline_access was not requested")
    received = check.tokens.refresh_token
    return (
        passed("refresh_token", "refresh_token")
        if received
        else failed("offline_access was requested, and there is no refresh_token.", "refresh_token")
    )
