"""Which tokens are words: of our sentences, of the rules, of what this run had said before the token came."""

from __future__ import annotations

import functools
import re

from ..rules.catalogue import every_rule

_LONGEST = 40  # characters; no word is longer
# A few letters, a phrase of letters and blanks, or names as the protocol writes them.
_LETTERS = re.compile(r"[A-Za-z ,.:;'()/_-]{0,11}|[A-Za-z,.:;'()-]* [A-Za-z ,.:;'()-]*|[a-z]+(?:_[a-z]+)+")


def is_word(token: str, said: str) -> bool:
    """Tell whether a token is a word, that is no secret: `said` is what stood in the run before it."""
    if len(token) > _LONGEST:
        return False
    return _LETTERS.fullmatch(token) is not None or token in said or token in _our_texts()


@functools.cache
def _our_texts() -> str:
    rules = every_rule()
    return "\0".join(text for rule in rules for text in (rule.id, rule.question, rule.spec, rule.advice, str(rule.expected)))
