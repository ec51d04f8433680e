"""Step 4, a JWT taken apart: its header and claims, as they stand there, believed by nobody yet (RFC 7515, RFC 7519)."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ..messages import brief, brief_names
from ..secret import Secret, SecretBytes, Text, reveal
from .json_text import NOT_UTF8, TRAILING, JsonProblem, read_json

# The algorithms of RFC 7518 3.1 and RFC 8037 3.1 that sign with a private key, and those that share one key.
ASYMMETRIC = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
SYMMETRIC = ("HS256", "HS384", "HS512")

_BASE64URL = re.compile(r"[A-Za-z0-9_-]*")


@dataclass(frozen=True)
class Jwt:
    """A compact JWT in its pieces. `problems` are words for what is wrong with its form; then header or claims may be empty.

    Known problems: "parts", "encrypted", "base64url", "not-json", "duplicate-name" (in the header), "duplicate-claim". Beside
    "base64url" may stand "white-space", beside "not-json" the reason: "not-utf8", "not-a-number" (NaN, 1e999), "trailing".
    """

    header: Mapping[str, Any] = field(default_factory=dict)
    claims: Mapping[str, Any] = field(default_factory=dict)
    signature: SecretBytes | bytes = b""
    signing_input: SecretBytes | bytes = b""  # with the signature it would be the token again
    problems: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "signature", SecretBytes(self.signature))
        object.__setattr__(self, "signing_input", SecretBytes(self.signing_input))

    def __repr__(self) -> str:
        problems = f"; {', '.join(self.problems)}" if self.problems else ""
        return f"<Jwt {brief(self.alg) or 'without alg'}: {brief_names(self.claims) or 'no claims'}{problems}>"

    @property
    def alg(self) -> str:
        """The algorithm that the header names; empty when it names none."""
        value = self.header.get("alg")
        return value if isinstance(value, str) else ""

    @property
    def kid(self) -> str | None:
        """The name of the signing key, by the header's word."""
        value = self.header.get("kid")
        return value if isinstance(value, str) else None


def looks_like_jwt(raw: Text) -> bool:
    """Tell whether a text is a signed JWT by its form, as against an opaque token: three parts, the first a JSON object."""
    parts = reveal(raw).split(".", 3)
    return len(parts) == 3 and bool(_object(parts[0])[0])


def parse_jwt(raw: Text) -> Jwt:
    """Take a compact JWT apart without believing it. It never raises: what is wrong stands in `problems` (RFC 7515 5.2)."""
    return raw.once(_parsed) if isinstance(raw, Secret) else _parsed(raw)


def _parsed(raw: str) -> Jwt:
    parts = raw.split(".")
    if len(parts) == 5:
        return Jwt(header=_object(parts[0])[0], problems=("encrypted",))
    if len(parts) != 3:
        return Jwt(problems=("parts",))
    header, header_problems = _object(parts[0])
    claims, claims_problems = _object(parts[1], "duplicate-claim")
    signature, signature_problems = _decode(parts[2])
    problems = tuple(dict.fromkeys([*header_problems, *claims_problems, *signature_problems]))
    return Jwt(header, claims, signature, f"{parts[0]}.{parts[1]}".encode("utf-8", "replace"), problems)


def _decode(part: str) -> tuple[bytes, list[str]]:
    if not _BASE64URL.fullmatch(part):  # also padding, which Python's decoder would accept
        return b"", ["base64url", "white-space"] if any(letter.isspace() for letter in part) else ["base64url"]
    try:
        content = base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))
    except (binascii.Error, ValueError):
        return b"", ["base64url"]
    # Bits left over at the end must be zero (RFC 4648 3.5), or two texts would be one and the same token.
    return (content, []) if base64.urlsafe_b64encode(content).rstrip(b"=").decode() == part else (b"", ["base64url"])


def _object(part: str, duplicate: str = "duplicate-name") -> tuple[dict[str, Any], list[str]]:
    raw, problems = _decode(part)
    if problems:
        return {}, problems
    try:
        text = read_json(raw)
    except JsonProblem as problem:
        return {}, ["not-json", *_reason(str(problem))]
    if not isinstance(text.value, dict):
        return {}, ["not-json"]
    if text.constants:
        return {}, ["not-json", "not-a-number"]
    return text.value, [duplicate] if text.duplicates else []


def _reason(problem: str) -> list[str]:
    return ["not-utf8"] if problem == NOT_UTF8 else ["trailing"] if problem == TRAILING else []


def half_hash(text: Text, alg: str) -> str | None:
    """Return at_hash or c_hash for a token or code: the left half of its hash in base64url (OIDC Core 3.1.3.6).

    None for an algorithm that names no hash. EdDSA names none in Core; by agreement it is the hash inside the signature
    (OpenID Connect issue 1125): SHA-512 for Ed25519, and SHAKE256 with 114 octets for Ed448, which is then the `alg` here.
    """
    digest = _digest(text, alg)
    return None if digest is None else encode_base64url(digest[: len(digest) // 2])


def other_spellings(text: Text, alg: str) -> tuple[str, ...]:
    """Return what at_hash is by the usual mistakes: the whole hash, hexadecimal digits, ordinary base64. Each proves as much."""
    digest = _digest(text, alg) or b""
    parts = (digest, digest[: len(digest) // 2])
    hexadecimal = [
        spelled for part in parts for spelled in (part.hex(), part.hex().upper(), encode_base64url(part.hex().encode()))
    ]
    return (encode_base64url(digest), *hexadecimal, *(base64.b64encode(part).decode() for part in parts))


def _digest(text: Text, alg: str) -> bytes | None:
    content = reveal(text).encode("utf-8", "replace")
    if alg == "Ed448":
        return hashlib.shake_256(content).digest(114)
    name = {"256": "sha256", "384": "sha384", "512": "sha512"}.get(alg[-3:]) or ("sha512" if alg == "EdDSA" else None)
    return None if name is None else hashlib.new(name, content).digest()


def encode_base64url(content: bytes) -> str:
    """Return bytes in base64url, without padding (RFC 7515 2)."""
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()
