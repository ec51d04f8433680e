"""The exercises of the notebooks. `check(number, answer)` says "right" and why, or "not yet" with a hint; it never raises.

    check = lesson("01")
    check(1, answer_1)

An exercise is a small function that reads an answer (`readings`): its docstring is the question. Its decorator says what helps,
what there is to learn, and what an answer is where it is no text.
"""

from __future__ import annotations

import functools
import importlib
import textwrap
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ..errors import Mistake
from ..messages import brief
from ..printable import in_one_line
from ..registry import Registry
from .own_work import watch_cells
from .readings import Reading

Reader = Callable[[Any], Reading]
_WIDTH = 88  # letters; JupyterLab breaks longer lines of plain text in the middle of a word


@dataclass(frozen=True)
class Judgement:
    """What an answer is worth: true when it is right. Its text never repeats the answer, which may be a secret."""

    is_right: bool
    sentence: str

    def __bool__(self) -> bool:
        return self.is_right

    def __repr__(self) -> str:
        return textwrap.fill(in_one_line(self.sentence), _WIDTH, break_on_hyphens=False, break_long_words=False)


@dataclass(frozen=True)
class Exercise:
    """One question: `read` judges an answer, `hint` helps, `why` says what a right answer shows, `wants` what the answer is."""

    number: str
    question: str
    read: Reader
    hint: str
    why: str
    wants: str

    @property
    def own_number(self) -> int:
        """Its number in its lesson."""
        return int(self.number.partition(".")[2])


# Where the exercises of a lesson are. They are loaded when the lesson is asked for.
HOMES = {
    "00": "start_here",
    "01": "confidential_client",
    "02": "public_client",
    "03": "reading_a_token",
    "04": "believing_a_token",
    "05": "redirect_guards",
    "06": "after_the_login",
    "07": "comparing_runs",
    "08": "own_tenant",
    "09": "gallery_of_faults",
    "10": "why_it_failed",
    "11": "asking_a_provider",
    "12": "somebody_elses_login",
}
_EXERCISES: Registry[Exercise] = Registry("exercise")


def exercise(number: str, *, hint: str, why: str, wants: str = "your answer") -> Callable[[Reader], Reader]:
    """Enter a function that judges answers as an exercise; `number` is that of the lesson and its own: "01.2"."""

    def enter(read: Reader) -> Reader:
        entry = Exercise(number, (read.__doc__ or "").strip(), read, hint, why, wants)
        _EXERCISES.enter(entry, id=number, question=entry.question)
        return read

    return enter


def exercises_of(number: str) -> dict[int, Exercise]:
    """Return the exercises of a lesson, such as "01". Raises `Mistake` for a lesson that has none."""
    home = HOMES.get(number) if isinstance(number, str) else None
    if home is None:
        raise Mistake(f"There are exercises for the lessons {', '.join(HOMES)}, not for {brief(number)}.")
    importlib.import_module(f".{home}", __package__)
    return {each.own_number: each for each in _EXERCISES if each.number.startswith(f"{number}.")}


def lesson(number: str) -> Callable[[int, Any], Judgement]:
    """Return the `check` of a lesson, such as "01". Raises `Mistake` for a lesson that has no exercises.

    In a notebook, the runs that the lesson's own cells make are told from the reader's own from then on.
    """
    exercises = exercises_of(number)
    watch_cells(number)
    return functools.partial(_check, exercises)


def _check(exercises: dict[int, Exercise], number: int, answer: Any) -> Judgement:
    """Judge an answer, whatever it is."""
    asked = next((each for key, each in exercises.items() if type(number) is int and key == number), None)
    if asked is None:
        return Judgement(
            False, f"There is no such exercise here; there are {', '.join(map(str, exercises))}: check(1, answer_1)."
        )
    if answer is None:
        return Judgement(False, f"Exercise {number}: not yet. {asked.question} Put {asked.wants} in the place of None.")
    found = _read(asked.read, answer)
    said = f"right. {found.told} {asked.why}" if found.is_right else f"not yet. {found.told} {asked.hint}"
    return Judgement(found.is_right, f"Exercise {number}: {said.replace('  ', ' ')}")


def _read(read: Reader, answer: Any) -> Reading:
    try:
        return read(answer)
    except Exception:  # an answer can be anything, down to an object that refuses to be compared
        return Reading(False)
