"""Step 2: the link that sends the browser to the provider, written while you watch."""

from __future__ import annotations

from typing import Any

from ..protocol.authorize import AuthorizationRequest
from ..rules import Report
from ..rules.authorize import check_authorize_request
from ..views.parts import el, fold
from ..views.report import problems_html
from ..views.request import authorize_parts_html, holds_a_token
from .authorize_form import AuthorizeForm
from .drafts import Drafts
from .flaws import Flaw, Flaws, summary
from .js_widgets import Copy, Link
from .link_flaws import LINK, link_flaws
from .model import PanelModel
from .parts import Section, button, fold_box, said, visible
from .step import Step


class AuthorizeStep(Step):
    """Write the authorize request, and open it.

    The link on the screen is the link that is opened, and the link that is opened is the one that is recorded: the page
    reports the address that it opened or copied, and `Drafts` puts exactly that request into the record.
    """

    key = "authorize"
    title = "2 Authorize"

    def __init__(self, model: PanelModel) -> None:
        super().__init__(model)
        self.form = AuthorizeForm()
        self._followed: tuple[Drafts | None, int] = (None, 0)
        self._taking = False
        self._asked_once = False  # the form holds what was asked for in one link
        self.follow(*self.form.controls)
        self.link = Link("Open sign-in", primary=True)
        self.link.on_open(lambda href: self.on(lambda: self._leave(href))())
        self.copy = Copy("Copy the link")
        self.copy.on_copy(lambda text: self.on(lambda: self._carry(text))())
        self.other = button("Sign in as somebody else", self.on(self._as_somebody_else), icon="user-o")
        self.onward = button("Go on: come back", self.on(self._go_on), icon="arrow-right")
        self.fresh = button("Fresh values", self.on(self._renew), icon="refresh")
        self.fresh.tooltip = "Make a new state, nonce and code_verifier"
        self._url, self._wrong, self._whose, self._told = Section(), Section("fxp-checks"), Section(), Section()
        self._whole = Section()
        wire = fold_box("The link, one parameter a line", self._url.widget, kind="fxp-wire")
        actions = [self.link, self.copy, self.fresh, self.other, self.onward]
        self._arrange(
            [*self.form.fields, self._whose.widget, self._told.widget],
            actions,
            [self.form.more, self._wrong.widget],
            [wire],
            [self._whole.widget],
        )

    def _leave(self, address: str) -> None:
        """The link was opened: from now on it is an attempt, and step 3 waits for its answer."""
        self.model.use_link(address)
        self.model.was_opened = True
        self.tell(f"{self.title}: {self.summary}.")
        self.model.open = "redirect"

    def _carry(self, address: str) -> None:
        """The link was copied, to be opened elsewhere: an attempt too, but no tab has opened, and the reader says when to go on."""
        self.model.use_link(address)
        self.model.was_opened = False
        onward = " “Go on” leads to the box for what comes back." if self.leads_on else ""
        self.tell(f"{self.title}: {self.summary}. The link is copied.{onward}")

    def _renew(self) -> None:
        self.model.drafts.renew()
        self.tell("The link has a new state, nonce and code_verifier.")

    def _go_on(self) -> None:
        self.model.open = "redirect"

    def draw(self) -> None:
        """Show the link that the form makes; where it makes none, the last one that it made."""
        if self._taking:
            return
        self._follow_code()
        self.form.state.draw()
        self.form.nonce.draw()
        has_link = self.model.has_flow and self.model.flow.provider_metadata is not None
        visible(self.fresh, bool(has_link))
        visible(self.other, bool(has_link and self._signed_in))
        visible(self.onward, self.leads_on and has_link and self._is_waiting)
        if not has_link:
            for section in (self._url, self._wrong, self._whose, self._whole):
                section.show("")
            self.link.href = self.copy.text = ""  # the link of the flow before leads to an answer that nobody waits for
            self._told.show(said(_NO_PROVIDER))
            self.form.mark({})
            return
        if self.model.drafts.is_spent:
            self.model.drafts.renew()  # before anybody opens it: state, nonce and verifier belong to one sign-in
        self._forget_somebody_else()
        self._whose.show(self._whose_values)
        arguments, wrong = self.form.read()
        try:
            if not wrong:
                self.model.drafts.write(arguments)
        finally:
            self._draw_link({each.field: Flaw(str(each)) for each in wrong}, arguments)

    def _draw_link(self, wrong: Flaws, arguments: dict[str, Any]) -> None:
        """Show the link on the screen, and what is wrong with it; `wrong` is what keeps the form from making another one."""
        draft = self.model.drafts.current
        # First of all, and before the kernel draws for some milliseconds more: the link is what the reader waits for.
        address = self.model.browser_url(draft.request.url)
        self.link.href = self.copy.text = "" if holds_a_token(draft.request) else address
        parameters, whole = authorize_parts_html(draft.request)
        self._url.show((said(_CARRIED) if address != draft.request.url else "") + parameters + said(_COLOURS))
        self._whole.show(whole)
        report = self._judged(draft.request)
        flaws = link_flaws(report, draft.arguments)
        if wrong:  # with all that is wrong at once, and not one after the other
            flaws = {**wrong, **link_flaws(self._judged(self.model.drafts.without(arguments)), arguments), **wrong}
        self.form.mark(flaws)
        told = f"{summary(flaws)} {flaws[LINK].sentence}" if LINK in flaws else summary(flaws)  # no field says it
        told += " The link is still the one from before." if wrong else ""
        self.model.is_link_wrong = any(flaw.is_error for flaw in flaws.values())
        self._told.show(said(told, "bad" if self.model.is_link_wrong else "warn") if told else "")
        self._wrong.show(self._wrong_html(report))

    @property
    def _is_waiting(self) -> bool:
        flow = self.model.flow
        return flow.authorization_request is not None and flow.authorization_response is None

    @property
    def _signed_in(self) -> str:
        return self.model.local.signed_in if self.model.local is not None else ""

    def _as_somebody_else(self) -> None:
        """Ask for the page on which one says who one is (OIDC Core 3.1.2.1), in the link where everybody sees it."""
        self.model.drafts.once, self._asked_once = dict(_LOGIN), True
        self.form.optional["prompt"].value = _LOGIN["prompt"]
        self.tell(_ASKS.format(self._signed_in), at=".fxp-place:not(.fxp-hidden) .fxp-link")

    def _forget_somebody_else(self) -> None:
        """That page was asked for in one link: the next one has it only where it is asked for again."""
        if not self._asked_once or self.model.drafts.once:
            return
        self._asked_once = False
        if self.form.optional["prompt"].value == _LOGIN["prompt"]:
            self._taking = True
            self.form.optional["prompt"].value = ""
            self._taking = False

    @property
    def _whose_values(self) -> str:
        """What to know about the link before it is opened: whose values it has, and who is signed in already."""
        came_back = self.model.flow.authorization_response is not None
        told = said(_FRESH) if came_back else ""
        asks = "login" in self.form.optional["prompt"].value.split()
        if self._signed_in:
            told += said(_ASKS.format(self._signed_in), "open") if asks else said(_SIGNED_IN.format(self._signed_in))
        return told

    def _follow_code(self) -> None:
        """Write into the form what code asked for, once for each link that code made."""
        drafts = self.model.drafts if self.model.has_flow else None
        now = (drafts, drafts.adopted if drafts else 0)
        if drafts is not None and drafts.adopted and now != self._followed:
            self._asked_once = False
            self._taking = True  # each field that is written would draw the step with the others still as they were
            try:
                self.form.take(drafts.current.arguments)
            finally:
                self._taking = False
        self._followed = now

    def _judged(self, request: AuthorizationRequest) -> Report:
        """What the standards have to say of the link, as long as it is only written."""
        flow = self.model.flow
        if flow.provider_metadata is None:
            return Report(())
        return check_authorize_request(request, client=flow.client, metadata=flow.provider_metadata)

    def _wrong_html(self, report: Report) -> str:
        described = Report(tuple(finding for finding in self.model.report("metadata").failures if finding.is_error))
        checks = problems_html("Before you open it", report)  # the sentences stand at their fields
        folded = (
            el("div", fold("Each of these checks, with what was expected and its section", checks), class_="fx")
            if checks
            else ""
        )
        return problems_html("What the provider says of itself is wrong", described) + folded

    def reset(self) -> None:
        """Ask for what a new panel asks for: a scope that was refused would be refused again."""
        self.form.take({})

    @property
    def summary(self) -> str:
        """What was asked for."""
        request = self.model.flow.authorization_request if self.model.has_flow else None
        if request is None:
            return ""
        method = request.code_challenge_method
        state = "state sent" if request.state is not None else "no state"
        return ", ".join([request.scope or "no scope", f"PKCE {method}" if method else "no PKCE", state])


_LOGIN = {"prompt": "login"}
_NO_PROVIDER = "There is no provider yet, so there is no link: choose a provider first."
_FRESH = (
    "This link has fresh values, for another sign-in: `state`, `nonce` and `code_verifier` are made for one sign-in each. "
    "Those of the sign-in that came back stand beside its answer."
)
_SIGNED_IN = (
    "At the local provider {} is signed in. In the same browser it does not ask again who you are, and may send you back at once; "
    "the button “Sign in as somebody else” adds `prompt=login` to the link."
)
_ASKS = (
    "At the local provider {} is signed in, and this link asks for its sign-in page all the same, by `prompt=login`: open it, and "
    "choose somebody else."
)
_COLOURS = "A parameter and its field have a bar of the same colour; the colour has no other meaning."
_CARRIED = (
    "The provider runs beside this notebook's kernel, which is not on your computer. So Jupyter carries the link there: in your "
    "browser it begins with the address of this notebook, and the provider gets the rest as it stands below."
)
