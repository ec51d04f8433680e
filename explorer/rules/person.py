"""What the standard claims about a person must look like, in an ID token or at UserInfo (OIDC Core 5.1)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from .shapes import is_web_address

BOOLEANS = ("email_verified", "phone_number_verified")
URLS = ("picture", "profile", "website")
_TEXTS = (
    *("name", "given_name", "family_name", "middle_name", "nickname", "preferred_username", "gender", "birthdate"),
    *("zoneinfo", "locale", "email", "phone_number", *URLS),
)
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+")
_BIRTHDATE = re.compile(r"\d{4}(?:-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01]))?")
_ZONE = re.compile(r"[A-Za-z_]+(?:/[A-Za-z0-9_+-]+)*")
_PHONE = re.compile(r"\+[0-9][0-9 ().-]{3,24}(?:;ext=\d+)?")

Claims = Mapping[str, Any]


def wrong_types(claims: Claims) -> dict[str, Any]:
    """Return the standard claims of the wrong JSON type; one that is null is another matter."""
    wrong = {name: claims[name] for name in BOOLEANS if not isinstance(claims.get(name, False), bool | None)}
    wrong |= {name: claims[name] for name in _TEXTS if not isinstance(claims.get(name, ""), str | None)}
    if not isinstance(claims.get("address"), Mapping | None):
        wrong["address"] = claims["address"]
    if isinstance(claims.get("updated_at"), bool) or not isinstance(claims.get("updated_at"), int | float | None):
        wrong["updated_at"] = claims["updated_at"]
    return wrong


def odd(claims: Claims, name: str, pattern: re.Pattern[str]) -> Any:
    """Return a text claim that has not its form; empty where it has, None where it is no text or not there."""
    value = claims.get(name)
    if not isinstance(value, str) or not value:
        return None
    return [] if pattern.fullmatch(value) else value


def odd_email(claims: Claims) -> Any:
    """Return an e-mail address that is none."""
    return odd(claims, "email", _EMAIL)


def odd_birthdate(claims: Claims) -> Any:
    """Return a date that is neither YYYY-MM-DD nor YYYY."""
    return odd(claims, "birthdate", _BIRTHDATE)


def odd_zone(claims: Claims) -> Any:
    """Return a time zone that has not the form of a name such as Europe/Paris."""
    return odd(claims, "zoneinfo", _ZONE)


def odd_phone(claims: Claims) -> Any:
    """Return a telephone number without + and country."""
    return odd(claims, "phone_number", _PHONE)


def odd_urls(claims: Claims) -> list[str] | None:
    """Return the names of the claims that should be addresses and are none; None where there are none at all."""
    present = [name for name in URLS if isinstance(claims.get(name), str) and claims[name]]
    return [name for name in present if not is_web_address(claims[name])] if present else None


def empty(claims: Claims) -> list[str]:
    """Return the claims whose value is empty, blank, or the word null."""
    return [name for name, value in claims.items() if isinstance(value, str) and value.strip().lower() in ("", "null")]
