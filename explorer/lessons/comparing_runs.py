"""Lesson 07: what really differs between two sign-ins, and what only seems to."""

from __future__ import annotations

from typing import Any

from .answers import text, words
from .exercises import exercise

_TELLING = {
    "another state": "chance",
    "another code": "chance",
    "another exp": "chance",
    "another lifetime": "news",
    "another aud": "news",
    "no nonce": "news",
}


@exercise(
    "07.1",
    hint="flow.again(scope='openid phone'), walk through it, userinfo(); compare it with the first run, and look at claims.loc['userinfo'].",
    why="A scope of OpenID Connect is the name of a group of claims; a comparison with a run that lacks it shows the group.",
)
def brought_by_phone(answer: Any) -> bool:
    """Which claims does UserInfo add for the scope phone?"""
    return words(answer) == {"phone_number", "phone_number_verified"}


@exercise(
    "07.2",
    hint="Ask of each: would it be so, too, if the same person did the same thing twice? Then it is chance.",
    why="What is made anew for every sign-in differs by chance; its meaning, or that it is missing, is news.",
)
def chance_or_news(answer: Any) -> bool:
    """Which of the six differences between two runs are chance, and which are news?"""
    return {text(what): text(told).lower() for what, told in dict(answer).items()} == _TELLING


@exercise(
    "07.3",
    hint="compare(first.run, second.run).meanings.loc[('id_token', 'lifetime (exp - iat)')] has both lifetimes in seconds: divide.",
    why="An hour here, eight there. No standard sets the number, so an application must not rely on one provider's.",
)
def lives_longer(answer: Any) -> bool:
    """How many times as long does an ID token of the oracle profile live?"""
    return not isinstance(answer, bool) and float(answer) == 8
