"""What lesson 04 does with tokens: reads them without care, changes them, and verifies them by hand, without the explorer's rules."""

from __future__ import annotations

import hmac
import json
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from typing import Any

import jwt
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from ..protocol.jose import parse_jwt
from ..secret import Secret, Text, reveal


def careless(token: Text) -> dict[str, Any]:
    """Read the claims of a token, and check nothing: PyJWT's `verify_signature: False`."""
    claims: dict[str, Any] = jwt.decode(reveal(token), options={"verify_signature": False})
    return claims


def changed(token: Text, **claims: Any) -> Secret:
    """Return the token with other claims, and with the signature that it had."""
    header, _, signature = reveal(token).split(".")
    written = json.dumps(careless(token) | claims).encode()
    return Secret(f"{header}.{urlsafe_b64encode(written).rstrip(b'=').decode()}.{signature}", "id_token")


def public_key(jwks: Mapping[str, Any], token: Text) -> bytes:
    """Return the published key that a token's `kid` names, as text in the form PEM: what a program holds that verifies with it."""
    text: bytes = _key(jwks, token).public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    return text


def hmac_fits(token: Text, secret: bytes) -> bool:
    """Tell whether a token's signature is the HMAC (HS256) that is made with this secret (RFC 7518 3.2)."""
    parsed = parse_jwt(token)
    return hmac.compare_digest(hmac.new(secret, bytes(parsed.signing_input), "sha256").digest(), bytes(parsed.signature))


def is_signed(token: Text, jwks: Mapping[str, Any]) -> bool:
    """Tell whether the key that `kid` names has signed exactly this header and these claims (RS256, RFC 7518 3.3)."""
    parsed = parse_jwt(token)
    try:
        _key(jwks, token).verify(bytes(parsed.signature), bytes(parsed.signing_input), PKCS1v15(), SHA256())
    except InvalidSignature:
        return False
    return True


def library(token: Text, jwks: Mapping[str, Any], *, audience: str, issuer: str) -> dict[str, Any]:
    """Have PyJWT decode a token with all that it can use: the right key, one algorithm, our name, the provider's name.

    Raises PyJWT's own error where it notices something.
    """
    key = jwt.PyJWKSet.from_dict(dict(jwks))[parse_jwt(token).kid or ""]
    claims: dict[str, Any] = jwt.decode(reveal(token), key, algorithms=["RS256"], audience=audience, issuer=issuer)
    return claims


def _key(jwks: Mapping[str, Any], token: Text) -> Any:
    return jwt.PyJWKSet.from_dict(dict(jwks))[parse_jwt(token).kid or ""].key
