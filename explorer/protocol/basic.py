"""Id and secret in a Basic header (RFC 7617 2, RFC 6749 2.3.1)."""

from __future__ import annotations

import base64
import binascii
import urllib.parse

from ..messages import Request
from ..secret import reveal


def basic_pair(request: Request) -> tuple[str, str] | None:
    """Return the id and the secret that a request proves itself with; None where there is no Basic header that can be read."""
    scheme, _, content = reveal(request.header("Authorization") or "").strip().partition(" ")
    return decoded_pair(content) if scheme.lower() == "basic" else None


def decoded_pair(content: str) -> tuple[str, str] | None:
    """Return the two texts in the content of a Basic header, form-decoded."""
    pair = pair_in(content.strip())
    return (urllib.parse.unquote_plus(pair[0]), urllib.parse.unquote_plus(pair[1])) if pair else None


def pair_in(content: str) -> tuple[str, str] | None:
    """Return the two texts in the content of a Basic header as they stand there; None where they cannot be read."""
    try:
        text = base64.b64decode(content, validate=True).decode()
    except (binascii.Error, ValueError):
        return None
    client_id, colon, secret = text.partition(":")
    return (client_id, secret) if colon else None
