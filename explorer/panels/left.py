"""A sign-in that was under way when the kernel was restarted: what is known of it, and how it is begun once more."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..flow import Flow
from ..protocol.authentication import METHODS, BasicEncoding
from ..protocol.client import Client
from ..protocol.provider_start import is_of_process
from ..runs.pending import left_waiting
from ..views.values import moment
from .setup import LocalChoice


@dataclass(frozen=True)
class Left:
    """A sign-in that was left. `was_local` is True where its provider ran in the kernel that is gone, and ended with it."""

    choice: LocalChoice
    arguments: Mapping[str, Any]
    client_id: str = ""
    address: str = ""
    when: str = ""
    state: str = ""
    was_local: bool = True

    @property
    def words(self) -> str:
        """What it was, and what can be done."""
        scope = self.arguments.get("scope", "openid")
        what = f"begun at {self.when}, client `{self.client_id}` at `{self.address}`, scope `{scope}`"
        told = f"A sign-in was waiting in this notebook when its kernel was restarted: {what}."
        return f"{told} {_FORGOTTEN if self.was_local else _GOES_ON}"


_FORGOTTEN = (
    "Its local provider ended with that kernel and forgot it, so what you bring back from there is of no use. "
    "“Start it again” gets the same link ready, at a provider of this kernel."
)
_GOES_ON = "It goes on here: press “Go on in step 3”, and paste the address at which you arrived."


def left_by(flow: Flow) -> Left:
    """Return what is needed to begin the sign-in of this flow once more."""
    return Left(_choice(vars(flow.client), flow.profile), flow.arguments)


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
