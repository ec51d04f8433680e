"""Lesson 04: what each check of an ID token stops."""

from __future__ import annotations

from typing import Any

from .exercises import exercise
from .readings import Reading, choices, names
from .rule_ids import rule_ids

_SIX = ("expired", "missing-exp", "stranger-in-audience", "wrong-audience", "wrong-issuer", "wrong-nonce")
_STOPPED_BY = {
    "a token that the owner of a game brings along": "aud",
    "a token whose sub somebody has changed": "signature",
    "a token out of a backup of last year": "exp",
    "a token that was seen a minute ago": "nonce",
    "an access token of somebody else": "at_hash",
}


@exercise(
    "04.1",
    hint="Ask of each what about it is still right, and go down the table to the first row in which something is not.",
    why="The first one decides. A later one may agree, as an old token has an old nonce too, but none of them stands in for all the others.",
)
def stopped_by(answer: Any) -> Reading:
    """Which check is the first that stops each of the five?"""
    return choices(answer, _STOPPED_BY, among=("at_hash", "aud", "exp", "nonce", "signature"), kind="checks")


@exercise(
    "04.2",
    hint="`library(sign_in(fault=name).tokens.id_token, provider.jwks, **we)`, once for each name. Three come through.",
    why="A library compares what it is given and what is there. What is missing, who else is meant, and what you asked are yours to check.",
)
def unnoticed(answer: Any) -> Reading:
    """Which of the six faults does PyJWT not notice?"""
    return names(answer, {"missing-exp", "stranger-in-audience", "wrong-nonce"}, among=_SIX, kind="faults")


@exercise(
    "04.3",
    hint="`provider.mystery(17)`, `riddle = sign_in()`, `riddle.check()`; the id stands in the row that failed. Then `provider.behave()`.",
    why="A client that left it out would sign in nobody in particular: all who come without a sub would share one account.",
)
def seventeen(answer: Any) -> Reading:
    """Which rule notices fault number 17?"""
    return names(answer, {"IDTC-SUB-MISSING"}, among=rule_ids(), kind="rules")
