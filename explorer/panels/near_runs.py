"""Which runs belong to a panel and its notebook, and which of them stand side by side before anybody chose."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ..flow import Flow
from ..runs import Run, RunSummary
from ..runs.attempts import attempt_in
from ..runs.by_notebooks import made_in_notebook
from .model import PanelModel


@dataclass
class NearRuns:
    """The runs that are near at hand. `given` are those of a panel of its own, and None in the panel of a flow.

    `is_whole` says that a folder was named, of which all runs are asked for.
    """

    model: PanelModel
    given: tuple[Run | Flow, ...] | None = None
    is_whole: bool = False

    @property
    def own(self) -> Run | None:
        """The run of the panel's flow, if it has one."""
        return self.model.flow.run if self.model.has_flow else None

    @property
    def flows(self) -> list[Flow]:
        """The flows that still write their runs: the panel's, and those that were given."""
        own = [self.model.flow] if self.model.has_flow else []
        return [*own, *(each for each in self.given or () if isinstance(each, Flow))]

    def among(self, found: Sequence[RunSummary]) -> list[str]:
        """The ids of those that are this notebook's, or were given; of all where a folder was named."""
        near = {*self._of_panel, *(run_of(each).id for each in self.given or ()), *made_in_notebook()}
        return [one.id for one in found if self.is_whole or one.id in near or _whole_of(one.id) in near]

    def first_choice(self, found: Sequence[RunSummary]) -> list[str]:
        """The runs that were given, or the two newest that are near; beside a flow those of its panel, the older one first.

        No other is taken unasked: every lesson makes runs, at a provider and by clients of the same names.
        """
        near = self.among(found)
        if self.given is not None:
            return [run_of(each).id for each in self.given] or near[1::-1]
        own = [each for each in self._of_panel if each in near]
        alike = [one.id for one in found if one.id in near and one.id not in own and self._is_alike(one)]
        return [*own, *alike][1::-1]

    @property
    def _of_panel(self) -> list[str]:
        """The sign-ins that were made in this panel, the newest first."""
        made = [run for run in (self.own, *self.model.earlier_runs) if run is not None]
        return [each.id for run in made for each in reversed(run.attempts)]

    def _is_alike(self, one: RunSummary) -> bool:
        """Whether a run is of the same client at the same provider; at the local one every lesson has a client of that name."""
        if self.own is None or self.model.local is not None:
            return False
        own = RunSummary.of(self.own)
        return own.is_begun and (one.client_id, one.issuer) == (own.client_id, own.issuer)

    def forget(self, run_ids: Sequence[str]) -> None:
        """Leave runs out that were given, and are deleted now."""
        if self.given is not None:
            self.given = tuple(each for each in self.given if run_of(each).id not in run_ids)


def _whole_of(run_id: str) -> str:
    """The id of the run of which this is an earlier sign-in."""
    attempt = attempt_in(run_id)
    return attempt[0] if attempt else run_id


def run_of(each: Run | Flow) -> Run:
    """The run itself; of a flow as it is now."""
    return each if isinstance(each, Run) else each.run
