"""Which runs the cells of a lesson made as they were delivered: what a student hands in can then tell them from the student's own.

A run cannot: a fault that a lesson shows looks like one that somebody met. One file for the user, a line for each cell that
made runs, with nothing in it but their ids.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterable
from pathlib import Path

from ..home import home, private_folder

_LARGEST = 1_000_000  # bytes that are read, the newest


def _file() -> Path:
    return home() / "lessons" / "runs.jsonl"


def note_runs_of_lesson(run_ids: Iterable[str]) -> None:
    """Note that a lesson's own cell made these runs. A disk that refuses keeps nobody from learning."""
    line = json.dumps(sorted(run_ids))
    with contextlib.suppress(OSError):
        private_folder("lessons")
        with _file().open("a", encoding="utf-8") as file:
            file.write(f"\n{line}")  # a line break first: the line before may have been cut


def runs_of_lessons() -> frozenset[str]:
    """Return the ids of the runs that cells of lessons made."""
    try:
        lines = _file().read_bytes()[-_LARGEST:].decode("utf-8", "replace").splitlines()
    except OSError:
        return frozenset()
    return frozenset(each for line in lines for each in _ids(line))


def _ids(line: str) -> list[str]:
    try:
        ids = json.loads(line)
    except ValueError:  # a line that was cut, by a crash or by the limit
        return []
    return [each for each in ids if isinstance(each, str)] if isinstance(ids, list) else []
