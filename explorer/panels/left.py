"""What was under way when the kernel was restarted, or the panel's cell run again: what is known of it, and how it goes on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from ..flow import Flow
from ..protocol.authentication import METHODS, BasicEncoding
from ..protocol.client import Client
from ..protocol.provider_start import is_of_process
from ..runs.pending import left_waiting
from ..views.values import moment
from .model import PanelModel
from .setup import LocalChoice


@dataclass(frozen=True)
class Left:
    """A sign-in that was left. `was_local` is True where its local provider is gone, as it goes with its kernel.

    `before` is what the panel stood on that the cell showed before it was run again; there nothing is lost.
    """

    choice: LocalChoice
    arguments: Mapping[str, Any]
    client_id: str = ""
    address: str = ""
    when: str = ""
    state: str = ""
    was_local: bool = True
    before: PanelModel | None = None

    @property
    def words(self) -> str:
        """What it was, and what can be done."""
        if self.before is not None:
            return f"This cell was run again. {_how_far(self.before)} {_STOPPED if self.was_local else _STILL_HERE}"
        scope = self.arguments.get("scope", "openid")
        what = f"begun at {self.when}, client `{self.client_id}` at `{self.address}`, scope `{scope}`"
        told = f"A sign-in was waiting in this notebook when its kernel was restarted: {what}."
        return f"{told} {_FORGOTTEN if self.was_local else _GOES_ON}"


_FORGOTTEN = (
    "Its local provider ended with that kernel and forgot it, so what you bring back from there is of no use. "
    "“Start it again” begins that sign-in anew, at a provider of this kernel."
)
_GOES_ON = "It goes on here: press “Go on in step 3”, and paste the address at which you arrived."
_STILL_HERE = "Nothing of it is lost: “Go on with it” shows it here as it was. Or begin another one below."
_STOPPED = "Its local provider was stopped since, and forgot it. “Start it again” begins that sign-in anew at another one."


def _how_far(model: PanelModel) -> str:
    """How far the flow of a panel has come, in a sentence."""
    flow = model.flow
    who = f"client `{flow.client.client_id}` at `{flow.issuer}`"
    if model.local is not None:
        who += " (local provider)"
    asked = flow.run.last("authorize")
    if asked is None or flow.authorization_request is None:
        return f"The panel that it showed before has a provider: {who}."
    if flow.tokens is not None:
        became = "it brought tokens"
    elif flow.token_response is not None:
        became = "its code was refused"
    elif flow.authorization_response is not None:
        became = "its answer was read"
    else:
        became = "it waits for the address at which you arrive"
    scope = flow.authorization_request.scope
    what = f"begun at {moment(asked['at'])}, {who}" + (f", scope `{scope}`" if scope else "")
    return f"The panel that it showed before holds a sign-in {what}: {became}."


def left_by(flow: Flow) -> Left:
    """Return what is needed to begin the sign-in of this flow once more."""
    return Left(_choice(vars(flow.client), flow.profile), flow.arguments)


def left_by_the_cell(before: PanelModel | None) -> Left | None:
    """Return what the panel before holds, or what it offered itself; None where there was none, or one without a flow."""
    if before is None or not before.has_flow:
        return before.left if before is not None else None
    request = before.flow.authorization_request
    state = request.state if request is not None and request.state else ""
    return replace(left_by(before.flow), state=state, was_local=before.has_lost_its_provider, before=before)


def left_in_this_notebook() -> Left | None:
    """Return the newest sign-in that an earlier kernel of this notebook left; None where there is none, or it is damaged."""
    kept = left_waiting()
    try:
        return _of(kept) if kept else None
    except (LookupError, TypeError, ValueError, AttributeError):
        return None


def _of(kept: Mapping[str, Any]) -> Left:
    client = kept["client"]
    return Left(
        _choice(client, kept["settings"]["profile"]),
        dict(kept["arguments"]),
        str(client["client_id"]),
        str(kept["metadata"]["issuer"]),
        moment(kept["saved"]),
        str(kept["state"]),
        isinstance(kept["started"], str) and is_of_process(kept["started"], kept["kernel"]["process"]),
    )


def _choice(client: Mapping[str, Any], profile: str | None) -> LocalChoice:
    """The local provider and client that are most like these."""
    method = client["token_endpoint_auth_method"]
    encoding: BasicEncoding = "raw" if client.get("basic_encoding") == "raw" else "form"
    known = method if method in tuple(METHODS) else Client("any", redirect_uri="any").token_endpoint_auth_method
    return LocalChoice("oracle" if profile == "oracle" else "standard", known, encoding)
