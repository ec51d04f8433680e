"""Lies at a refresh: the new tokens are not those of the same sign-in (OIDC Core 12.2, RFC 6749 6)."""

from __future__ import annotations

from typing import Any

from ..drafts import Draft
from .registry import Spoil, enter, fault


def _sets(**claims: Any) -> Spoil:
    def sets(refreshed_id_token: Draft) -> None:
        refreshed_id_token.claims |= claims

    return sets


enter(
    (
        "refreshed-issuer",
        "REFR-ISS-CHANGED",
        "Refreshes the ID token in the name of another provider.",
        _sets(iss="https://another-provider.example"),
    ),
    ("refreshed-person", "REFR-SUB-CHANGED", "Refreshes the ID token for another person.", _sets(sub="somebody-else")),
    ("refreshed-audience", "REFR-AUD-CHANGED", "Refreshes the ID token for another app.", _sets(aud="another-app")),
    ("refreshed-azp", "REFR-AZP-CHANGED", "Names another authorized party (azp) after a refresh.", _sets(azp="another-app")),
    (
        "refreshed-nonce",
        "REFR-NONCE-CHANGED",
        "Puts another nonce into the refreshed ID token.",
        _sets(nonce="the-nonce-of-another-sign-in"),
    ),
)


@fault("refreshed-from-the-past", caught_by="REFR-IAT-OLD")
def refreshed_from_the_past(refreshed_id_token: Draft) -> None:
    """Hands out a refreshed ID token that is older than the first."""
    refreshed_id_token.claims["iat"] = refreshed_id_token.now - 600


@fault("refreshed-sign-in", caught_by="REFR-AUTH-TIME-CHANGED")
def refreshed_sign_in(refreshed_id_token: Draft) -> None:
    """Takes the refresh for a sign-in: auth_time moves."""
    refreshed_id_token.claims["auth_time"] = refreshed_id_token.now + 30


@fault(
    "refreshed-with-nonce",
    caught_by="REFR-NONCE-PRESENT",
    seen="A user of angular-auth-oidc-client met the first nonce in a refreshed ID token.",
)
def refreshed_with_nonce(refreshed_id_token: Draft) -> None:
    """Repeats the first nonce in the refreshed ID token, which should have none."""
    refreshed_id_token.claims["nonce"] = refreshed_id_token.nonce


@fault("scope-grows", caught_by="REFR-SCOPE-GREW")
def scope_grows(refresh_response: dict[str, Any]) -> None:
    """Grants more at the refresh than the user ever allowed."""
    refresh_response["scope"] = f"{refresh_response.get('scope', '')} admin".strip()
