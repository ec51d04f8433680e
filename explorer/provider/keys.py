"""The provider's keys: made when first needed, kept in a folder, so that a restart changes nothing under a comparison."""

from __future__ import annotations

import base64
import contextlib
import datetime
import hashlib
import json
import os
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from joserfc.jwk import ECKey, OctKey, OKPKey, RSAKey

Key = RSAKey | ECKey | OKPKey | OctKey

_CURVES = {"ES256": "P-256", "ES384": "P-384", "ES512": "P-521"}
ASYMMETRIC = ("RS256", "PS256", *_CURVES, "EdDSA")
ALGORITHMS = (*ASYMMETRIC, "HS256")


class BrokenKey(Exception):
    """A kept key cannot be read; the sentence names the file."""


def make_key(alg: str) -> Key:
    """Return a new private key for one signature algorithm (RFC 7518 3.1, RFC 8037)."""
    parameters: Any = {"use": "sig", "alg": alg}
    if alg in _CURVES:
        return ECKey.generate_key(_CURVES[alg], parameters, private=True)
    if alg == "EdDSA":
        return OKPKey.generate_key("Ed25519", parameters, private=True)
    if alg == "HS256":
        return OctKey.generate_key(256, parameters)
    return RSAKey.generate_key(2048, parameters, private=True)


def client_key() -> RSAKey:
    """Return a new private key for a client that signs its assertions."""
    return RSAKey.generate_key(2048, private=True)


@dataclass(frozen=True)
class SigningKey:
    """A private key and the name (`kid`) under which its public half is published."""

    key: Key
    kid: str

    @cached_property
    def certificate(self) -> bytes:
        """A self-signed certificate in DER, for RSA keys: a container that is always the same for the same key.

        Serial number and dates are fixed, and an RSA signature of this kind has no randomness, so the thumbprints
        survive a restart.
        """
        name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Local provider")])
        private: Any = self.key.private_key
        start = datetime.datetime(2024, 1, 1, tzinfo=datetime.UTC)
        builder = x509.CertificateBuilder(name, name, private.public_key(), 1, start, start.replace(year=2044))
        return builder.sign(private, hashes.SHA256()).public_bytes(serialization.Encoding.DER)

    @property
    def thumbprints(self) -> dict[str, str]:
        """`x5t#S256` and `x5t`, in that order (RFC 7515 4.1.7, 4.1.8)."""
        prints = (hashlib.sha256(self.certificate), hashlib.sha1(self.certificate, usedforsecurity=False))
        names = ("x5t#S256", "x5t")
        return {name: base64url(value.digest()) for name, value in zip(names, prints, strict=True)}

    def public(self) -> dict[str, Any]:
        """Return the public half as a JWK, named."""
        return {**self.key.as_dict(private=False), "kid": self.kid}


class KeyRing:
    """The signing keys by algorithm. `folder` keeps them (mode 0600); without one they live as long as the process.

    `kid` names a key from its thumbprint (RFC 7638).
    """

    def __init__(self, folder: Path | None, kid: Callable[[str], str] = str) -> None:
        self._folder = folder
        self._kid = kid
        self._keys: dict[str, SigningKey] = {}
        self.signing("RS256")  # the one that every provider has (OIDC Core 15.1)

    def signing(self, alg: str) -> SigningKey:
        """Return the key for an algorithm; read or made when first asked for."""
        if alg not in self._keys:
            key = self._kept(alg)
            self._keys[alg] = SigningKey(key, self._kid(key.thumbprint()))
        return self._keys[alg]

    @property
    def algorithms(self) -> list[str]:
        """The algorithms that have a key by now."""
        return list(self._keys)

    def all(self) -> list[SigningKey]:
        """Every key there is by now."""
        return list(self._keys.values())

    def _kept(self, alg: str) -> Key:
        if self._folder is None:
            return make_key(alg)
        path = self._folder / f"{alg}.json"
        if not path.exists():
            with contextlib.suppress(OSError):  # a folder that cannot be written to costs the memory, not the lesson
                _write_private(path, json.dumps(make_key(alg).as_dict(private=True)).encode())
        return _read_key(path, alg) if path.exists() else make_key(alg)


def _read_key(path: Path, alg: str) -> Key:
    kind = ECKey if alg in _CURVES else OKPKey if alg == "EdDSA" else RSAKey
    try:
        key = kind.import_key(json.loads(path.read_bytes()))
        if not key.is_private:
            raise ValueError("it is a public key")
    except Exception as problem:  # whatever a damaged file makes json, joserfc or cryptography raise
        raise BrokenKey(
            f"The provider's key in {path} cannot be read ({problem}). Delete the file: a new key is made."
        ) from None
    return key


def _write_private(path: Path, content: bytes) -> None:
    """Write a file whole or not at all, for its owner only."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor, neighbour = tempfile.mkstemp(dir=path.parent)  # made with mode 0600
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
        os.replace(neighbour, path)
    except BaseException:
        os.unlink(neighbour)
        raise


def base64url(data: bytes) -> str:
    """Base64 with the URL's alphabet and no padding (RFC 7515 2)."""
    return base64.urlsafe_b64encode(data).decode().rstrip("=")
