"""Damage to an ID token that was honest when it was made: what comes is no longer what was signed, or no JWT at all."""

from __future__ import annotations

import base64
import functools
import json
from collections.abc import Callable

from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from joserfc import jwe
from joserfc.jwk import RSAKey

from ..keys import base64url
from .registry import Change, rows

row = rows("signed_id_token")


def _damages(change: Callable[[str, str, str], str]) -> Change:
    """Make a fault of a function that gets the three parts of the ID token and returns the text that is sent."""

    def damages(signed_id_token: list[str]) -> None:
        header, payload, signature = signed_id_token
        signed_id_token[:] = change(header, payload, signature).split(".")

    return damages


def _decoded(part: str) -> bytes:
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


def _promoted(header: str, payload: str, signature: str) -> str:
    claims = json.loads(_decoded(payload)) | {"groups": ["administrators"]}
    return f"{header}.{base64url(json.dumps(claims).encode())}.{signature}"


def _as_der(header: str, payload: str, signature: str) -> str:
    """JWS has R and S side by side (RFC 7518 3.4); DER is what OpenSSL makes."""
    if json.loads(_decoded(header)).get("alg", "")[:2] == "ES":
        raw = _decoded(signature)
        half = len(raw) // 2
        r, s = (int.from_bytes(number, "big") for number in (raw[:half], raw[half:]))
        signature = base64url(encode_dss_signature(r, s))
    return f"{header}.{payload}.{signature}"


@functools.cache
def _recipient() -> RSAKey:
    """The key of somebody who could read what is encrypted; its private half is thrown away."""
    return RSAKey.generate_key(2048)


def _encrypted(header: str, payload: str, signature: str) -> str:
    """A real JWE with the honest token inside (OIDC Core 10.2)."""
    protected = {"alg": "RSA-OAEP-256", "enc": "A256GCM", "cty": "JWT"}
    inside = f"{header}.{payload}.{signature}".encode()
    return jwe.encrypt_compact(protected, inside, _recipient(), algorithms=["RSA-OAEP-256", "A256GCM"])


row(
    "changed-claims",
    "Changes the claims after signing them: the user is an administrator now.",
    _damages(_promoted),
    caught_by="IDTH-SIGNATURE-INVALID",
)
row(
    "signature-cut-off",
    "Cuts the signature off, and leaves the header as it was.",
    _damages(lambda header, payload, signature: f"{header}.{payload}."),
    caught_by="IDTH-SIGNATURE-EMPTY",
)
row(
    "der-signature",
    "Writes an ES256 signature as OpenSSL does (DER), not as JWS wants it: it shows with ES256, ES384 and ES512.",
    _damages(_as_der),
    caught_by="IDTH-SIGNATURE-ECDSA-FORMAT",
)
row(
    "encrypted-id-token",
    "Encrypts the ID token for a key that the client does not have: it has five parts.",
    _damages(_encrypted),
    caught_by="IDTH-ENCRYPTED",
    in_the_wild="Users of openid-client and angular-oauth2-oidc met ID tokens of five parts.",
)
row(
    "two-parts",
    "Hands out an ID token of two parts, without even the dot before the signature.",
    _damages(lambda header, payload, signature: f"{header}.{payload}"),
    caught_by="IDTH-PARTS",
)
row(
    "padded-parts",
    "Pads the parts of the ID token with =, as base64 does and a JWT does not.",
    _damages(lambda *parts: ".".join(f"{part}=" for part in parts)),
    caught_by="IDTH-BASE64URL",
)
row(
    "claims-no-json",
    "Puts a list where the claims of the ID token should be.",
    _damages(lambda header, payload, signature: f"{header}.{base64url(b'[]')}.{signature}"),
    caught_by="IDTH-NOT-JSON",
)
