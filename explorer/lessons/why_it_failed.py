"""Lesson 10: why a sign-in failed, from its symptoms."""

from __future__ import annotations

from typing import Any

from ..diagnosis.cause import CAUSES
from .exercises import exercise
from .readings import Reading, choices, conditions, number

_CAUSES = {4: "secret-white-space", 6: "code-cut", 8: "code-percent-encoded", 12: "refresh-token-revoked"}
_STOPPED = 10  # the sign-in whose answer had a foreign state


@exercise(
    "10.1",
    hint="`sign_ins[4].diagnosis.first.id` is the id of the first cause; look at what speaks for it before you believe it.",
    why="Four errors, four causes, and the provider named none of them: the record of both legs did.",
)
def causes(answer: Any) -> Reading:
    """Which causes stand behind four sign-ins?"""
    return choices(answer, _CAUSES, among=[known.id for known in CAUSES], kind="causes")


@exercise(
    "10.2",
    hint="Look at the row `where it stopped` of the symptoms: it is no step at which a provider says no.",
    why="The state was not the one of the link, so the code was not sent: a guard of the client, which no provider can be in place of.",
)
def stopped(answer: Any) -> Reading:
    """In which sign-in did we stop ourselves?"""
    return number(answer, _STOPPED)


@exercise(
    "10.3",
    wants="the flow that brought tokens",
    hint="`flow = sign_ins[7].flow.again()`, then receive what `provider.sign_in(...)` returns, and exchange it.",
    why="The same link, the same client, nothing left out: tokens. What is as it was then was not the cause.",
)
def decided(answer: Any) -> Reading:
    """Which flow shows that the same sign-in works with nothing altered?"""
    wanted = {
        "a code that was sent": lambda run: run.last("token_request"),
        "tokens that came for it": lambda run: run.tokens,
    }
    return conditions(answer, wanted)
