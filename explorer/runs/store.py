"""The folder of runs."""

from __future__ import annotations

import contextlib
import errno
import functools
import json
import os
import re
import time
import weakref
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from ..errors import Mistake, shown_half_made
from ..home import create_private, given_folder, private_folder, write_private
from ..messages import brief, unquoted
from ..printable import in_one_line
from ..secret import refuse_secrets
from .attempts import attempt_in, label_of_the_whole
from .by_notebooks import note_run
from .index import RunIndex
from .record import Run
from .summary import RunSummary
from .taking_out import without

if TYPE_CHECKING:
    import pandas

_APPEND = os.O_RDWR | os.O_APPEND | getattr(os, "O_BINARY", 0)  # the last on Windows, which would else alter line ends
_ID = re.compile(r"[A-Za-z0-9_-]{1,80}")


class Writer(Protocol):
    """What writes a run, and has it in memory."""

    def take_out(self, run_ids: Collection[str]) -> None:
        """Go on without these of the earlier sign-ins."""


_WRITERS: weakref.WeakValueDictionary[str, Writer] = weakref.WeakValueDictionary()  # of this process, by their files


@shown_half_made
class Runs:
    """The runs in a folder, newest first. Without a folder it is the user's own.

    `for run in Runs():` reads one run after the other, and keeps none. `summaries()` tells of all of them without reading
    them whole, so that a folder of thousands is listed at once.
    """

    def __init__(self, folder: str | Path | None = None) -> None:
        refuse_secrets(folder=folder)
        self._given = None if folder is None else given_folder(folder, "Runs(folder)")

    @functools.cached_property
    def folder(self) -> Path:
        """Where the files are; made on first use. Raises `Mistake` where that cannot be."""
        try:
            if self._given is None:
                return private_folder("runs")
            self._given.mkdir(parents=True, exist_ok=True, mode=0o700)
        except OSError as error:
            raise self._refusal(error) from None
        return self._given

    def path(self, run_id: str) -> Path:
        """Return the file of a run. Raises `Mistake` for an id that could leave the folder."""
        return Path(self._file(run_id))

    def _file(self, run_id: str) -> str:
        if not isinstance(run_id, str) or not _ID.fullmatch(run_id):
            raise Mistake(f"A run's id has letters, digits, - and _ only; {unquoted(run_id)} is none.")
        return os.path.join(self.folder, f"{run_id}.jsonl")

    def extend(self, run_id: str, lines: str, *, begin: bool = False, ended: bool = False, onto: int = 0) -> int | None:
        """Write more lines behind a run, whose file only ever grows; `begin` makes the file, which is its owner's alone.

        `ended` says that the caller wrote the last line and ended it. Returns the number by which the file system knows the
        file; None, and nothing is written, where there is no such file, or another one than that of the number `onto`. Raises
        `Mistake` where the folder refuses.
        """
        path = self._file(run_id)
        refuse_secrets(lines=lines)
        try:
            number = _append(path, lines, begin, ended, onto)
        except OSError as error:
            raise self._refusal(error) from None
        if begin:
            note_run(run_id)
        return number

    def save(self, run: Run) -> Path:
        """Write a whole run, or not at all: one that came from elsewhere. Raises `Mistake` where the folder refuses."""
        refuse_secrets(run=run)
        try:
            path = self.path(run.id)
            write_private(path, run.to_json().encode())
        except OSError as error:
            raise self._refusal(error) from None
        note_run(run.id)
        return path

    def _refusal(self, error: OSError) -> Mistake:
        return Mistake(
            f"The run cannot be kept in {brief(self._given or 'your own folder', 200)} ({error.strerror}). "
            "Give another folder: Flow(runs=Runs('folder')), or set FLOW_EXPLORER_HOME."
        )

    def load(self, run_id: str) -> Run:
        """Return the run of that id, or the earlier attempt. Raises `Mistake` when there is none, or when its file cannot be read."""
        attempt = self._attempt(run_id)
        if attempt is None:
            return Run.load(self.path(run_id))
        run, number = self.load(attempt[0]), attempt[1]
        if number >= len(run.attempts):
            raise Mistake(f"The run {brief(attempt[0])} has no earlier attempt {number}.")
        return run.attempts[number - 1]

    def _attempt(self, run_id: str) -> tuple[str, int] | None:
        """The run and the number of an earlier attempt; None for the id of a run."""
        attempt = None if self.path(run_id).exists() else attempt_in(run_id)
        return attempt if attempt and self.path(attempt[0]).exists() else None

    def kept_in(self, run_id: str) -> str:
        """Return the id of the run in whose file this one lies: another than its own for an earlier attempt."""
        attempt = self._attempt(run_id)
        return attempt[0] if attempt else run_id

    def relabel(self, run_id: str, label: str | None) -> Run:
        """Give a saved run, or one sign-in of several, another label, and return it. Raises `Mistake` where that cannot be kept."""
        refuse_secrets(label=label)
        attempt, run = self._attempt(run_id), self.load(run_id)
        of_it = {"attempt": attempt[1]} if attempt else {"former": label_of_the_whole(run)}
        event = {"kind": "label", "at": time.time(), "label": label, **of_it}
        self.extend(self.kept_in(run_id), f"{json.dumps(event)}\n")
        return self.load(run_id)

    def delete(self, run_id: str) -> None:
        """Remove a run from the folder with all its attempts, or an earlier attempt alone. Raises `Mistake` as `take_out` does."""
        if self._attempt(run_id):
            self.take_out([run_id])
        else:
            self.path(run_id).unlink(missing_ok=True)

    def take_out(self, run_ids: Collection[str]) -> None:
        """Remove sign-ins, each alone: an earlier one by its id, the latest of a run by the run's. The numbers of later ones move up.

        A file of which nothing is left goes. A flow that goes on in this process forgets its earlier ones too; any other that
        goes on writes its whole run again. Raises `Mistake` where a file is damaged, or changed meanwhile.
        """
        refuse_secrets(run_ids=run_ids)
        if isinstance(run_ids, str) or not isinstance(run_ids, Collection):
            raise Mistake(f"take_out(run_ids) takes the ids of sign-ins in a list; got {unquoted(run_ids)}.")
        for file in sorted(set(map(self.kept_in, run_ids))):
            writer = _WRITERS.get(self._file(file))
            if writer is None or file in run_ids:
                self._rewrite(file, run_ids)
            else:
                writer.take_out(run_ids)

    def _rewrite(self, run_id: str, without_ids: Collection[str]) -> None:
        path = self.path(run_id)
        before = _stamp(path)
        if before is None:  # somebody else removed it
            return
        run = self.load(run_id)
        left = without(run, without_ids, time.time())
        if left is None:
            path.unlink(missing_ok=True)
        elif run.problems:
            raise Mistake(f"Lines of the file {brief(path, 200)} are damaged, and would be lost. Nothing was deleted there.")
        elif _stamp(path) != before:
            raise Mistake("This run is being written just now, by another notebook. Nothing was deleted there: try once more.")
        else:
            self.save(left)

    def written_by(self, run_id: str, writer: Writer) -> None:
        """Remember what writes a run in this process, for as long as it is there."""
        refuse_secrets(writer=writer)
        _WRITERS[self._file(run_id)] = writer

    def __iter__(self) -> Iterator[Run]:
        """Yield the runs, newest first; files that are no runs, or of another format, are passed over."""
        return self._loaded(sorted(self._files(), reverse=True))

    def _loaded(self, names: Iterable[str]) -> Iterator[Run]:
        for name in names:
            with contextlib.suppress(Mistake):
                yield Run.load(self.folder / name)

    def summaries(self) -> list[RunSummary]:
        """Return what there is to say of each run in a line, newest first; files that are no runs are passed over.

        Only the files that changed since the last listing are read. Raises `Mistake` where the folder cannot be read.
        """
        return [summary for _, summary in self._listed()]

    @property
    def passed_over(self) -> tuple[str, ...]:
        """Why each file of the folder that is no run is not listed: another format, too large, no ordinary file."""
        try:
            names = self._index.passed_over()
        except OSError as error:
            raise self._refusal(error) from None
        return tuple(_why_not(self.folder / name) for name in names)

    @property
    def table(self) -> pandas.DataFrame:
        """The summaries as a table, one row a run: run, id, created (UTC), client_id, issuer, scope, outcome, failed."""
        from .tables import runs_table  # pandas loads when a table is asked for, not before

        return runs_table(self.summaries())

    def where(self, *, label: str) -> list[Run]:
        """Return the runs of that label, newest first."""
        refuse_secrets(label=label)
        return list(self._loaded(name for name, summary in self._listed() if summary.label == label))

    def attempts(self) -> list[RunSummary]:
        """Return what every sign-in came to, newest first: of a run that was begun again the earlier ones too."""
        try:
            return self._index.attempts()
        except OSError as error:
            raise self._refusal(error) from None

    def _listed(self) -> list[tuple[str, RunSummary]]:
        try:
            return self._index.listed()
        except OSError as error:
            raise self._refusal(error) from None

    @functools.cached_property
    def _index(self) -> RunIndex:
        return RunIndex(self.folder)

    def _files(self) -> list[str]:
        return [path.name for path in self.folder.glob("*.jsonl")]

    def __repr__(self) -> str:
        return in_one_line(f"<Runs in {self.folder}: {len(self._files()):,}>")


