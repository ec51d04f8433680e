"""What stands in DER, told by its first members without reading it (ITU-T X.690): a private key must not be parsed here."""

from __future__ import annotations

import base64
import binascii

_SEQUENCE, _INTEGER, _OBJECT = 0x30, 0x02, 0x06
_OBJECTS = {
    bytes.fromhex("06092a864886f70d010702"): "PKCS7",  # signedData
    bytes.fromhex("06092a864886f70d01050d"): "ENCRYPTED PRIVATE KEY",  # PBES2
}


def der_label(data: bytes) -> str:
    """Return what PEM would call it ("CERTIFICATE", "PRIVATE KEY", "PKCS12", ...); empty for what is no DER."""
    inner = _content(data, _SEQUENCE)
    if inner is None:
        return ""
    if inner[:1] == bytes([_INTEGER]):
        return "PKCS12" if inner[:3] == b"\x02\x01\x03" else "EC PRIVATE KEY" if inner[:3] == b"\x02\x01\x01" else "PRIVATE KEY"
    if inner[:1] == bytes([_OBJECT]):
        return next((label for begins, label in _OBJECTS.items() if inner.startswith(begins)), "")
    first = _content(inner, _SEQUENCE)
    if first is None:
        return ""
    encrypted = next((label for begins, label in _OBJECTS.items() if first.startswith(begins)), "")
    if encrypted or first[:1] == bytes([_OBJECT]):
        return encrypted or "PUBLIC KEY"
    return "CERTIFICATE REQUEST" if first[:3] == b"\x02\x01\x00" else "CERTIFICATE"


def der_in_base64(text: str) -> str:
    """Return the same for the beginning of a text in base64."""
    try:
        return der_label(base64.b64decode("".join(text.split())[:400]))
    except (binascii.Error, ValueError):
        return ""


def _content(data: bytes, tag: int) -> bytes | None:
    """What stands in an element of this tag; None where it is another one, or shorter than any key."""
    if len(data) < 4 or data[0] != tag:
        return None
    length = data[1]
    return data[2:] if length < 0x80 else data[2 + (length & 0x7F) :] if 0x81 <= length <= 0x84 else None
