"""Step 4: the code becomes tokens. The request is looked at, altered, and sent."""

from __future__ import annotations

import dataclasses
from typing import Any

import ipywidgets as W  # noqa: N812 - as everybody calls it

from ..errors import ExplorerError
from ..flow import Flow
from ..protocol.tokens import TokenErrorResponse, TokenRequest, TokenResponse
from ..rules import Report
from ..runs.events import ExchangeEvent
from ..secret import Secret
from ..views.exchange import response_html
from ..views.report import problems_html
from ..views.request import token_request_html
from ..views.timing import recorded_timing, timing_html
from .answer_state import is_at_another_start, is_used_code
from .exchange_form import ExchangeForm
from .exchange_state import is_unanswered, state_of_code, went_out
from .model import PanelModel
from .parts import Section, box, button, field, fold_box, make, marked, said, visible
from .request_texts import CURLS, TEXTS, texts_of
from .secret_box import SecretBox
from .setup import read_key, secret_from
from .step import Step
from .way_on import WAYS, go, way_of_experiment
from .way_warning import WayWarning
from .why_part import WhyPart


class ExchangeStep(Step):
    """Send the code to the token endpoint, and see what comes back."""

    key = "exchange"
    title = "4 Exchange"

    def __init__(self, model: PanelModel) -> None:
        super().__init__(model)
        self.form = ExchangeForm()
        self.follow(*self.form.controls)
        self.primary = button("Send", self.on(self._primary), primary=True, icon="paper-plane")
        self.once_more = button("Send it once more", self.on(self._send_again), icon="repeat")
        self.back = button("Back to step 2", self.on(self._go_back), icon="arrow-left")
        self.fresh = button(WAYS["fresh-link"].label, self.on(self._go_back), icon="arrow-left")
        marked(self.fresh, "fxp-when-late", True)  # the page shows it once the code is old
        self._make_credentials()
        self.way = WayWarning(self.on(lambda: None), "token_endpoint")
        self._sections = {name: Section() for name in ("age", "form", "http", *CURLS, "python", "response", "judged", "timing")}
        self.why = WhyPart(self.on, ("token",), lambda experiment: self._lead(way_of_experiment(experiment)))
        self._sent: TokenRequest | None = None
        self._sent_by: Flow | None = None
        self._sent_as: tuple[Any, ...] = ()  # the form as it was then
        self._sent_despite: tuple[str, ...] = ()  # the rules about its way that were overruled
        shown = {name: section.widget for name, section in self._sections.items()}
        texts = [fold_box(f"The request as {words}", shown[name]) for name, words in TEXTS.items()]
        wire = fold_box("The request, as it goes over the wire", shown["form"], *texts, kind="fxp-wire")
        self._answer = [self.why.widget, shown["response"], shown["judged"], shown["timing"]]
        self._arrange(
            [shown["age"], self._credentials, self.way.widget],
            [self.primary, self.once_more, self.back, self.fresh],
            [self.form.fold],
            self._answer,
            [wire],
        )

    def _make_credentials(self) -> None:
        """After a restart of the kernel the secret has to be given again: it was kept nowhere."""
        self.secret_box = SecretBox()
        self.secret_box.on_secret(lambda secret: self.on(lambda: self._take_secret(secret))())
        self.variable = make(W.Text, description="or its variable", placeholder="name of an environment variable")
        self.key_file = make(W.Text, description="private key", placeholder="path of a PEM file")
        self._why_secret = Section()
        self._secret = box(self._why_secret.widget, field(self.secret_box), field(self.variable), kind="fxp-fields")
        self._key = field(self.key_file)
        self._credentials = box(self._secret, self._key, kind="fxp-fields")

    # What the reader does

    def _take_secret(self, secret: Secret) -> None:
        is_another = self._is_refused_for_its_secret
        self.model.flow.use_client(self.model.flow.client.with_secret(secret))
        if is_another:
            self.tell(_TAKEN)
            self._go_back()  # many a provider uses the code up with a refusal

    def _primary(self) -> None:
        if self.model.state_of(self.key) == "done":
            self.model.open = "tokens"
        elif self._way not in ("", "send"):
            self._lead(self._way)
        else:
            self._send(again=False)

    @property
    def _way(self) -> str:
        """The name of the way on, where the code may be used up and the button leads to a fresh one."""
        if not self.leads_on or not self._is_used_up:
            return ""
        refused = isinstance(self.model.flow.token_response, TokenErrorResponse)
        way = self.why.way(self.model.flow) if refused else "fresh-link"
        return "fresh-link" if way in ("send", "paste") or (way == "secret" and not self._proves_by_secret) else way

    @property
    def _is_used_up(self) -> bool:
        """The code was refused, or went out without an answer: then nobody knows whether it arrived."""
        return isinstance(self.model.flow.token_response, TokenErrorResponse) or (
            self.model.flow.token_response is None and went_out(self.model.flow)
        )

    def _go_back(self) -> None:
        self._lead("fresh-link")

    def _lead(self, way: str) -> None:
        if is_at_another_start(self.model.flow):
            self.model.open = "redirect"  # no way leads to a provider that is gone; there is the button that starts again
        else:
            go(self.model, way)

    def _send_again(self) -> None:
        self._send(again=True)

    def _send(self, *, again: bool) -> None:
        self._complete_client()
        request, despite = self.request(), (*self.model.despite, *self.way.despite)
        self.model.work(
            self.key, "Waiting for the token endpoint ...", lambda: self.exchange(request, again=again, despite=despite)
        )

    def _complete_client(self) -> None:
        """Read the credential that is missing from where the reader says it is."""
        flow = self.model.flow
        if self._lacks_secret and (secret := secret_from(self.variable.value)):
            self._take_secret(secret)
        if self._lacks_key and (key := read_key(self.key_file.value)):
            flow.use_client(dataclasses.replace(flow.client, private_key=key))

    def request(self) -> TokenRequest:
        """Return the request as the form has it now."""
        return self.model.flow.token_request(**self.form.arguments(self.model.flow))

    def exchange(self, request: TokenRequest | None = None, *, again: bool = False, despite: tuple[str, ...] = ()) -> None:
        """Send a request and, when tokens came, check them. It waits for the provider."""
        flow = self.model.flow
        self._sent, self._sent_by, self._sent_as = request, flow, self.form.values
        self._sent_despite = tuple(rule for rule in despite if rule in self.way.overrule)
        flow.exchange(request, again=again, despite=despite)
        if flow.tokens is not None:
            flow.check()
        self.tell(self._result(flow))

    @property
    def sent_other_encoding(self) -> bool:
        """The request that this flow sent last wrote the Basic header in another way than the client is registered for."""
        flow, sent = self.model.flow, self._sent
        return self._sent_by is flow and sent is not None and sent.client.basic_encoding != flow.client.basic_encoding

    def _result(self, flow: Flow) -> str:
        """What came of it, to be said aloud: with the verdict of the checks, or with the cause of the refusal."""
        words = f"{self.title}: {self.summary}."
        if flow.tokens is None:
            altered = f" Altered on purpose: {', '.join(self._sent.altered)}." if self._sent and self._sent.altered else ""
            return f"{words} {self.why.words(flow, leads_on=self.leads_on)}{altered}"
        return f"{words} {self.model.report().tally.words}."

    # What is shown

    @property
    def overrule(self) -> dict[str, W.Checkbox]:
        """The boxes that overrule what stands against the way of this request, by the rules."""
        return self.way.overrule

    @property
    def _lacks_secret(self) -> bool:
        return self.model.flow.client.lacks == "client_secret"

    @property
    def _is_refused_for_its_secret(self) -> bool:
        """The provider did not believe the client, which proves itself by its secret."""
        result = self.model.flow.token_response
        is_suspect = isinstance(result, TokenErrorResponse) and self.why.way(self.model.flow) == "secret"
        return is_suspect and self._proves_by_secret and not self._lacks_secret

    @property
    def _proves_by_secret(self) -> bool:
        return self.model.flow.client.method.needs == "client_secret"

    @property
    def _lacks_key(self) -> bool:
        return self.model.flow.client.lacks == "private_key"

    @property
    def _has_back(self) -> bool:
        """Something was said of a click here, and no other button leads back."""
        return self.leads_on and self.key in self.model.errors and not (self.model.has_flow and self._way)

    def draw(self) -> None:
        """Show the request, and the answer once there is one."""
        model, show = self.model, self._sections
        flow = model.flow if model.has_flow else None
        ready = flow is not None and flow.authorization_response is not None and flow.authorization_response.code is not None
        wants_secret = ready and (self._lacks_secret or self._is_refused_for_its_secret)
        visible(self._credentials, wants_secret or (ready and self._lacks_key))
        visible(self._secret, wants_secret)
        another = _ANOTHER if model.local is None else _OF_LOCAL
        self._why_secret.show(said(_AGAIN if ready and self._lacks_secret else another) if wants_secret else "")
        self._draw_secret_box(flow)
        visible(self._key, ready and self._lacks_key)
        result = flow.token_response if flow else None
        done = isinstance(result, TokenResponse)
        marked(self.widget, "fxp-unanswered", result is None)
        self.way.draw(flow if ready else None)
        self.form.draw(flow)
        visible(self.once_more, flow is not None and (result is not None or went_out(flow) or is_used_code(flow)))
        self.back.description = "Back to step 3" if flow is not None and is_at_another_start(flow) else "Back to step 2"
        visible(self.back, self._has_back)
        visible(self.fresh, self.leads_on and ready and result is None and not (flow and self._way) and not self._has_back)
        self._say("Send", "paper-plane", done=done, onward="Go on: the tokens")
        if flow is not None and not self.leads_on and self._is_used_up:
            self.primary.disabled = True  # in a panel of one step there is no way to a fresh code
        if flow is not None and self._way:
            self.primary.description, self.primary.icon = WAYS[self._way].label, WAYS[self._way].icon
        self._draw_answer(flow)
        show["age"].show(state_of_code(flow) if flow and ready else said(_TOO_EARLY))
        request = self._shown_request(flow, ready)
        is_next = request is not None and result is not None and request is not self._sent
        show["form"].show((said(_NEXT) if is_next else "") + (token_request_html(request) if request else ""))
        for name, text in texts_of(request).items():
            show[name].show(text)

    def _draw_secret_box(self, flow: Flow | None) -> None:
        """What was typed here and is in use no more, since step 1 or code gave another one, does not stand here as kept."""
        used = flow.client.client_secret if flow is not None else None
        if self.secret_box.secret is not None and self.secret_box.secret != used:
            self.secret_box.forget()
        self.secret_box.before = _IN_USE.format(len(used)) if used is not None else ""

    def _shown_request(self, flow: Flow | None, ready: bool) -> TokenRequest | None:
        """The request that was sent, or the one that the form makes; None, and a sentence, where it cannot be made."""
        if flow is None or not ready:
            return None
        if flow.token_response is not None and self._sent_by is flow and self._sent and self._sent_as == self.form.values:
            return self._sent
        if self._lacks_secret or self._lacks_key:
            return None
        try:
            return self.request()
        except ExplorerError as problem:
            self.model.errors.setdefault(self.key, str(problem))
            return None

    def _draw_answer(self, flow: Flow | None) -> None:
        show = self._sections
        self.why.draw(flow, leads_on=self.leads_on)
        result = flow.token_response if flow else None
        if flow is None or result is None:
            for name in ("response", "judged", "timing"):
                show[name].show("")
            return
        show["judged"].draw(_judged_html, self.model.report("token_request", "token_error"))
        show["response"].draw(_response_html, result)
        sent = [event for event in flow.run.attempt if event["kind"] == "exchange" and event["step"] == "exchange"]
        show["timing"].draw(_timing_html, sent[-1] if sent else None)

    def leave(self) -> None:
        """Keep what was said of a request that got no answer: it is all that is known of it."""
        if not (self.model.has_flow and is_unanswered(self.model.flow)):
            super().leave()

    def reset(self) -> None:
        """Alter nothing."""
        self.form.reset()

    @property
    def overruled(self) -> tuple[str, ...]:
        """The rules in spite of which the code went out."""
        return self._sent_despite if self._sent_by is self.model.shown else ()

    @property
    def summary(self) -> str:
        """What was answered."""
        result = self.model.flow.token_response if self.model.has_flow else None
        if result is None:
            return ""
        if isinstance(result, TokenErrorResponse):
            return f"refused: {result.error or result.problem}"
        names = [name for name in ("access_token", "id_token", "refresh_token") if name in result.members]
        return f"{', '.join(names)} came"


_AGAIN = "The secret of this client is not here: it is kept nowhere, so that a restarted kernel has to be told again."
_ANOTHER = "If the secret may be the wrong one, type it again: a fresh sign-in link is then ready, since many a provider uses the code up with a refusal."
_OF_LOCAL = (
    "The local provider made the secret of this client, and nobody has to know it: “Use this provider” in step 1 gives it back."
)
_NEXT = "This is what would be sent next, and not what was answered."
_IN_USE = "nothing typed in this box; the one in use has {} characters"
_TAKEN = "The secret is taken."
_TOO_EARLY = "There is no code yet: sign in, and bring back the address at which you arrived."


def _judged_html(report: Report) -> str:
    return problems_html("What the standards have against it", report)


def _response_html(result: TokenResponse | TokenErrorResponse) -> str:
    return response_html(result, explained=False)  # the diagnosis above has the causes


def _timing_html(exchange: ExchangeEvent | None) -> str:
    return timing_html(recorded_timing(exchange)) if exchange else ""
