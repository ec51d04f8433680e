"""What an exercise says of an answer: whether it is right, and if not, what is wrong with it and how much of it is right.

A word of the reader's is quoted only where it is nearly one of the possible names, since an answer may be a secret.
"""

from __future__ import annotations

import datetime
import math
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from ..messages import brief
from ..reference.nearest import spelling
from . import answers

_LISTED = 8  # names that a sentence can list
_NEARLY = 1e-3  # of a number that was measured: a token made across a second lives 28,799 s instead of eight hours
_MEASURED = 5  # words that are compared with all names
A_DICT = "Your answer is a dict: leave the names on its left as they are, and replace each ?."
A_FLOW = "Your answer is the flow itself, and not what came of it."


@dataclass(frozen=True)
class Reading:
    """Whether an answer is right, and what there is to say of it beside the hint."""

    is_right: bool
    told: str = ""


def names(
    answer: Any, right: Collection[str], *, among: Collection[str], kind: str = "names", also: Mapping[str, str] = {}
) -> Reading:
    """Judge an answer that is one name or several; `also` has other words for them."""
    found = answers.names(answer, among, also)
    if set(found.said) == set(right) and not found.strange:
        others = sorted(name for name, said in found.said.items() if said != name)
        return Reading(True, f"Spelled exactly: {', '.join(others)}." if others else "")
    hits, given = len(set(found.said) & set(right)), len(found.said) + len(found.strange)
    other = f"{next(iter(found.said))} is another one." if given == len(right) == 1 and found.said else ""
    return Reading(False, _joined(_strange(found.strange, among, kind), _share(hits, given, len(right), kind), other))


def _share(hits: int, given: int, wanted: int, kind: str) -> str:
    """How much of an answer with several parts is right."""
    if not given or (given == 1 and wanted == 1):
        return ""
    if hits == given:
        return f"{'All of yours are' if given > 1 else 'Yours is'} right, and there is more to find."
    return f"{hits} of your {given} {kind} {'is' if hits == 1 else 'are'} right." if given > 1 else ""


def _strange(words: Collection[str], among: Collection[str], kind: str) -> str:
    """Name the first word that is nearly a name; say of the others only that they are none."""
    many = _count(len(among))
    possible = {answers.canonical(name): name for name in among}
    first = list(words)[:_MEASURED]
    for word in [*first, *([" ".join(first)] if len(first) > 1 else [])]:
        near = spelling(word, among) or possible.get(spelling(answers.canonical(word), possible) or "")
        if near:
            return f"{brief(word)} is none of the {many} {kind}; did you mean `{near}`?"
    if not words:
        return ""
    if inside := _inside(first, among, kind):
        return inside
    listed = f": {_named(among)}" if len(among) <= _LISTED else ""
    return f"{'A word of it' if len(words) == 1 else f'{len(words)} words of it'} is none of the {many} {kind}{listed}."


def _inside(words: Collection[str], among: Collection[str], kind: str) -> str:
    """A sentence about a word that is no name, and a part of some: `aud` of IDTC-AUD-UNTRUSTED."""
    for word in words if len(among) > _LISTED else ():
        holding = [name for name in among if f"-{word}-".casefold() in f"-{name}-".casefold()]
        if holding:
            return f"{brief(word)} stands in the names of {_count(len(holding))} {kind}; give one of these names whole."
    return ""


def _named(names: Collection[str]) -> str:
    """Names in a sentence, each marked as one: some of them are words of the language, too."""
    return ", ".join(f"`{name}`" for name in names)


def _count(number: int) -> str:
    return answers.COUNTS[number] if number < len(answers.COUNTS) else f"{number:,}"


