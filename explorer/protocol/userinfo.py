"""UserInfo: the provider is asked about the person who signed in (OIDC Core 5.3)."""

from __future__ import annotations

from ..messages import Request
from ..secret import Secret
from .metadata import ProviderMetadata


def build_userinfo_request(metadata: ProviderMetadata, access_token: Secret) -> Request:
    """Return the GET that shows the access token in its header, the only place for it (OIDC Core 5.3.1, RFC 6750 2.1)."""
    authorization = Secret(f"Bearer {access_token.reveal()}", "bearer_authorization")
    headers = (("Accept", "application/json, application/jwt"), ("Authorization", authorization))
    return Request.get(metadata.endpoint("userinfo_endpoint"), headers=headers)
