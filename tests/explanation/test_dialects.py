"""Dialects that are not the standard's own spelling: each is called by its kind, shows no secret, and says what it is."""

from __future__ import annotations

import base64
import datetime as dt

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from cryptography.hazmat.primitives.serialization.pkcs12 import serialize_key_and_certificates

from explorer import explain
from explorer.explanation import Explanation
from tests.explanation.dialects import DIALECTS
from tests.explanation.samples import SECRETS
from tests.explanation.shown import NOW, shown

EACH = [(kind, text) for samples in DIALECTS.values() for kind, text in samples]
IDS = [f"{group}-{number}" for group, samples in DIALECTS.items() for number in range(len(samples))]
KEY = ec.generate_private_key(ec.SECP256R1())
NAME = x509.Name.from_rfc4514_string("CN=app.example")


def made() -> x509.Certificate:
    """Return a certificate of that name."""
    begins = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    builder = x509.CertificateBuilder(NAME, NAME, KEY.public_key(), 5, begins, begins + dt.timedelta(days=400))
    return builder.sign(KEY, hashes.SHA256())


@pytest.mark.parametrize(("kind", "text"), EACH, ids=IDS)
def test_a_dialect(kind: str, text: str) -> None:
    """It is called by its kind, and nothing of it that is secret is shown."""
    found = explain(text, now=NOW)
    assert found.kind == kind, found
    assert [secret for secret in SECRETS if secret in shown(found)] == []


@pytest.mark.parametrize("text", [text for kind, text in EACH if "axios" in text or "requests.post" in text or "btoa" in text])
def test_a_program_opens_as_a_flow(text: str) -> None:
    """The request in a line of JavaScript or Python is read with its body and its client."""
    found = explain(text, now=NOW)
    assert [piece.kind for piece in found.pieces] == ["token_request"]
    assert found.opening is not None
    assert found.opening.code is not None


def test_what_was_done_to_read_it_is_said() -> None:
    """Lines that were put together are told (law "Nothing is silently cleaned")."""
    for _, text in DIALECTS["broken over lines"]:
        assert any("line breaks" in change for change in explain(text, now=NOW).changes)


PRIVATE = PrivateFormat.PKCS8
FILES: list[tuple[str, str, bytes | str]] = [
    ("certificate", "certificate", made().public_bytes(Encoding.DER)),
    ("certificate", "certificate", base64.b64encode(made().public_bytes(Encoding.DER)).decode()),
    ("certificate", "certificate", made().public_bytes(Encoding.PEM).decode().replace("\n", "\\n")),
    ("private_key", "private", KEY.private_bytes(Encoding.DER, PRIVATE, NoEncryption())),
    ("private_key", "private", base64.b64encode(KEY.private_bytes(Encoding.DER, PRIVATE, NoEncryption())).decode()),
    ("private_key", "encrypted", KEY.private_bytes(Encoding.DER, PRIVATE, BestAvailableEncryption(b"x"))),
    ("private_key", "private", serialize_key_and_certificates(b"x", KEY, made(), None, BestAvailableEncryption(b"x"))),
    ("private_key", "private", f"PuTTY-User-Key-File-3: ssh-ed25519\nPrivate-Lines: 1\n{'QUJD' * 20}"),
    ("public_key", "SSH", KEY.public_key().public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH).decode() + " ann@host"),
    ("public_key", "public key", KEY.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)),
    ("pem", "request", x509.CertificateSigningRequestBuilder(NAME).sign(KEY, hashes.SHA256()).public_bytes(Encoding.PEM)),
]


@pytest.mark.parametrize(("kind", "word", "content"), FILES, ids=[f"{kind}-{at}" for at, (kind, _, _) in enumerate(FILES)])
def test_keys_and_certificates(kind: str, word: str, content: bytes | str) -> None:
    """In DER, in base64 without its first line, of PuTTY and SSH; a private key is neither read nor shown."""
    found: Explanation = explain(content, now=NOW)
    assert found.kind == kind, found
    assert word in found.title
    plain = content if isinstance(content, str) else base64.b64encode(content).decode()
    assert kind != "private_key" or plain[40:80] not in shown(found)


def test_a_certificate_with_its_key() -> None:
    """Both are named: that the private one was pasted too is not passed over."""
    pem = made().public_bytes(Encoding.PEM) + KEY.private_bytes(Encoding.PEM, PRIVATE, NoEncryption())
    assert [piece.kind for piece in explain(pem, now=NOW).pieces] == ["certificate", "private_key"]
