"""Logout: the link that ends the session at the provider (RP-Initiated Logout 1.0)."""

from __future__ import annotations

from ..messages import with_query
from ..secret import Secret
from .metadata import ProviderMetadata


def build_logout_url(
    metadata: ProviderMetadata,
    *,
    id_token_hint: Secret | None,
    client_id: str,
    post_logout_redirect_uri: str | None = None,
    state: str | None = None,
) -> Secret:
    """Return the link that signs the user out at the provider (RP-Initiated Logout 1.0, section 2).

    It is a `Secret`, since the ID token that says whose session ends is part of it.
    """
    pairs = [
        ("id_token_hint", id_token_hint.reveal() if id_token_hint else None),
        ("client_id", client_id),
        ("post_logout_redirect_uri", post_logout_redirect_uri),
        ("state", state),
    ]
    sent = [(name, value) for name, value in pairs if value is not None]
    return Secret(with_query(metadata.endpoint("end_session_endpoint"), sent), "logout_url")
