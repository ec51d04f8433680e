"""Values that must not be shown, and the one redactor.

A `Secret` is carried like any value and prints as a fingerprint: a short keyed hash, the same for the same value
under one user's key, so that two reports can be matched and nobody can guess the value from it.
"""

from __future__ import annotations

import base64
import functools
import hashlib
import hmac
import html
import json
import re
import secrets
import urllib.parse
from collections.abc import Iterable
from typing import Any

from .home import private_folder, write_private

# Three base64url parts, the first of which starts as `{"` does: a JWS, whoever made it (RFC 7515 7.1).
_JWT = re.compile(r"\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*\.[A-Za-z0-9_-]*")


@functools.cache
def _fingerprint_key() -> bytes:
    """Return the user's fingerprint key, made on first use; without a writable home it lives as long as the process."""
    try:
        path = private_folder() / "fingerprint.key"
        if not path.exists():
            write_private(path, secrets.token_bytes(32))
        return path.read_bytes()
    except OSError:
        return secrets.token_bytes(32)


class Secret:
    """A text that is used but not shown: a client secret, a code, a verifier, a token.

    `label` says what it is ("client_secret", "code"); it names the shell variable in a curl command. Equality is
    decided in constant time. `reveal()` is the only way to the value.
    """

    __slots__ = ("_value", "label")

    def __init__(self, value: str, label: str = "secret") -> None:
        self._value = value
        self.label = label

    def reveal(self) -> str:
        """Return the value itself. Whoever calls this answers for where it goes."""
        return self._value

    @property
    def fingerprint(self) -> str:
        """Eight hexadecimal digits that stand for this value under the user's own key."""
        return hmac.new(_fingerprint_key(), self._value.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()[:8]

    def __len__(self) -> int:
        return len(self._value)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Secret):
            return NotImplemented
        return hmac.compare_digest(self._value.encode("utf-8", "surrogatepass"), other._value.encode("utf-8", "surrogatepass"))

    def __hash__(self) -> int:
        return hash((Secret, self._value))

    def __repr__(self) -> str:
        return f"<{self.label} {self.fingerprint}>"

    __str__ = __repr__

    def __format__(self, spec: str) -> str:
        return format(repr(self), spec)

    def _repr_html_(self) -> str:
        return f"<code>{html.escape(repr(self))}</code>"

    def __copy__(self) -> Secret:
        return self

    def __deepcopy__(self, memo: dict[int, Any]) -> Secret:
        return self

    def __reduce__(self) -> tuple[type[str], tuple[str]]:
        """A pickle holds the fingerprint: a pickled notebook variable must not carry the value."""
        return (str, (repr(self),))


Text = str | Secret


def reveal(value: Text) -> str:
    """Return the plain text of a value that may be a `Secret`."""
    return value.reveal() if isinstance(value, Secret) else value


def spellings(value: str) -> list[str]:
    """Every way in which a secret may turn up in a text: plain, percent-encoded, in JSON, in HTML, in base64."""
    quoted = urllib.parse.quote(value, safe="")
    found = {
        value,
        quoted,
        urllib.parse.quote(quoted, safe=""),
        urllib.parse.quote_plus(value),
        json.dumps(value)[1:-1],
        html.escape(value),
        base64.b64encode(value.encode("utf-8", "surrogatepass")).decode(),
        base64.urlsafe_b64encode(value.encode("utf-8", "surrogatepass")).decode().rstrip("="),
    }
    return sorted(found, key=len, reverse=True)


def redact(text: str, known: Iterable[Secret]) -> str:
    """Return `text` with every known secret, and everything shaped like a JWT, replaced by a fingerprint.

    A provider may echo a secret in an error description, a page or a header, in any encoding. Secrets shorter than
    four characters are left alone: replacing them would make the text unreadable and would hide nothing.
    """
    pattern, names = _pattern(frozenset(known))
    if pattern is not None:
        text = pattern.sub(lambda match: names[match.group()], text)
    return _JWT.sub(lambda match: repr(Secret(match.group(), "jwt")), text)


@functools.lru_cache(maxsize=32)
def _pattern(known: frozenset[Secret]) -> tuple[re.Pattern[str] | None, dict[str, str]]:
    """One search for all spellings of all secrets, the longest first, and what replaces each."""
    names = {spelling: repr(secret) for secret in known if len(secret) >= 4 for spelling in spellings(secret.reveal())}
    longest_first = sorted(names, key=len, reverse=True)
    return (re.compile("|".join(map(re.escape, longest_first))) if names else None), names
