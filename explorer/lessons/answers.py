"""What a reader hands in, as values that can be compared: names, a text, a number, a day. One way of reading for all exercises.

Letter case, quotes, back ticks, brackets, commas or blanks, a full stop, `-` or `_` between the parts of a name: none of it
is what an exercise asks about. Whoever reads here may raise for an answer that is no answer; `check` hears of it and gives
its hint.
"""

from __future__ import annotations

import datetime
import itertools
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

COUNTS = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
_LONGEST = 2_000  # characters of an answer: more is a text that was put there by mistake
_MOST = 60  # names in a list
_MARKS = "'\"`\u00b4\u2018\u2019\u201a\u201c\u201d\u201e\u00ab\u00bb[](){}*"
_BLANKS = str.maketrans(dict.fromkeys(_MARKS, " "))
_UNSAID = re.compile(rf"[\s\-_=\u2010-\u2015\u2212{re.escape(_MARKS)}]")
_FILLERS = {"and", "the", "a", "an", "is", "it"}
_LONGEST_NAME = 4  # words: the names of the lessons have no more
_IDS = ("rule", "id", "verdict")  # what a finding, a cause, a row or a threat is called


@dataclass(frozen=True)
class Names:
    """The names that were said, each with how it was spelled; and the words that are none of those possible."""

    said: Mapping[str, str]
    strange: tuple[str, ...]


def canonical(name: object) -> str:
    """A name without what does not tell it from others: letter case, marks, `-`, `_`, `=` and blanks."""
    return _UNSAID.sub("", str(name).casefold())


def one(answer: Any) -> Any:
    """What stands in a list of one thing; anything else as it is."""
    return next(iter(answer)) if isinstance(answer, list | tuple | set | frozenset) and len(answer) == 1 else answer


def text(answer: Any) -> str:
    """An answer as a text, without the blanks and quotes around it, and without a full stop."""
    whole = one(answer)
    told = whole.decode() if isinstance(whole, bytes) else str(whole)
    if len(told) > _LONGEST:
        raise ValueError("too long for an answer")
    return told.strip().strip(_MARKS + " \n").removesuffix(".").strip(_MARKS + " \n")


def names(answer: Any, among: Collection[str], also: Mapping[str, str] = {}) -> Names:
    """Find the names of `among` in a text or a collection of texts; `also` has other words for them."""
    known = {canonical(name): name for name in among} | {canonical(word): name for word, name in also.items()}
    said: dict[str, str] = {}
    strange: list[str] = []
    for piece in _pieces(answer):
        words = list(_words(piece, known))
        while words:
            count = next((n for n in range(_LONGEST_NAME, 0, -1) if canonical("".join(words[:n])) in known), 0)
            if count:
                said[known[canonical("".join(words[:count]))]] = " ".join(words[:count])
            elif words[0].casefold() not in _FILLERS:
                strange.append(words[0])
            del words[: count or 1]
    return Names(said, tuple(strange))


def _pieces(answer: Any) -> Iterator[str]:
    """The texts of an answer. A finding, or a cause, stands for its id."""
    if isinstance(answer, Mapping):
        raise TypeError("names are asked for, and this has values too")
    if isinstance(answer, str | bytes):
        yield text(answer)
        return
    called = next((getattr(answer, name) for name in _IDS if isinstance(getattr(answer, name, None), str)), None)
    if called is not None:
        yield called
        return
    for piece in itertools.islice(iter(answer), _MOST):
        yield from _pieces(piece) if not isinstance(piece, list | tuple | set | frozenset) else [text(piece)]


def _words(piece: str, known: Mapping[str, str]) -> Iterator[str]:
    """The words of a text, without bullets, labels (`alg:`) and punctuation."""
    if canonical(piece) in known:
        yield piece
        return
    for word in re.split(r"[\s,;|]+", re.sub(r"\s*([=:])\s*", r"\1", piece.translate(_BLANKS))):
        parts = [word] if "://" in word or canonical(word) in known else re.split(r"[/+&]", word)
        for part in parts:
            bare = part.strip(".,;:!?")
            labelled = re.split("[=:]", bare)[-1]
            if canonical(bare) not in known and canonical(labelled) in known:
                yield labelled
            elif any(letter.isalnum() for letter in bare) and not re.fullmatch(r"\d+[.)]|.*:", part):
                yield bare


_UNITS = {"x", "\u00d7", "times", "time", "fold", "as", "long", "about", "number", "no", "sign", "in", "the", "it", "is"}


def number(answer: Any) -> float:
    """The one number of an answer, in digits or, up to twelve, in words. Raises `ValueError` where there is none, or another."""
    whole = one(answer)
    whole = getattr(whole, "number", whole)
    if isinstance(whole, bool):
        raise ValueError("no number")
    if not isinstance(whole, str | bytes):
        return float(whole)
    words = re.findall(r"(?:(?<![\w)])-)?\d+(?:[.,]\d+)?|[^\W\d_]+|\u00d7", text(whole).casefold())
    (said,) = [word for word in words if word not in _UNITS]
    return float(COUNTS.index(said)) if said in COUNTS[1:] else float(said.replace(",", "."))


_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_MONTH = re.compile(rf"\b({'|'.join(_MONTHS)})[a-z]*\.?", re.IGNORECASE)
_YEAR_FIRST = re.compile(r"(?<!\d)(\d{4})(\D{0,3}?)(\d{1,2})\2(\d{1,2})(?!\d)")
_YEAR_LAST = re.compile(r"(?<!\d)(\d{1,2})(?:st|nd|rd|th)?\D{1,4}(\d{1,2})(?:st|nd|rd|th)?\D{1,4}(\d{4})(?!\d)")


def days(answer: Any) -> set[datetime.date]:
    """The days that an answer can mean: `1/2/2030` is one in January or one in February."""
    whole = one(answer)
    if isinstance(whole, datetime.datetime):
        return {(whole.astimezone(datetime.UTC) if whole.tzinfo else whole).date()}
    if isinstance(whole, datetime.date):
        return {whole}
    told = _MONTH.sub(lambda found: str(_MONTHS.index(found[1].casefold()) + 1), text(whole))
    first = [(int(y), int(m), int(d)) for y, _, m, d in _YEAR_FIRST.findall(told)]
    last = [(int(y), *pair) for a, b, y in _YEAR_LAST.findall(told) for pair in ((int(a), int(b)), (int(b), int(a)))]
    return {day for year, month, day_ in first + last if (day := _day(year, month, day_)) is not None}


def _day(year: int, month: int, day: int) -> datetime.date | None:
    try:
        return datetime.date(year, month, day)
    except ValueError:  # there is no such day
        return None
