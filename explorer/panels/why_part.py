"""Why a step failed: the diagnosis, short first, and a button that gets the deciding experiment ready."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..diagnosis import Diagnosis, Experiment, diagnose
from ..flow import Flow
from ..views.diagnosis import diagnosis_in_panel, diagnosis_sentence
from .parts import Section, box, button, line, visible
from .way_on import leads_as_advised, way_of


class WhyPart:
    """The diagnosis under a step, where the flow failed on one of its `legs`; a success is shown among the checks where it will bite.

    `attempt` gets an experiment ready. Nothing is sent by it: the reader opens the link, or presses the button, that uses
    something up.
    """

    def __init__(
        self,
        on: Callable[[Callable[..., None]], Callable[..., None]],
        legs: tuple[str, ...],
        attempt: Callable[[Experiment], None],
    ) -> None:
        self._legs, self._attempt = legs, attempt
        self._told, self._more = Section(), Section()
        self._diagnosis: Diagnosis | None = None
        self._seen: tuple[Any, ...] = ()
        self.button = button("Try it", on(self._try), icon="flask")
        self._offer = line(self.button, kind="fxp-actions")
        self.widget = box(self._told.widget, self._offer, self._more.widget, kind="fxp-fields")

    def _find(self, flow: Flow | None) -> Diagnosis | None:
        """The diagnosis of this flow, if it failed on one of our legs, or will bite where we show that; made once for each record."""
        run = flow.run if flow is not None else None
        seen = (run.id, len(run.events)) if run is not None else ()
        if seen != self._seen:
            self._seen, self._diagnosis = seen, diagnose(run) if run is not None else None
        found = self._diagnosis
        if found is None or (found.leg in self._legs if found.failed else bool(found.bites) and "check" in self._legs):
            return found
        return None

    def draw(self, flow: Flow | None, *, leads_on: bool = True) -> None:
        """Show why this step failed; nothing where it did not. In a panel of one step no button leads to another."""
        found = self._find(flow)
        decides = found is not None and found.failed and leads_on and leads_as_advised(found)
        told, more = ("", "")
        if found is not None:
            told, more = diagnosis_in_panel(found, decides=decides or not leads_on, steps=leads_on)
        self._told.show(told)
        self._more.show(more)
        experiment = found.experiment if found is not None and decides else None
        visible(self._offer, experiment is not None)
        if experiment is not None:
            self.button.description = experiment.label
            self.button.tooltip = f"It uses up {experiment.costs}." if experiment.costs else "It uses nothing up."

    def words(self, flow: Flow, *, leads_on: bool) -> str:
        """The same in two sentences, to be said aloud: what it was, and what to do, as it stands there to be read."""
        found = self._find(flow)
        first = found.first if found is not None and found.failed else None
        if found is None or first is None:
            return ""
        what = "What to do for new tokens" if found.is_meant else "What to do"
        return f"{diagnosis_sentence(found)} {what}: {(leads_on and first.in_panel) or first.advice}"

    def way(self, flow: Flow) -> str:
        """The name of the way on, to which the advice leads."""
        found = self._find(flow)
        return way_of(found) if found is not None and found.failed else "fresh-link"

    @property
    def first(self) -> str:
        """The id of the cause that stands first; empty where there is none."""
        causes = self._diagnosis.causes if self._diagnosis is not None else ()
        return causes[0].id if causes else ""

    @property
    def leg(self) -> str:
        """The leg on which it failed; empty where it did not."""
        return self._diagnosis.leg if self._diagnosis is not None and self._diagnosis.failed else ""

    def _try(self) -> None:
        experiment = self._diagnosis.experiment if self._diagnosis else None
        if experiment is not None:
            self._attempt(experiment)
