"""Lesson 04: what each check of an ID token stops."""

from __future__ import annotations

from typing import Any

from .answers import text, words
from .exercises import exercise

_STOPPED_BY = {
    "a token that the owner of a game brings along": "aud",
    "a token whose sub somebody has changed": "signature",
    "a token out of a backup of last year": "exp",
    "a token that was seen a minute ago": "nonce",
    "an access token of somebody else": "at_hash",
}


@exercise(
    "04.1",
    hint="Ask of each what about it is still right, and go down the picture to the first row in which something is not.",
    why="The first one decides. A later one may agree, as an old token has an old nonce too, but none of them stands in for all the others.",
)
def stopped_by(answer: Any) -> bool:
    """Which check is the first that stops each of the five?"""
    return {text(attack): text(name).lower() for attack, name in dict(answer).items()} == _STOPPED_BY


@exercise(
    "04.2",
    hint="library(sign_in(fault=name).tokens.id_token, provider.jwks, **we), once for each name. Three come through.",
    why="A library compares what it is given and what is there. What is missing, who else is meant, and what you asked are yours to check.",
)
def unnoticed(answer: Any) -> bool:
    """Which of the six faults does PyJWT not notice?"""
    return words(answer) == {"missing-exp", "stranger-in-audience", "wrong-nonce"}


@exercise(
    "04.3",
    hint="provider.mystery(17), riddle = sign_in(), riddle.check(); the id stands in the row that failed. Then provider.behave().",
    why="A client that left it out would sign in nobody in particular: all who come without a sub would share one account.",
)
def seventeen(answer: Any) -> bool:
    """Which rule notices fault number 17?"""
    return words(answer) == {"IDTC-SUB-MISSING"}
