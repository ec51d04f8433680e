"""Why a step failed: the diagnosis, short first, and a button that gets the deciding experiment ready."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ..diagnosis import Diagnosis, diagnose
from ..flow import Flow
from ..views.diagnosis import diagnosis_in_panel
from .parts import Section, box, button, line, visible

_USUAL = "fresh-link"  # what gets an experiment ready that no step has a way of its own for

Tries = Mapping[str, Callable[[], None]]


class WhyPart:
    """The diagnosis under a step, where the flow failed on one of its `legs`; a success is shown among the checks where it will bite.

    `tries` are what gets an experiment ready, by its id; "fresh-link" is taken for every other. Nothing is sent by it: the
    reader opens the link, or presses the button, that uses something up.
    """

    def __init__(self, on: Callable[[Callable[..., None]], Callable[..., None]], legs: tuple[str, ...], tries: Tries) -> None:
        self._legs, self._tries = legs, tries
        self._told, self._more = Section(), Section()
        self._diagnosis: Diagnosis | None = None
        self._seen: tuple[Any, ...] = ()
        self.button = button("Try it", on(self._try), icon="flask")
        self._offer = line(self.button, kind="fxp-actions")
        self.widget = box(self._told.widget, self._offer, self._more.widget, kind="fxp-fields")

    def draw(self, flow: Flow | None) -> None:
        """Show why this step failed; nothing where it did not."""
        run = flow.run if flow is not None else None
        seen = (run.id, len(run.events)) if run is not None else ()
        if seen != self._seen:
            self._seen, self._diagnosis = seen, diagnose(run) if run is not None else None
        found = self._diagnosis
        shown = found is not None and (found.leg in self._legs if found.failed else bool(found.bites) and "check" in self._legs)
        told, more = diagnosis_in_panel(found) if found is not None and shown else ("", "")
        self._told.show(told)
        self._more.show(more)
        experiment = found.experiment if found is not None and shown else None
        visible(self._offer, experiment is not None)
        if experiment is not None:
            self.button.description = experiment.label
            self.button.tooltip = f"It uses up {experiment.costs}." if experiment.costs else "It uses nothing up."

    @property
    def first(self) -> str:
        """The id of the cause that stands first; empty where there is none."""
        causes = self._diagnosis.causes if self._diagnosis is not None else ()
        return causes[0].id if causes else ""

    def _try(self) -> None:
        experiment = self._diagnosis.experiment if self._diagnosis else None
        if experiment is not None:
            self._tries.get(experiment.id, self._tries[_USUAL])()
