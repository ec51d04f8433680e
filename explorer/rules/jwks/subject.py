"""What is judged: a key set, with the answer that brought it; and a few questions that are asked of every key."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from ...messages import Response
from ...protocol.signatures import certificate_members
from ..shapes import BASE64URL, HEX, decoded_base64url

Key = Mapping[str, Any]


@dataclass(frozen=True)
class JwksCheck:
    """A key set as parsed JSON, its address and the answer that brought it; the discovery document says what it is for.

    `unreachable` says why no answer came, where none did.
    """

    document: Any
    uri: str | None
    response: Response | None
    metadata: Mapping[str, Any]
    unreachable: str = ""

    @property
    def status(self) -> int:
        """The status of the answer; 0 without one."""
        return self.response.status if self.response else 0

    @property
    def media_type(self) -> str:
        """As what the answer is declared; empty without one."""
        return self.response.media_type if self.response else ""

    @cached_property
    def listed(self) -> list[Any] | None:
        """The list of keys; None where there is none."""
        keys = self.document.get("keys") if isinstance(self.document, Mapping) else None
        return keys if isinstance(keys, list) else None

    @cached_property
    def keys(self) -> list[Key]:
        """The keys that are objects."""
        return [key for key in self.listed or () if isinstance(key, Mapping)]

    @cached_property
    def certificates(self) -> dict[int, dict[str, Any] | None]:
        """What the first certificate of a key says, by the key's place; None for one that cannot be read."""
        found = {}
        for place, key in enumerate(self.keys):
            chain = key.get("x5c")
            if chain not in (None, "", [], [""]):  # those that are empty are named by a rule of their own
                first = chain[0] if isinstance(chain, list) and chain else None
                found[place] = certificate_members(first) if isinstance(first, str) else None
        return found

    def name(self, place: int) -> str:
        """What to call a key: its kid, or its place in the list."""
        kid = self.keys[place].get("kid")
        return f"kid {kid}" if isinstance(kid, str) and kid else f"key {place + 1}"

    def those(self, is_wrong: Callable[[Key], Any]) -> list[str]:
        """Return the names of the keys of which something is true."""
        return [self.name(place) for place, key in enumerate(self.keys) if is_wrong(key)]


def content(value: Any) -> bytes | None:
    """Return the bytes of a member in base64url, None for what is none."""
    return decoded_base64url(value) if isinstance(value, str) and BASE64URL.fullmatch(value) else None


def base64url_uint(value: Any) -> int | None:
    """Return the number that a member in base64url stands for (RFC 7518 2)."""
    found = content(value)
    return int.from_bytes(found) if found else None


def misspelled(key: Key) -> str:
    """Say which members of a key are not written in base64url, and how they are; nothing where all are."""
    return ", ".join(f"{name}: {how}" for name in ("n", "e", "x", "y") if (how := _misspelling(key.get(name))))


def _misspelling(value: Any) -> str:
    if not isinstance(value, str) or not value:
        return ""
    if not BASE64URL.fullmatch(value):
        return "padding, + or /" if _LOOSE.fullmatch(value) else "a sign that base64url does not have"
    if value.isdigit() and (len(value) % 4 == 1 or len(value) > _LONG_NUMBER):
        return "a decimal number"
    return "a length that base64url cannot have" if len(value) % 4 == 1 else ""


def loosely(value: Any) -> bytes | None:
    """Return the bytes of a member in base64url or in ordinary base64, with padding or without it; None for what is neither."""
    if not isinstance(value, str) or not _LOOSE.fullmatch(value):
        return None
    return decoded_base64url(value.replace("+", "-").replace("/", "_").rstrip("="))


_LONG_NUMBER = 40  # digits that base64url would hardly have in a row
_LOOSE = re.compile(r"[A-Za-z0-9_+/-]*={0,2}")


def same_number(one: Any, other: Any) -> bool:
    """Tell whether two members stand for one number, however it is written: RFC 7517 4.7 compares keys, not spellings."""
    left, right = loosely(one), loosely(other)
    return left is not None and right is not None and int.from_bytes(left) == int.from_bytes(right)


def same_print(one: Any, other: Any) -> bool:
    """Tell whether two thumbprints are one, also where it is written in hexadecimal digits, or in base64url of those."""
    left, right = _digest(one), _digest(other)
    return left is not None and left == right


def _digest(value: Any) -> bytes | None:
    """The bytes of a thumbprint, in whichever of the spellings that are found."""
    texts = [value.replace(":", "")] if isinstance(value, str) else []
    inner = loosely(value)
    if inner is not None and inner.isascii():
        texts.append(inner.decode("ascii"))
    for text in texts:
        if len(text) in (40, 64) and HEX.fullmatch(text):  # SHA-1 and SHA-256
            return bytes.fromhex(text)
    return inner


def material(key: Key) -> tuple[str, ...] | None:
    """Return what makes a key that key and no other; None where it is incomplete."""
    names = {"RSA": ("n", "e"), "EC": ("crv", "x", "y"), "OKP": ("crv", "x")}.get(str(key.get("kty")))
    values = [key.get(name) for name in names or ()]
    return tuple(values) if values and all(isinstance(value, str) for value in values) else None  # type: ignore[arg-type]
