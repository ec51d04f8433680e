"""A run as it grows: what is noted is on disk when a step ends, and is read again only when somebody looks."""

from __future__ import annotations

import collections
import contextlib
import json
import threading
import time
import warnings
from collections import Counter
from collections.abc import Collection, Iterator
from typing import Any

from ..errors import Mistake
from .answers import spelled_out
from .record import Run
from .store import Runs
from .taking_out import without


class Journal:
    """The lines of one run, in memory and in its file. All methods may be called from several threads at once."""

    def __init__(self, runs: Runs, run: Run) -> None:
        self._runs = runs
        self._run = self._at_first = run
        self.last_time: dict[str, float] = {event["kind"]: event["at"] for event in run.events}  # when each kind came last
        self.written: dict[str, Any] = {}  # what the lines that were added tell, and later ones need not repeat
        self._answers: dict[str, Any] = {}
        collections.deque(spelled_out(run.events, self._answers), maxlen=0)  # they are kept meanwhile
        self._lock = threading.RLock()
        self._unread: list[str] = []  # lines that `_run` lacks
        self._unwritten: list[str] = []  # lines that the file lacks
        self._begun = bool(run.events)
        self._ended = False  # the last line of the file is ours, and whole
        self._file = 0  # the number of the file: under its name there may be another one, from which sign-ins were taken out
        self._behind = False  # the file lacks more than that, since the disk was full
        self._steps: Counter[int] = Counter()  # that are under way, by thread: one that waits for the network holds up no other

    @property
    def run(self) -> Run:
        """The run so far, as its file has it."""
        with self._lock:
            if self._unread:
                self._run = self._run.with_events(spelled_out(map(json.loads, self._unread), self._answers))
                self._unread.clear()
            return self._run

    def add(self, kind: str, at: float, line: str) -> None:
        """Add an event: to the file at once, or inside of a step at its end. Raises `Mistake` as `write` does."""
        with self._lock:
            self.last_time[kind] = at
            self._unread.append(line)
            self._unwritten.append(line)
            if not self._steps[threading.get_ident()]:
                self.write()

    @contextlib.contextmanager
    def step(self) -> Iterator[None]:
        """Hold what is added in the block, and write it in one go at the end, however the block ends."""
        thread = threading.get_ident()
        with self._lock:
            self._steps[thread] += 1
        try:
            yield
        finally:
            with self._lock:
                self._steps[thread] -= 1
                self.write()

    def write(self) -> None:
        """Write what is held.

        Raises `Mistake` when the folder refuses the first events of a run. Later than that nothing may be lost, so a full
        disk is a warning, and the run is written whole as soon as that is possible again.
        """
        with self._lock:
            if not self._unwritten:
                return
            try:
                self._append()
                self._begun, self._behind = True, False
            except Mistake as problem:
                if not self._begun:
                    self._run = self._at_first
                    self._unread.clear()
                    self.last_time.clear()
                    self.written.clear()
                    raise
                if not self._behind:
                    warnings.warn(str(problem), stacklevel=2)
                self._behind = True
            finally:
                self._unwritten.clear()

    def take_out(self, run_ids: Collection[str]) -> None:
        """Forget these of the earlier sign-ins, here and in the file. Raises `Mistake` where the folder refuses."""
        with self._lock:
            left = without(self.run, run_ids, time.time())
            if left is None:
                return
            self._save(left)
            self._run = left
            self._unwritten.clear()
            self.written.clear()  # later lines must not rest on what is gone
            self._answers.clear()
            collections.deque(spelled_out(left.events, self._answers), maxlen=0)

    def _append(self) -> None:
        lines, begin = self._unwritten, not self._begun
        text = "".join(f"{line}\n" for line in ([self._at_first.header(), *lines] if begin else lines))
        ended, self._ended = self._ended, False
        if self._behind or not self._extend(text, begin, ended):
            self._save(self.run)
        self._ended = True

    def _extend(self, text: str, begin: bool, ended: bool) -> bool:
        number = self._runs.extend(self._run.id, text, begin=begin, ended=ended, onto=self._file)
        if number is not None and number != self._file:
            self._file = number
            self._runs.written_by(self._run.id, self)
        return number is not None

    def _save(self, run: Run) -> None:
        self._file = self._runs.save(run).stat().st_ino
