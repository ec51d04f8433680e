"""Which secrets are words: of our sentences, of the rules, of the protocol, of what this run had said before a token came."""

from __future__ import annotations

import functools
import re

from ..rules.catalogue import every_rule

_LONGEST = 40  # characters; no word is longer
# A few letters, a phrase of letters and blanks, or names as the protocol writes them.
_LETTERS = re.compile(r"[A-Za-z ,.:;'()/_-]{0,11}|[A-Za-z,.:;'()-]* [A-Za-z ,.:;'()-]*|[a-z]+(?:_[a-z]+)+")

_OUR_WORD = re.compile(r"[A-Za-z_ -]{1,20}")


def is_word(token: str, said: str) -> bool:
    """Tell whether a token is a word, that is no secret: `said` is what stood in the run before it."""
    if len(token) > _LONGEST:
        return False
    return _LETTERS.fullmatch(token) is not None or token in said or token in _our_texts()


def is_our_word(secret: str) -> bool:
    """Tell whether a secret of our own is a word that we write ourselves: with `secret` for a secret, as demonstrations have it,
    `client_secret_basic` would name no method any more, and whoever reads the rest of it would know the word."""
    return _OUR_WORD.fullmatch(secret) is not None and secret in _our_texts()


@functools.cache
def _our_texts() -> str:
    rules = every_rule()
    return "\0".join(text for rule in rules for text in (rule.id, rule.question, rule.spec, rule.advice, str(rule.expected)))
