"""What is wrong with a field, said at the field: a mark, a sentence beneath it, and the word for screen readers."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import NamedTuple, TypeVar

from ..errors import Mistake
from ..messages import brief, unquoted
from ..redactor import redact
from .parts import Row

T = TypeVar("T")

_NO_SECRET = re.compile(r"\S{0,16}|\S*[/:.]\S*|(\S{1,16}\s+)+\S{0,16}")  # words, and what is like an address


class Flaw(NamedTuple):
    """What is wrong with one field. `is_error` is False for what may be meant so."""

    sentence: str
    is_error: bool = True


Flaws = Mapping[str, Flaw]  # by the name of the field


class FieldMistake(Mistake):
    """What stands in this field cannot be right."""

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field = field


def at_field(field: str, typed: str, make: Callable[[], T]) -> T:
    """Return what `make` returns. What it raises is said to be about this field, and quotes what was typed there."""
    try:
        return make()
    except FieldMistake:
        raise
    except Mistake as problem:
        raise FieldMistake(field, str(problem).replace(unquoted(typed), quoted(typed))) from None


def quoted(typed: str) -> str:
    """Quote what stands in a field, without what is a secret by its shape; what may be one altogether is only described."""
    if not _NO_SECRET.fullmatch(typed):
        return unquoted(typed)
    return f"“{brief(redact(typed, ()), 100)}”"


def mark_fields(rows: Mapping[str, Row], flaws: Flaws) -> None:
    """Mark the fields that have a flaw, and no others."""
    for name, row in rows.items():
        sentence, is_error = flaws.get(name, Flaw(""))
        row.mark(sentence, is_error=is_error)


def summary(flaws: Flaws) -> str:
    """Return a sentence that says how much is wrong, and where; empty where nothing is."""
    wrong = [name for name, flaw in flaws.items() if flaw.is_error]
    odd = [name for name, flaw in flaws.items() if not flaw.is_error]
    told = (_told(wrong, "wrong"), _told(odd, "worth a second look"))
    return " ".join(filter(None, told))


def _told(names: list[str], what: str) -> str:
    things = "1 thing is" if len(names) == 1 else f"{len(names)} things are"
    return f"{things} {what}: {', '.join(names)}." if names else ""
