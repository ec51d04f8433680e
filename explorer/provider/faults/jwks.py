"""Faults in the key set (RFC 7517, RFC 7518 6). The key that signs is honest, unless the fault is about that one."""

from __future__ import annotations

import base64
import functools
from typing import Any

from cryptography.hazmat.primitives.asymmetric import rsa
from joserfc.jwk import RSAKey

from ..keys import SigningKey
from ..unsigned_jwt import UnsignedJwt
from .makers import answers, sets
from .registry import Change, fault, rows
from .strangers import published, publishes, strangers_key

row = rows("jwks")
answer_row = rows("jwks_answer")


def _certifies(certified: int, thumbprint: int, **members: Any) -> Change:
    """Publish the first stranger's key with the certificate of one stranger, and the thumbprint of another's."""

    def certifies(jwks: dict[str, Any]) -> None:
        certificate = SigningKey(strangers_key("RS256", certified), "").certificate
        prints = SigningKey(strangers_key("RS256", thumbprint), "").thumbprints
        publishes(x5c=[base64.b64encode(certificate).decode()], **prints, **members)(jwks)

    return certifies


def _changes(**members: Any) -> Change:
    """Change members of every key that is published."""

    def changes(jwks: dict[str, Any]) -> None:
        jwks["keys"] = [{**key, **members} for key in jwks["keys"]]

    return changes


@fault("private-key-published", at="jwks", caught_by="JWKS-PRIVATE")
def private_key_published(jwks: dict[str, Any]) -> None:
    """Publishes a private key beside the public ones: everybody can sign in its name now."""
    private = strangers_key("RS256", 1).as_dict(private=True)
    jwks["keys"] = [*jwks["keys"], {**private, "kid": "leaked"}]


@functools.cache
def _short_key() -> RSAKey:
    """joserfc makes none so short, and rightly so."""
    private = rsa.generate_private_key(65537, 1024)  # noqa: S505  (too short on purpose)
    return RSAKey(private, private, {})


def _short_key_published(jwks: dict[str, Any]) -> None:
    jwks["keys"] = [*jwks["keys"], {**_short_key().as_dict(private=False), "kid": "short", "use": "sig", "alg": "RS256"}]


@fault("short-key", at="id_token", caught_by="JWKS-RSA-SHORT", and_at={"jwks": _short_key_published})
def short_key(id_token: UnsignedJwt) -> None:
    """Signs with an RSA key of 1024 bits, which can be broken."""
    if id_token.alg in ("RS256", "PS256"):
        id_token.key = _short_key()
        id_token.header["kid"] = "short"


@fault("same-kid-twice", at="jwks", caught_by="JWKS-KID-DUPLICATE")
def same_kid_twice(jwks: dict[str, Any]) -> None:
    """Publishes two keys under one name, the wrong one first."""
    jwks["keys"] = [{**published("RS256", "twin"), "kid": key["kid"]} for key in jwks["keys"][:1]] + jwks["keys"]


@fault("key-without-use", at="jwks", caught_by="JWKS-USE-MISSING")
def key_without_use(jwks: dict[str, Any]) -> None:
    """Publishes keys for signatures and for encryption, and does not say of each what it is for."""
    publishes(use="enc", alg="RSA-OAEP")(jwks)
    publishes(use=None, alg=None, kid="for-anything")(jwks)


@fault("decoys", at="jwks", caught_by=None)
def decoys(jwks: dict[str, Any]) -> None:
    """Publishes many keys beside its own, of kinds that nobody knows too. That is allowed: the client takes the one that fits."""
    unknown = [
        {"kty": "EC", "crv": "secp256k1", "kid": "unknown-curve", "use": "sig", "x": "A" * 43, "y": "A" * 43},
        {"kty": "AKP", "alg": "ML-DSA-44", "kid": "unknown-kind", "use": "sig", "pub": "A" * 43},
    ]
    encryption = {**published("RS256", "for-encryption", 2), "use": "enc", "alg": "RSA-OAEP"}
    known = [published(alg, f"decoy-{alg}") for alg in ("RS256", "ES256", "EdDSA")]
    jwks["keys"] = [*unknown, *known, *jwks["keys"], encryption]


