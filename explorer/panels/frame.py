"""The frame round the steps: a header that stays, the rail, the open step, progress with its stop button."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ..errors import Mistake
from ..flow import Flow
from ..local import LocalProvider
from ..protocol.client import Client
from ..protocol.metadata import ProviderMetadata
from ..runs import Run
from ..views.parts import code, el
from .authorize_step import AuthorizeStep
from .exchange_step import ExchangeStep
from .front import Keeper
from .model import STEPS, PanelModel
from .parts import Section, Step, box, button, line, marked, visible
from .provider_step import OWN, ProviderStep
from .redirect_step import RedirectStep
from .tokens_step import TokensStep

_WORDS = {"provider": "Provider", "authorize": "Authorize", "redirect": "Come back", "exchange": "Exchange", "tokens": "Tokens"}
_SIGNS = {"done": ("check", "done"), "failed": ("times", "failed"), "": ("circle-o", "to do")}
_PATIENCE = 60.0  # seconds that `finish` waits for what the reader has begun


class FlowPanel:
    """One panel for the whole flow: provider, authorize, come back, exchange, tokens.

    Without arguments it offers the practice provider on this computer, or one of your own. `provider` is a
    `LocalProvider`, an issuer or a `ProviderMetadata`, and `client` who we are there; with `flow` the panel goes on with
    that flow. `public` offers a public client. `home` is a folder for runs and for the practice provider's key, by
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
        local = provider if isinstance(provider, LocalProvider) else None
        self.model = PanelModel(Path(home) if home else None)
        self.model.local = local.start() if local else None
        profile = local.profile if local else "standard"
        self.provider = ProviderStep(self.model, profile=profile, public=public)
        self.authorize = AuthorizeStep(self.model)
        self.redirect = RedirectStep(self.model)
        self.exchange = ExchangeStep(self.model)
        self.tokens = TokensStep(self.model)
        self.steps: dict[str, Step] = {
            step.key: step for step in (self.provider, self.authorize, self.redirect, self.exchange, self.tokens)
        }
        self._build()
        self._begin(provider, client, flow)

    def _build(self) -> None:
        self._header, self._busy = Section("fxp-who"), Section("fxp-busy-words")
        self._lines = {key: Section("fxp-line") for key in STEPS}
        self.start_over = button("Start over", self._on("provider", self.model.start_over), icon="undo")
        self.stop = button("Stop", lambda *_: self.model.worker.stop(), icon="stop")  # no lock: it must work at once
        self.rail = {key: button(f"{number} {_WORDS[key]}", self._goes(key)) for number, key in enumerate(STEPS, 1)}
        top = line(self._header.widget, self.start_over, kind="fxp-head")
        self._progress = line(self._busy.widget, self.stop, kind="fxp-busy fxp-hidden")
        items = (box(self.rail[key], self._lines[key].widget, kind="fxp-rail-item") for key in STEPS)
        rail = box(*items, kind="fxp-rail")
        stage = box(self._progress, *(step.widget for step in self.steps.values()), kind="fxp-stage")
        self.widget = box(Keeper(), top, box(rail, stage, kind="fxp-body"), kind="fxp")
        self.model.listen(self._draw)

    def _begin(self, provider: Any, client: Client | None, flow: Flow | None) -> None:
        """Go as far as the arguments allow, without waiting for anybody."""
        if isinstance(provider, (str, ProviderMetadata)):
            self.provider.prefill(provider)
        if flow is not None and flow.metadata is not None:
            self.model.adopt(flow, self.model.local)
            if flow.request is not None:
                self.authorize.form.take(flow._arguments)
            self.model.open = next((key for key in STEPS if self.model.state_of(key) != "done"), STEPS[-1])
        elif flow is not None:
            self.provider.ask(flow, self.model.local)
        elif client is not None and self.model.local is not None:
            local = self.model.local
            self.model.work("provider", "Asking the practice provider ...", lambda: self.provider.use_local(local, client))
        elif client is not None and provider is not None:
            self.provider.ask(Flow(provider, client))
        self.model.changed()

    # What the reader does

    def _on(self, step: str, act: Any) -> Any:
        return self.model.guarded(step, act)

    def _goes(self, key: str) -> Any:
        return lambda *_: self.model.go(key)

    # What code does

    @property
    def flow(self) -> Flow:
        """The flow behind the panel. Raises `Mistake` before a provider was chosen in step 1."""
        return self.model.flow

    @property
    def run(self) -> Run:
        """The record of the flow so far."""
        return self.flow.run

    @property
    def show_faults(self) -> bool:
        """Whether the header says that the practice provider was told to lie. A teacher may hide it."""
        return self.model.show_faults

    @show_faults.setter
    def show_faults(self, shown: bool) -> None:
        self.model.show_faults = shown
        self.model.changed()

    def finish(self, user: str = "alice") -> None:
        """Do the steps that the reader has not done, at the practice provider, and wait for them: for Run All and for CI.

        `user` signs in. A refused exchange is done again with a fresh sign-in and nothing altered. Raises `Mistake` where
        a person is needed: at another provider nobody but its user can sign in.
        """
        if not self.model.worker.wait(_PATIENCE):
            raise Mistake("The panel is still waiting for the provider: press Stop in it, then run this cell again.")
        model = self.model
        if not model.has_flow:
            if self.provider.where.value == OWN:
                raise Mistake("Choose your provider in step 1 of the panel, and sign in there; then run this cell again.")
            self.provider.connect_local(self.provider.local_form.choice)
        if model.flow.tokens is None:
            self._finish_sign_in(user)
            self.exchange.form.reset()
            self.exchange.exchange()
        if not model.state_of("tokens"):
            model.flow.check()
        model.open = "tokens"
        model.changed()

    def _finish_sign_in(self, user: str) -> None:
        """Have a code that was not sent yet and whose guards hold."""
        model = self.model
        flow = model.flow
        model.drafts.write(self.authorize.form.arguments)
        if flow.response is not None and flow.result is None and model.state_of("redirect") == "done":
            return
        if model.local is None:
            raise Mistake("Open the link of step 2 in the panel, sign in, and paste what came back; then run this cell again.")
        if flow.request is None:
            model.use_link()
        elif flow.response is not None:
            model.use_fresh_link()
        self.redirect.sign_in(user)

    # What is shown

    def _draw(self) -> None:
        self.model.attempt(self._draw_frame)

    def _draw_frame(self) -> None:
        self._header.show(self._header_html())
        self._busy.show(el("div", self.model.worker.what, role="status") if self.model.worker.what else "")
        visible(self._progress, bool(self.model.worker.what))
        for key, step in self.steps.items():
            visible(step.widget, key == self.model.open)
            self._draw_rail(key)

    def _draw_rail(self, key: str) -> None:
        state, knob = self.model.state_of(key), self.rail[key]
        icon, word = _SIGNS[state]
        is_open = key == self.model.open
        knob.icon = icon
        knob.tooltip = f"{_WORDS[key]}: {'open, ' if is_open else ''}{word}"
        marked(knob, "fxp-now", is_open)
        marked(knob, "fxp-done", state == "done")
        marked(knob, "fxp-failed", state == "failed")
        words = "" if is_open else self.steps[key].summary
        label = el("strong", f"{self.rail[key].description}: ")
        self._lines[key].show(el("div", label, words, class_="fx") if words else "")

    def _header_html(self) -> str:
        model = self.model
        if not model.has_flow:
            return el("div", el("span", "No provider chosen yet", class_="fxp-quiet"), class_="fx")
        flow = model.flow
        faults = model.local.misbehaviours if model.local and model.show_faults else ()
        badge = el("span", f"told to lie: {', '.join(faults)}", class_="fxp-badge") if faults else None
        kind = "public client" if flow.client.is_public else "confidential client"
        practice = " (practice provider)" if model.local else None
        words = (
            "Provider ",
            code(flow.issuer),
            practice,
            el("span", kind, " ", code(flow.client.client_id), class_="fxp-client"),
            badge,
        )
        return el("div", *words, class_="fx")

    def _repr_mimebundle_(self, **options: Any) -> Any:
        """Show the panel; where widgets cannot be shown, say what to do."""
        bundle = self.widget._repr_mimebundle_(**options)
        bundle["text/plain"] = "A panel of the flow explorer. If you see this text, run this cell: a panel needs its kernel."
        return bundle
