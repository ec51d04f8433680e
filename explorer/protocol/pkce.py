"""Proof Key for Code Exchange: only who started the flow can finish it (RFC 7636)."""

from __future__ import annotations

import base64
import hashlib
import re

from ..errors import Mistake
from ..messages import unquoted

METHODS = ("S256", "plain")

_VERIFIER = re.compile(r"[A-Za-z0-9\-._~]{43,128}")  # RFC 7636 4.1


def code_challenge(code_verifier: str, method: str = "S256") -> str:
    """Return what the authorize request shows of a verifier: its SHA-256 in base64url, or itself with `plain`.

    Raises `Mistake` for a method that RFC 7636 4.2 does not know; the names are case-sensitive.
    """
    if method == "plain":
        return code_verifier
    if method != "S256":
        raise Mistake(f"PKCE knows the methods S256 and plain, spelled exactly so; {unquoted(method)} is neither. Use S256.")
    digest = hashlib.sha256(code_verifier.encode("utf-8", "replace")).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def is_code_verifier(text: str) -> bool:
    """Tell whether a text has the form of a verifier: 43 to 128 unreserved characters (RFC 7636 4.1)."""
    return _VERIFIER.fullmatch(text) is not None
