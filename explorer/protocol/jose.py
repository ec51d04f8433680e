"""Step 4, a JWT taken apart: its header and claims, which key signed it, and whether the signature holds (RFC 7515 to 7518)."""

from __future__ import annotations

import base64
import binascii
import functools
import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import jwt
from jwt.algorithms import get_default_algorithms

from ..errors import Mistake
from ..secret import Secret, Text, reveal
from .client import Client
from .json_text import JsonProblem, read_json

ASYMMETRIC = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
SYMMETRIC = ("HS256", "HS384", "HS512")

_BASE64URL = re.compile(r"[A-Za-z0-9_-]*")
_KEY_TYPES = {"RS": "RSA", "PS": "RSA", "ES": "EC", "Ed": "OKP", "HS": "oct"}
_CURVES = {"ES256": ("P-256",), "ES384": ("P-384",), "ES512": ("P-521",), "EdDSA": ("Ed25519", "Ed448")}
PRIVATE = frozenset({"d", "p", "q", "dp", "dq", "qi", "oth"})
_ALGORITHMS = get_default_algorithms()
_PRIMES = [number for number in range(3, 168) if all(number % smaller for smaller in range(2, number))]
_POWERS = {prime: frozenset(pow(65537, exponent, prime) for exponent in range(prime)) for prime in _PRIMES}


@dataclass(frozen=True)
class Jwt:
    """A compact JWT in its pieces. `problems` are words for what is wrong with its form; then header or claims may be empty.

    Known problems: "parts", "encrypted", "base64url", "not-json", "duplicate-name" (in the header), "duplicate-claim".
    """

    header: Mapping[str, Any] = field(default_factory=dict)
    claims: Mapping[str, Any] = field(default_factory=dict)
    signature: bytes = field(default=b"", repr=False)
    signing_input: bytes = field(default=b"", repr=False)
    problems: tuple[str, ...] = ()

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
    parts = reveal(raw).split(".")
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
        return b"", ["base64url"]
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
    except JsonProblem:
        return {}, ["not-json"]
    if not isinstance(text.value, dict) or text.constants:
        return {}, ["not-json"]
    return text.value, [duplicate] if text.duplicates else []


@dataclass(frozen=True)
class KeyChoice:
    """The keys of a JWKS that may have signed a token, and in words why others may not."""

    keys: tuple[Mapping[str, Any], ...]
    reason: str = ""
    kid_found: bool = True


def choose_keys(jwks: Mapping[str, Any], token: Jwt) -> KeyChoice:
    """Return the candidates for a token's signature: by `kid`, or by `kty`, `use` and `alg` where the header has none.

    A key marked for encryption, or for another algorithm, never qualifies (RFC 7517 4.2 to 4.5, OIDC Core 10.1).
    """
    listed = jwks.get("keys") if isinstance(jwks, Mapping) else None  # by hand, or from a provider: it may be anything
    keys = [key for key in listed if isinstance(key, dict)] if isinstance(listed, list) else []
    if token.kid is not None:
        named = [key for key in keys if key.get("kid") == token.kid]
        if not named:
            return KeyChoice((), f"no key in the JWKS has the kid {token.kid[:200]!r}", kid_found=False)
        keys = named
    fitting = tuple(key for key in keys if _fits(key, token.alg))
    if not fitting:
        return KeyChoice((), f"no key in the JWKS fits {token.alg or 'this token'} (kty, crv, use, alg)")
    return KeyChoice(fitting)


def _fits(key: Mapping[str, Any], alg: str) -> bool:
    return key_fits(key, alg) and is_for_signatures(key)


def key_fits(key: Mapping[str, Any], alg: str) -> bool:
    """Tell whether a key is of the kind that an algorithm signs with: its kty, crv and alg (RFC 7517 4.1 and 4.4)."""
    return (
        key.get("kty") == _KEY_TYPES.get(alg[:2])
        and key.get("alg", alg) == alg
        and (alg not in _CURVES or key.get("crv") in _CURVES[alg])
    )


def is_for_signatures(key: Mapping[str, Any]) -> bool:
    """Tell whether a key may verify signatures, by its own `use` and `key_ops` (RFC 7517 4.2 and 4.3)."""
    operations = key.get("key_ops")
    return key.get("use", "sig") == "sig" and (not isinstance(operations, list) or "verify" in operations)


