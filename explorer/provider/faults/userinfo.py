"""Faults in the UserInfo answer (OIDC Core 5.3.2, 5.3.4)."""

from __future__ import annotations

import json

from ..http import Response
from ..unsigned_jwt import UnsignedJwt
from .makers import answers, declares, leaves_out, sets
from .registry import fault, rows
from .strangers import publishes, strangers_key

row = rows("userinfo")
answer_row = rows("userinfo_answer")

row(
    "other-person",
    "Tells about another person at UserInfo than in the ID token.",
    sets(sub="somebody-else", name="Somebody Else", email="somebody.else@example.net"),
    caught_by="UI-SUB-MISMATCH",
    in_the_wild="A user of IdentityServer3 met a sub that was not that of the ID token.",
)
row(
    "userinfo-without-sub",
    "Tells about somebody at UserInfo, and does not say about whom.",
    leaves_out("sub"),
    caught_by="UI-SUB-MISSING",
)
row(
    "text-claims",
    "Writes email_verified and updated_at as texts.",
    sets(email_verified="true", updated_at="2025-06-01T10:00:00Z"),
    caught_by="UI-CLAIM-TYPES",
    in_the_wild="Auth0 writes updated_at as a date, Apple email_verified as a text.",
)
row(
    "empty-claims",
    "Writes an empty text for a claim that has no value.",
    sets(middle_name="", website=None),
    caught_by="UI-NULL-OR-EMPTY",
    in_the_wild="Samples in Oracle's and Slack's manuals have empty texts.",
)
answer_row(
    "userinfo-as-text",
    "Declares the JSON of UserInfo as plain text.",
    declares(Content_Type="text/plain; charset=utf-8"),
    caught_by="UI-CONTENT-TYPE",
)
answer_row(
    "userinfo-called-jwt",
    "Declares the JSON of UserInfo as a signed JWT.",
    declares(Content_Type="application/jwt"),
    caught_by="UI-CONTENT-TYPE-MISMATCH",
)
answer_row(
    "userinfo-error-in-200",
    "Refuses at UserInfo, and says 200 OK.",
    answers(200, {"ok": False, "error": "invalid_auth"}),
    caught_by="UI-SUB-MISSING",
    in_the_wild="Slack always answers 200.",
)
answer_row(
    "userinfo-broken", "Fails at UserInfo with the status 500.", answers(500, {"error": "server_error"}), caught_by="UI-STATUS"
)
answer_row(
    "userinfo-forgets-token",
    "Does not know its own access token at UserInfo, and refuses with 401 without a challenge.",
    answers(401, {"error": "invalid_token"}),
    caught_by="UI-401-NO-CHALLENGE",
)


answer_row(
    "userinfo-moved",
    "Redirects UserInfo to another address: whoever follows carries the access token there.",
    answers(302, b"", Location="https://stranger.example/userinfo"),
    caught_by="UI-REDIRECT",
)


@fault(
    "signed-userinfo",
    at="userinfo_answer",
    caught_by="UI-JWT-ALG",
    and_at={"jwks": publishes("RS256", kid="for-userinfo")},
)
def signed_userinfo(userinfo_answer: Response) -> None:
    """Signs the UserInfo answer for a client that did not register for that; the signature is good."""
    if userinfo_answer.status == 200:
        claims, key = json.loads(userinfo_answer.body), strangers_key("RS256", 1)
        jwt = UnsignedJwt({"alg": "RS256", "kid": "for-userinfo"}, claims, key, "RS256", now=0)
        userinfo_answer.body = jwt.sign().encode()
        userinfo_answer.headers["Content-Type"] = "application/jwt"


answer_row(
    "forged-userinfo",
    "Signs the UserInfo answer with a key that it never published.",
    signed_userinfo,
    caught_by="UI-JWT-UNVERIFIED",
)
