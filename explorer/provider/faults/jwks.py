"""Lies in the key set (RFC 7517, RFC 7518 6). The key that signs is honest, unless the fault is about that one."""

from __future__ import annotations

import base64
import functools
from typing import Any

from cryptography.hazmat.primitives.asymmetric import rsa
from joserfc.jwk import RSAKey

from ..drafts import Draft
from ..http import Response
from ..keys import SigningKey
from .registry import Spoil, also, enter, fault
from .signature import published, strangers_key


def _adds(kind: str = "RS256", /, **members: Any) -> Spoil:
    """Publish one more key, with these members changed; None leaves one out."""

    def adds(jwks: dict[str, Any]) -> None:
        key = published(kind, "one-more-key") | members
        jwks["keys"] = [*jwks["keys"], {name: value for name, value in key.items() if value is not None}]

    return adds


def _certifies(certified: int, thumbprint: int, **members: Any) -> Spoil:
    """Publish the first stranger's key with the certificate of one stranger, and the thumbprint of another's."""

    def certifies(jwks: dict[str, Any]) -> None:
        certificate = SigningKey(strangers_key("RS256", certified), "").certificate
        prints = SigningKey(strangers_key("RS256", thumbprint), "").thumbprints
        _adds(x5c=[base64.b64encode(certificate).decode()], **prints, **members)(jwks)

    return certifies


def _changes(**members: Any) -> Spoil:
    """Change members of every key that is published."""

    def changes(jwks: dict[str, Any]) -> None:
        jwks["keys"] = [{**key, **members} for key in jwks["keys"]]

    return changes


def _answers(status: int, body: bytes, media_type: str = "application/json") -> Spoil:
    def answers(jwks_answer: Response) -> None:
        jwks_answer.status, jwks_answer.body = status, body
        jwks_answer.headers["Content-Type"] = media_type

    return answers


@fault("private-key-published", caught_by="JWKS-PRIVATE")
def private_key_published(jwks: dict[str, Any]) -> None:
    """Publishes a private key beside the public ones: everybody can sign in its name now."""
    private = strangers_key("RS256", 1).as_dict(private=True)
    jwks["keys"] = [*jwks["keys"], {**private, "kid": "leaked"}]


@fault("short-key", caught_by="JWKS-RSA-SHORT")
def short_key(id_token: Draft) -> None:
    """Signs with an RSA key of 1024 bits, which can be broken."""
    if id_token.alg in ("RS256", "PS256"):
        id_token.key = _short_key()
        id_token.header["kid"] = "short"


@functools.cache
def _short_key() -> RSAKey:
    """joserfc makes none so short, and rightly so."""
    private = rsa.generate_private_key(65537, 1024)  # noqa: S505  (too short on purpose)
    return RSAKey(private, private, {})


@also("short-key")
def _short_key_published(jwks: dict[str, Any]) -> None:
    jwks["keys"] = [*jwks["keys"], {**_short_key().as_dict(private=False), "kid": "short", "use": "sig", "alg": "RS256"}]


@fault("same-kid-twice", caught_by="JWKS-KID-DUPLICATE")
def same_kid_twice(jwks: dict[str, Any]) -> None:
    """Publishes two keys under one name, the wrong one first."""
    jwks["keys"] = [{**published("RS256", "twin"), "kid": key["kid"]} for key in jwks["keys"][:1]] + jwks["keys"]


@fault("key-without-use", caught_by="JWKS-USE-MISSING")
def key_without_use(jwks: dict[str, Any]) -> None:
    """Publishes keys for signatures and for encryption, and does not say of each what it is for."""
    _adds(use="enc", alg="RSA-OAEP")(jwks)
    _adds(use=None, alg=None, kid="for-anything")(jwks)


@fault("decoys", caught_by=None)
def decoys(jwks: dict[str, Any]) -> None:
    """Publishes many keys beside its own, of kinds that nobody knows too. That is allowed: the app takes the one that fits."""
    unknown = [
        {"kty": "EC", "crv": "secp256k1", "kid": "unknown-curve", "use": "sig", "x": "A" * 43, "y": "A" * 43},
        {"kty": "AKP", "alg": "ML-DSA-44", "kid": "unknown-kind", "use": "sig", "pub": "A" * 43},
    ]
    encryption = {**published("RS256", "for-encryption", 2), "use": "enc", "alg": "RSA-OAEP"}
    known = [published(alg, f"decoy-{alg}") for alg in ("RS256", "ES256", "EdDSA")]
    jwks["keys"] = [*unknown, *known, *jwks["keys"], encryption]