def signature_holds(token: Jwt, key: Mapping[str, Any]) -> bool | str:
    """Verify a signature with one public JWK: True, False, or a sentence for a key that cannot be used.

    A key that is meant for something else never verifies (`choose_keys`), nor does a token with critical header
    parameters, since none is known here (RFC 7515 4.1.11). Private members of the key are dropped first; PyJWT would
    otherwise try to verify with a private key.
    """
    if token.alg not in ASYMMETRIC:
        return f"{token.alg or 'a missing alg'} cannot be verified with a public key"
    if "crit" in token.header:
        return "the header demands extensions (crit) that are not known here"
    if not _fits(key, token.alg):
        return f"the key does not fit {token.alg} (kty, crv, use, alg)"
    if not token.signature:
        return False
    public = {name: value for name, value in key.items() if name not in PRIVATE}
    try:
        loaded = _loaded(token.alg, json.dumps(public))
        weakness = _weakness(loaded) if token.alg[:2] in ("RS", "PS") else None
        return weakness or _ALGORITHMS[token.alg].verify(token.signing_input, loaded, token.signature)
    except Exception as error:  # PyJWT and cryptography raise a dozen kinds for a hostile key, and none may escape
        return f"the key cannot be used ({type(error).__name__})"


@functools.lru_cache(maxsize=64)
def _loaded(alg: str, public: str) -> Any:
    """A key ready for use, kept since the next token will be signed with it too."""
    return _ALGORITHMS[alg].from_jwk(public)


def _weakness(key: Any) -> str | None:
    """Return in words why an RSA key proves nothing."""
    if key.key_size < 2048:
        return f"the RSA key has {key.key_size} bits, and 2048 is the least that is safe (RFC 7518 3.3)"
    if has_guessable_primes(key.public_numbers().n):
        return "the private half of the RSA key can be computed from it (ROCA, CVE-2017-15361)"
    return None


def has_guessable_primes(modulus: int) -> bool:
    """Tell whether an RSA modulus is one of those from which chips of 2012 to 2017 let the private key be computed (ROCA).

    Modulo every small prime it is a power of 65537; of other moduli this is true of one in 200 million.
    """
    return all(modulus % prime in powers for prime, powers in _POWERS.items())


def mac_key(client_secret: Secret) -> bytes:
    """Return the key of an HS signature: the UTF-8 text of the client secret as it is, not decoded (OIDC Core 10.1)."""
    return client_secret.reveal().encode("utf-8", "replace")


def mac_holds(token: Jwt, key: bytes) -> bool:
    """Verify an HS256, HS384 or HS512 token with a shared key (RFC 7518 3.2). An empty key is everybody's, and verifies none."""
    if token.alg not in SYMMETRIC or "crit" in token.header or not token.signature or not key:
        return False
    return _ALGORITHMS[token.alg].verify(token.signing_input, key, token.signature)


def half_hash(text: Text, alg: str) -> str | None:
    """Return at_hash or c_hash for a token or code: the left half of its hash in base64url (OIDC Core 3.1.3.6).

    None for an algorithm that names no hash. EdDSA names none in Core; by agreement it is the hash inside the signature
    (OpenID Connect issue 1125): SHA-512 for Ed25519, and SHAKE256 with 114 octets for Ed448, which is then the `alg` here.
    """
    content = reveal(text).encode("utf-8", "replace")
    if alg == "Ed448":
        return _base64url(hashlib.shake_256(content).digest(114)[:57])
    name = {"256": "sha256", "384": "sha384", "512": "sha512"}.get(alg[-3:]) or ("sha512" if alg == "EdDSA" else None)
    if name is None:
        return None
    digest = hashlib.new(name, content).digest()
    return _base64url(digest[: len(digest) // 2])


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


def certificate_members(entry: str) -> dict[str, Any] | None:
    """Return what an entry of `x5c` says, as members of a JWK: its public key and both thumbprints (RFC 7517 4.7 to 4.9).

    None for what is no certificate in ordinary base64 of DER, or has a key of another kind than RSA and EC.
    """
    from cryptography import x509  # few key sets have certificates, and loading it takes a while

    try:
        content = base64.b64decode(entry, validate=True)
        key: Any = x509.load_der_x509_certificate(content).public_key()
        algorithm: Any = _ALGORITHMS["ES256" if hasattr(key, "curve") else "RS256"]
        members: dict[str, Any] = algorithm.to_jwk(key, as_dict=True)
    except Exception:  # binascii and cryptography raise a dozen kinds for what a provider may send
        return None
    sha1 = hashlib.sha1(content, usedforsecurity=False).digest()
    return members | {"x5t": _base64url(sha1), "x5t#S256": _base64url(hashlib.sha256(content).digest())}


def _base64url(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def without_private_members(value: Any, *, in_key_set: bool = False) -> Any:
    """Return a JSON value for the record, its JWKs without the private members that nobody should have sent (RFC 7517 9.2)."""
    if isinstance(value, str | int | float):  # nearly all; to ask whether something is a mapping takes long
        return value
    if isinstance(value, list):
        return [without_private_members(item, in_key_set=in_key_set) for item in value]
    if not isinstance(value, Mapping):
        return value
    hidden = PRIVATE | {"k"} if in_key_set or "kty" in value else ()
    return {
        name: without_private_members(item, in_key_set=name == "keys") for name, item in value.items() if name not in hidden
    }
