"""Lesson 09: which check notices which fault, and how to find what no check sees."""

from __future__ import annotations

from typing import Any

from .exercises import exercise
from .readings import Reading, choices, conditions, names

_FIVE = ("keys-broken", "keys-closed", "keys-no-json", "no-keys", "stale-metadata")
_FOUND_BY = {
    "long-sub": "check",
    "extra-members": "comparison",
    "stale-code": "trying",
    "announces-none": "check",
    "redirect-uri-not-compared": "trying",
}


@exercise(
    "09.1",
    hint="`visit(name)`, and then `failures(...)` for the checks and `compare(honest.run, ...).differences`; where both are empty, only trying is left.",
    why="A check finds what breaks a rule, a comparison what is merely new, and trying what a well-behaved client never touches.",
)
def found_by(answer: Any) -> Reading:
    """What finds each of the five faults: a check, a comparison, or trying?"""
    return choices(answer, _FOUND_BY, among=("check", "comparison", "trying"))


@exercise(
    "09.2",
    hint="`failures(visit(name))` for each of the five: two of the lists are equal.",
    why="No keys came, either way: to tell a wrong address from a broken server, read what was received, or ask once more tomorrow.",
)
def look_alike(answer: Any) -> Reading:
    """Which two of the five faults look alike to the checks?"""
    return names(answer, {"keys-broken", "stale-metadata"}, among=_FIVE, kind="faults")


@exercise(
    "09.3",
    wants="the flow that proves it",
    hint="As wrong_verifier does it, with `extra=[('redirect_uri', 'https://elsewhere.example/')]` instead; hand in the flow, not the answer.",
    why="Tokens came for an address that was never in the link. Lesson 05 showed what an attacker makes of that.",
)
def proves_it(answer: Any) -> Reading:
    """What does a flow look like that proves redirect-uri-not-compared?"""
    wanted = {
        "a token request with another redirect_uri than the link": _sends_another_address,
        "tokens that came for it": lambda run: run.tokens,
        "nothing that was refused": lambda run: run.refusal is None,
    }
    return conditions(answer, wanted)


def _sends_another_address(run: Any) -> bool:
    both = run.last("token_request")["evidence"]["redirect_uri"]
    return both["token"] not in (None, both["authorize"])
