"""Step 3: what the browser brought back."""

from __future__ import annotations

from collections.abc import Callable

import ipywidgets as W  # noqa: N812 - as everybody calls it

from ..errors import Mistake
from ..flow import Flow
from ..local import provider_at
from ..protocol.authorize import AuthorizationRequest
from ..protocol.redirect import AuthorizationResponse
from ..rules import Report
from ..secret import Secret
from ..views.redirect import redirect_html
from .age import age_html
from .answer_state import (
    failed_guards,
    has_failed_otherwise,
    is_at_another_start,
    is_hardly_a_code,
    is_used_code,
    is_worth_sending,
)
from .answer_to import find_flow, panel_that_waits, taken_apart
from .former import former_sign_in
from .js_widgets import PasteBox
from .left import left_by
from .model import PanelModel
from .parts import Section, box, button, line, make, marked, said, visible
from .provider_step import ProviderStep
from .step import Step
from .way_back import what_to_expect
from .way_on import WAYS, go, way_of_experiment
from .why_part import WhyPart

_PEOPLE = ("alice", "bob")


class RedirectStep(Step):
    """Take the address at which the browser arrived, and tell whether it answers our request."""

    key = "redirect"
    title = "3 Come back"

    def __init__(self, model: PanelModel) -> None:
        super().__init__(model)
        self.paste = PasteBox("The address at which the browser arrived", "http://127.0.0.1:.../callback?code=...&state=...")
        self.paste.on_done(lambda: self.on(self.read)())
        self.paste.on_turn(lambda: self.model.guarded(self.key, lambda: None, fresh=not self._has_text)())
        self.primary = button("Read it", self.on(self._primary), primary=True, icon="sign-in")
        self.onward = button("Go on all the same: exchange the code", self.on(self._go_on), icon="arrow-right")
        self.fresh = button(WAYS["fresh-link"].label, self.on(lambda: self._lead("fresh-link")), icon="arrow-left")
        marked(self.fresh, "fxp-when-late", True)  # the page shows it once the code is old
        self.as_is = make(W.Checkbox, description="Read it as it is: trim and decode nothing", indent=False)
        self.people = {name: button(f"Sign in as {name.capitalize()} for me", self._signs_in(name)) for name in _PEOPLE}
        self._people = line(*self.people.values(), kind="fxp-actions")
        self.overrule: dict[str, W.Checkbox] = {}
        self._overrule = box(kind="fxp-fields")
        self._hint, self._age, self._told, self._read = Section(), Section(), Section(), Section()
        self.why = WhyPart(self.on, ("authorize", "paste"), lambda experiment: self._lead(way_of_experiment(experiment)))
        self._box_belongs_to: Flow | None = None
        self._arrange(
            [self._hint.widget, self.paste, self.as_is],
            [self.primary, self.onward, self.fresh],
            [self._people, self._overrule],
            [self._age.widget, self._told.widget, self.why.widget, self._read.widget],
        )

    # What the reader does

    def _primary(self) -> None:
        if self._has_text:
            self.read()
        elif self._can_go_on:
            self._go_on()
        elif self._is_forgotten:
            ProviderStep.of(self.model).sign_in_again(left_by(self.model.flow), self.key)
        elif self._way not in ("", "paste"):
            self._lead(self._way)
        else:
            self.read()

    def _go_on(self) -> None:
        self.model.open = "exchange"

    @property
    def _is_forgotten(self) -> bool:
        """The provider that gave the code is gone, so that a fresh link at it leads nowhere."""
        return self.leads_on and self.model.has_flow and is_at_another_start(self.model.flow)

    @property
    def _is_resumed(self) -> bool:
        return any(event["kind"] == "resumed" for event in self.model.flow.run.attempt)

    @property
    def _has_text(self) -> bool:
        return bool(self.paste.text.reveal().strip())

    @property
    def _way(self) -> str:
        """The name of the way on, where what came back leads nowhere by itself; empty where it does, or nothing came."""
        state = self.model.state_of(self.key) if self.leads_on else ""
        if (state == "doubt" and is_hardly_a_code(self.model.flow)) or (state and self._former):
            return "paste"
        way = self.why.way(self.model.flow) if state in ("failed", "doubt") else ""
        return "fresh-link" if way and WAYS[way].step == "exchange" else way

    def _lead(self, way: str) -> None:
        if way == "paste":
            self.tell("", at=WAYS[way].at)
        else:
            go(self.model, way)

    def read(self) -> None:
        """Read what stands in the box. A refused text stays there, so that nothing is lost."""
        pasted, as_is = self.paste.text, self.as_is.value
        if not self._has_text and not (as_is and len(pasted.reveal())):
            self.tell("", at=WAYS["paste"].at)
            raise Mistake(_ONCE_MORE if self._way == "paste" else _NOTHING)
        self._take(pasted, as_is)

    def _take(self, pasted: Secret, as_is: bool) -> None:
        try:
            response = taken_apart(self.model, pasted, as_is)
            other = panel_that_waits(self.model, response)
            if other is not None and self.model.hand_over is not None:
                self.paste.clear()
                self.model.hand_over(other)
                other.guarded(self.key, lambda: RedirectStep.of(other)._take(pasted, as_is))()
                return
            find_flow(self.model, response, pasted)
            self._receive(pasted, as_is)
        except Mistake:
            if not self._takes_page(pasted, as_is):
                self.paste.refuse()
                raise
        self.paste.clear()
        if self._is_resumed:
            self.model.work(self.key, "Asking whether the provider is still the same ...", self._recognise)
        else:
            self._tell_result()

    def _recognise(self) -> None:
        flow = self.model.flow
        is_same = flow.recognise()
        with self.model.lock:
            if is_same and self.model.local is None:
                self.model.local = provider_at(flow.provider_address)
            self._tell_result()

    def _takes_page(self, pasted: Secret, as_is: bool) -> bool:
        """Take a text that is no answer as a page of the provider, where it is one; the record keeps either."""
        if not self.model.has_flow or self.model.flow.authorization_request is None:
            return False
        try:
            self._receive(pasted, as_is)
        except Mistake:
            return False
        return True

    def _tell_result(self) -> None:
        """Say aloud what came of it, each time anew."""
        flow = self.model.flow
        report = flow.redirect_report
        judged = f" {report.tally.words}." if report is not None and self.model.state_of(self.key) == "done" else ""
        why = self._former or (_HARDLY if is_hardly_a_code(flow) else self.why.words(flow, leads_on=self.leads_on))
        self.tell(f"{self.title}: {self.summary}.{judged} {why}".strip())

    def _receive(self, pasted: Secret, as_is: bool = False) -> None:
        self.model.flow.receive(pasted, as_is=as_is)
        self.model.despite = ()
        self._offer_overruling()

    def _signs_in(self, user: str) -> Callable[..., None]:
        return self.on(lambda: self._sign_in(user))

    def _sign_in(self, user: str) -> None:
        self.paste.clear()  # a refused text is not what comes back now
        flow = self.model.flow
        if flow.authorization_request is None or flow.authorization_response is not None:
            self.model.use_fresh_link()  # a sign-in of its own, with values of its own
        self.model.work(self.key, f"Signing in as {user.capitalize()} ...", lambda: self.sign_in(user))

    def sign_in(self, user: str) -> None:
        """Do at the local provider what a browser would do, and take what comes back."""
        local, flow = self.model.local, self.model.flow
        if local is None or flow.authorization_request is None:
            raise Mistake("Only the local provider can sign somebody in by itself; open the sign-in link, and sign in there.")
        pasted = local.sign_in(flow.authorization_request.url, user=user)
        with self.model.lock:
            self._receive(pasted)
            self._tell_result()

    def _offer_overruling(self) -> None:
        """Offer one box for each guard that failed: whoever overrules it names it, and the record says so."""
        self.overrule = {
            rule: make(W.Checkbox, description=f"Send the code all the same, despite {rule}", indent=False)
            for rule in failed_guards(self.model.flow)
        }
        for choice in self.overrule.values():
            choice.observe(self.model.guarded(self.key, self._take_overruling), "value")
        self._overrule.children = tuple(self.overrule.values())

    def _take_overruling(self) -> None:
        self.model.despite = tuple(rule for rule, choice in self.overrule.items() if choice.value)

    def leave(self) -> None:
        """Keep what was said of a text that still stands in the box."""
        if not self._has_text:
            super().leave()

    # What is shown

    @property
    def _can_go_on(self) -> bool:
        return self.model.state_of(self.key) == "done"

    def draw(self) -> None:
        """Show what was recognised, and how old the code is."""
        model = self.model
        flow = model.flow if model.has_flow else None
        response = flow.authorization_response if flow else None
        if flow is not self._box_belongs_to:
            if self._box_belongs_to is not None:
                self.paste.clear()
            self._box_belongs_to = flow
            self.overrule, self._overrule.children = {}, ()
        self._hint.show(said(self._what_to_expect))
        visible(self._people, flow is not None and model.local is not None)
        if flow is not None and set(failed_guards(flow)) != set(self.overrule):
            self._offer_overruling()  # more is known than when the text was read
        visible(self._overrule, response is not None and response.code is not None)
        self._name_the_buttons()
        self.why.draw(flow, leads_on=self.leads_on)
        is_told = self._has_text and self.key in self.model.errors  # the sentence beneath the button says the very same
        visible(self.why.widget, not (is_told and self.why.first == "wrong-text-pasted") and not self._former)
        self._age.show(self._above(flow))
        if flow is None or response is None:
            self._told.show("")
            self._read.show("")
            return
        self._told.show("" if self._has_text else self._what_it_is(flow))
        self._read.draw(_read_html, response, flow.redirect_report, flow.authorization_request)

    def _above(self, flow: Flow | None) -> str:
        """What stands above that which was read: that it is older than the latest click, or how old the code is."""
        came = flow is not None and flow.authorization_response is not None
        if self._has_text:
            return said(_EARLIER) if came else ""
        if self.key in self.model.errors and (came or self.why.first):
            return said(_STILL)
        # What leads nowhere need not be hurried with.
        return age_html(flow) if flow is not None and is_worth_sending(flow, self.model.despite) else ""

    def _name_the_buttons(self) -> None:
        """Say what the primary button does now, and offer to go on where only the reader can know that it leads somewhere."""
        reads = self._has_text
        self._say("Read it", "sign-in", done=self._can_go_on and not reads, onward="Go on: exchange the code")
        visible(self.onward, self.leads_on and not reads and self.model.state_of(self.key) == "doubt")
        visible(self.fresh, self.leads_on and not reads and self._can_go_on)
        if self._is_forgotten and self.model.state_of(self.key) == "failed" and not reads:
            self.primary.description, self.primary.icon = "Start again: provider and link", "refresh"
        elif self._way and not reads:
            self.primary.description, self.primary.icon = WAYS[self._way].label, WAYS[self._way].icon

    def _what_it_is(self, flow: Flow) -> str:
        """A sentence about an answer that is probably not meant: another sign-in's, or no code at all."""
        if is_hardly_a_code(flow):
            return said(_HARDLY, "warn")
        return said(self._former, "bad") if self._former else ""

    @property
    def _former(self) -> str:
        """A sentence about the earlier sign-in of this panel that this answers; empty where it is the answer of none."""
        flow = self.model.shown
        response, report = (flow.authorization_response, flow.redirect_report) if flow else (None, None)
        if flow is None or response is None or report is None or not report.failed("AUTHR-STATE-MISMATCH"):
            return ""
        asked = flow.run.last("authorize")
        return former_sign_in(response.state, (flow.run, *self.model.earlier_runs), asked["at"] if asked else None)

    @property
    def _what_to_expect(self) -> str:
        flow = self.model.shown
        if flow is not None and is_at_another_start(flow):
            return _GONE
        opened, again = self.model.was_opened, self._way == "paste"
        return what_to_expect(flow, self.model.local, was_opened=opened, copies_again=again)

    @property
    def overruled(self) -> tuple[str, ...]:
        """The guards that the reader overrules."""
        return self.model.despite

    @property
    def summary(self) -> str:
        """What came back."""
        response = self.model.flow.authorization_response if self.model.has_flow else None
        if response is None:
            return ""
        if response.error:
            return f"refused: {response.error}"
        if response.code is None:
            return "an answer without a code"
        if set(failed_guards(self.model.flow)) - set(self.model.despite):
            return "an answer that a check stopped"
        if is_hardly_a_code(self.model.flow):
            return "probably no code"
        if is_used_code(self.model.flow):
            return "a code that was used before"
        words = "the code came" if response.kind != "code" else "a bare code, its state not checked"
        if has_failed_otherwise(self.model.flow):
            return f"{words}, and a check of it failed"
        overruled = ", ".join(self.overruled)
        return f"{words}, despite {overruled}" if overruled else words


_NOTHING = "Nothing was pasted. Copy the address bar of the tab in which you signed in, and paste it into the box."
_ONCE_MORE = (
    "The box is empty now. Copy the whole address bar of the tab in which you signed in once more, and paste it into the box."
)
_EARLIER = "The text in the box was not taken. What stands below came before it."
_STILL = "Nothing new was read. What stands below came before."
_GONE = (
    "The local provider at which this sign-in began is gone: it ended with its kernel, or was stopped. "
    "“Start again” begins this sign-in anew at a provider of this kernel, with the same client."
)
_HARDLY = (
    "This is short for a code, and it came alone. Did you mean to paste the whole address? Copy the address bar of the tab in "
    "which you signed in. Of a code alone nobody can tell whose answer it is: neither `state` nor `iss` came with it."
)


def _read_html(response: AuthorizationResponse, report: Report | None, request: AuthorizationRequest | None) -> str:
    return redirect_html(response, report, request, explained=False)  # the diagnosis above has the causes
