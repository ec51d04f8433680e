"""Step 1: who is asked, and as which client."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import ipywidgets as W  # noqa: N812 - as everybody calls it

from ..flow import Flow
from ..protocol.client import Client
from ..protocol.metadata import ProviderMetadata
from ..rules import Finding, Report
from ..runs.pending import remove_pending
from ..views.metadata import metadata_html
from ..views.report import problems_html, report_html
from .authorize_step import AuthorizeStep
from .fault_form import FaultForm
from .flaws import FieldMistake, Flaw
from .left import Left
from .local_form import LocalForm
from .model import PanelModel
from .own_form import OwnForm
from .parts import Section, box, button, fold_box, line, make, said, visible
from .setup import LocalChoice, flow_at
from .step import Step

if TYPE_CHECKING:
    from ..local import LocalProvider

LOCAL, OWN_PROVIDER = "Local provider, built in", "A provider of my own"


class ProviderStep(Step):
    """Choose a provider and a client; the provider then describes itself."""

    key = "provider"
    title = "1 Provider"

    def __init__(self, model: PanelModel) -> None:
        super().__init__(model)
        self.where = make(W.RadioButtons, options=[LOCAL, OWN_PROVIDER], description="Provider")
        self.local_form = LocalForm()
        self.own_form = OwnForm(self.on)
        self.fault_form = FaultForm(model, self.on)
        self.primary = button("Use this provider", self.on(self.connect), primary=True, icon="plug")
        self._own_told = box(self.own_form.told, kind="fxp-fields")
        self._faults = box(self.fault_form.widget, kind="fxp-fields")
        self._metadata, self._wrong = Section(), Section("fxp-checks")
        self._judged: Report | None = None  # the report on the discovery document that the fields were marked by
        self._silent: Flow | None = None  # the flow whose provider did not describe itself, as the issuer's field says
        self._hint = Section()
        self._about = fold_box("What the provider says about itself", self._metadata.widget)
        self.again = button("Start it again", self.on(self._start_again), icon="refresh")
        self.resume = button("Go on in step 3", self.on(self._resume), icon="arrow-right")
        self._left_words = Section()
        self._left = box(self._left_words.widget, line(self.again, self.resume, kind="fxp-actions"), kind="fxp-fields fxp-left")
        self.follow(self.where, *self.local_form.controls, *self.own_form.controls)
        self._arrange(
            [self._left, self.where, self.local_form.widget, self.own_form.widget, self._own_told],
            [self.primary],
            [self._wrong.widget, self.own_form.more, self._faults],
            [self._hint.widget, self._about],
        )

    def connect(self) -> None:
        """Begin a flow with what stands in the form."""
        if self.where.value == LOCAL:
            choice = self.local_form.choice
            self.model.forget()
            ticket = self.model.ticket
            self.model.work(self.key, "Starting the local provider ...", lambda: self.connect_local(choice, ticket))
        else:
            self._connect_own()

    def _connect_own(self) -> None:
        choice = self.own_form.choice
        try:
            flow = choice.flow(self.model.home)
        except FieldMistake as problem:
            self.own_form.mark({each.field: Flaw(str(each)) for each in choice.flaws or [problem]})
            self.tell("", at=".fxp-wrong :is(input, select, textarea)")
            return
        self.own_form.mark({})
        self.model.forget()
        self.model.take(flow, None)

    def prefill(self, provider: str | ProviderMetadata) -> None:
        """Write a provider that was given in code into the form."""
        self.where.value = OWN_PROVIDER
        if isinstance(provider, str):
            self.own_form.issuer.value = provider
        else:
            self.own_form.fill_in(provider)

    def show(self, flow: Flow) -> None:
        """Write the provider and the client of a flow into the form, unless it stands there, or is the local one."""
        if self.model.local is not None or self.own_form.client_id.value == flow.client.client_id:
            return
        told: Mapping[str, Any] = flow.run.last("provider") or {}
        source = told.get("source")
        provider = source if isinstance(source, str) else flow.provider_metadata
        if provider is not None:
            self.prefill(provider)
        self.own_form.fill_in_client(flow.client)

    def sign_in_again(self, left: Left, key: str) -> None:
        """Get the link of a sign-in ready once more, with fresh values, at a local provider of this kernel.

        What goes wrong stands in the step of that key.
        """
        self.where.value = LOCAL
        self.local_form.take(left.choice)
        choice = self.local_form.choice
        self.model.forget()
        ticket = self.model.ticket
        self.model.work(key, "Starting the local provider ...", lambda: self._begin_again(choice, left.arguments, ticket))

    def _begin_again(self, choice: LocalChoice, arguments: Mapping[str, Any], ticket: int) -> None:
        self.connect_local(choice, ticket)
        with self.model.lock:
            AuthorizeStep.of(self.model).form.take(arguments)

    def _start_again(self) -> None:
        if (left := self.model.left) is not None:
            remove_pending(left.state)  # nobody gets its code any more, and its verifier need not lie about
            self.sign_in_again(left, self.key)

    def _resume(self) -> None:
        left: Left | None = self.model.left
        hand_over = self.model.hand_over
        if left is not None and left.before is not None and hand_over is not None:
            hand_over(left.before)
        elif left is not None:
            self.model.adopt(Flow.resume(left.state), None)
            self.model.open = "redirect"

    def connect_local(self, choice: LocalChoice, ticket: int | None = None) -> None:
        """Start or find the local provider, register the client, and have the provider describe itself."""
        local, flow = choice.connect(self.model.local, self.model.home)
        self.model.begin(flow, local, ticket)

    def use_local(self, local: LocalProvider, client: Client) -> None:
        """Use a provider and a client that were given in code."""
        self.model.begin(flow_at(local, client, self.model.home), local)

    def draw(self) -> None:
        """Show the form that was chosen, and what the provider said."""
        self._draw_left()
        is_local = self.where.value == LOCAL
        visible(self.local_form.widget, is_local)
        visible(self.own_form.widget, not is_local)
        visible(self.own_form.more, not is_local)
        visible(self._own_told, not is_local)
        self.local_form.draw()
        self.own_form.draw()
        self.fault_form.draw()
        visible(self._faults, is_local)
        self._hint.show(said(_LOCAL_HINT if is_local else _OWN_HINT))
        metadata = self.model.flow.provider_metadata if self.model.has_flow else None
        visible(self._about, metadata is not None)
        report = self.model.report("metadata") if metadata is not None else None
        self._draw_wrong(report)
        self._mark_silent()
        if metadata is not None and report is not None:
            self._metadata.draw(_metadata_html, metadata, report)

    def _draw_wrong(self, report: Report | None) -> None:
        """Say what is wrong with the discovery document, and mark the field that led to it until another text is typed there."""
        failed = tuple(finding for finding in report.failures if finding.is_error) if report else ()
        is_own = self.where.value == OWN_PROVIDER
        if report is not self._judged:
            self._judged, self.own_form.is_asked = report, True
            self.own_form.mark({_field(each): Flaw(f"{each.message} {each.advice}") for each in failed[::-1] if is_own})
        is_of_form = self.own_form.is_asked or not is_own
        self._wrong.show(problems_html("What the provider says of itself is wrong", Report(failed if is_of_form else ())))

    def _mark_silent(self) -> None:
        """Say at the field of its issuer that a provider did not describe itself, where the cursor goes; and not beneath the button too."""
        flow = self.model.coming
        if flow is None or flow is self._silent or self.where.value == LOCAL or self.key not in self.model.errors:
            return
        asked = flow.run.exchanges
        if not asked or asked[-1].get("error_kind") in _NOT_OF_THE_ADDRESS:
            return
        self._silent = flow
        self.own_form.mark({"issuer": Flaw(self.model.errors.pop(self.key))})
        self.tell("", at=".fxp-at-issuer input")

    def _draw_left(self) -> None:
        """Say what was under way, before anything else: whoever restarted the kernel, or ran the cell again, looks for it."""
        left = self.model.left
        visible(self._left, left is not None)
        if left is not None:
            visible(self.again, left.was_local)
            visible(self.resume, not left.was_local)
            self.resume.description = "Go on with it" if left.before is not None else "Go on in step 3"
            self._left_words.show(said(left.words, "warn" if left.before is None else "open"))

    @property
    def summary(self) -> str:
        """The provider and the client."""
        if not self.model.has_flow:
            return ""
        flow = self.model.flow
        return f"{flow.issuer}, client {flow.client.client_id}"


def _field(finding: Finding) -> str:
    return "pinned issuer" if finding.rule == "DISC-ISSUER-PINNED" else "issuer"


def _metadata_html(metadata: ProviderMetadata, report: Report) -> str:
    return metadata_html(metadata) + report_html(report)


_NOT_OF_THE_ADDRESS = ("stopped", "timeout", "tls", "proxy")  # the issuer may well be right
_LOCAL_HINT = (
    "A real OpenID Provider that runs in this kernel and listens on its computer only. It knows two people, Alice and Bob, "
    "who sign in without a password, and it needs no internet and no account."
)
_OWN_HINT = (
    "Any provider that speaks OpenID Connect. Your client is registered there with a `client_id` and a `redirect_uri`; "
    "register a `redirect_uri` where nothing listens, so that nobody uses up the code before you paste it."
)
