"""A class of runs: what thirty people handed in, as one value. Who got how far, which check failed for whom, what was found.

A person hands in a file of one run, or a ZIP with several (`hand_in`), or a folder of files. Whatever came is somebody else's:
it is read within limits, and what is no run is named and passed over.
"""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import Mistake
from ..printable import counted, in_one_line
from ..protocol.flow_table import FLOW
from ..protocol.json_text import JsonProblem, parse_json
from ..runs import Run
from ..runs.files import LARGEST, read_file
from ..runs.summary import RunSummary
from .bundle import zipped

if TYPE_CHECKING:
    import pandas

NAME_FILE = "hand-in.json"
MOST_FILES = 1_000  # in one ZIP, and in all that one person hands in
MOST_PEOPLE = 1_000
_MOST_BYTES = 200_000_000  # of what one ZIP holds, unpacked
_LONGEST_NAME = 80
_LARGEST_TOLD = 100_000  # bytes of what a hand-in says of itself
_AN_ID = re.compile(r"\d{8}-\d{6}-[0-9a-f]{6}")  # as a flow calls its run: it says nothing of who made it
_STAGES = tuple(message for message in FLOW if message.told)
NOT_BEGUN = "has not begun"
ONLY_LESSONS = "ran the lessons' cells"


@dataclass(frozen=True)
class HandedRun:
    """One run that was handed in: what there is to say of it in a line, and its content."""

    summary: RunSummary
    content: bytes = field(repr=False)
    stage: int  # how far it came: the place in the flow, from -1
    failed: tuple[str, ...]  # the rules that failed, errors or not
    played: tuple[int, ...] | None = None  # the mysteries in force meanwhile; None where nobody told
    is_of_lesson: bool | None = None  # made by a lesson's cell as it was delivered; None where nobody told

    @classmethod
    def read(
        cls, content: bytes, source: str, played: tuple[int, ...] | None = None, is_of_lesson: bool | None = None
    ) -> HandedRun:
        """Return the run in the content of a file. Raises `Mistake` when it is none."""
        run = Run.from_json(content, source)
        failed = [finding.rule for finding in run.report.failures if finding.severity != "info"]
        return cls(RunSummary.of(run), content, _stage(run), tuple(dict.fromkeys(failed)), played, is_of_lesson)

    @property
    def run(self) -> Run:
        """The run itself."""
        return Run.from_json(self.content, self.summary.id)


def _stage(run: Run) -> int:
    kinds = {event["kind"] for event in run.events}
    return max((place for place, message in enumerate(_STAGES) if message.event in kinds), default=-1)


@dataclass(frozen=True)
class Student:
    """One person with the runs that they handed in, the newest first."""

    name: str
    runs: tuple[HandedRun, ...]
    mysteries: tuple[int, ...] = ()  # the numbers of those that were played, and whose check failed meanwhile

    @property
    def own(self) -> tuple[HandedRun, ...]:
        """The runs that are no lesson's: made by clicking, or by code of the person's own."""
        return tuple(run for run in self.runs if not run.is_of_lesson)

    @property
    def played(self) -> tuple[int, ...] | None:
        """The mysteries that were played; None where no file of this person tells."""
        told = [run.played for run in self.runs if not (run.is_of_lesson and run.played) and run.played is not None]
        return tuple(sorted({number for numbers in told for number in numbers})) if told else None

    @property
    def stage(self) -> int:
        """How far the best of the person's own runs came."""
        return max((run.stage for run in self.own), default=-1)

    @property
    def got_to(self) -> str:
        """The same in words."""
        if not self.own and self.runs:
            return ONLY_LESSONS
        return str(_STAGES[self.stage].told) if self.stage >= 0 else NOT_BEGUN

    @property
    def failed(self) -> Counter[str]:
        """The rules that failed in the person's own runs, with the number of runs in which they did."""
        return Counter(rule for run in self.own for rule in run.failed)


