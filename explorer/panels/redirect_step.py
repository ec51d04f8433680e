"""Step 3: what the browser brought back."""

from __future__ import annotations

from collections.abc import Callable

import ipywidgets as W  # noqa: N812 - as everybody calls it

from ..errors import Mistake
from ..flow import Flow
from ..protocol.redirect import AuthorizationResponse, parse_redirect
from ..rules.redirect import CSRF_AND_MIX_UP_CHECKS
from ..secret import Secret
from ..views.parts import el
from ..views.redirect import redirect_html
from .js_widgets import PasteBox
from .model import PanelModel
from .parts import Section, box, button, line, make, said, visible
from .step import Step
from .way_back import SHOWS_ITSELF, arrival
from .why_part import WhyPart

_PEOPLE = ("alice", "bob")
LATE = 60  # seconds after which many providers take a code no more (RFC 6749 4.1.2 allows ten minutes at most)


class RedirectStep(Step):
    """Take the address at which the browser arrived, and tell whether it answers our request."""

    key = "redirect"
    title = "3 Come back"

    def __init__(self, model: PanelModel) -> None:
        super().__init__(model)
        self.paste = PasteBox("The address at which the browser arrived", "http://127.0.0.1:.../callback?code=...&state=...")
        self.paste.on_done(lambda: self.on(self.read)())
        self.paste.on_turn(lambda: self.model.guarded(self.key, lambda: None, fresh=False)())
        self.primary = button("Read it", self.on(self._primary), primary=True, icon="sign-in")
        self.as_is = make(W.Checkbox, description="Read it as it is: trim and decode nothing", indent=False)
        self.people = {name: button(f"Sign in as {name.capitalize()} for me", self._signs_in(name)) for name in _PEOPLE}
        self._people = line(*self.people.values(), kind="fxp-actions")
        self.overrule: dict[str, W.Checkbox] = {}
        self._overrule = box(kind="fxp-fields")
        self._hint, self._age, self._read = Section(), Section(), Section()
        self.why = WhyPart(self.on, ("authorize", "paste"), {"fresh-link": self._open_step_2})
        self._by_hand, self._resumed = False, False
        self._box_belongs_to: Flow | None = None
        self._arrange(
            [self._hint.widget, self.paste, self.as_is],
            [self.primary],
            [self._people, self._overrule],
            [self._age.widget, self._read.widget, self.why.widget],
        )

    # What the reader does

    def _primary(self) -> None:
        if self._has_text:
            self.read()
        elif self._can_go_on:
            self.model.open = "exchange"
        elif self._wants_a_fresh_link:
            self.model.open = "authorize"
        else:
            self.read()

    @property
    def _has_text(self) -> bool:
        return bool(self.paste.text.reveal().strip())

    @property
    def _wants_a_fresh_link(self) -> bool:
        """What came back leads nowhere: it was refused, or is no answer to our request."""
        return self.leads_on and self.model.state_of(self.key) == "failed"

    def read(self) -> None:
        """Read what stands in the box. A refused text stays there, so that nothing is lost."""
        pasted, as_is = self.paste.text, self.as_is.value
        if len(pasted.reveal()) == 0:
            raise Mistake(
                "Nothing was pasted. Copy the address bar of the tab in which you signed in, and paste it into the box."
            )
        try:
            response = self._taken_apart(pasted, as_is)
            self._find_flow(response, pasted)
            self._receive(pasted, as_is)
        except Mistake:
            if not self._takes_page(pasted, as_is):
                self.paste.refuse()
                raise
        self._by_hand = True
        self.paste.clear()

    def _takes_page(self, pasted: Secret, as_is: bool) -> bool:
        """Take a text that is no answer as a page of the provider, where it is one; the record keeps either."""
        if not self.model.has_flow or self.model.flow.authorization_request is None:
            return False
        try:
            self._receive(pasted, as_is)
        except Mistake:
            return False
        return True

    def _open_step_2(self) -> None:
        self.model.drafts.renew()
        self.model.open = "authorize"

    def _taken_apart(self, pasted: Secret, as_is: bool) -> AuthorizationResponse:
        """Read the text for a first look: the state of the link that was opened tells where a broken address ends."""
        if not self.model.has_flow:
            return parse_redirect(pasted, as_is=as_is)
        shown, waiting = self.model.drafts.current.request, self.model.flow.authorization_request
        request = shown if waiting is None or (shown.state and shown.state in pasted.reveal()) else waiting
        return parse_redirect(pasted, as_is=as_is, state=request.state, redirect_uri=request.redirect_uri)

    def _find_flow(self, response: AuthorizationResponse, pasted: Secret) -> None:
        """Make sure that there is a flow to which this can be the answer, if need be that of a kernel that is no more."""
        model = self.model
        waiting = model.flow.authorization_request if model.has_flow else None
        if (
            model.has_flow
            and model.drafts.is_on_screen(response.state)
            and (waiting is None or waiting.state != response.state)
        ):
            model.drafts.use()  # the link was taken from the page by other means than its buttons
        elif waiting is None:
            if response.state is None:
                raise Mistake("There is no sign-in to which this could be the answer: open the link of step 2 first.")
            model.adopt(Flow.resume(pasted), None)
            self._resumed = True

    def _receive(self, pasted: Secret, as_is: bool = False) -> None:
        self.model.flow.receive(pasted, as_is=as_is)
        self.model.despite = ()
        self._offer_overruling()

    def _signs_in(self, user: str) -> Callable[..., None]:
        return self.on(lambda: self._sign_in(user))

    def _sign_in(self, user: str) -> None:
        flow = self.model.flow
        if flow.authorization_request is None or flow.authorization_response is not None:
            self.model.use_fresh_link()  # a sign-in of its own, with values of its own
        self.model.work(self.key, f"Signing in as {user.capitalize()} ...", lambda: self.sign_in(user))

    def sign_in(self, user: str) -> None:
        """Do at the local provider what a browser would do, and take what comes back."""
        local, flow = self.model.local, self.model.flow
        if local is None or flow.authorization_request is None:
            raise Mistake("Only the local provider can sign somebody in by itself; open the link of step 2, and sign in there.")
        pasted = local.sign_in(flow.authorization_request.url, user=user)
        with self.model.lock:
            self._receive(pasted)

    def _offer_overruling(self) -> None:
        """Offer one box for each guard that failed: whoever overrules it names it, and the record says so."""
        report = self.model.flow.redirect_report
        failed = [f for f in (report.findings if report else ()) if f.rule in CSRF_AND_MIX_UP_CHECKS and f.is_error]
        self.overrule = {
            f.rule: make(W.Checkbox, description=f"Send the code all the same, despite {f.rule}", indent=False) for f in failed
        }
        for choice in self.overrule.values():
            choice.observe(self.model.guarded(self.key, self._take_overruling), "value")
        self._overrule.children = tuple(self.overrule.values())

    def _take_overruling(self) -> None:
        self.model.despite = tuple(rule for rule, choice in self.overrule.items() if choice.value)

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
            self._resumed = self._resumed and response is not None
            self.overrule, self._overrule.children = {}, ()
        self._hint.show(said(self._what_to_expect))
        visible(self._people, model.local is not None and self._by_hand)
        visible(self._overrule, response is not None and response.code is not None)
        self._say("Read it", "sign-in", done=self._can_go_on and not self._has_text, onward="Go on: exchange the code")
        if self._wants_a_fresh_link and not self._has_text:
            self.primary.description, self.primary.icon = "Back to step 2: a fresh link", "arrow-left"
        self.why.draw(flow)
        if flow is None or response is None:
            self._age.show("")
            self._read.show("")
            return
        self._age.show(said(_EARLIER) if self._has_text else age_html(flow))
        self._read.draw(redirect_html, response, flow.redirect_report, flow.authorization_request)

    @property
    def _what_to_expect(self) -> str:
        if self._resumed:
            return _RESUMED
        if not self.model.has_flow:
            return f"Open the link of step 2 and sign in. {SHOWS_ITSELF}"
        flow = self.model.flow
        if flow.authorization_request is None:
            begin = "Open the link of step 2 and sign in."
        elif self.model.was_opened:
            begin = "Sign in in the tab that opened."
        else:
            begin = "Open the link in a browser and sign in."
        return f"{begin} {arrival(flow.client.redirect_uri, flow.provider_address, self.model.local)} {_NO_WAY_BACK}"

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
        words = "the code came" if response.kind != "code" else "a bare code, its state not checked"
        overruled = ", ".join(self.model.despite)
        return f"{words}, despite {overruled}" if overruled else words


_EARLIER = "The text in the box was not taken. What stands below came before it."
_NO_WAY_BACK = "If the provider shows a page of its own and sends you nowhere, paste the text of that page, or its address."
_RESUMED = (
    "This flow was waiting since before the kernel was restarted, and goes on here. If it began at the local provider of "
    "that kernel, its provider ended with the kernel and forgot the code: choose it again in step 1, and sign in once more."
)


def age_html(flow: Flow) -> str:
    """Return how old the code is, counted on in the page: the kernel has nothing to do with every second."""
    age = flow.code_age
    if age is None or flow.token_response is not None:
        return ""
    received = flow.run.last("receive")
    at = received["at"] if received else 0.0
    ticking = el("span", f"{int(age)} s", data_fxp_since=at)
    words = (
        "The code came ",
        el("strong", ticking),
        " ago. It works once, and most providers let it live for a minute or so.",
        el("span", " That time is over: send it, and if it is refused open a fresh link.", class_="fxp-late-words"),
    )
    late = " fxp-late" if age > LATE else ""
    return el("div", el("p", *words, class_="fx-sentence fx-open"), class_=f"fx fxp-age{late}", data_fxp_late=LATE)
