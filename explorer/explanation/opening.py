"""What a text says that is needed to begin a flow: who is asked, who asks, for what, and what came already."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import Any

from ..messages import origin, split_url
from ..protocol.client import Client
from ..protocol.metadata import ProviderMetadata
from ..redactor import passwords_in
from ..secret import Secret
from .nowhere import is_nowhere

_EXACT = {"exact": True}  # a flow needs the addresses as they came


@dataclass(frozen=True)
class Opening:
    """What `flow.opening.open_flow` needs; `arguments` are those of `Flow.authorize`, None where nothing was asked yet."""

    provider: ProviderMetadata | None = field(default=None, metadata=_EXACT)
    client: Client | None = field(default=None, repr=False, metadata=_EXACT)
    arguments: Any = field(default=None, repr=False, metadata=_EXACT)
    code: Secret | None = None
    code_verifier: Secret | None = None

    @property
    def has_password(self) -> bool:
        """Whether an address in it holds a password: no flow begins there, and nothing keeps it."""
        client = {"redirect_uri": self.client.redirect_uri} if self.client else {}
        told = json.dumps([vars(self.provider) if self.provider else None, client, self.arguments], default=str)
        return any(True for _ in passwords_in(told))


# How products lay out their addresses: what stands behind the issuer, for the two endpoints. Their own documentation says so;
# {} is the rest of the path, which belongs to the issuer.
_LAYOUTS = (
    ("/protocol/openid-connect/auth", "/protocol/openid-connect/token", ""),  # Keycloak
    ("/oauth2/v2.0/authorize", "/oauth2/v2.0/token", "/v2.0"),  # Microsoft Entra
    ("/as/authorization.oauth2", "/as/token.oauth2", ""),  # PingFederate
    ("/oauth2/v1/authorize", "/oauth2/v1/token", ""),  # Oracle identity domains, Okta's own server
    ("/v1/authorize", "/v1/token", ""),  # Okta's other servers, whose issuer has a path
    ("/connect/authorize", "/connect/token", ""),  # Duende IdentityServer
    ("/oauth2/authorize", "/oauth2/token", ""),  # Amazon Cognito, WSO2
    ("/oauth/authorize", "/oauth/token", ""),  # GitLab, and many others
    ("/oauth2/auth", "/oauth2/token", ""),  # Ory
    ("/authorize", "/oauth/token", ""),  # Auth0
    ("/authorize", "/token", ""),
    ("/auth", "/token", ""),
)
_GOOGLE = ("https://accounts.google.com/o/oauth2/v2/auth", "https://oauth2.googleapis.com/token", "https://accounts.google.com")


def guessed_metadata(
    *, authorization_endpoint: str | None = None, token_endpoint: str | None = None
) -> ProviderMetadata | None:
    """Return the metadata of a provider of which one endpoint is known, the other guessed where its product is recognised.

    None for an address that no flow can use.
    """
    known = authorization_endpoint or token_endpoint or ""
    parts = split_url(known)
    if (
        parts is None
        or parts.scheme not in ("http", "https")
        or not parts.hostname
        or "@" in parts.netloc
        or is_nowhere(known)
        or re.search(r"\s", known)
    ):
        return None
    authorize, token, issuer = _layout(authorization_endpoint, token_endpoint)
    return ProviderMetadata(
        issuer=issuer or origin(known),
        authorization_endpoint=(authorization_endpoint or authorize or "").partition("#")[0] or None,
        token_endpoint=(token_endpoint or token or "").partition("#")[0] or None,
    )


def _layout(authorize: str | None, token: str | None) -> tuple[str | None, str | None, str | None]:
    plain = (authorize or token or "").partition("?")[0].rstrip("/")
    if plain in _GOOGLE[:2]:
        return _GOOGLE
    for front, back, behind in _LAYOUTS:
        ending = front if authorize else back
        if plain.endswith(ending):
            base = plain.removesuffix(ending)
            sure = front != "/authorize" or back != "/oauth/token" or "auth0" in base  # Auth0 has domains of its customers, too
            if sure:
                return base + front, base + back, base + behind
    return None, None, None