def _why_not(path: Path) -> str:
    try:
        Run.load(path)
    except Mistake as refused:
        return str(refused)
    return in_one_line(f"{path} was no run when it was listed, and is one now.")


def _stamp(path: Path) -> tuple[int, ...] | None:
    """What changes whenever the file does; None where there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns, found.st_size


def _append(path: str, text: str, begin: bool, ended: bool, onto: int) -> int | None:
    """Append in one write, so that a reader never meets half a line. None where there is no such file.

    Half a line at its end is from a machine that stopped; it goes, or this line would be lost with it.
    """
    content = text.encode()
    if begin:
        with contextlib.suppress(FileExistsError):
            create_private(path, content)
            return os.stat(path).st_ino
    try:
        file = os.open(path, _APPEND)
    except FileNotFoundError:
        return None
    try:
        number = os.fstat(file).st_ino
        if onto not in (0, number):
            return None
        if not ended:
            _drop_half_a_line(file)
        if os.write(file, content) != len(content):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    finally:
        os.close(file)
    return number


def _drop_half_a_line(file: int) -> None:
    if os.lseek(file, 0, os.SEEK_END) == 0:
        return
    os.lseek(file, -1, os.SEEK_END)
    if os.read(file, 1) != b"\n":
        os.lseek(file, 0, os.SEEK_SET)
        with open(file, "rb", closefd=False) as whole:
            os.truncate(file, whole.read().rfind(b"\n") + 1)
