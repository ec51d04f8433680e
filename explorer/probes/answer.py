"""What is answered to a question: a word of the catalogue, and in plain words what was seen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Mark = Literal["", "wrong", "alarm"]

UNCLEAR = "unclear"
NOT_ASKED = "not asked"


@dataclass(frozen=True)
class Answer:
    """The word that was recognised, with details in plain words and the facts behind it.

    `mark` overrules what the question says of this word: the same answer is right for one kind of client and an alarm for
    another. None leaves it to the question.
    """

    word: str
    detail: str = ""
    mark: Mark | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)


class Unanswered(Exception):
    """A question without an answer, and why."""

    word = UNCLEAR


class Unclear(Unanswered):
    """It was asked, and what came does not tell: the control failed, the code was used up, nobody answered."""


class NotAsked(Unanswered):
    """It was not asked: what it needs is not there, or nobody chose it."""

    word = NOT_ASKED


class Stopped(Exception):
    """Nothing more may be asked: the provider blocks, or somebody stopped the run."""


def each(words: Mapping[str, str], detail: str = "", mark: Mark | None = None) -> Answer:
    """Return one answer for a question in several parts: the word alone where all parts agree."""
    found = set(words.values())
    word = found.pop() if len(found) == 1 else "; ".join(f"{part}: {word}" for part, word in words.items())
    return Answer(word, detail, mark, dict(words))


def listed(items: object, none: str = "none") -> str:
    """Return a list as words."""
    texts = [str(item) for item in items] if isinstance(items, list | tuple | set | frozenset) else [str(items)]
    return ", ".join(texts) or none
