"""A flow that begins where a pasted text stands: with its client, its provider, its parameters, and the code that came."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..errors import Mistake
from ..secret import Secret
from .flow import Flow
from .front_channel import OneTimeValues

if TYPE_CHECKING:
    from ..explanation.opening import Opening


def open_flow(opening: Opening, *, provider: Any = None, client: Any = None, **settings: Any) -> Flow:
    """Return the flow that an explained text opens as; `settings` are arguments of `Flow`.

    A link gets random values of its own, so that it can be opened at once. A token request gets its code and verifier, so
    that `token_request()` shows it as the standards have it and `exchange()` sends it. Raises `Mistake` where provider or
    client are not known from the text and were not given.
    """
    provider = provider if provider is not None else opening.provider
    client = client if client is not None else opening.client
    if provider is None or client is None:
        lacks = "provider" if provider is None else "client"
        example = "Client('my-client', redirect_uri='https://...')" if lacks == "client" else "'https://issuer.example'"
        raise Mistake(f"The text does not say which {lacks}: give it as flow({lacks}={example}).")
    flow = Flow(provider, client, **settings)
    arguments = opening.arguments
    if isinstance(provider, str) or (opening.code is None and arguments is None):
        return flow  # discover() comes first
    if flow.provider_metadata is None or flow.provider_metadata.authorization_endpoint is None:
        return flow
    verifier = opening.code_verifier
    fresh = OneTimeValues(code_verifier=verifier) if verifier is not None else None
    pkce = {"pkce": "S256" if verifier is not None else None} if opening.code is not None else {}
    flow.authorize(**{**(arguments or {}), **pkce}, fresh=fresh)
    if isinstance(opening.code, Secret):
        flow.receive(opening.code, as_is=True)
    return flow