enter(
    ("no-keys", "JWKS-EMPTY", "Publishes an empty key set.", lambda jwks: jwks.update(keys=[])),
    (
        "key-for-encryption",
        "IDTH-KEY-USE-ENC",
        "Signs with a key that it publishes for encryption (use enc).",
        _changes(use="enc"),
    ),
    (
        "key-for-another-alg",
        "IDTH-KEY-ALG-MISMATCH",
        "Publishes the key that signs for another algorithm than the one that it signs with.",
        _changes(alg="RS512"),
    ),
    (
        "shared-key-published",
        "JWKS-SYMMETRIC",
        "Publishes a shared secret as a key.",
        _adds(kty="oct", k="c2VjcmV0", alg="HS256", n=None, e=None),
    ),
    ("key-of-no-kind", "JWKS-KTY-MISSING", "Publishes a key, and not of which kind (kty).", _adds(kty=None)),
    ("rsa-key-without-modulus", "JWKS-RSA-MEMBERS", "Publishes an RSA key without its modulus.", _adds(n=None)),
    ("rsa-exponent-one", "JWKS-RSA-EXPONENT", "Publishes an RSA key with the exponent 1, which signs nothing.", _adds(e="AQ")),
    ("ec-key-without-y", "JWKS-EC-MEMBERS", "Publishes an EC key with one coordinate.", _adds("ES256", y=None)),
    (
        "ec-key-too-short",
        "JWKS-EC-LENGTH",
        "Publishes an EC key with a coordinate that is too short.",
        _adds("ES256", x="AQAB"),
    ),
    ("ec-key-off-curve", "JWKS-EC-CURVE", "Publishes an EC key that is not on its curve.", _adds("ES256", x="A" * 43)),
    ("okp-key-without-x", "JWKS-OKP-MEMBERS", "Publishes an Ed25519 key without its value.", _adds("EdDSA", x=None)),
    ("padded-key", "JWKS-BASE64URL", "Pads a value of a key with =, as base64 does and a JWK does not.", _adds(e="AQAB====")),
    ("key-without-kid", "JWKS-KID-MISSING", "Publishes two keys of a kind, one without a name.", _adds(kid=None)),
    ("number-as-kid", "JWKS-KID-TYPE", "Names a key by a number.", _adds(kid=1)),
    ("key-of-wrong-kind", "JWKS-ALG-KTY", "Publishes an RSA key for ES256.", _adds(alg="ES256")),
    (
        "repeated-key-ops",
        "JWKS-KEYOPS-DUPLICATE",
        "Lists an operation of a key twice.",
        _adds(use=None, key_ops=["verify", "verify"]),
    ),
    (
        "certificate-as-pem",
        "JWKS-X5C-FORMAT",
        "Publishes a certificate as PEM instead of plain base64.",
        _adds(x5c=["-----BEGIN CERTIFICATE-----"]),
    ),
    (
        "certificate-of-another-key",
        "JWKS-X5C-MISMATCH",
        "Publishes a key with the certificate of another one.",
        _certifies(2, 2),
    ),
    (
        "thumbprint-of-another-certificate",
        "JWKS-X5T-MISMATCH",
        "Publishes a key with a thumbprint that is not that of its certificate.",
        _certifies(1, 2),
    ),
    (
        "certificate-alone",
        "JWKS-X5C-ONLY",
        "Publishes a certificate without the values of its key.",
        _certifies(1, 1, n=None, e=None),
    ),
)

enter(
    (
        "keys-closed",
        "JWKS-PROTECTED",
        "Shows its keys to nobody who has no token.",
        _answers(401, b'{"error": "invalid_token"}'),
        "Oracle, until Access Signing Certificate is switched on.",
    ),
    ("keys-broken", "JWKS-STATUS", "Fails with 500 when it is asked for its keys.", _answers(500, b"{}")),
    (
        "keys-no-json",
        "JWKS-NOT-JSON",
        "Serves a web page where its keys should be.",
        _answers(200, b"<!DOCTYPE html><title>x</title>", "text/html"),
    ),
)
