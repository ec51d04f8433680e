"""Finishing the steps that the reader has not done, for Run All and for CI."""

from __future__ import annotations

from ..errors import Mistake
from .answer_state import is_worth_sending
from .authorize_step import AuthorizeStep
from .exchange_step import ExchangeStep
from .model import STEPS, PanelModel
from .redirect_step import RedirectStep

_PATIENCE = 60.0  # seconds that are waited for what the reader has begun


def wait_for(model: PanelModel) -> None:
    """Wait for what is under way in a panel. Raises `Mistake` when that takes too long."""
    if not model.worker.wait(_PATIENCE):
        raise Mistake("The panel is still waiting for the provider: press Stop in it, then run this cell again.")


def finish_steps(model: PanelModel, until: str, user: str) -> None:
    """Do the steps that were not done, up to this one, at the local provider, where `user` signs in."""
    todo = STEPS[: STEPS.index(until) + 1]
    if "exchange" in todo:
        _exchange(model, user)
    elif "redirect" in todo:
        _sign_in(model, user)
    elif model.flow.authorization_request is None:
        model.use_link()
    model.open = until
    model.changed()


def _exchange(model: PanelModel, user: str) -> None:
    """Have tokens, and have them checked. What was refused is done again with a fresh sign-in and nothing altered."""
    flow = model.flow
    if flow.tokens is None:
        _sign_in(model, user)
        step = ExchangeStep.of(model)
        step.form.reset()
        step.exchange()
    if not model.state_of("tokens"):
        flow.check()


def _sign_in(model: PanelModel, user: str) -> None:
    """Have a code that was not sent yet and whose guards hold."""
    flow = model.flow
    if flow.token_response is None and is_worth_sending(flow, model.despite):
        return
    if "authorize" in model.steps:
        model.drafts.write(AuthorizeStep.of(model).form.arguments)
    if model.local is None:
        raise Mistake("Open the link of step 2 in the panel, sign in, and paste what came back; then run this cell again.")
    if flow.authorization_request is None:
        model.use_link()
    elif flow.authorization_response is not None:
        model.use_fresh_link()
    RedirectStep.of(model).sign_in(user)
