"""Several messages of one sign-in that were pasted at once, judged together: they become a run, as those of a HAR do."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable
from typing import TypeVar

from ..messages import Exchange, Request, Response, Timing
from ..protocol.authorize import AuthorizationRequest
from ..protocol.metadata import ProviderMetadata
from ..protocol.redirect import AuthorizationResponse
from ..protocol.tokens import TokenErrorResponse, TokenResponse
from .har.attempts import Attempt
from .har.entries import Entry
from .har.record import recorded
from .har.roles import Role
from .nowhere import as_pasted, is_nowhere
from .value import Explanation

T = TypeVar("T")


def judged_together(pieces: Iterable[Explanation], now: float) -> Explanation | None:
    """Return the run that pasted messages make, in an explanation; None where they are not of one sign-in."""
    messages = [each.message for piece in pieces for each in piece.everything if each.message is not None]
    asked = _only(messages, AuthorizationRequest)
    answered = _only(messages, AuthorizationResponse)
    sent = _only(messages, Request)
    came: TokenResponse | TokenErrorResponse | None = _only(messages, TokenResponse) or _only(messages, TokenErrorResponse)
    metadata = _only(messages, ProviderMetadata)
    keys = next((each for each in messages if isinstance(each, dict)), None)
    if sum(each is not None for each in (asked, answered, sent, came)) < 2 and not (came and keys):
        return None
    if asked is not None:
        asked = dataclasses.replace(asked, endpoint=as_pasted(asked.endpoint))
    attempt = Attempt(_pasted(Request("GET", asked.endpoint, ()), now) if asked else None, asked or _NOTHING)
    if answered is not None:
        attempt.response, attempt.answered = _without_place(answered), now
    if sent is not None:
        entry = _pasted(sent, now, came.response if came else None)
        attempt.later.append(("exchange", entry))
    if isinstance(came, TokenResponse):
        attempt.tokens.append(came)
    elif sent is None:
        attempt.refused = came
    shared: list[tuple[Role, Entry]] = []
    if metadata is not None:
        shared.append(("discover", _document(metadata.members, "discover", now)))
    if keys is not None:
        shared.append(("keys", _document(keys, metadata.jwks_uri if metadata else "jwks", now)))
    found = recorded(attempt, shared, "", 1, pasted=True)
    return Explanation("several", "", "likely", "", missing=tuple(found.missing), runs=(found.run,))


def _without_place(answered: AuthorizationResponse) -> AuthorizationResponse:
    """An answer of which only the path was pasted: nobody knows whether the browser landed at the redirect_uri."""
    unknown = answered.address is not None and is_nowhere(answered.address)
    return dataclasses.replace(answered, address=None) if unknown else answered


def parts_of_a_whole(pieces: Iterable[Explanation]) -> tuple[Explanation, ...]:
    """Return messages that were judged together: no refusal is weighed alone, and what one lacks may stand in the next."""
    return tuple(dataclasses.replace(piece, why=None, missing=(), pieces=parts_of_a_whole(piece.pieces)) for piece in pieces)


_NOTHING = AuthorizationRequest("", (), None, None, None, None)


def _only(messages: list[object], kind: type[T]) -> T | None:
    """The one message of a kind; None where there are several."""
    found = [each for each in messages if isinstance(each, kind)]
    return found[0] if len(found) == 1 else None


def _pasted(request: Request, now: float, response: Response | None = None) -> Entry:
    sent = dataclasses.replace(request, url=as_pasted(request.url))
    return Entry(0, Exchange("", sent, response, Timing(now)), False, None)


def _document(members: object, url: str | None, now: float) -> Entry:
    body = json.dumps(members).encode("utf-8", "replace")
    response = Response(200, "", (("Content-Type", "application/json"),), body)
    return Entry(
        0, dataclasses.replace(_pasted(Request("GET", url or "jwks", ()), now).exchange, response=response), False, None
    )
