"""Whether a signature holds: with a public key of the provider, or with a secret that both sides know (RFC 7515, RFC 7518)."""

from __future__ import annotations

import base64
import functools
import hashlib
import json
import warnings
from collections.abc import Mapping
from typing import Any

from jwt.algorithms import get_default_algorithms

from ..secret import Secret
from .jose import ASYMMETRIC, SYMMETRIC, Jwt, encode_base64url
from .jwk import PRIVATE, may_have_signed

_ALGORITHMS = get_default_algorithms()
_PRIMES = [number for number in range(3, 168) if all(number % smaller for smaller in range(2, number))]
_POWERS = {prime: frozenset(pow(65537, exponent, prime) for exponent in range(prime)) for prime in _PRIMES}


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
    if not may_have_signed(key, token.alg):
        return f"the key does not fit {token.alg} (kty, crv, use, alg)"
    if not token.signature:
        return False
    public = {name: value for name, value in key.items() if name not in PRIVATE}
    try:
        loaded = _loaded(token.alg, json.dumps(public))
        weakness = _weakness(loaded) if token.alg[:2] in ("RS", "PS") else None
        return weakness or _ALGORITHMS[token.alg].verify(bytes(token.signing_input), loaded, bytes(token.signature))
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
    return _ALGORITHMS[token.alg].verify(bytes(token.signing_input), key, bytes(token.signature))


def certificate_members(entry: str) -> dict[str, Any] | None:
    """Return what an entry of `x5c` says, as members of a JWK: its public key and both thumbprints (RFC 7517 4.7 to 4.9).

    Of a key of another kind than RSA, EC and the curves of RFC 8037 only the thumbprints. None for what is no certificate
    in ordinary base64 of DER. An odd serial number is read in silence: the certificate only carries a key here.
    """
    from cryptography import x509  # few key sets have certificates, and loading it takes a while

    try:
        content = base64.b64decode(entry, validate=True)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            key: Any = x509.load_der_x509_certificate(content).public_key()
    except Exception:  # binascii and cryptography raise a dozen kinds for what a provider may send
        return None
    sha1 = hashlib.sha1(content, usedforsecurity=False).digest()
    return _public_members(key) | {
        "x5t": encode_base64url(sha1),
        "x5t#S256": encode_base64url(hashlib.sha256(content).digest()),
    }


def _public_members(key: Any) -> dict[str, Any]:
    """A public key as members of a JWK; none of a kind that is not known here."""
    try:
        if hasattr(key, "public_bytes_raw"):  # Ed25519, Ed448, X25519, X448 (RFC 8037 2, RFC 8410)
            return {
                "kty": "OKP",
                "crv": type(key).__name__.removesuffix("PublicKey").strip("_"),
                "x": encode_base64url(key.public_bytes_raw()),
            }
        numbers = key.public_numbers()
        if hasattr(numbers, "n"):
            return {"kty": "RSA", "n": _unsigned(numbers.n), "e": _unsigned(numbers.e)}
        return {"kty": "EC", "x": _unsigned(numbers.x), "y": _unsigned(numbers.y)}
    except Exception:  # a key of a kind to come
        return {}


def _unsigned(number: int) -> str:
    return encode_base64url(number.to_bytes((number.bit_length() + 7) // 8 or 1))
