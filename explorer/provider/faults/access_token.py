"""Lies in the access token, where it is a JWT: for an API, and here for everybody who looks (RFC 9068)."""

from __future__ import annotations

from typing import Any

from ..drafts import Draft
from .registry import Spoil, enter, fault

DAY = 86_400  # seconds


def _sets(**claims: Any) -> Spoil:
    def sets(access_token: Draft) -> None:
        access_token.claims |= claims

    return sets


def _leaves_out(claim: str) -> Spoil:
    def leaves_out(access_token: Draft) -> None:
        access_token.claims.pop(claim, None)

    return leaves_out


@fault("unsigned-access-token", caught_by="AT-ALG-NONE")
def unsigned_access_token(access_token: Draft) -> None:
    """Does not sign the access token for the API (alg none)."""
    access_token.header["alg"] = access_token.alg = "none"


@fault("access-token-for-app", caught_by="AT-AUD-CLIENT")
def access_token_for_app(access_token: Draft) -> None:
    """Makes the access token for the app itself, and for no API."""
    access_token.claims["aud"] = access_token.claims.get("client_id")


@fault("expired-access-token", caught_by="AT-EXPIRED")
def expired_access_token(access_token: Draft) -> None:
    """Hands out an access token that ran out ten minutes ago."""
    access_token.claims |= {"iat": access_token.now - 1200, "exp": access_token.now - 600}


@fault("long-lived-access-token", caught_by="AT-LONG-LIVED")
def long_lived_access_token(access_token: Draft) -> None:
    """Hands out an access token that opens the API for ninety days."""
    access_token.claims["exp"] = access_token.now + 90 * DAY


@fault("nonce-in-access-token", caught_by="AT-NONCE-HEADER", seen="Entra's tokens for Microsoft Graph have it.")
def nonce_in_access_token(access_token: Draft) -> None:
    """Puts a nonce into the header of the access token, so that nobody but its API can verify it."""
    access_token.header["nonce"] = "for-the-api-alone"


enter(
    (
        "access-token-of-another",
        "AT-ISS-MISMATCH",
        "Names another issuer in the access token than in the ID token.",
        _sets(iss="https://another-provider.example"),
        "ADFS and Entra do, with names of an older kind.",
    ),
    (
        "access-token-without-aud",
        "AT-AUD-MISSING",
        "Does not say in the access token for which API it is.",
        _leaves_out("aud"),
        "Cognito does not.",
    ),
    (
        "access-token-for-two",
        "AT-AUD-MULTI",
        "Makes one access token for two APIs: each can use it at the other one.",
        _sets(aud=["https://orders.example/api", "https://salaries.example/api"]),
        "Auth0 lists the API and UserInfo.",
    ),
    (
        "access-token-without-jti",
        "AT-CLAIMS-MISSING",
        "Leaves jti out of an access token that calls itself at+jwt.",
        _leaves_out("jti"),
    ),
    (
        "scope-as-list",
        "AT-SCOPE-TYPE",
        "Writes the scope of the access token as a list.",
        _sets(scope=["openid", "http://tenant-base-url/api"]),
        "Entra and Okta have a claim of their own, scp.",
    ),
    (
        "other-scope-in-access-token",
        "AT-SCOPE-DIFFERS",
        "Grants another scope in the access token than it says beside it.",
        _sets(scope="openid admin"),
    ),
    (
        "bound-access-token",
        "AT-CNF-AS-BEARER",
        "Binds the access token to a key (cnf), and calls it Bearer all the same.",
        _sets(cnf={"jkt": "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I"}),
    ),
)
