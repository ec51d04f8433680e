"""A class of runs on one screen: who got how far, which check failed for whom, which faults were seen by whom."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from .parts import fold, heading, join, listing, note, sentence, table, table_row, view
from .text import Html

_STUDENTS = ("Student", "Got to", "Runs", "Failed checks", "Faults seen, as mysteries")
_RULES = ("Check", "Failed for")
_MYSTERIES = ("Mystery", "Seen by")
_CHOSEN = "A run holds what was seen. Whether the fault was chosen as a mystery or by its name, no run says."
_NAMED = 8
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
        table(_STUDENTS, map(_student, students), caption="Who got how far", kind="even"),
        _whom("Which check failed for whom", _RULES, handed_in.by_rule.items(), len(students)),
        _whom(
            "Which fault was seen by whom, by its number as a mystery", _MYSTERIES, handed_in.by_mystery.items(), len(students)
        ),
        sentence(_CHOSEN, kind="quiet") if handed_in.by_mystery else None,
        _passed_over(handed_in),
        label="A class of runs",
    )


def _count(number: int, word: str) -> str:
    return f"1 {word}" if number == 1 else f"{number:,} {word}s"


def _far(students: list[Any]) -> str:
    """How many came as far as the one who came farthest."""
    best = max(one.stage for one in students)
    there = [one for one in students if one.stage == best]
    return f"{len(there)} of {len(students)}: {there[0].got_to}."


def _student(one: Any) -> Html:
    failed = [join([rule, " ", note(f"({count}x)")]) if count > 1 else rule for rule, count in one.failed.most_common()]
    cells = (
        one.name,
        one.got_to,
        len(one.runs),
        listing(failed) if failed else None,
        ", ".join(map(str, one.mysteries)) or None,
    )
    return table_row(_STUDENTS, cells, kind="fx-row-fail" if failed else "")


def _whom(title: str, columns: tuple[str, str], rows: Iterable[tuple[object, tuple[str, ...]]], count: int) -> Html | None:
    shown = [table_row(columns, (what, _names(names, count))) for what, names in rows]
    return join([heading(title), table(columns, shown, caption=title, kind="pairs")]) if shown else None


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