row("no-keys", "Publishes an empty key set.", sets(keys=[]), caught_by="JWKS-EMPTY")
row(
    "key-for-encryption",
    "Signs with a key that it publishes for encryption (use enc).",
    _changes(use="enc"),
    caught_by="IDTH-KEY-USE-ENC",
)
row(
    "key-for-another-alg",
    "Publishes the key that signs for another algorithm than the one that it signs with.",
    _changes(alg="RS512"),
    caught_by="IDTH-KEY-ALG-MISMATCH",
)
row(
    "shared-key-published",
    "Publishes a shared secret as a key.",
    publishes(kty="oct", k="c2VjcmV0", alg="HS256", n=None, e=None),
    caught_by="JWKS-SYMMETRIC",
)
row("key-of-no-kind", "Publishes a key, and not of which kind (kty).", publishes(kty=None), caught_by="JWKS-KTY-MISSING")
row("rsa-key-without-modulus", "Publishes an RSA key without its modulus.", publishes(n=None), caught_by="JWKS-RSA-MEMBERS")
row(
    "rsa-exponent-one",
    "Publishes an RSA key with the exponent 1, which signs nothing.",
    publishes(e="AQ"),
    caught_by="JWKS-RSA-EXPONENT",
)
row("ec-key-without-y", "Publishes an EC key with one coordinate.", publishes("ES256", y=None), caught_by="JWKS-EC-MEMBERS")
row(
    "ec-key-too-short",
    "Publishes an EC key with a coordinate that is too short.",
    publishes("ES256", x="AQAB"),
    caught_by="JWKS-EC-LENGTH",
)
row(
    "ec-key-off-curve",
    "Publishes an EC key that is not on its curve.",
    publishes("ES256", x="A" * 43),
    caught_by="JWKS-EC-CURVE",
)
row(
    "okp-key-without-x", "Publishes an Ed25519 key without its value.", publishes("EdDSA", x=None), caught_by="JWKS-OKP-MEMBERS"
)
row(
    "padded-key",
    "Pads a value of a key with =, as base64 does and a JWK does not.",
    publishes(e="AQAB===="),
    caught_by="JWKS-BASE64URL",
)
row("key-without-kid", "Publishes two keys of a kind, one without a name.", publishes(kid=None), caught_by="JWKS-KID-MISSING")
row("number-as-kid", "Names a key by a number.", publishes(kid=1), caught_by="JWKS-KID-TYPE")
row("key-of-wrong-kind", "Publishes an RSA key for ES256.", publishes(alg="ES256"), caught_by="JWKS-ALG-KTY")
row(
    "repeated-key-ops",
    "Lists an operation of a key twice.",
    publishes(use=None, key_ops=["verify", "verify"]),
    caught_by="JWKS-KEYOPS-DUPLICATE",
)
row(
    "certificate-as-pem",
    "Publishes a certificate as PEM instead of plain base64.",
    publishes(x5c=["-----BEGIN CERTIFICATE-----"]),
    caught_by="JWKS-X5C-FORMAT",
)
row(
    "certificate-of-another-key",
    "Publishes a key with the certificate of another one.",
    _certifies(2, 2),
    caught_by="JWKS-X5C-MISMATCH",
)
row(
    "thumbprint-of-another-certificate",
    "Publishes a key with a thumbprint that is not that of its certificate.",
    _certifies(1, 2),
    caught_by="JWKS-X5T-MISMATCH",
)
row(
    "certificate-alone",
    "Publishes a certificate without the values of its key.",
    _certifies(1, 1, n=None, e=None),
    caught_by="JWKS-X5C-ONLY",
)

answer_row(
    "keys-closed",
    "Shows its keys to nobody who has no token.",
    answers(401, {"error": "invalid_token"}, Content_Type="application/json"),
    caught_by="JWKS-PROTECTED",
    in_the_wild="Oracle, until Access Signing Certificate is switched on.",
)
answer_row("keys-broken", "Fails with 500 when it is asked for its keys.", answers(500, {}), caught_by="JWKS-STATUS")
answer_row(
    "keys-no-json",
    "Serves a web page where its keys should be.",
    answers(200, b"<!DOCTYPE html><title>x</title>", Content_Type="text/html"),
    caught_by="JWKS-NOT-JSON",
)
