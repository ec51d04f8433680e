"""What a text looks like: the grammars that several artefacts share, compiled once."""

from __future__ import annotations

import base64
import binascii
import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any, TypeGuard

from .. import messages

BASE64URL = re.compile(r"[A-Za-z0-9_-]*")
PRINTABLE = re.compile(r"[\x20-\x7e]*")  # RFC 6749 A.1, A.5, A.11
ERROR_TEXT = re.compile(r"[\x20-\x21\x23-\x5b\x5d-\x7e]*")  # RFC 6749 A.7, A.8
ERROR_URI = re.compile(r"[\x21\x23-\x5b\x5d-\x7e]*")  # RFC 6749 A.9
SCOPE_TOKEN = re.compile(r"[\x21\x23-\x5b\x5d-\x7e]+")  # RFC 6749 3.3
VISIBLE = re.compile(r"[\x21-\x7e]+")  # what a field value may hold without being quoted or cut (RFC 9110 5.5)
BEARER = re.compile(r"[A-Za-z0-9\-._~+/]+=*")  # RFC 6750 2.1
LANGUAGE_TAG = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*")  # RFC 5646, loosely
HEX = re.compile(r"[0-9A-Fa-f]+")

DAY = 86_400  # seconds
STRONG = 128  # bits; what nobody can guess (RFC 6749 10.10)
CODE_LENGTH = 22  # characters of base64url that hold so many bits


# Where an address leads is decided in one place, for the rules as for the flow that sends secrets there.
split_url = messages.split_url
is_loopback = messages.is_this_machine
is_plain_http = messages.is_plain_http


def same_place(one: str, other: str) -> bool:
    """Tell whether two addresses without query and fragment lead to the same place, in whatever spelling (RFC 3986 6.2)."""
    there = messages.place(one)
    return there is not None and not any(c in one + other for c in "?#") and there == messages.place(other)


def is_web_address(url: Any) -> bool:
    """Tell whether a value is a whole http or https address."""
    parts = split_url(url)
    return parts is not None and parts.scheme in ("http", "https") and bool(parts.hostname)


def is_issuer(url: Any) -> bool:
    """Tell whether a value has the form of an issuer: https, or http on this machine, without query and fragment (Discovery 3)."""
    return is_web_address(url) and not is_plain_http(url) and not any(c in url for c in "?#")


def bits(text: str) -> float:
    """Return how many bits a random text of this length and alphabet can hold at most."""
    if text.isdigit():
        alphabet = 10
    elif HEX.fullmatch(text):
        alphabet = 16
    else:
        alphabet = 36 if text.islower() or text.isupper() else 64
    return len(text) * math.log2(alphabet) if len(set(text)) > 4 else 0.0


def not_texts(value: Any) -> bool:
    """Tell whether a value is no list of texts."""
    return not isinstance(value, list) or not all(isinstance(item, str) for item in value)


def listed(members: Mapping[str, Any], name: str) -> list[str] | None:
    """Return a member that is a list of texts; None where it is absent or something else."""
    value = members.get(name)
    return None if not_texts(value) else value


def twice(names: Iterable[str]) -> list[str]:
    """Return the names that are there more than once."""
    return [name for name, count in Counter(names).items() if count > 1]


def audiences(value: Any) -> list[Any]:
    """Return the claim aud as a list, whichever of its two forms it has (RFC 7519 4.1.3); an empty one where it is absent."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def decoded_base64url(text: str) -> bytes | None:
    """Return the bytes that a text in base64url stands for, with or without its padding; None where it stands for none."""
    try:
        return base64.urlsafe_b64decode(text + "==")  # two are always enough, and what is too much is passed over
    except (binascii.Error, ValueError):
        return None


def is_number(value: Any) -> TypeGuard[int | float]:
    """Tell whether a JSON value is a number; True is none, though Python thinks so."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def as_seconds(value: Any) -> float | None:
    """A JSON number that is a time; one of 20 digits is no time."""
    return value if is_number(value) and abs(value) < 1e20 else None
