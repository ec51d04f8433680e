"""A JWT before it is signed. Written out by hand, so that a fault can make one that no library would."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from joserfc.jws import JWSRegistry

from .keys import Key, base64url


@dataclass
class Draft:
    """A JWT to be: what its header and claims will say, and the key and algorithm that really sign it.

    `now` is the provider's time in seconds since 1970. The header keeps its order: the first bytes of a token are what
    people recognise a provider by.
    """

    header: dict[str, Any]
    claims: dict[str, Any]
    key: Key
    alg: str
    now: int

    def sign(self) -> str:
        """Return the JWS in its compact form (RFC 7515 7.1); with alg none the third part is empty (RFC 7518 3.6)."""
        parts = (json.dumps(part, ensure_ascii=False, separators=(",", ":")) for part in (self.header, self.claims))
        signing_input = ".".join(base64url(part.encode()) for part in parts)
        return f"{signing_input}.{base64url(self._signature(signing_input.encode()))}"

    def _signature(self, signing_input: bytes) -> bytes:
        if self.alg == "none":
            return b""
        # RFC 9864 renames EdDSA to Ed25519: the same signature, and joserfc warns at the old name.
        model = JWSRegistry(algorithms=["Ed25519" if self.alg == "EdDSA" else self.alg])
        return model.get_alg("Ed25519" if self.alg == "EdDSA" else self.alg).sign(signing_input, self.key)
