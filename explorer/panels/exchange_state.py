"""How far the exchange is: a code that went out without an answer may have arrived, and nobody here knows."""

from __future__ import annotations

from ..flow import Flow
from ..protocol.tokens import TokenResponse
from ..runs.events import ExchangeEvent
from ..runs.exchanges import exchange_of
from .age import age_html
from .parts import said


def state_of_exchange(flow: Flow) -> str:
    """Return "done", "failed" after a refusal and after no answer, or "" while nothing was sent."""
    if flow.token_response is None:
        return "failed" if is_unanswered(flow) else ""
    return "done" if isinstance(flow.token_response, TokenResponse) else "failed"


def is_unanswered(flow: Flow) -> bool:
    """Tell whether the code that came was to be sent, and no answer came the last time."""
    tries = _tries(flow)
    return flow.token_response is None and bool(tries) and not tries[-1].get("response")


def went_out(flow: Flow) -> bool:
    """Tell whether the code that came has been sent, also where no answer came; where no connection came about it was not."""
    return any(exchange_of(each).was_sent for each in _tries(flow))


def _tries(flow: Flow) -> list[ExchangeEvent]:
    code = flow.authorization_response.code if flow.authorization_response else None
    sent = (event for event in flow.run.attempt if event["kind"] == "exchange" and event["step"] == "exchange")
    return [each for each in sent if ["code", repr(code)] in (each["request"].get("form") or ())]


def state_of_code(flow: Flow) -> str:
    """Return what is known of the code as HTML: how old it is, or that it went out already."""
    if flow.token_response is None and went_out(flow):
        return said(_SENT_UNANSWERED if is_unanswered(flow) else _SENT_BEFORE, kind="warn")
    return age_html(flow)


_SENT_BEFORE = (
    "This code was sent before, and a code works once: a second use is refused, and may take back what the first one gave."
)
_SENT_UNANSWERED = (
    "This code was sent, and no answer came, so nobody here knows whether it arrived. If it did it is used up, and a second use is "
    "refused; a fresh link is the safe way on."
)
