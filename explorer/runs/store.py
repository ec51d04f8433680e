"""The folder of runs."""

from __future__ import annotations

import functools
import os
import re
from collections.abc import Iterator
from io import FileIO
from pathlib import Path

from ..errors import Mistake
from ..home import private_folder, write_private
from .record import Run

_ID = re.compile(r"[A-Za-z0-9_-]{1,80}")


class Runs:
    """The runs in a folder, newest first. Without a folder it is the user's own."""

    def __init__(self, folder: str | Path | None = None) -> None:
        self._given = Path(folder) if folder is not None else None

    @functools.cached_property
    def folder(self) -> Path:
        """Where the files are; made on first use."""
        if self._given is None:
            return private_folder("runs")
        self._given.mkdir(parents=True, exist_ok=True, mode=0o700)
        return self._given

    def path(self, run_id: str) -> Path:
        """Return the file of a run. Raises `Mistake` for an id that could leave the folder."""
        if not _ID.fullmatch(run_id):
            raise Mistake(f"A run's id has letters, digits, - and _ only; {run_id[:80]!r} is none.")
        return self.folder / f"{run_id}.jsonl"

    def append(self, run: Run, line: str) -> None:
        """Write one more event behind the run as it was; the file is its owner's alone, and only ever grows.

        Raises `Mistake` where the folder refuses.
        """
        begun = bool(run.events)
        text = f"{line}\n" if begun else f"{run.header()}\n{line}\n"
        try:
            with _appending(self.path(run.id)) as file:
                file.write(text.encode())
        except OSError as error:
            raise self._refusal(error) from None

    def save(self, run: Run) -> Path:
        """Write a whole run, or not at all: one that came from elsewhere. Raises `Mistake` where the folder refuses."""
        try:
            path = self.path(run.id)
            write_private(path, run.to_json().encode())
        except OSError as error:
            raise self._refusal(error) from None
        return path

    def _refusal(self, error: OSError) -> Mistake:
        return Mistake(
            f"The run cannot be kept in {self._given or 'your own folder'} ({error.strerror}). "
            "Give another folder: Flow(runs=Runs('folder')), or set FLOW_EXPLORER_HOME."
        )

    def load(self, run_id: str) -> Run:
        """Return the run of that id."""
        return Run.load(self.path(run_id))

    def delete(self, run_id: str) -> None:
        """Remove a run from the folder."""
        self.path(run_id).unlink(missing_ok=True)

    def __iter__(self) -> Iterator[Run]:
        """Yield the runs, newest first; files that are no runs, or of another format, are passed over."""
        for path in sorted(self.folder.glob("*.jsonl"), reverse=True):
            try:
                yield Run.load(path)
            except Mistake:
                continue

    def where(self, *, label: str) -> list[Run]:
        """Return the runs of that label, newest first."""
        return [run for run in self if run.label == label]

    def __repr__(self) -> str:
        return f"<Runs in {self.folder}>"


def _appending(path: Path) -> FileIO:
    """Open a file to append in one write, unbuffered, so that a reader never meets half a line; it is made 0600."""
    return FileIO(os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600), "ab")
