"""Tokens that are not what they seem: without a signature, or with a stranger's. Asked only by name; the values are the run's own."""

from __future__ import annotations

import base64
import json

import jwt

from ..protocol.jose import encode_base64url, parse_jwt
from ..secret import Secret, reveal


def unsigned_variants(token: Secret) -> dict[str, Secret]:
    """Return a JWT without its signature (alg none, spelled in two ways), and signed by a fresh key."""
    body = reveal(token).split(".")[1]
    found = {alg: _joined({**parse_jwt(token).header, "alg": alg}, body, "") for alg in ("none", "nOne")}
    return {**found, "foreign": foreign(token)}


def unsigned(token: Secret) -> Secret:
    """Return a JWT with alg none and no signature."""
    return _joined({**parse_jwt(token).header, "alg": "none"}, reveal(token).split(".")[1], "")


def foreign(token: Secret) -> Secret:
    """Return the same claims, signed by a key that nobody knows."""
    from cryptography.hazmat.primitives.asymmetric import rsa

    body = reveal(token).split(".")[1]
    claims = json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
    header = {name: value for name, value in parse_jwt(token).header.items() if name != "alg"}
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return Secret(jwt.PyJWS().encode(json.dumps(claims).encode(), key, "RS256", header), "forged_token")


def _joined(header: dict[str, object], body: str, signature: str) -> Secret:
    return Secret(f"{encode_base64url(json.dumps(header).encode())}.{body}.{signature}", "forged_token")
