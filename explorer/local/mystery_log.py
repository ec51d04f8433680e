"""Which mystery was played when: the local provider notes it, so that a file that a student hands in can tell.

A run cannot: a fault that was chosen by its name looks the same in it. One file for the user, a line for each change, with
nothing in it but a time, an issuer and a number.
"""

from __future__ import annotations

import contextlib
import json
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from ..home import home, private_folder

_LARGEST = 1_000_000  # bytes that are read, the newest
_GRAIN = 0.0005  # seconds: the time of an event is rounded to milliseconds, so it may lie that far beside the event


def _file() -> Path:
    return home() / "provider" / "mysteries.jsonl"


def note_mystery(issuer: str, number: int | None) -> None:
    """Note that a mystery has begun at a provider; None where it is over. A disk that refuses keeps nobody from playing."""
    now = time.time()
    if number is None and not mysteries_played(issuer, [now]):
        return  # there is nothing to end
    line = json.dumps({"at": now, "issuer": issuer, "mystery": number})
    with contextlib.suppress(OSError):
        private_folder("provider")
        with _file().open("a", encoding="utf-8") as file:
            file.write(f"\n{line}")  # a line break first: the line before may have been cut


def mysteries_played(issuer: object, moments: Iterable[float]) -> tuple[int, ...]:
    """Return the numbers of the mysteries that were in force at a provider at these moments, in seconds since 1970.

    A moment is the `at` of an event: the whole millisecond, of which a mystery may have had only the beginning or the end.
    """
    changes = [(at, number) for at, of, number in _changes() if of == issuer]
    found = (number for moment in moments for number in _in_force(changes, moment))
    return tuple(sorted({number for number in found if number is not None}))


def _in_force(changes: list[tuple[float, int | None]], moment: float) -> Iterator[int | None]:
    """What was in force within the millisecond that is written as this moment; the latest change before it comes last."""
    for at, number in reversed(changes):
        if at <= moment + _GRAIN:
            yield number
        if at <= moment - _GRAIN:
            return


def _changes() -> list[tuple[float, str, int | None]]:
    try:
        lines = _file().read_bytes()[-_LARGEST:].decode("utf-8", "replace").splitlines()
    except OSError:
        return []
    return [change for line in lines if (change := _change(line)) is not None]


def _change(line: str) -> tuple[float, str, int | None] | None:
    try:
        told: Any = json.loads(line)
        number = told["mystery"]
        return float(told["at"]), str(told["issuer"]), None if number is None else int(number)
    except (ValueError, TypeError, KeyError):  # a line that was cut, by a crash or by the limit
        return None
