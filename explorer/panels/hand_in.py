"""The file that a student hands in: the runs of this panel's folder, under the student's name."""

from __future__ import annotations

import ipywidgets as W  # noqa: N812 - as everybody calls it

from ..errors import Mistake
from ..reports.class_of_runs import MOST_FILES, hand_in
from ..runs import Run
from ..runs.by_lessons import runs_of_lessons
from .model import PanelModel
from .parts import Section, fold_box, line, make, problem_html, said
from .save import Save

_WHAT = (
    "All your runs become one file, with your name in it and without a secret. Your teacher sees how far you came, which "
    "checks failed, and which mysteries you found; what the lessons' own cells did is told apart."
)
_ALL = "The browser saves it where it saves everything. Your runs are in it: {:,}."
_NEWEST = "The browser saves it where it saves everything. A file holds no more: the newest {:,} of your {:,} runs are in it."
_MET = ("receive", "exchange", "tokens", "refusal")  # what comes of a provider as it is at that moment


class HandIn:
    """A fold with a name and a button: the file for a teacher's `ClassPanel`."""

    def __init__(self, model: PanelModel) -> None:
        self._model = model
        self.name = make(W.Text, description="your name", placeholder="such as: Ann Example")
        self.save = Save("Make the file to hand in")
        self.save.on_save(lambda: model.guarded("", self.make_file)())
        self._given = ""
        self._told = Section("fxp-error")
        self._told.show(said(_WHAT, "quiet"))
        self.widget = fold_box("Hand in", line(self.name, self.save, kind="fxp-actions"), self._told.widget)

    def make_file(self) -> None:
        """Make the file, and let the browser save it; where that cannot be, say why."""
        trouble = self._model.attempt(self._give)
        if trouble:
            self.save.refuse()
        self._told.show(problem_html(trouble) if trouble else said(self._given, "quiet"))

    def _give(self) -> None:
        begun = [summary.id for summary in self._model.runs.summaries() if summary.is_begun]
        runs = self._loaded(begun[:MOST_FILES])
        content = hand_in(self.name.value, runs, {run.id: _played(run) for run in runs}, sorted(runs_of_lessons()))
        plain = "".join(letter if letter.isalnum() else "-" for letter in self.name.value.strip())[:40]
        self.save.give(f"hand-in-{plain}.zip", content)
        self._given = _ALL.format(len(runs)) if len(begun) <= MOST_FILES else _NEWEST.format(len(runs), len(begun))

    def _loaded(self, run_ids: list[str]) -> list[Run]:
        """The runs of these ids, each as it is now."""
        found = []
        for run_id in run_ids:
            try:
                found.append(self._model.runs.load(run_id))
            except Mistake:
                continue  # it went meanwhile
        return found


def _played(run: Run) -> tuple[int, ...]:
    from ..local.mystery_log import mysteries_played  # the local provider loads when somebody hands in, not with the panels

    sent = [event["at"] for event in run.events if event["kind"] in _MET]
    return mysteries_played(run.provider.get("issuer"), sent)