@dataclass(frozen=True)
class ClassOfRuns:
    """What a class handed in: `students` by their names; `passed_over` says why files are not among it."""

    students: tuple[Student, ...]
    passed_over: tuple[str, ...] = ()

    @cached_property
    def by_rule(self) -> Mapping[str, tuple[str, ...]]:
        """For whom each check failed: rule -> names, what failed for most first."""
        found: dict[str, list[str]] = {}
        for student in self.students:
            for rule in student.failed:
                found.setdefault(rule, []).append(student.name)
        return {rule: tuple(names) for rule, names in sorted(found.items(), key=lambda item: (-len(item[1]), item[0]))}

    @cached_property
    def by_mystery(self) -> Mapping[int, tuple[str, ...]]:
        """Who found each mystery that they played: number -> names."""
        numbers = sorted({number for student in self.students for number in student.mysteries})
        return {number: tuple(one.name for one in self.students if number in one.mysteries) for number in numbers}

    @property
    def table(self) -> pandas.DataFrame:
        """A row each student: student, got_to, runs, tokens, refused, failed, mysteries; of the student's own runs alone."""
        import pandas as pd  # it loads when a table is asked for, not before

        return pd.DataFrame(self.rows, columns=list(COLUMNS))

    @property
    def rows(self) -> list[list[Any]]:
        """The rows of `table`."""
        return [_row(student) for student in self.students]

    def __repr__(self) -> str:
        runs = sum(len(student.runs) for student in self.students)
        return f"<ClassOfRuns: {counted(len(self.students), 'student')}, {counted(runs, 'run')}, {counted(len(self.passed_over), 'file')} passed over>"


COLUMNS = ("student", "got_to", "runs", "tokens", "refused", "failed", "mysteries")


def _row(student: Student) -> list[Any]:
    tokens = sum(run.summary.outcome == "tokens" for run in student.own)
    refused = sum(run.summary.is_refused for run in student.own)
    mysteries = ", ".join(map(str, student.mysteries))
    return [student.name, student.got_to, len(student.own), tokens, refused, ", ".join(student.failed), mysteries]


# Reading


def class_in(folder: str | Path, mysteries: Mapping[str, int] = {}) -> ClassOfRuns:
    """Return the class whose files lie in a folder: run files, ZIPs, and folders with run files, one each student.

    `mysteries` are the numbers of the faults to be found, by the rule that notices each. Raises `Mistake` for what is no folder.
    """
    place = Path(folder).expanduser() if isinstance(folder, str | Path) and str(folder).strip() else None
    if place is None or not place.is_dir():
        raise Mistake(f"A class is a folder with the files that were handed in; {in_one_line(folder)[:200]} is none.")
    return class_of(_files_in(place), mysteries)


def _files_in(folder: Path) -> Iterator[tuple[str, bytes | Mistake]]:
    for path in sorted(folder.iterdir())[: MOST_PEOPLE * 2]:
        inner = sorted(path.glob("*.jsonl"))[:MOST_FILES] if path.is_dir() and not path.is_symlink() else [path]
        for file in inner:
            if file.suffix.lower() in (".jsonl", ".zip"):
                yield file.relative_to(folder).as_posix(), _content(file)


def _content(path: Path) -> bytes | Mistake:
    try:
        return read_file(path)
    except Mistake as refused:
        return refused
    except OSError as error:
        return Mistake(f"{path.name} cannot be read ({error.strerror}).")


def class_of(
    files: Iterable[tuple[str, bytes] | tuple[str, bytes | Mistake]], mysteries: Mapping[str, int] = {}
) -> ClassOfRuns:
    """Return the class of files that were dropped in: their names, each with its content."""
    people: dict[str, list[HandedRun]] = {}
    passed_over: list[str] = []
    for name, content in files:
        try:
            for who, run in _handed(name, content):
                people.setdefault(who, []).append(run)
        except Mistake as refused:
            passed_over.append(in_one_line(f"{Path(name).name}: {refused}"))
    students = [_student(name, runs, mysteries) for name, runs in sorted(people.items(), key=lambda item: item[0].casefold())]
    return ClassOfRuns(tuple(students[:MOST_PEOPLE]), tuple(passed_over))


def _student(name: str, runs: Iterable[HandedRun], mysteries: Mapping[str, int]) -> Student:
    newest = sorted({run.summary.id: run for run in runs}.values(), key=lambda run: run.summary.created, reverse=True)
    found = {
        mysteries[rule]
        for run in newest
        if not run.is_of_lesson
        for rule in run.failed
        if mysteries.get(rule) in (run.played or ())
    }
    return Student(name, tuple(newest[:MOST_FILES]), tuple(sorted(found)))


