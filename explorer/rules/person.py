"""What the standard claims about a person must look like, in an ID token or at UserInfo (OIDC Core 5.1)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from .shapes import is_number, is_web_address

BOOLEANS = ("email_verified", "phone_number_verified")
URLS = ("picture", "profile", "website")
_TEXTS = (
    *("name", "given_name", "family_name", "middle_name", "nickname", "preferred_username", "gender", "birthdate"),
    *("zoneinfo", "locale", "email", "phone_number", *URLS),
)
_FORMS = {
    "email": re.compile(r"[^@\s]+@[^@\s]+"),
    "birthdate": re.compile(r"\d{4}(?:-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01]))?"),  # YYYY-MM-DD, or YYYY
    "zoneinfo": re.compile(r"[A-Za-z_]+(?:/[A-Za-z0-9_+-]+)*"),  # a name such as Europe/Paris
    "phone_number": re.compile(r"\+[0-9][0-9 ().-]{3,24}(?:;ext=\d+)?"),  # with + and the country
}

Claims = Mapping[str, Any]


def wrong_types(claims: Claims) -> dict[str, Any]:
    """Return the standard claims of the wrong JSON type; one that is null is another matter."""
    wrong = {name: claims[name] for name in BOOLEANS if not isinstance(claims.get(name, False), bool | None)}
    wrong |= {name: claims[name] for name in _TEXTS if not isinstance(claims.get(name, ""), str | None)}
    if not isinstance(claims.get("address"), Mapping | None):
        wrong["address"] = claims["address"]
    if claims.get("updated_at") is not None and not is_number(claims["updated_at"]):
        wrong["updated_at"] = claims["updated_at"]
    return wrong


def is_true(value: Any) -> bool:
    """Tell whether a claim says true, be it as a text or a number: its type is wrong then, which another rule says."""
    return value is True or (not isinstance(value, bool) and str(value).strip().lower() in ("true", "1"))


def odd(claims: Claims, name: str) -> str:
    """Return a text claim that has not the form of its kind, such as an e-mail address that is none; nothing where it has."""
    value: str = claims[name]
    return "" if _FORMS[name].fullmatch(value) else value


def urls(claims: Claims) -> list[str]:
    """Return the names of the claims that are there, as texts, and should be addresses."""
    return [name for name in URLS if isinstance(claims.get(name), str) and claims[name]]


def odd_urls(claims: Claims) -> list[str]:
    """Return the names of the claims that should be addresses and are none."""
    return [name for name in urls(claims) if not is_web_address(claims[name])]


def empty(claims: Claims) -> list[str]:
    """Return the claims whose value is empty, blank, or the word null."""
    return [name for name, value in claims.items() if isinstance(value, str) and value.strip().lower() in ("", "null")]
