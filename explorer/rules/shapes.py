"""What a text looks like: the grammars that several artefacts share, compiled once."""

from __future__ import annotations

import base64
import binascii
import functools
import math
import re
import urllib.parse
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any, TypeGuard

BASE64URL = re.compile(r"[A-Za-z0-9_-]*")
PRINTABLE = re.compile(r"[\x20-\x7e]*")  # RFC 6749 A.1, A.5, A.11
ERROR_TEXT = re.compile(r"[\x20-\x21\x23-\x5b\x5d-\x7e]*")  # RFC 6749 A.7, A.8
ERROR_URI = re.compile(r"[\x21\x23-\x5b\x5d-\x7e]*")  # RFC 6749 A.9
SCOPE_TOKEN = re.compile(r"[\x21\x23-\x5b\x5d-\x7e]+")  # RFC 6749 3.3
BEARER = re.compile(r"[A-Za-z0-9\-._~+/]+=*")  # RFC 6750 2.1
LANGUAGE_TAG = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*")  # RFC 5646, loosely
HEX = re.compile(r"[0-9A-Fa-f]+")
_LOOPBACK = re.compile(r"(?:127(?:\.\d{1,3}){3}|::1|localhost|.*\.localhost)")  # RFC 8252 7.3; RFC 6761 6.3

DAY = 86_400  # seconds
STRONG = 128  # bits; what nobody can guess (RFC 6749 10.10)
CODE_LENGTH = 22  # characters of base64url that hold so many bits


def split(url: Any) -> urllib.parse.SplitResult | None:
    """Return an address in its parts, None for what is none."""
    return _split(url) if isinstance(url, str) else None


@functools.lru_cache(maxsize=128)  # a flow has a dozen addresses, and dozens of rules look at each
def _split(url: str) -> urllib.parse.SplitResult | None:
    try:
        parts = urllib.parse.urlsplit(url)
        parts.port  # noqa: B018  (raises for a port that is no number)
    except ValueError:
        return None
    return parts


def is_loopback(host: str | None) -> bool:
    """Tell whether a host is this machine, where no network lies between."""
    return host is not None and _LOOPBACK.fullmatch(host) is not None


def is_plain_http(url: Any) -> bool:
    """Tell whether an address is http without TLS, and leaves this machine."""
    if not isinstance(url, str) or url[:5].lower() != "http:":
        return False
    parts = split(url)
    return parts is None or not is_loopback(parts.hostname)


def is_web_address(url: Any) -> bool:
    """Tell whether a value is a whole http or https address."""
    parts = split(url)
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


def seconds(value: Any) -> float | None:
    """A JSON number that is a time; one of 20 digits is no time."""
    return value if is_number(value) and abs(value) < 1e20 else None