def _handed(name: str, content: bytes | Mistake) -> Iterator[tuple[str, HandedRun]]:
    """The runs in one file, each with whose it is."""
    if isinstance(content, Mistake):
        raise content
    path = Path(name)
    if path.suffix.lower() == ".zip":
        yield from _in_zip(path, content)
        return
    run = HandedRun.read(content, path.name)
    folder = path.parent.name
    own = path.stem if not _AN_ID.fullmatch(path.stem) else run.summary.label or path.stem
    yield _name(folder or own), run


def _in_zip(path: Path, content: bytes) -> Iterator[tuple[str, HandedRun]]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = [entry for entry in archive.infolist() if entry.filename.endswith(".jsonl")]
            if not entries:
                raise Mistake("there is no run (.jsonl) in it.")
            if len(entries) > MOST_FILES or sum(entry.file_size for entry in entries) > _MOST_BYTES:
                raise Mistake("it holds more than anybody hands in.")
            told = _told_in(archive)
            who, played, lessons = _name(_text(told.get("name")) or path.stem), told.get("mysteries"), told.get("lessons")
            for entry in entries:
                run_id = Path(entry.filename).stem
                of_lesson = run_id in lessons if isinstance(lessons, list) else None
                yield who, HandedRun.read(_unpacked(archive, entry), entry.filename, _played(played, run_id), of_lesson)
    except (
        zipfile.BadZipFile,
        NotImplementedError,
        RuntimeError,
        OSError,
        EOFError,
        ValueError,
    ) as error:  # also one with a password
        raise Mistake(f"this ZIP cannot be read ({type(error).__name__}).") from None


def _unpacked(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """What an entry holds. How much that is a ZIP may lie about, so no more is read than was announced."""
    with archive.open(entry) as file:
        content = file.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise Mistake(f"{entry.filename} is larger than any run.")
    return content


def _told_in(archive: zipfile.ZipFile) -> Mapping[str, Any]:
    """What a file that was handed in says of itself; nothing where it is another ZIP."""
    if NAME_FILE not in archive.namelist() or archive.getinfo(NAME_FILE).file_size > _LARGEST_TOLD:
        return {}
    try:
        told = parse_json(archive.read(NAME_FILE))
    except JsonProblem:
        return {}
    return told if isinstance(told, dict) else {}


def _text(value: object) -> str:
    return value.strip() if isinstance(value, str) else ""


def _played(told: object, run_id: str) -> tuple[int, ...] | None:
    """The mysteries that a file names for a run; None where it names none for any, as one of an earlier version."""
    if not isinstance(told, dict):
        return None
    numbers = told.get(run_id)
    return tuple(each for each in numbers if type(each) is int) if isinstance(numbers, list) else ()


def _name(text: str) -> str:
    shown = in_one_line(text).strip() or "(without a name)"
    return shown if len(shown) <= _LONGEST_NAME else f"{shown[:_LONGEST_NAME]}\u2026"


# Handing in


def hand_in(
    name: str, runs: Iterable[Run], played: Mapping[str, Iterable[int]] = {}, lessons: Iterable[str] | None = None
) -> bytes:
    """Return the file that a student hands in: a ZIP with their name and their runs. No secret is in a run.

    `played` are the numbers of the mysteries in force during each run, by its id, and `lessons` the ids of the runs that a
    lesson's own cells made: the runs themselves do not tell.
    Raises `Mistake` without a name, and without a run.
    """
    who = name.strip() if isinstance(name, str) else ""
    kept = {f"runs/{run.id}.jsonl": run.to_json().encode() for run in runs}
    if not who:
        raise Mistake("Type your name first, so that your teacher knows whose runs these are.")
    if not kept:
        raise Mistake("There is no run to hand in yet: begin a sign-in.")
    mysteries = {run_id: list(numbers) for run_id, numbers in played.items() if f"runs/{run_id}.jsonl" in kept}
    told: dict[str, Any] = {"format": 1, "name": who[:_LONGEST_NAME], "mysteries": mysteries}
    told |= {} if lessons is None else {"lessons": [run_id for run_id in lessons if f"runs/{run_id}.jsonl" in kept]}
    text = json.dumps(told, ensure_ascii=False)
    return zipped({NAME_FILE: text.encode("utf-8", "replace"), **dict(list(kept.items())[:MOST_FILES])})
