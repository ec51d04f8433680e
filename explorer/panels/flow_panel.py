"""The whole flow in one panel: a rail of steps, one of which is open."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeGuard

from ..errors import Mistake
from ..flow import Flow
from ..home import given_folder
from ..messages import unquoted
from ..protocol.client import Client
from ..protocol.metadata import ProviderMetadata
from ..views.parts import el
from .ask_provider import AskProvider
from .authorize_step import AuthorizeStep
from .compare_step import CompareStep
from .exchange_step import ExchangeStep
from .finish_steps import finish_steps, wait_for
from .frame import Frame
from .hand_in import HandIn
from .left import left_by_the_cell, left_in_this_notebook
from .model import STEPS, PanelModel, model_of
from .parts import Section, box, button, marked, visible
from .provider_step import OWN_PROVIDER, ProviderStep
from .redirect_step import RedirectStep
from .report_box import ReportBox
from .run_again import replaced
from .step import Step
from .tokens_step import TokensStep

if TYPE_CHECKING:
    from ..local import LocalProvider

_KINDS: tuple[type[Step], ...] = (ProviderStep, AuthorizeStep, RedirectStep, ExchangeStep, TokensStep, CompareStep)
_SIGNS = {
    "done": ("check", "done"),
    "failed": ("times", "failed"),
    "doubt": ("exclamation", "look again"),
    "": ("circle-o", "to do"),
}


class FlowPanel(Frame):
    """One panel for the whole flow: provider, authorize, come back, exchange, tokens, compare.

    Without arguments it offers the local provider, or one of your own. `provider` is a
    `LocalProvider`, an issuer or a `ProviderMetadata`, and `client` who we are there; with `flow` the panel goes on with
    that flow. `public` offers a public client. `home` is a folder for runs and for the local provider's key, by
    default the user's own.
    """

    def __init__(
        self,
        provider: LocalProvider | ProviderMetadata | str | None = None,
        client: Client | None = None,
        *,
        flow: Flow | None = None,
        public: bool = False,
        home: Path | str | None = None,
    ) -> None:
        _require_kinds(provider, client)
        super().__init__(model_of(flow) if flow is not None else PanelModel())
        self.model.home = given_folder(home, "home=") if home else self.model.home
        if _is_local(provider):
            self.model.local = provider.start()
        self._seen_open = self.model.open
        self._build()
        before = replaced(self.model) if flow is None else None
        if flow is None:
            self._offer(provider, public)
            self.model.left = left_by_the_cell(before) or left_in_this_notebook() if client is None else None
        self._begin(provider, client)

    def _show(self, other: PanelModel) -> None:
        """Show what another panel of this kernel stands on, with the very controls that it has."""
        self.model.unlisten(self._draw)
        self._stand_on(other)
        self._build()
        other.changed()

    def _build(self) -> None:
        self.steps: dict[str, Step] = {kind.key: kind.of(self.model) for kind in _KINDS}
        for step in self.steps.values():
            step.leads_on = True
        self.model.hand_over = self._show
        self._lines = {key: Section("fxp-line") for key in STEPS}
        self.start_over = button("Start over", self.model.guarded(STEPS[0], self.model.start_over), icon="undo")
        self.rail = {key: button(step.title, self._goes(key)) for key, step in self.steps.items()}
        for key, knob in self.rail.items():
            marked(knob, f"fxp-to-{key}", True)
        items = (box(self.rail[key], self._lines[key].widget, kind="fxp-rail-item") for key in STEPS)
        rail = box(*items, kind="fxp-rail")
        self._places = {key: box(step.widget, kind="fxp-place") for key, step in self.steps.items()}
        self.report, self.hand_in = ReportBox(self.model, self._shown), HandIn(self.model)
        self.asking = AskProvider(self.model)
        beneath = (self.report.widget, self.hand_in.widget, self.asking.widget)
        stage = box(self._progress, *self._places.values(), *beneath, kind="fxp-stage")
        self._compose(box(rail, stage, kind="fxp-body"), head=(self.start_over,))

    def _offer(self, provider: Any, public: bool) -> None:
        """Write what was given in code into the form of step 1."""
        self.provider.local_form.kind.value = public
        if _is_local(provider):
            self.provider.local_form.profile.value = provider.profile
        elif provider is not None:
            self.provider.prefill(provider)

    def _begin(self, provider: Any, client: Client | None) -> None:
        """Go as far as the arguments allow, without waiting for anybody."""
        local = self.model.local
        if client is not None and local is not None:
            self.model.work("provider", "Asking the local provider ...", lambda: self.provider.use_local(local, client))
        elif client is not None and provider is not None:
            self.model.take(Flow(provider, client), None)
        self.model.changed()

    def _shown(self) -> Any:
        """What a report is made of: in step 6 what is shown there, else the sign-in of this panel."""
        chosen = self.compare.shown_value if self.model.open == CompareStep.key else None
        return chosen or (self.run if self.model.has_flow else None)

    def _goes(self, key: str) -> Any:
        return lambda *_: self.model.go(key)

    # The steps, for code and for tests

    @property
    def provider(self) -> ProviderStep:
        """Step 1."""
        return ProviderStep.of(self.model)

    @property
    def authorize(self) -> AuthorizeStep:
        """Step 2."""
        return AuthorizeStep.of(self.model)

    @property
    def redirect(self) -> RedirectStep:
        """Step 3."""
        return RedirectStep.of(self.model)

    @property
    def exchange(self) -> ExchangeStep:
        """Step 4."""
        return ExchangeStep.of(self.model)

    @property
    def tokens(self) -> TokensStep:
        """Step 5."""
        return TokensStep.of(self.model)

    @property
    def compare(self) -> CompareStep:
        """Step 6."""
        return CompareStep.of(self.model)

    def finish(self, user: str = "alice") -> None:
        """Do the steps that the reader has not done, at the local provider, and wait for them: for Run All and for CI.

        `user` signs in. A refused exchange is done again with a fresh sign-in and nothing altered. Raises `Mistake` where
        a person is needed: at another provider nobody but its user can sign in.
        """
        wait_for(self.model)
        if not self.model.has_flow:
            if self.provider.where.value == OWN_PROVIDER:
                raise Mistake("Choose your provider in step 1 of the panel, and sign in there; then run this cell again.")
            self.provider.connect_local(self.provider.local_form.choice)
        finish_steps(self.model, "tokens", user)

    # What is shown

    def _draw_frame(self) -> None:
        super()._draw_frame()
        for key in self.steps:
            visible(self._places[key], key == self.model.open)
            self._draw_rail(key)
        for beneath in (self.report, self.hand_in):
            visible(beneath.widget, self.model.has_flow or self._shown() is not None)
        visible(self.asking.widget, self.model.has_flow)
        self.asking.draw()
        self.report.draw()

    def _opened(self) -> str:
        before, self._seen_open = self._seen_open, self.model.open
        return f"Step {self.steps[self.model.open].title} is open." if before != self.model.open else ""

    def _draw_rail(self, key: str) -> None:
        state, knob, step = self.model.state_of(key), self.rail[key], self.steps[key]
        icon, word = _SIGNS[state]
        if state == "done" and step.overruled:
            state, icon, word = "doubt", _SIGNS["doubt"][0], f"{word}, despite {', '.join(step.overruled)}"
        is_open = key == self.model.open
        knob.icon = icon
        knob.tooltip = f"{step.title}: {'open, ' if is_open else ''}{word}"
        marked(knob, "fxp-now", is_open)
        marked(knob, "fxp-done", state == "done")
        marked(knob, "fxp-failed", state == "failed")
        marked(knob, "fxp-doubt", state == "doubt")
        words = step.summary
        self._lines[key].show(el("div", el("strong", f"{step.title}: "), words, class_="fx") if words else "")
        visible(self._lines[key].widget, bool(words) and not is_open)  # of the open step it is only said aloud


def _is_local(provider: Any) -> TypeGuard[LocalProvider]:
    """Whoever has a local provider in hand gives neither an address nor metadata. To ask for its class would load a web server."""
    return provider is not None and not isinstance(provider, (str, ProviderMetadata))


def _require_kinds(provider: Any, client: Any) -> None:
    if isinstance(provider, Flow):
        raise Mistake("FlowPanel() takes a flow by its name: FlowPanel(flow=...).")
    if _is_local(provider) and not hasattr(provider, "start"):
        raise Mistake(
            "FlowPanel() takes a provider: its address, a ProviderMetadata or a LocalProvider, or nothing to choose in step 1; "
            f"got {unquoted(provider)}."
        )
    if client is not None and not isinstance(client, Client):
        raise Mistake(f"FlowPanel() takes a Client beside the provider, such as Client('app', ...); got {unquoted(client)}.")
