"""An authorization request with which all is well, and one that differs from it in something."""

from __future__ import annotations

import dataclasses
from typing import Any

from explorer.protocol.authorize import AuthorizationRequest
from explorer.protocol.client import Client
from explorer.protocol.metadata import ProviderMetadata
from explorer.protocol.pkce import code_challenge
from explorer.rules import Report
from explorer.rules.authorize import check_authorize_request
from explorer.secret import Secret

OP, CALLBACK = "https://op.example", "https://app.example/cb"
MEMBERS: dict[str, Any] = {
    "issuer": OP,
    "response_types_supported": ["code", "id_token code"],
    "response_modes_supported": ["query", "form_post", "fragment"],
    "scopes_supported": ["openid", "email", "offline_access"],
    "code_challenge_methods_supported": ["S256", "plain"],
    "acr_values_supported": ["silver"],
    "claims_parameter_supported": True,
    "request_parameter_supported": True,
    "prompt_values_supported": ["none", "login", "consent", "create"],
}
METADATA = ProviderMetadata(issuer=OP, authorization_endpoint=f"{OP}/authorize", members=MEMBERS)
CLIENT = Client("my-app", "secret", redirect_uri=CALLBACK)
PUBLIC = Client("my-app", redirect_uri=CALLBACK)
VERIFIER = Secret("canary-verifier-0123456789abcdefghij-._~ABCDEF", "code_verifier")
CHALLENGE = code_challenge(VERIFIER.reveal())
HONEST = {
    "response_type": "code",
    "client_id": "my-app",
    "redirect_uri": CALLBACK,
    "scope": "openid email",
    "state": "Yw3oPq81nXsK0bLhZ7tEmA",
    "nonce": "0Hq5vUu2kJrT9cDxWf6gLQ",
    "code_challenge": CHALLENGE,
    "code_challenge_method": "S256",
}


def check(
    changes: dict[str, str | None] | None = None,
    *,
    extra: Any = (),
    client: Client = CLIENT,
    endpoint: str = f"{OP}/authorize",
    used: Any = (),
    registered: str | None = None,
    **members: Any,
) -> Report:
    """Check an honest request but for the changes; None leaves a parameter out. `members` change the discovery document."""
    sent = {name: value for name, value in {**HONEST, **(changes or {})}.items() if value is not None}
    request = AuthorizationRequest(endpoint, (*sent.items(), *extra), None, None, VERIFIER, "S256")
    metadata = dataclasses.replace(METADATA, members={**MEMBERS, **members})
    if registered:
        client = dataclasses.replace(client, redirect_uri=registered)
    return check_authorize_request(request, client=client, metadata=metadata, used=used)
