"""Whose words they are: what a vendor means by a text, and what it advises, is said only where that vendor is known.

It is known by the profile, by the issuer, or by a mark that nobody else writes, such as AADSTS and a number. A plain text such
as invalid_code means at any other provider whatever that one means by it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from ..reference import ErrorCode, error_code
from ..runs import Run
from .consoles import console_of


@dataclass(frozen=True)
class _Vendor:
    """How to know one: its `key` as a profile has it, what its issuers look like, and a mark in its answers."""

    key: str
    issuer: str = ""
    mark: str = ""


_VENDORS = {
    "Oracle": _Vendor("oracle", mark=r"\bECID\b|error\.common\.exception"),
    "Microsoft Entra ID": _Vendor("entra", mark=r"AADSTS\d"),
    "Azure AD B2C": _Vendor("b2c", r"\.b2clogin\.com/", r"AADB2C\d"),
    "Amazon Cognito": _Vendor("cognito"),
    "Auth0": _Vendor("auth0"),
    "Dex": _Vendor("dex"),
    "FusionAuth": _Vendor("fusionauth", r"\.fusionauth\.io"),
    "GitHub": _Vendor("github", r"//([\w-]+\.)*github(usercontent)?\.com"),
    "Google": _Vendor("google"),
    "IdentityServer4": _Vendor("duende"),
    "Kanidm": _Vendor("kanidm", r"/oauth2/openid/"),
    "Keycloak": _Vendor("keycloak", r"/realms/[^/]+/?\Z"),
    "Ory Hydra": _Vendor("hydra", r"\.oryapis\.com", r"github\.com/ory/fosite"),
    "Salesforce": _Vendor("salesforce", r"\.(sales)?force\.com"),
    "Slack": _Vendor("slack", r"//([\w-]+\.)*slack\.com"),
}


def vendors_of(run: Run, said: Iterable[str]) -> frozenset[str]:
    """Return the vendors that a run, or what the provider said in it, tells by name; empty where nobody knows."""
    console = console_of(run)
    keys = {str(run.provider.get("profile") or ""), console.key if console else ""}
    issuer, text = str(run.provider.get("issuer") or ""), "\n".join(said)
    return frozenset(name for name, vendor in _VENDORS.items() if vendor.key in keys or _shows(vendor, issuer, text))


def _shows(vendor: _Vendor, issuer: str, text: str) -> bool:
    by_issuer = bool(vendor.issuer) and re.search(vendor.issuer, issuer) is not None
    return by_issuer or (bool(vendor.mark) and re.search(vendor.mark, text) is not None)


def vendor_of(entry: ErrorCode, known: frozenset[str]) -> str:
    """Return the vendor whose words an entry explains, where it is one of the known; empty for all others."""
    return next((name for name in entry.vendor.split(", ") if name in known), "")


def standing(entry: ErrorCode | None, known: frozenset[str], section: str) -> ErrorCode | None:
    """Return the entry that may be shown: a vendor's own where it is known, else that of the standard code which says nearly the same.

    What several vendors have, such as redirect_uri_mismatch, is nobody's own.
    """
    if entry is None or not entry.vendor or ", " in entry.vendor or vendor_of(entry, known):
        return entry
    standard = error_code(entry.standard, section) if entry.standard else None
    return standard if standard is not None and standard.where == section else None


def general_of(entry: ErrorCode, known: frozenset[str]) -> tuple[str, ...]:
    """Return what usually lies behind a code; what is so "At Auth0" only where it is Auth0."""
    return tuple(
        text for text in entry.causes if (at := _AT.match(text)) is None or any(name in known for name in _names(at[1]))
    )


_AT = re.compile(r"At ([A-Z][\w ]+), ")


def _names(text: str) -> list[str]:
    return text.split(" and ")
