"""To which sign-in a pasted text is the answer: the one that waits, the link on the screen, or one of a kernel that is no more."""

from __future__ import annotations

from ..errors import Mistake
from ..flow import Flow
from ..protocol.redirect import AuthorizationResponse, parse_redirect
from ..secret import Secret
from .former import former_sign_in
from .model import PanelModel, model_waiting_for


def taken_apart(model: PanelModel, pasted: Secret, as_is: bool) -> AuthorizationResponse:
    """Read the text for a first look: the state of the link that was opened tells where a broken address ends."""
    if not model.has_flow:
        return parse_redirect(pasted, as_is=as_is)
    shown, waiting = model.drafts.current.request, model.flow.authorization_request
    request = shown if waiting is None or (shown.state and shown.state in pasted.reveal()) else waiting
    return parse_redirect(
        pasted, as_is=as_is, state=request.state, redirect_uri=request.redirect_uri, provider=request.endpoint
    )


def panel_that_waits(model: PanelModel, response: AuthorizationResponse) -> PanelModel | None:
    """Return what another panel of this kernel stands on to whose link this is the answer, where this panel has no such link."""
    waits_itself = model.has_flow and model.flow.authorization_request is not None
    is_shown = model.has_flow and model.drafts.is_on_screen(response.state)
    if response.state is None or waits_itself or is_shown or model.hand_over is None:
        return None
    return model_waiting_for(response.state)


def find_flow(model: PanelModel, response: AuthorizationResponse, pasted: Secret) -> None:
    """Make sure that there is a flow to which this can be the answer, if need be that of a kernel that is no more."""
    waiting = model.flow.authorization_request if model.has_flow else None
    is_shown = model.has_flow and model.drafts.is_on_screen(response.state)
    if is_shown and (waiting is None or waiting.state != response.state):
        model.drafts.use()  # the link was taken from the page by other means than its buttons
    elif waiting is None:
        if response.state is None:
            raise Mistake("There is no sign-in to which this could be the answer: open the sign-in link first.")
        if former := former_sign_in(response.state, model.earlier_runs):
            raise Mistake(former)
        model.adopt(Flow.resume(pasted), None)
