"""A class on one screen, for its teacher: the files that were handed in, from a folder or dropped in, and each run of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import ipywidgets as W  # noqa: N812 - as everybody calls it

from ..reports.class_of_runs import ClassOfRuns, Student, class_in, class_of
from ..runs import Run
from ..views.class_of_runs import class_html
from ..views.record import record_html
from .drop_file import DropFile
from .frame import Frame
from .model import PanelModel
from .parts import Section, box, button, line, make, problem_html, said, visible
from .report_box import ReportBox

_HINT = "Drop in the files that your students made with “Hand in”, or runs as .jsonl; or put them into one folder and name it."
_LESSON = " (a lesson's own cell)"
_EVERYBODY = ("the whole class", "")


class ClassPanel(Frame):
    """What a class handed in: who got how far, which check failed for whom, which mystery was found; and each run.

    `folder` is where the files lie; without one they are dropped in.
    """

    def __init__(self, folder: Path | str | None = None) -> None:
        super().__init__(PanelModel())
        self.title = "A class of runs"
        self.drop = DropFile(
            "the files that were handed in: choose them, or drop them here", accept=".jsonl,.zip", multiple=True
        )
        self.folder = make(W.Text, description="folder", placeholder="such as: handed-in", value=str(folder or ""))
        self.look = button("Look", self.model.guarded("", self._look), icon="refresh", primary=True)
        self.student = make(W.Dropdown, options=[_EVERYBODY], description="student")
        self.handed = make(W.Dropdown, options=[], description="run")
        self._error, self._shown = Section("fxp-error"), Section()
        self.drop.on_files(lambda files: self.model.guarded("", lambda: self._take(files))())
        self.student.observe(self.model.guarded("", self._choose), "value")
        self.handed.observe(self.model.guarded("", self._draw_shown), "value")
        self.report = ReportBox(self.model, lambda: self.chosen, "class")
        self.class_of_runs = ClassOfRuns(())
        self._dropped: dict[str, bytes] = {}
        choice = line(self.student, self.handed, kind="fxp-actions")
        form = (
            make(W.HTML, value=said(_HINT)),
            self.drop,
            line(self.folder, self.look, kind="fxp-actions"),
            self._error.widget,
        )
        self._compose(box(*form, choice, self._shown.widget, self.report.widget, kind="fxp-stage"), kind="fxp-small")
        self._look()

    def _take(self, files: dict[str, bytes]) -> None:
        """Keep what was dropped in beside what was before."""
        self._dropped.update(files)
        self._look()
        over = [name for name in files if any(told.startswith(f"{name}: ") for told in self.class_of_runs.passed_over)]
        read = [name for name in files if name not in over]
        told = (
            ("read", read),
            ("passed over, since it is no run" if len(over) == 1 else "passed over, since they are no runs", over),
        )
        self.drop.say("; ".join(f"{what}: {', '.join(names)}" for what, names in told if names))

    def _look(self) -> None:
        """Read the folder, and what was dropped in, again."""
        self._error.show(problem_html(self.model.attempt(self._read)))
        self.student.options = [_EVERYBODY, *((one.name, one.name) for one in self.class_of_runs.students)]
        self._choose()

    def _read(self) -> None:
        from ..local.catalogue import mystery_rules  # the local provider loads when a class is read, not with the panels

        rules, folder = mystery_rules(), self.folder.value.strip()
        dropped = class_of(self._dropped.items(), rules)
        kept = class_in(folder, rules) if folder else ClassOfRuns(())
        names = {one.name for one in dropped.students}  # a file that was dropped in is newer than one in the folder
        students = [*dropped.students, *(one for one in kept.students if one.name not in names)]
        ordered = sorted(students, key=lambda one: one.name.casefold())
        self.class_of_runs = ClassOfRuns(tuple(ordered), (*dropped.passed_over, *kept.passed_over))

    @property
    def chosen(self) -> ClassOfRuns | Run:
        """What is shown: the class, or the run that was chosen."""
        one = self._student
        number = self.handed.value
        return one.runs[number].run if one is not None and number is not None else self.class_of_runs

    @property
    def _student(self) -> Student | None:
        return next((one for one in self.class_of_runs.students if one.name == self.student.value), None)

    def _choose(self) -> None:
        one = self._student
        runs = one.runs if one else ()
        self.handed.options = [
            (f"{run.summary.name}: {run.summary.outcome}, {len(run.failed)} failed{_LESSON if run.is_of_lesson else ''}", at)
            for at, run in enumerate(runs)
        ]
        self.handed.value = 0 if runs else None
        visible(self.handed, one is not None)
        self._draw_shown()

    def _draw_shown(self) -> None:
        shown: Any = self.chosen
        self._shown.show(record_html(shown) if isinstance(shown, Run) else class_html(shown))
