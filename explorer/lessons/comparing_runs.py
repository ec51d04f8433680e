"""Lesson 07: what really differs between two sign-ins, and what only seems to."""

from __future__ import annotations

from typing import Any

from ..reference.tables import scope
from .exercises import exercise
from .readings import Reading, choices, names, number

_TELLING = {
    "another state": "chance",
    "another code": "chance",
    "another exp": "chance",
    "another lifetime": "news",
    "another aud": "news",
    "no nonce": "news",
}


_TAKEN_FOR_TIMES = {
    1 / 8: "You divided the other way round.",
    28_800: "That is how long it lives, in seconds.",
    3_600: "That is how long the other one lives, in seconds.",
    25_200: "That is how many seconds longer it lives.",
}


def _claims() -> tuple[str, ...]:
    """The claims that the scopes of OpenID Connect Core 5.4 bring."""
    found = [scope(name) for name in ("openid", "profile", "email", "address", "phone")]
    return tuple(claim for each in found if each is not None for claim in each.claims)


@exercise(
    "07.1",
    hint="`flow.again(scope='openid phone')`, walk through it, `userinfo()`; compare it with the first run, and look at `claims.loc['userinfo']`.",
    why="A scope of OpenID Connect is the name of a group of claims; a comparison with a run that lacks it shows the group.",
)
def brought_by_phone(answer: Any) -> Reading:
    """Which claims does UserInfo add for the scope phone?"""
    return names(answer, {"phone_number", "phone_number_verified"}, among=_claims(), kind="claims")


@exercise(
    "07.2",
    hint="Ask of each: would it be so, too, if the same person did the same thing twice? Then it is chance.",
    why="What is made anew for every sign-in differs by chance; its meaning, or that it is missing, is news.",
)
def chance_or_news(answer: Any) -> Reading:
    """Which of the six differences between two runs are chance, and which are news?"""
    return choices(answer, _TELLING, among=("chance", "news"))


@exercise(
    "07.3",
    hint="`compare(first.run, second.run).meanings.loc[('id_token', 'lifetime (exp - iat)')]` has both lifetimes in seconds: divide.",
    why="An hour here, eight there. No standard sets the number, so an application must not rely on one provider's.",
)
def lives_longer(answer: Any) -> Reading:
    """How many times as long does an ID token of the oracle profile live?"""
    return number(answer, 8, taken=_TAKEN_FOR_TIMES)
