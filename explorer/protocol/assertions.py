"""The JWT that a client signs to prove who it is (OIDC Core 9, RFC 7523 3)."""

from __future__ import annotations

import warnings
from typing import Any

import jwt

from ..errors import Mistake
from ..messages import unquoted
from ..secret import Secret
from .auto import AUTO
from .client import Client
from .metadata import ProviderMetadata


def assertion_audience(client: Client, metadata: ProviderMetadata) -> str:
    """Return whom an assertion is made for.

    OIDC Core 9 says the address of the token endpoint, also where another endpoint is asked. Newer texts want the issuer
    alone, since a token endpoint that somebody else names could be meant (RFC 7523bis); providers differ.
    """
    wanted = client.assertion_audience
    if wanted is AUTO:
        return metadata.endpoint("token_endpoint")
    return metadata.issuer if wanted == "issuer" else wanted


def sign_client_assertion(client: Client, audience: str, *, now: float, jti: str, lifetime: int = 60) -> Secret:
    """Return the JWT with which a client proves who it is, where its method signs one (OIDC Core 9, RFC 7523 3).

    `audience` is whom it is for (`assertion_audience`); `lifetime` is in seconds. Raises `Mistake` for a credential that is
    missing, does not load, or does not fit the algorithm.
    """
    method, credential = client.method, client.credential
    if credential is None:
        raise Mistake(f"{method.name} signs with a credential that this client has not got: give Client({method.needs}=...).")
    alg = client.token_endpoint_auth_signing_alg
    if alg is AUTO:
        alg = method.algorithms[0]
    if alg not in method.algorithms:
        raise Mistake(
            f"token_endpoint_auth_signing_alg of {method.name} is one of {', '.join(method.algorithms)}, not {unquoted(alg)}."
        )
    claims = {
        "iss": client.client_id,
        "sub": client.client_id,
        "aud": audience,
        "jti": jti,
        "iat": int(now),
        "exp": int(now) + lifetime,
    }
    signed = _signed(claims, credential, alg, {"kid": client.private_key_id} if client.private_key_id else None)
    if signed is None:  # raised here, where no exception with the key in its frames can be its context
        hint = _OF_A_KEY if method.needs == "private_key" else ""
        raise Mistake(f"The {credential.label.replace('_', ' ')} does not load, or is no key for {alg}.{hint}")
    return Secret(signed, "client_assertion")


_OF_A_KEY = (
    " Expected a PEM text without a password (openssl pkey -in locked.pem -out open.pem takes one away), of the kind that the "
    "algorithm signs with: Client(token_endpoint_auth_signing_alg='ES256') for an EC key of the curve P-256."
)


def _signed(claims: dict[str, Any], credential: Secret, alg: str, headers: dict[str, Any] | None) -> str | None:
    """Return the signed claims; None for a key that does not load or does not fit."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # PyJWT warns of a short key on the kernel's log; to judge is for the rules
            return jwt.encode(claims, credential.reveal(), algorithm=alg, headers=headers)
    except Exception:  # PyJWT and cryptography raise a dozen kinds
        return None
