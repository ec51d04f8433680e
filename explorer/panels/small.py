"""The small panels, one a step: each shows one step of a flow, and stays in step with every other panel of that flow."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from ..flow import Flow
from ..home import given_folder
from ..runs import Run, Runs
from .authorize_step import AuthorizeStep
from .compare_step import CompareStep
from .exchange_step import ExchangeStep
from .finish_steps import finish_steps, wait_for
from .frame import Frame
from .model import PanelModel, model_of
from .parts import box
from .redirect_step import RedirectStep
from .report_box import ReportBox
from .setup import LocalChoice
from .step import Step
from .tokens_step import TokensStep


class StepPanel(Frame):
    """One step of a flow, alone in its cell.

    `flow` is the flow that it shows; without one it begins a flow at the local provider. `home` is a
    folder for the runs and the key of that one, by default the user's own.
    """

    kind: ClassVar[type[Step]]

    def __init__(self, flow: Flow | None = None, *, home: Path | str | None = None) -> None:
        super().__init__(model_of(flow) if flow is not None else PanelModel(given_folder(home, "home=") if home else None))
        self.step = self.kind.of(self.model)
        self.step.pinned = True
        self._told_of = self.kind.key
        if flow is None:
            self.model.work(self.kind.key, "Starting the local provider ...", self._begin)
        self._compose(box(self._progress, self.step.widget, kind="fxp-stage"), kind="fxp-small")
        self.model.changed()

    def _begin(self) -> None:
        local, flow = LocalChoice().connect(None, self.model.home)
        self.model.begin(flow, local)

    def finish(self, user: str = "alice") -> None:
        """Do what the reader has not done, up to this step, at the local provider, and wait for it: for Run All and for CI.

        `user` signs in. Raises `Mistake` where a person is needed: at another provider nobody but its user can sign in.
        """
        wait_for(self.model)
        finish_steps(self.model, self.kind.key, user)


class AuthorizePanel(StepPanel):
    """Step 2 alone: write the authorize request, and open its link."""

    kind = AuthorizeStep


class RedirectPanel(StepPanel):
    """Step 3 alone: take what the browser brought back."""

    kind = RedirectStep


class ExchangePanel(StepPanel):
    """Step 4 alone: send the code to the token endpoint."""

    kind = ExchangeStep


class TokensPanel(StepPanel):
    """Step 5 alone: why to believe the tokens, what they say, and what they are good for."""

    kind = TokensStep


class ComparePanel(Frame):
    """Runs side by side: those that are given, and all that are saved in a folder.

    `runs` are what is compared first: runs, or flows, of which the run as it is now is taken. `folder` is where others
    are looked for, by default the user's own, whose runs of other notebooks wait behind a fold. `by` says what names
    them: "label", "scope", "client" or "issuer".
    """

    def __init__(self, *runs: Run | Flow, folder: Runs | Path | str | None = None, by: str = "label") -> None:
        super().__init__(PanelModel())
        self.step = CompareStep.of(self.model)
        self.step.pinned = True
        self.title = "Runs side by side"
        self.step.begin(runs, folder if isinstance(folder, Runs) else Runs(folder), by, whole=folder is not None)
        self.report = ReportBox(self.model, lambda: self.step.shown_value)
        self._compose(box(self._progress, self.step.widget, self.report.widget, kind="fxp-stage"), kind="fxp-small")
        self.model.changed()
