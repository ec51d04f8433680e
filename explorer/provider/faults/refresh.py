"""Faults at a refresh: the new tokens are not those of the same sign-in (OIDC Core 12.2, RFC 6749 6)."""

from __future__ import annotations

from ..unsigned_jwt import UnsignedJwt
from .makers import sets, shifts
from .registry import fault, rows
from .token_endpoint import grants_more

row = rows("refreshed_id_token")

row(
    "refreshed-issuer",
    "Refreshes the ID token in the name of another provider.",
    sets(iss="https://another-provider.example"),
    caught_by="REFR-ISS-CHANGED",
)
row("refreshed-person", "Refreshes the ID token for another person.", sets(sub="somebody-else"), caught_by="REFR-SUB-CHANGED")
row("refreshed-audience", "Refreshes the ID token for another client.", sets(aud="another-app"), caught_by="REFR-AUD-CHANGED")
row(
    "refreshed-azp",
    "Names another authorized party (azp) after a refresh.",
    sets(azp="another-app"),
    caught_by="REFR-AZP-CHANGED",
)
row(
    "refreshed-nonce",
    "Puts another nonce into the refreshed ID token.",
    sets(nonce="the-nonce-of-another-sign-in"),
    caught_by="REFR-NONCE-CHANGED",
)


row(
    "refreshed-from-the-past",
    "Hands out a refreshed ID token that is older than the first.",
    shifts(iat=-600),
    caught_by="REFR-IAT-OLD",
)
row(
    "refreshed-sign-in",
    "Takes the refresh for a sign-in: auth_time moves.",
    shifts(auth_time=30),
    caught_by="REFR-AUTH-TIME-CHANGED",
)


@fault(
    "refreshed-with-nonce",
    at="refreshed_id_token",
    caught_by="REFR-NONCE-PRESENT",
    in_the_wild="A user of angular-auth-oidc-client met the first nonce in a refreshed ID token.",
)
def refreshed_with_nonce(refreshed_id_token: UnsignedJwt) -> None:
    """Repeats the first nonce in the refreshed ID token, which should have none."""
    refreshed_id_token.claims["nonce"] = refreshed_id_token.nonce


rows("refresh_response")(
    "scope-grows",
    "Grants more at the refresh than the user ever allowed.",
    grants_more,
    caught_by="REFR-SCOPE-GREW",
)