def choices(
    answer: Any, right: Mapping[Any, str], *, among: Collection[str], kind: str = "words", also: Mapping[str, str] = {}
) -> Reading:
    """Judge a dict with a name for each key."""
    if not isinstance(answer, Mapping):
        return Reading(False, A_DICT)
    given = {answers.canonical(key): value for key, value in answer.items()}
    found = {key: _chosen(given.get(answers.canonical(key)), among, also) for key in right}
    hits = sum(set(each.said) == {right[key]} and not each.strange for key, each in found.items())
    if hits == len(right):
        others = {name for each in found.values() for name, said in each.said.items() if said in also}
        return Reading(True, f"In a word of this lesson: {', '.join(sorted(others))}." if others else "")
    still = sum(not each.said and not each.strange for each in found.values())
    if still == len(right):
        return Reading(False, f"Replace each ? by one of the {kind}: {_named(among)}." if len(among) <= _LISTED else A_DICT)
    share = f"{hits} of the {len(right)} {'is' if hits == 1 else 'are'} right" + (
        f", {still} still to be answered." if still else "."
    )
    return Reading(False, _joined(_strange([word for each in found.values() for word in each.strange], among, kind), share))


def _chosen(value: Any, among: Collection[str], also: Mapping[str, str]) -> answers.Names:
    return answers.names("" if value is None else value, among, also)


def exact(answer: Any, right: str, *, taken: Mapping[str, str] = {}) -> Reading:
    """Judge a value that is right to the letter; a label before it (`sub: ...`) and quotes around it do no harm.

    `taken` are values that are easily taken for it, each with what it is.
    """
    told = answers.text(answer)
    mistaken = next((what for value, what in taken.items() if value in told or value.casefold() == told.casefold()), "")
    if mistaken and right not in told:
        return Reading(False, mistaken)
    label, found, rest = told.rpartition(right)
    is_labelled = bool(found) and not rest and label.rstrip(" '\"").endswith((":", "="))
    if told == right or (is_labelled and label.strip(" '\":=").replace("_", "").replace("-", "").isalnum()):
        return Reading(True)
    if told.casefold() == right.casefold():
        return Reading(False, "Only capital and small letters differ, and here they count.")
    if found:
        return Reading(False, "What is asked for stands in your answer, with more around it.")
    return Reading(False, "One character or two of it are wrong." if spelling(told, [right]) else "")


def number(answer: Any, right: float, *, taken: Mapping[float, str] = {}) -> Reading:
    """Judge a number, in digits or in words; `taken` are those that are easily taken for it, each with what it is."""
    try:
        given = answers.number(answer)
    except (ValueError, TypeError):
        return Reading(False, "Your answer is one number.")
    mistaken = (what for value, what in taken.items() if math.isclose(given, value, rel_tol=_NEARLY))
    return Reading(math.isclose(given, right, rel_tol=_NEARLY), next(mistaken, ""))


def day(answer: Any, right: datetime.date) -> Reading:
    """Judge a day, in whatever shape it is written."""
    found = answers.days(answer)
    return Reading(right in found, "" if found else "Your answer is a day, with its year, such as 2026-12-31.")


def conditions(answer: Any, wanted: Mapping[str, Callable[[Any], object]], shape: str = A_FLOW, *, of: str = "run") -> Reading:
    """Judge a flow, or something else that has been made, by what must be true of it. What is not true yet is named."""
    whole = answers.one(answer)
    judged = getattr(whole, of, whole) if of else whole
    holds = {told: _holds(is_true, judged) for told, is_true in wanted.items()}
    if all(holds.values()):
        return Reading(True)
    if not any(holds.values()) and (judged is whole or not of):
        return Reading(False, shape)
    open_ = "; ".join(told for told, is_true in holds.items() if not is_true)
    return Reading(False, f"{sum(holds.values())} of {len(holds)} parts are there; not yet: {open_}.")


def _holds(is_true: Callable[[Any], object], judged: Any) -> bool:
    try:
        return bool(is_true(judged))
    except Exception:  # what is judged can be anything, also a run that has not come so far
        return False


def _joined(*sentences: str) -> str:
    return " ".join(filter(None, sentences))
