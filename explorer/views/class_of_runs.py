"""A class of runs on one screen: who got how far, which check failed for whom, which mystery was found by whom."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ..rules.catalogue import every_rule
from .parts import fold, heading, join, listing, note, sentence, table, table_row, view
from .text import Html

_STUDENTS = ("Student", "Got to", "Runs", "Failed, or a warning", "Mysteries found")
_RULES = ("Check", "For whom")
_MYSTERIES = ("Mystery", "Found by")
_UNTOLD = "Which mysteries were played is told by the files that “Hand in” makes; a run alone does not tell."
_UNTOLD_LESSONS = (
    "The lessons make checks fail on purpose, 09 more than all others: what failed for nearly everybody may be theirs."
)
_OWN = "Counted is what students did themselves, by clicking or by code of their own; what the lessons' cells made as they are ({}) is not."
_NAMED = 8
_SHOWN, _ROWS = 4, 10  # failed checks of a student, rows of a table: what is more waits behind its number
_MOST_PROBLEMS = 20


def class_html(handed_in: Any) -> Html:
    """Return what a class handed in, the least far first."""
    students = sorted(handed_in.students, key=lambda one: (one.stage, one.name.casefold()))
    if not students:
        return view(
            "class", heading("A class of runs"), sentence("No run was handed in yet."), _passed_over(handed_in), label="A class"
        )
    runs = sum(len(one.runs) for one in students)
    return view(
        "class",
        heading("A class of runs"),
        sentence(f"{_count(len(students), 'student')}, {_count(runs, 'run')}. {_far(students)}"),
        table(_STUDENTS, map(_student, students), caption="Who got how far", kind="class"),
        _whom(
            "Which check failed, or warned, for whom",
            _RULES,
            ((_asked(rule), names) for rule, names in handed_in.by_rule.items()),
            len(students),
        ),
        _of_lessons(students),
        _whom("Which mystery was found by whom", _MYSTERIES, handed_in.by_mystery.items(), len(students)),
        sentence(_UNTOLD, kind="quiet") if any(one.played is None for one in students) else None,
        _passed_over(handed_in),
        label="A class of runs",
    )


def _of_lessons(students: list[Any]) -> Html | None:
    """What became of the runs that the lessons made, where the files tell; else that some may be among these."""
    runs = [run for one in students for run in one.runs]
    left_out = sum(bool(run.is_of_lesson) for run in runs)
    is_untold = any(run.failed and run.is_of_lesson is None for run in runs)
    told = [_OWN.format(_count(left_out, "run"))] if left_out else []
    told += [_UNTOLD_LESSONS] if is_untold else []
    return sentence(" ".join(told), kind="quiet") if told else None


def _count(number: int, word: str) -> str:
    return f"1 {word}" if number == 1 else f"{number:,} {word}s"


def _far(students: list[Any]) -> str:
    """How many came as far as the one who came farthest."""
    best = max(one.stage for one in students)
    there = [one for one in students if one.stage == best]
    return f"{len(there)} of {len(students)}: {there[0].got_to}."


def _student(one: Any) -> Html:
    counted = one.failed.most_common()
    failed = [join([_asked(rule), *([" ", note(f"({count}x)")] if count > 1 else [])]) for rule, count in counted]
    more = fold(f"{len(failed) - _SHOWN} more", listing(failed[_SHOWN:])) if len(failed) > _SHOWN else None
    cells = (
        one.name,
        one.got_to,
        join([len(one.own), " ", note(f"of {len(one.runs):,}")]) if len(one.own) < len(one.runs) else len(one.runs),
        join([listing(failed[:_SHOWN]), more]) if failed else None,
        _found(one),
    )
    return table_row(_STUDENTS, cells)  # no red bar: who looks for what fails has learned something


def _asked(rule: str) -> Html:
    """What a rule asks, its id, and that it only warns; of a rule that this version does not know the id alone."""
    known = every_rule().get(rule)
    if known is None:
        return join([rule])
    return join([known.question, " ", note(f"{rule}, a warning" if known.severity == "warning" else rule)])


def _found(one: Any) -> Html | None:
    """The mysteries that were found, and those that were played only."""
    if one.played is None:
        return note("not told")
    missed = ", ".join(str(number) for number in one.played if number not in one.mysteries)
    found = ", ".join(map(str, one.mysteries))
    return join([found, " " if found else None, note(f"(not found: {missed})") if missed else None]) if one.played else None


def _whom(title: str, columns: tuple[str, str], rows: Iterable[tuple[object, tuple[str, ...]]], count: int) -> Html | None:
    shown = [table_row(columns, (what, _names(names, count))) for what, names in rows]
    whole = table(columns, shown[:_ROWS], caption=title, kind="pairs")
    rest = fold(f"{len(shown) - _ROWS} more", table(columns, shown[_ROWS:], caption=title, kind="pairs"))
    return join([heading(title), whole, rest if len(shown) > _ROWS else None]) if shown else None


def _names(names: tuple[str, ...], count: int) -> Html:
    rest = len(names) - _NAMED
    told = "everybody" if len(names) == count > 1 else ", ".join(names[:_NAMED]) + (f" and {rest} more" if rest > 0 else "")
    return join([told, " ", note(f"({len(names)} of {count})")])


def _passed_over(handed_in: Any) -> Html | None:
    problems = handed_in.passed_over
    if not problems:
        return None
    rest = len(problems) - _MOST_PROBLEMS
    told = listing([*problems[:_MOST_PROBLEMS], *([f"and {rest} more"] if rest > 0 else [])])
    return fold(f"{_count(len(problems), 'file')} passed over: no run", told)
