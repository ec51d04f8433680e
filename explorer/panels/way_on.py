"""Where the way on leads after a failure: one place, to which the advice, the experiment and the blue button all lead.

The advice is a sentence of the diagnosis. Which place it speaks of is told by the cause and, for most, by the experiment
that would decide; whoever follows either finds the control there, with the cursor in it.
"""

from __future__ import annotations

from typing import NamedTuple

from ..diagnosis import Diagnosis, Experiment
from .authorize_step import AuthorizeStep
from .exchange_form import AS_IS, OTHER
from .model import PanelModel
from .provider_step import ProviderStep


class Way(NamedTuple):
    """A place to go on: the step, what the blue button says, its icon, a CSS selector of the control, and what to do with that."""

    step: str
    label: str
    icon: str
    at: str
    note: str = ""


_BACK = "arrow-left"
_OR_USE = ", .fxp-place:not(.fxp-hidden) .fxp-actions .mod-primary"  # a local provider has no such field
_USE = "then press “Use this provider”: a fresh link follows."
_ALL = "Open it, sign in once more, and paste what comes back."
_FRESH = Way(
    "authorize",
    "Back to step 2: a fresh link",
    _BACK,
    ".fxp-place:not(.fxp-hidden) .fxp-link",
    f"Here is a fresh link, and nothing is altered in step 4. {_ALL}",
)
WAYS = {
    "paste": Way("redirect", "Read it", "sign-in", ".fxp-paste textarea"),
    "fresh-link": _FRESH,
    "change-link": _FRESH._replace(note=f"Here is a fresh link. Change what was refused, or try it as it is. {_ALL}"),
    "unaltered-link": _FRESH._replace(note=f"Here is a fresh link, without what was added, changed or left out. {_ALL}"),
    "smallest-request": _FRESH._replace(note=f"Here is a fresh link that asks for openid and nothing else. {_ALL}"),
    "other-encoding": _FRESH._replace(
        note=f"Here is a fresh link; step 4 is set to the Basic encoding that was not sent before. {_ALL}"
    ),
    "secret": Way("exchange", "Type the secret again", "key", ".fxp-place:not(.fxp-hidden) .fxp-secret input"),
    "issuer": Way(
        "provider",
        "Back to step 1: the provider",
        _BACK,
        f".fxp-at-issuer input{_OR_USE}",
        f"Compare the addresses with the provider's console; {_USE}",
    ),
    "client_id": Way(
        "provider",
        "Back to step 1: the client_id",
        _BACK,
        f".fxp-at-client_id input{_OR_USE}",
        f"Compare the client_id with the provider's console, letter for letter; {_USE}",
    ),
    "redirect_uri": Way(
        "provider",
        "Back to step 1: the redirect_uri",
        _BACK,
        f".fxp-at-redirect_uri input{_OR_USE}",
        f"Register this redirect_uri in the provider's console, or type the one that the console shows; {_USE}",
    ),
    "method": Way(
        "provider",
        "Back to step 1: how the client proves itself",
        _BACK,
        ".fxp-at-token_endpoint_auth_method select",
        f"Choose how the client proves itself, as the provider's console shows it; {_USE}",
    ),
    "send": Way("exchange", "Send", "paper-plane", ".fxp-place:not(.fxp-hidden) .mod-primary"),
}

_BY_CAUSE = {
    # The answer still stands in the address bar of its tab: it was copied in part, or something else was.
    **dict.fromkeys(("state-changed-on-the-way", "state-missing", "iss-missing", "answer-empty"), "paste"),
    **dict.fromkeys(("code-damaged", "wrong-text-pasted", "sign-in-not-finished"), "paste"),
    **dict.fromkeys(("page-says-nothing", "callback-not-opened", "page-of-the-application", "landed-elsewhere"), "paste"),
    **dict.fromkeys(("client-unknown", "client-id-white-space"), "client_id"),
    **dict.fromkeys(("authorize-endpoint-wrong", "pinned-issuer-wrong"), "issuer"),
    **dict.fromkeys(("public-with-secret", "basic-colon"), "method"),
}
_TAKES_AWAY = ("unaltered-link", "smallest-request")  # from the form what was typed: only for whoever makes the experiment
_BY_EXPERIMENT = {
    "unaltered-link": "unaltered-link",
    "smallest-request": "smallest-request",
    "registered-address": "redirect_uri",
    "other-encoding": "other-encoding",
    "other-method": "method",
    "secret-again": "secret",
    "new-secret": "secret",
    "no-secret": "method",
    "registered-client": "client_id",
    **dict.fromkeys(("other-document", "document-before", "other-scheme", "named-issuer", "pointed-address"), "issuer"),
    "ask-again": "send",
    "copy-again": "paste",
}


def way_of(found: Diagnosis) -> str:
    """Return the name of the way on after this failure: that of its first cause."""
    first = found.first
    if first is None:
        return "fresh-link"
    way = _BY_CAUSE.get(first.id) or way_of_experiment(first.experiment)
    return "change-link" if way in _TAKES_AWAY else way


def way_of_experiment(experiment: Experiment | None) -> str:
    """Return the name of the way to where an experiment is made; most begin with a fresh link."""
    return _BY_EXPERIMENT.get(experiment.id, "fresh-link") if experiment is not None else "fresh-link"


def leads_as_advised(found: Diagnosis) -> bool:
    """Tell whether the experiment is made where the advice leads, with the same control: two ways at once are none."""
    return found.experiment is not None and WAYS[way_of_experiment(found.experiment)].at == WAYS[way_of(found)].at


def go(model: PanelModel, name: str) -> None:
    """Go on in that way: get ready what it needs, open the step, and lead the cursor to the control."""
    way = WAYS[name]
    if way.step == "authorize":
        _fresh_link(model, name)
    elif way.step == "provider":
        _form_of_step_1(model, name)
    model.open = way.step
    model.news.lead(way.step, way.note, way.at)


def _form_of_step_1(model: PanelModel, name: str) -> None:
    """The form says what this flow uses, also where code began it, or a kernel that is no more."""
    step = ProviderStep.of(model)
    step.show(model.flow)
    if name == "method":
        step.local_form.unfold()


def _fresh_link(model: PanelModel, name: str) -> None:
    """A link with new random values, and a token request as it was made: but for what this way is about."""
    exchange = model.steps.get("exchange")
    was_other = exchange is not None and exchange.sent_other_encoding
    model.drafts.renew()
    form = AuthorizeStep.of(model).form
    if name == "smallest-request":
        form.take({})
    elif name == "unaltered-link":
        form.take({"scope": form.scope.value})
    if exchange is not None:
        exchange.reset()
        if name == "other-encoding":
            exchange.form.encoding.value = AS_IS if was_other else OTHER
