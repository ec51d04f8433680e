"""May these tokens be refreshed so? What is asked, before it is sent (RFC 6749 6)"""

from __future__ import annotations

from dataclasses import dataclass

from .registry import RuleSet
from .report import Report
from .rows import rows

NOBODY_SAID = "nobody said what was granted before"


@dataclass(frozen=True)
class RefreshRequestCheck:
    """A refresh request: the scope that it asks for, the one that was granted, and whether its token was replaced before."""

    asked: str | None
    granted: str | None
    replaced: bool


REFRESH_REQUEST: RuleSet[RefreshRequestCheck] = RuleSet()

rows(REFRESH_REQUEST, when=lambda check: check.granted is not None, unless=NOBODY_SAID)(
    "REFR-SCOPE-WIDER",
    "Does it ask for no more than was granted?",
    lambda check: added(check.asked, check.granted),
    "It asks for more than was granted: {}.",
    spec="RFC 6749 6",
    advice="A refresh can only keep or reduce the scope: send the user to sign in again.",
    when=lambda check: check.asked is not None,
    unless="it asks for no scope",
)
rows(REFRESH_REQUEST)(
    "REFR-OLD-TOKEN",
    "Is it the newest refresh token?",
    lambda check: check.replaced,
    "This refresh token was replaced before.",
    spec="RFC 9700 2.2.2, 4.14.2; RFC 6749 10.4",
    advice="Always keep the newest: a provider may take this for theft and revoke everything.",
)


def check_refresh_request(asked: str | None, *, granted: str | None, replaced: bool) -> Report:
    """Tell whether a refresh request can be granted; `asked` is its scope, `replaced` that a newer token has come."""
    return REFRESH_REQUEST.run(RefreshRequestCheck(asked, granted, replaced))


def added(scope: str | None, granted: str | None) -> list[str]:
    """Return the words of a scope that were not granted."""
    return sorted(set((scope or "").split()) - set((granted or "").split()))
