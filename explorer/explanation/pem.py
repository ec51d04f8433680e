"""Keys and certificates in PEM, and what must not be pasted (RFC 7468)."""

from __future__ import annotations

import base64
import re
import warnings
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from .der import der_in_base64, der_label
from .value import Explanation, Part

BLOCK = re.compile(r"-----BEGIN ([A-Z0-9 ]{1,40})-----((?:[^-]|-(?!----)){0,100000})(?:-----END [A-Z0-9 ]{1,40}-----|\Z)")
_BARE = re.compile(r"MI[A-Za-z0-9+/\s]{80,}={0,2}\s*\Z")
_SSH = re.compile(
    r"(ssh-(?:rsa|dss|ed25519)|ecdsa-sha2-nistp\d{3}|sk-\S{1,60}@openssh\.com)\s+AAAA[A-Za-z0-9+/]{20,}={0,3}(?:\s+\S{1,200})?\s*\Z"
)
_PUTTY = re.compile(r"PuTTY-User-Key-File-\d:")
_PRIVATE = (
    "Whoever has it can sign as its owner. It must not be pasted anywhere, here neither: it is not read, and nothing of it is kept. "
    "If it was pasted in other places too, have it replaced."
)


def explain_pem(text: str, now: float) -> Explanation | None:
    """Explain a text that is one block of PEM, the same without its first line, or a key of SSH; None for another."""
    block = BLOCK.fullmatch(text.strip())
    if block is not None:
        return explain_block(block[1], block[2], now)
    if _PUTTY.match(text):
        return explain_block("PUTTY PRIVATE KEY", text, now)
    if (key := _SSH.match(text.strip())) is not None:
        sentence = f"A public key of SSH ({key[1]}). It may be shown to everybody, and no sign-in with OpenID Connect uses it."
        return Explanation("public_key", "a public key (SSH)", "certain", sentence)
    if _BARE.fullmatch(text.strip()) and (label := der_in_base64(text)):
        return explain_block(label, text, now)
    return None


def explain_der(data: bytes, now: float) -> Explanation | None:
    """Explain the bytes of a file in DER, as .der, .cer and .p12 are; None for other bytes."""
    label = der_label(data) if data[:1] == b"\x30" and data[1:2] in (b"\x81", b"\x82") else ""
    return explain_block(label, base64.b64encode(data).decode(), now) if label else None


def explain_block(label: str, content: str, now: float) -> Explanation:
    """Explain one block by its label."""
    if "PRIVATE KEY" in label or label == "PKCS12":
        what = "an encrypted private key (PEM)" if "ENCRYPTED" in label or "ENCRYPTED" in content else "a private key (PEM)"
        return Explanation(
            "private_key",
            what,
            "certain",
            _PRIVATE,
            (Part("(label)", label, "What the first line says.", "RFC 7468 10", "members"),),
        )
    if label in ("CERTIFICATE", "TRUSTED CERTIFICATE", "X509 CERTIFICATE"):
        return _certificate(content, now)
    if "PUBLIC KEY" in label:
        return _public_key(label, content)
    told = _OTHERS.get(label, "It is no key and no certificate that a sign-in uses.")
    return Explanation("pem", f"a block of PEM ({label.lower()})", "certain", told)


_OTHERS = {
    "CERTIFICATE REQUEST": "A request to sign a certificate (RFC 2986): a name and a public key. A sign-in uses the certificate, not this.",
    "PKCS7": "Certificates in one envelope (PKCS#7, RFC 2315): take the one that is needed out of it.",
    "X509 CRL": "A list of certificates that were revoked (RFC 5280 5). No sign-in uses it.",
}


def _decoded(content: str) -> bytes:
    lines = [line for line in content.replace("\\n", "\n").splitlines() if ":" not in line]
    return base64.b64decode("".join("".join(lines).split()), validate=False)


def _public_key(label: str, content: str) -> Explanation:
    from cryptography.hazmat.primitives.serialization import load_der_public_key

    try:
        key: Any = load_der_public_key(_decoded(content))
        told = _kind(key)
    except Exception:  # cryptography raises a dozen kinds
        told = "which cannot be read"
    sentence = f"A public key, {told}. It may be shown to everybody; a client needs it only where there is no JWKS."
    return Explanation(
        "public_key", "a public key (PEM)", "certain", sentence, (Part("(label)", label, "", "RFC 7468 13", "members"),)
    )


def _kind(key: Any) -> str:
    curve = getattr(getattr(key, "curve", None), "name", "")
    size = getattr(key, "key_size", None)
    name = type(key).__name__.replace("PublicKey", "").replace("_", "").lstrip("_")
    return f"{name}{f', {curve}' if curve else ''}{f', {size} bits' if size else ''}"


def _certificate(content: str, now: float) -> Explanation:
    from cryptography import x509

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            found = x509.load_der_x509_certificate(_decoded(content))
            parts = tuple(_members(found))
            begins, ends = found.not_valid_before_utc.timestamp(), found.not_valid_after_utc.timestamp()
    except Exception:  # cryptography raises a dozen kinds
        return Explanation("certificate", "a certificate (PEM) that cannot be read", "likely", "It is cut off, or damaged.")
    when = "It has expired." if ends < now else "It is not valid yet." if begins > now else "It is valid by its dates."
    sentence = f"A public key with the name of its owner. {when} It may be shown to everybody."
    return Explanation("certificate", "a certificate (X.509, PEM)", "certain", sentence, parts)


def _members(found: Any) -> Iterator[Part]:
    from cryptography.hazmat.primitives.hashes import SHA256

    def part(name: str, value: str, meaning: str) -> Part:
        return Part(name, value, meaning, "RFC 5280 4.1", "members")

    yield part("subject", found.subject.rfc4514_string(), "Whose key it is.")
    yield part("issuer", found.issuer.rfc4514_string(), "Who says so; the owner itself where both are the same.")
    yield part("not before", _date(found.not_valid_before_utc), "From when it is valid.")
    yield part("not after", _date(found.not_valid_after_utc), "Until when it is valid.")
    yield part("public key", _kind(found.public_key()), "The key itself.")
    digest = found.fingerprint(SHA256())
    yield part(
        "x5t#S256", base64.urlsafe_b64encode(digest).rstrip(b"=").decode(), "Its thumbprint, as a JWKS has it (RFC 7517 4.9)."
    )


def _date(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
