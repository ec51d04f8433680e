"""Links to the local provider, and what the redirects bring in which they end."""

from __future__ import annotations

from urllib.parse import parse_qs, urlencode, urlsplit

from explorer import LocalProvider
from explorer.protocol.client import Client
from explorer.secret import Secret


def link(provider: LocalProvider, client: Client, **params: str) -> str:
    """Return an authorization request."""
    usual = {"response_type": "code", "client_id": client.client_id, "redirect_uri": client.redirect_uri, "scope": "openid"}
    return f"{provider.metadata.authorization_endpoint}?{urlencode(usual | {'state': 'xyz'} | params)}"


def parameters(redirect: Secret) -> dict[str, str]:
    """Return what a redirect brings."""
    return {name: values[0] for name, values in parse_qs(urlsplit(redirect.reveal()).query).items()}
