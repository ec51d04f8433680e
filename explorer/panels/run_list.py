"""The saved runs as the panel lists them."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from copy import copy
from dataclasses import replace
from typing import NamedTuple

from ..local import person_called
from ..messages import brief
from ..runs import Run, Runs, RunSummary
from ..runs.comparison import Comparison, unique_names
from ..views.values import moment

_LONGEST = 200  # characters of a name or a scope; they come from anywhere
_TOLD = {"code": "came back with a code", "waiting": "the browser has not come back"}  # what a table calls by a word
_NAMED = 6  # runs that are named before they are deleted


class ListedRun(NamedTuple):
    """A run in the list: what it is called, what it was about, and what came of it."""

    id: str
    name: str
    what: str
    outcome: str
    mood: str  # "good", "bad" or "open", for the colour beside the words
    created: float
    own: bool  # of this notebook: it is shown at once, and others on demand

    @classmethod
    def of(cls, run: RunSummary, *, own: bool = True) -> ListedRun:
        """Return the line of a run."""
        failed = f", {run.failed} check{'' if run.failed == 1 else 's'} failed" if run.failed and not run.is_refused else ""
        words = f"{_TOLD.get(run.outcome, run.outcome)}{failed}"  # a refusal says itself what came of it
        mood = "bad" if run.failed or run.is_refused else "good" if run.outcome == "tokens" else "open"
        who = who_signed_in(run) if run.label else ""
        what = " \u00b7 ".join(part for part in (who, run.scope, run.client_id, run.issuer) if part)
        return cls(run.id, _short(title_of(run)), _short(what), _short(words), mood, run.began, own)


def title_of(run: RunSummary) -> str:
    """What a run is called where people choose: by its label, by who signed in, or by when it began."""
    return run.name if run.label else who_signed_in(run) or f"run of {moment(run.began)}"


def who_signed_in(run: RunSummary) -> str:
    """Who signed in, as far as a token says it; the local provider's people have names, and not their `sub` alone."""
    return person_called(run.person) or run.person


def as_listed(comparison: Comparison) -> Comparison:
    """Call the runs of a comparison, and who signed in, as the list does, wherever it is shown or saved."""
    gathered = copy(comparison.gathered)
    names = unique_names(list(map(title_of, gathered.summaries)))
    gathered.summaries = [replace(each, person=who_signed_in(each)) for each in gathered.summaries]
    return Comparison(names, gathered)


def words_of_deletion(going: Sequence[RunSummary]) -> tuple[str, str]:
    """Return what the button of no return says, and which runs it means."""
    names = ", ".join(f"“{brief(title_of(one), 60)}”" for one in going[:_NAMED])
    more = f" and {len(going) - _NAMED} more" if len(going) > _NAMED else ""
    count = len(going)
    goes = "goes, and nobody can bring it back" if count == 1 else "go, and nobody can bring them back"
    return f"Delete {count} run{'' if count == 1 else 's'} for good", f"{names}{more} {goes}."


@functools.lru_cache(maxsize=4_096)  # thousands of runs are called, and came to, the same few things
def _short(text: str) -> str:
    return brief(text, _LONGEST)


class SavedRuns:
    """The runs of a folder, and others that lie in no folder."""

    def __init__(self, runs: Runs, others: tuple[Run, ...] = ()) -> None:
        self.runs = runs
        self._others = {run.id: run for run in others}

    def summaries(self) -> list[RunSummary]:
        """Return all sign-ins, newest first; files that are no runs, and runs that ask for nothing, are passed over."""
        kept = [summary for summary in self.runs.attempts() if summary.is_begun]
        names = {summary.id for summary in kept}
        loose = [RunSummary.of(run) for run in self._others.values() if run.id not in names]
        return sorted([*kept, *loose], key=lambda each: (each.began, each.id), reverse=True)

    def load(self, run_id: str) -> Run:
        """Return a sign-in: an earlier one of a run, or its latest. Raises `Mistake` when its file cannot be read."""
        is_loose = run_id in self._others and not self.runs.path(run_id).exists()
        run = self._others[run_id] if is_loose else self.runs.load(run_id)
        return run.attempts[-1]

    def relabel(self, run_id: str, label: str | None) -> None:
        """Give a saved run another label. Raises `Mistake` where that cannot be kept."""
        self.runs.relabel(run_id, label)

    def delete(self, run_ids: Sequence[str]) -> None:
        """Remove these runs from the folder and from the list, each alone. Raises `Mistake` where that cannot be done now."""
        self.runs.take_out(run_ids)
        for run_id in run_ids:
            self._others.pop(run_id, None)
