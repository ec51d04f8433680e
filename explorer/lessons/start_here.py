"""Lesson 00: the five steps, and where each value comes from."""

from __future__ import annotations

from typing import Any

from .exercises import exercise
from .readings import Reading, choices, exact, names

_SEVEN = ("client_secret", "state", "code", "code_verifier", "code_challenge", "id_token", "access_token")
_MAKERS = {
    "client_secret": "provider",
    "state": "client",
    "nonce": "client",
    "code": "provider",
    "code_verifier": "client",
    "id_token": "provider",
}
BOB = "b90e63fd5572"  # his `sub` at the local provider in its standard profile
_TAKEN_FOR_BOB = {
    "4f7c2d18a9e1": "That is Alice's.",
    "bob": "That is what he is called at the sign-in; the sub stands in the ID token.",
    "Dvo\u0159\u00e1k": "That is his name, which UserInfo tells; the sub stands in the ID token.",
    "bob@example.org": "That is his address, which UserInfo tells; the sub stands in the ID token.",
}


@exercise(
    "00.1",
    hint="Look at the link of step 2 and at the answer of step 3: what stands in neither of them went another way.",
    why="Whatever the browser carries can end up in its history and in logs. What would do harm there goes straight to the provider.",
)
def seen_by_the_browser(answer: Any) -> Reading:
    """Which of the seven values does the browser get to see?"""
    return names(answer, {"state", "code", "code_challenge"}, among=_SEVEN)


@exercise(
    "00.2",
    hint="Three are made by the client, at random, when it writes the link. The other three are handed out by the provider.",
    why="Whoever makes a value can recognise it later: the client knows its state and its nonce again, the provider its code.",
)
def made_by_whom(answer: Any) -> Reading:
    """Who makes each of the six values, the client or the provider?"""
    return choices(answer, _MAKERS, among=("client", "provider"))


@exercise(
    "00.3",
    hint="Begin with `bobs = flow.again()`: sign in with `user='bob'`, receive, exchange, all with bobs; then `bobs.run.claims['sub']`.",
    why="sub is the one claim that stands for a person at this provider. Everything else about Bob may change.",
)
def bobs_name(answer: Any) -> Reading:
    """What does the provider call Bob: which sub is in his ID token?"""
    return exact(answer, BOB, taken=_TAKEN_FOR_BOB)
