"""The JWT that a client signs to prove who it is (OIDC Core 9, RFC 7523 3)."""

from __future__ import annotations

from typing import Any

import jwt

from ..errors import Mistake
from ..secret import Secret
from .client import Client
from .jose import ASYMMETRIC


def sign_client_assertion(client: Client, audience: str, *, now: float, jti: str, lifetime: int = 60) -> Secret:
    """Return the JWT with which `private_key_jwt` proves who the client is (OIDC Core 9, RFC 7523 3).

    `audience` is the token endpoint or the issuer, as the provider wants it; `lifetime` is in seconds.
    Raises `Mistake` for a key that does not load or does not fit the algorithm.
    """
    if client.private_key is None:
        raise Mistake("private_key_jwt needs the client's private key: give Client(private_key=...) a PEM text.")
    claims = {
        "iss": client.client_id,
        "sub": client.client_id,
        "aud": audience,
        "jti": jti,
        "iat": int(now),
        "exp": int(now) + lifetime,
    }
    headers = {"kid": client.private_key_id} if client.private_key_id else None
    alg = client.token_endpoint_auth_signing_alg
    if alg not in ASYMMETRIC:
        raise Mistake(f"token_endpoint_auth_signing_alg is one of {', '.join(ASYMMETRIC)}, not {alg!r}.")
    signed = _signed(claims, client.private_key, alg, headers)
    if signed is None:  # raised here, where no exception with the key in its frames can be its context
        raise Mistake(
            f"The private key does not load, or is no key for {alg}. Expected a PEM text without a password "
            "(openssl pkey -in locked.pem -out open.pem takes one away), of the kind that the algorithm signs with: "
            "Client(token_endpoint_auth_signing_alg='ES256') for an EC key of the curve P-256."
        )
    return Secret(signed, "client_assertion")


def _signed(claims: dict[str, Any], private_key: Secret, alg: str, headers: dict[str, Any] | None) -> str | None:
    """Return the signed claims; None for a key that does not load or does not fit."""
    try:
        return jwt.encode(claims, private_key.reveal(), algorithm=alg, headers=headers)
    except Exception:  # PyJWT and cryptography raise a dozen kinds
        return None
