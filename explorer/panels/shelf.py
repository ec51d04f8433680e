"""The saved runs as the panel lists them. A run that did not change is not read again."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..errors import Mistake
from ..runs import Run, Runs
from ..runs.readings import name_of, outcome, scope_of
from ..views.text import seen

_LONGEST = 200  # characters of a name or a scope; they come from anywhere


@dataclass(frozen=True)
class Line:
    """A run in the list: what it is called, what it was about, and what came of it."""

    id: str
    name: str
    what: str
    outcome: str
    mood: str  # "good", "bad" or "open", for the colour beside the words
    created: float
    is_begun: bool = True

    @classmethod
    def of(cls, run: Run) -> Line:
        """Return the line of a run."""
        failed = sum(finding.is_error for finding in run.report.findings)
        words = f"{failed} failed" if failed else outcome(run)
        mood = "bad" if failed or run.refusal is not None else "good" if run.tokens else "open"
        who, whom = run.client.get("client_id"), run.provider.get("issuer")
        what = " \u00b7 ".join(str(part) for part in (scope_of(run), who, whom) if part)
        return cls(run.id, _short(name_of(run)), _short(what), _short(words), mood, run.created, bool(run.params))


def _short(text: str) -> str:
    return seen(text if len(text) <= _LONGEST else f"{text[:_LONGEST]}\u2026")


class Shelf:
    """The runs of a folder, and others that lie in no folder."""

    def __init__(self, runs: Runs, others: tuple[Run, ...] = ()) -> None:
        self.runs = runs
        self._others = {run.id: run for run in others}
        self._known: dict[Path, tuple[Any, Line]] = {}

    def lines(self) -> list[Line]:
        """Return the lines of all runs, newest first; files that are no runs, and runs that ask for nothing, are passed over."""
        kept = [line for path in self.runs.folder.glob("*.jsonl") if (line := self._line(path)) and line.is_begun]
        names = {line.id for line in kept}
        loose = [Line.of(run) for run in self._others.values() if run.id not in names]
        return sorted([*kept, *loose], key=lambda line: (line.created, line.id), reverse=True)

    def _line(self, path: Path) -> Line | None:
        try:
            found = path.stat()
            stamp = (found.st_mtime_ns, found.st_size)
            if path not in self._known or self._known[path][0] != stamp:
                self._known[path] = (stamp, Line.of(Run.load(path)))
        except (OSError, Mistake):
            self._known.pop(path, None)
            return None
        return self._known[path][1]

    def load(self, run_id: str) -> Run:
        """Return a run. Raises `Mistake` when its file cannot be read."""
        path = self.runs.path(run_id)
        return Run.load(path) if path.exists() or run_id not in self._others else self._others[run_id]

    def relabel(self, run_id: str, label: str | None) -> None:
        """Give a saved run another label. Raises `Mistake` where that cannot be kept."""
        self.runs.relabel(run_id, label)

    def delete(self, run_id: str) -> None:
        """Remove a run from the folder, and from the list."""
        self._others.pop(run_id, None)
        self.runs.delete(run_id)
