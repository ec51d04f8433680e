"""A JWT before it is signed. Written out by hand, so that a fault can make one that no library would."""

from __future__ import annotations

import hashlib
import hmac
import json
from dataclasses import dataclass, field
from typing import Any

from joserfc.jws import JWSRegistry

from .keys import Key, base64url


@dataclass
class UnsignedJwt:
    """What its header and claims will say, and the key and algorithm that really sign it.

    `now` is the provider's time in seconds since 1970. The header keeps its order: the first bytes of a token are what
    people recognise a provider by. `doubled` are members that come a second time, in header or claims by their names
    there; a `key` of bytes signs as HS256 whatever it is. `nonce` is the one that was sent, `access_token` the one beside it.
    """

    header: dict[str, Any]
    claims: dict[str, Any]
    key: Key | bytes
    alg: str
    now: int
    nonce: str | None = None
    access_token: str = field(default="", repr=False)
    doubled: dict[str, Any] = field(default_factory=dict)

    def sign(self) -> str:
        """Return the JWS in its compact form (RFC 7515 7.1); with alg none the third part is empty (RFC 7518 3.6)."""
        signing_input = ".".join(base64url(self._json(part).encode()) for part in (self.header, self.claims))
        return f"{signing_input}.{base64url(self._signature(signing_input.encode()))}"

    def _json(self, part: dict[str, Any]) -> str:
        twice = [(name, value) for name, value in self.doubled.items() if name in part]
        members = (f"{_dumped(name)}:{_dumped(value)}" for name, value in [*part.items(), *twice])
        return f"{{{','.join(members)}}}"

    def _signature(self, signing_input: bytes) -> bytes:
        if self.alg == "none":
            return b""
        if isinstance(self.key, bytes):  # joserfc refuses a public key as a shared secret, and rightly so
            return hmac.digest(self.key, signing_input, hashlib.sha256)
        # RFC 9864 renames EdDSA to Ed25519: the same signature, and joserfc warns at the old name.
        model = JWSRegistry(algorithms=["Ed25519" if self.alg == "EdDSA" else self.alg])
        return model.get_alg("Ed25519" if self.alg == "EdDSA" else self.alg).sign(signing_input, self.key)


def _dumped(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
