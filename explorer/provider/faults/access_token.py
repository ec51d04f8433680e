"""Faults in the access token, where it is a JWT: for an API, and here for everybody who looks (RFC 9068)."""

from __future__ import annotations

from ..unsigned_jwt import UnsignedJwt
from .makers import in_header, leaves_out, sets, shifts, unsigned
from .registry import fault, rows

DAY = 86_400  # seconds

row = rows("access_token")

row("unsigned-access-token", "Does not sign the access token for the API (alg none).", unsigned, caught_by="AT-ALG-NONE")


@fault("access-token-for-app", at="access_token", caught_by="AT-AUD-CLIENT")
def access_token_for_app(access_token: UnsignedJwt) -> None:
    """Makes the access token for the client itself, and for no API."""
    access_token.claims["aud"] = access_token.claims.get("client_id")


row(
    "expired-access-token",
    "Hands out an access token that ran out ten minutes ago.",
    shifts(iat=-1200, exp=-600),
    caught_by="AT-EXPIRED",
)
row(
    "long-lived-access-token",
    "Hands out an access token that opens the API for ninety days.",
    shifts(exp=90 * DAY),
    caught_by="AT-LONG-LIVED",
)


row(
    "nonce-in-access-token",
    "Puts a nonce into the header of the access token, so that nobody but its API can verify it.",
    in_header(nonce="for-the-api-alone"),
    caught_by="AT-NONCE-HEADER",
    in_the_wild="Entra's tokens for Microsoft Graph have it.",
)
row(
    "access-token-of-another",
    "Names another issuer in the access token than in the ID token.",
    sets(iss="https://another-provider.example"),
    caught_by="AT-ISS-MISMATCH",
    in_the_wild="ADFS and Entra do, with names of an older kind.",
)
row(
    "access-token-without-aud",
    "Does not say in the access token for which API it is.",
    leaves_out("aud"),
    caught_by="AT-AUD-MISSING",
    in_the_wild="Cognito does not.",
)
row(
    "access-token-for-two",
    "Makes one access token for two APIs: each can use it at the other one.",
    sets(aud=["https://orders.example/api", "https://salaries.example/api"]),
    caught_by="AT-AUD-MULTI",
    in_the_wild="Auth0 lists the API and UserInfo.",
)
row(
    "access-token-without-jti",
    "Leaves jti out of an access token that calls itself at+jwt.",
    leaves_out("jti"),
    caught_by="AT-CLAIMS-MISSING",
)
row(
    "scope-as-list",
    "Writes the scope of the access token as a list.",
    sets(scope=["openid", "http://tenant-base-url/api"]),
    caught_by="AT-SCOPE-TYPE",
    in_the_wild="Entra and Okta have a claim of their own, scp.",
)
row(
    "other-scope-in-access-token",
    "Grants another scope in the access token than it says beside it.",
    sets(scope="openid admin"),
    caught_by="AT-SCOPE-DIFFERS",
)
row(
    "bound-access-token",
    "Binds the access token to a key (cnf), and calls it Bearer all the same.",
    sets(cnf={"jkt": "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I"}),
    caught_by="AT-CNF-AS-BEARER",
)
