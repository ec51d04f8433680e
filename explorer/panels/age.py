"""How old a code is, as far as anybody here can know: no younger than the paste, no older than the link."""

from __future__ import annotations

from ..flow import Flow
from ..local import provider_at
from ..rules.id_token.subject import span
from ..views.parts import el
from ..views.text import Html
from ..views.values import duration

LATE = 60  # seconds after which many providers take a code no more (RFC 6749 4.1.2 allows ten minutes at most)


def age_html(flow: Flow) -> str:
    """Return how old the code is, counted on in the page: the kernel has nothing to do with every second."""
    age = flow.code_age
    if age is None or flow.token_response is not None:
        return ""
    asked = flow.run.last("authorize")
    made = asked["at"] if asked else 0.0
    pasted = _first_paste(flow)
    is_known = provider_at(flow.provider_address) is not None
    life, takes_it, what_then = _life(flow)
    words = (
        "The code came here ",
        el("strong", _ticking(age, pasted)),
        " ago, and its link was given out ",
        _ticking(age + pasted - made, made),
        f" ago: its age lies between the two. It works once, and {takes_it}.",
        el("span", f" That time is over: {what_then}.", class_="fxp-late-words"),
    )
    late = " fxp-late" if age > life else ""
    known = " fxp-known" if is_known else ""  # then the page says by its colours, too, that the code is refused now
    return el("div", el("p", *words, class_="fx-sentence fx-open"), class_=f"fx fxp-age{known}{late}", data_fxp_late=life)


def _life(flow: Flow) -> tuple[int, str, str]:
    """For how many seconds the provider takes a code, the same in words, and what to do after them: of our own it is known."""
    local = provider_at(flow.provider_address)
    if local is None:
        return LATE, "most providers let it live for a minute or so", "send it, and if it is refused open a fresh link"
    life = local.code_lifetime
    return (
        life,
        f"this provider takes it for {span(life)} from its making",
        "open a fresh link in step 2, since this code is refused now",
    )


def _first_paste(flow: Flow) -> float:
    """When the code that is held came here first: pasted once more, it is no younger."""
    pastes = [event for event in flow.run.events if event["kind"] == "receive"]
    codes = [next((value for name, value in event["params"] if name == "code"), None) for event in pastes]
    return next((event["at"] for event, code in zip(pastes, codes, strict=True) if code == codes[-1]), 0.0)


def _ticking(seconds: float, since: float) -> Html:
    return el("span", duration(int(seconds)), data_fxp_since=since)
