"""What a listing says of every run in a folder, kept beside the files, so that ten thousand of them are listed at once.

The files stay the truth. A summary counts for as long as its file has the size and the time at which it was read; an index
that is missing, old, damaged or of another version is made anew, and where none can be written there is none.
"""

from __future__ import annotations

import contextlib
import dataclasses
import json
import operator
import os
import sqlite3
import sys
import threading
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from ..errors import Mistake
from .files import read_file
from .summary import RunSummary

NAME = ".index.sqlite3"
VERSION = 4  # another one whenever a summary says something else of the same file
PATIENCE = 1.0  # seconds that another process may hold the index; then this one does without

Stamp = tuple[int, int]  # of a file: when it was written last (ns), and its size
Entry = tuple[Stamp, tuple[RunSummary, ...]]  # earlier attempts, then the run; nothing for a file that is no run

_decoded = json.JSONDecoder().raw_decode
_NAMES = sys.getfilesystemencoding(), sys.getfilesystemencodeerrors()  # as os.fsdecode has it, which takes longer
_members = operator.attrgetter(*(field.name for field in dataclasses.fields(RunSummary)))
_TABLE = "CREATE TABLE IF NOT EXISTS runs (name BLOB PRIMARY KEY, written INTEGER, size INTEGER, summary TEXT) WITHOUT ROWID"
_DAMAGED = {sqlite3.SQLITE_ERROR, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}  # the first where the table is another one
_BROKEN = (sqlite3.Error, ValueError, TypeError)  # the last two for a summary that is none of ours


class RunIndex:
    """The summaries of the runs in a folder. May be used from several threads and processes at once."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._entries: dict[str, Entry] = {}  # by the name of the file; empty before the first listing
        self._lock = threading.Lock()

    def listed(self) -> list[tuple[str, RunSummary]]:
        """Return the files and what they say now, newest run first; files that are no runs are passed over.

        Raises `OSError` where the folder cannot be read.
        """
        with self._lock:
            self._renew(_stamps(self._folder))
            found = [(name, summaries[-1]) for name, (_, summaries) in self._entries.items() if summaries]
        return sorted(found, key=lambda one: (one[1].created, one[1].id), reverse=True)

    def attempts(self) -> list[RunSummary]:
        """Return what every sign-in of these runs came to, the newest first. Raises `OSError` as `listed` does."""
        with self._lock:
            self._renew(_stamps(self._folder))
            found = [summary for _, summaries in self._entries.values() for summary in summaries]
        return sorted(found, key=lambda one: (one.began, one.id), reverse=True)

    def passed_over(self) -> list[str]:
        """Return the names of the files that are listed by nobody, since they are no runs. Raises `OSError` as `listed` does."""
        with self._lock:
            self._renew(_stamps(self._folder))
            return sorted(name for name, (_, summaries) in self._entries.items() if not summaries)

    def _renew(self, stamps: Mapping[str, Stamp]) -> None:
        if not self._entries:
            self._entries = self._kept()
        gone = self._entries.keys() - stamps.keys()
        changed = [name for name, stamp in stamps.items() if name not in self._entries or self._entries[name][0] != stamp]
        for name in gone:
            del self._entries[name]
        for name in changed:
            self._entries[name] = stamps[name], _summaries(os.path.join(self._folder, name))
        if gone or changed:
            self._keep(gone, changed)

    # The file of the index. Whatever is wrong with it costs time, and nothing else.

    def _kept(self) -> dict[str, Entry]:
        try:
            with self._opened() as database:
                return dict(map(_entry, _rows(database)))
        except _BROKEN:
            return {}

    def _keep(self, gone: set[str], changed: list[str]) -> None:
        try:
            self._write(gone, changed)
        except sqlite3.Error as problem:
            if getattr(problem, "sqlite_errorcode", 0) & 0xFF in _DAMAGED:
                with contextlib.suppress(OSError, sqlite3.Error):
                    self._remove()
                    self._write(set(), list(self._entries))
            # or somebody else holds it, or nobody may write here: the next listing reads the files again

    def _remove(self) -> None:
        """Remove the index, and what an interrupted change to it left: it would be applied to the next index."""
        for name in (f"{NAME}-journal", NAME):
            (self._folder / name).unlink(missing_ok=True)

    def _write(self, gone: set[str], changed: list[str]) -> None:
        with self._opened() as database, database:  # the second one commits
            database.execute("BEGIN IMMEDIATE")
            if database.execute("PRAGMA user_version").fetchone() != (VERSION,):
                database.execute("DROP TABLE IF EXISTS runs")
                database.execute(f"PRAGMA user_version = {VERSION}")
                gone, changed = set(), list(self._entries)
            database.execute(_TABLE)
            database.executemany("DELETE FROM runs WHERE name = ?", [(os.fsencode(name),) for name in gone])
            database.executemany("INSERT OR REPLACE INTO runs VALUES (?, ?, ?, ?)", map(self._row, changed))

    def _row(self, name: str) -> tuple[bytes, int, int, str]:
        (written, size), summaries = self._entries[name]
        return os.fsencode(name), written, size, json.dumps([_members(summary) for summary in summaries])

    @contextlib.contextmanager
    def _opened(self) -> Iterator[sqlite3.Connection]:
        """Open the index, made if need be as a file of its owner's alone. Raises `sqlite3.Error` where that cannot be."""
        path = self._folder / NAME
        with contextlib.suppress(OSError):
            os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
        try:
            with contextlib.closing(sqlite3.connect(path, timeout=PATIENCE)) as database:
                yield database
        finally:
            with contextlib.suppress(OSError):  # where the disk is full, no empty file stays
                if not os.path.getsize(path):
                    os.unlink(path)


def _rows(database: sqlite3.Connection) -> Iterable[tuple[bytes, int, int, str]]:
    if database.execute("PRAGMA user_version").fetchone() != (VERSION,):
        return ()
    return database.execute("SELECT CAST(name AS BLOB), written, size, summary FROM runs")


def _entry(row: tuple[bytes, int, int, str]) -> tuple[str, Entry]:
    """The name and the entry in a row; one after the other, so that Python has no garbage of ten thousand rows to look through."""
    name, written, size, summaries = row
    told, _ = _decoded(summaries)
    return str(name, *_NAMES), ((written, size), tuple(RunSummary(*each) for each in told))


def _stamps(folder: Path) -> dict[str, Stamp]:
    stamps: dict[str, Stamp] = {}
    with os.scandir(folder) as files:
        for file in files:
            if file.name.endswith(".jsonl"):
                try:
                    found = file.stat()
                except OSError:  # it went meanwhile
                    continue
                stamps[file.name] = found.st_mtime_ns, found.st_size
    return stamps


def _summaries(path: str) -> tuple[RunSummary, ...]:
    try:
        return RunSummary.read_attempts(read_file(path), path)
    except (OSError, Mistake):
        return ()
