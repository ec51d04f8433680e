"""Who asks whom in a sign-in of a HAR: the provider with its keys, and the client, as far as the HAR tells of them."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

from ...errors import Mistake
from ...messages import origin
from ...protocol.client import Client
from ...protocol.metadata import ProviderMetadata, parse_metadata
from ...runs.token_hunt import GIVING
from ..alone import UNKNOWN, client_of, stand_in
from ..opening import guessed_metadata
from .attempts import Attempt
from .entries import Entry
from .roles import Role, json_of


def metadata_of(attempt: Attempt, shared: list[tuple[Role, Entry]]) -> tuple[ProviderMetadata, Entry | None]:
    """Return what is known of the provider, and the exchange with its discovery document; else what its addresses tell."""
    endpoint = attempt.request.endpoint or None
    token = next((entry.url.partition("?")[0] for role, entry in attempt.later if role in GIVING), None)
    for role, entry in shared:
        if role != "discover" or entry.exchange.response is None:
            continue
        try:
            found = parse_metadata(entry.exchange.response.content())
        except Mistake:
            continue
        theirs = (found.authorization_endpoint or "").partition("?")[0]
        if endpoint is None or theirs == endpoint or origin(found.issuer) == origin(endpoint):
            return found, entry
    if attempt.discovery is not None:
        return ProviderMetadata(issuer=attempt.discovery.url.partition("/.well-known/")[0] or UNKNOWN), None
    guess = guessed_metadata(authorization_endpoint=endpoint, token_endpoint=token) if endpoint or token else None
    iss = attempt.response.iss if attempt.response else None
    return (dataclasses.replace(guess, issuer=iss) if guess and iss else guess) or ProviderMetadata(issuer=iss or UNKNOWN), None


def client_in(attempt: Attempt) -> Client | None:
    """Return the client, as its token request tells of it where that is in the HAR; None where nothing does."""
    sent = next((entry.exchange.request for role, entry in attempt.later if role == "exchange"), None)
    redirect_uri, client_id = attempt.request.redirect_uri, attempt.request.get("client_id")
    if sent is not None:
        seen = client_of(sent)
        known = seen.client_id if seen.client_id != UNKNOWN else client_id or UNKNOWN
        return dataclasses.replace(seen, redirect_uri=redirect_uri or seen.redirect_uri, client_id=known)
    return stand_in(client_id, redirect_uri) if client_id else None


def keys_in(shared: list[tuple[Role, Entry]], metadata: ProviderMetadata) -> Mapping[str, Any] | None:
    """Return the provider's key set; None where the HAR has none."""
    sets = [entry for role, entry in shared if role == "keys"]
    own = next((entry for entry in sets if entry.url == metadata.jwks_uri), sets[0] if sets else None)
    return json_of(own) if own is not None else None
