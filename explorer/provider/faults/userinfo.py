"""Lies in the UserInfo answer (OIDC Core 5.3.2, 5.3.4)."""

from __future__ import annotations

import json
from typing import Any

from ..drafts import Draft
from ..http import Response
from .registry import Spoil, also, enter, fault
from .signature import published, strangers_key


def _sets(**claims: Any) -> Spoil:
    def sets(userinfo: dict[str, Any]) -> None:
        userinfo |= claims

    return sets


def _answers(status: int, body: Any = None, media_type: str | None = None) -> Spoil:
    """Answer with another status; with another body or media type where they are given."""

    def answers(userinfo_answer: Response) -> None:
        userinfo_answer.status = status
        if body is not None:
            userinfo_answer.body = json.dumps(body).encode()
        if media_type is not None:
            userinfo_answer.headers["Content-Type"] = media_type

    return answers


enter(
    (
        "other-person",
        "UI-SUB-MISMATCH",
        "Tells about another person at UserInfo than in the ID token.",
        _sets(sub="somebody-else", name="Somebody Else", email="somebody.else@example.net"),
        "A user of IdentityServer3 met a sub that was not that of the ID token.",
    ),
    (
        "userinfo-without-sub",
        "UI-SUB-MISSING",
        "Tells about somebody at UserInfo, and does not say about whom.",
        lambda userinfo: userinfo.pop("sub", None),
    ),
    (
        "text-claims",
        "UI-CLAIM-TYPES",
        "Writes email_verified and updated_at as texts.",
        _sets(email_verified="true", updated_at="2025-06-01T10:00:00Z"),
        "Auth0 writes updated_at as a date, Apple email_verified as a text.",
    ),
    (
        "empty-claims",
        "UI-NULL-OR-EMPTY",
        "Writes an empty text for a claim that has no value.",
        _sets(middle_name="", website=None),
        "Samples in Oracle's and Slack's manuals have empty texts.",
    ),
    (
        "userinfo-as-text",
        "UI-CONTENT-TYPE",
        "Declares the JSON of UserInfo as plain text.",
        _answers(200, media_type="text/plain; charset=utf-8"),
    ),
    (
        "userinfo-called-jwt",
        "UI-CONTENT-TYPE-MISMATCH",
        "Declares the JSON of UserInfo as a signed JWT.",
        _answers(200, media_type="application/jwt"),
    ),
    (
        "userinfo-error-in-200",
        "UI-SUB-MISSING",
        "Refuses at UserInfo, and says 200 OK.",
        _answers(200, {"ok": False, "error": "invalid_auth"}),
        "Slack always answers 200.",
    ),
    ("userinfo-broken", "UI-STATUS", "Fails at UserInfo with the status 500.", _answers(500, {"error": "server_error"})),
    (
        "userinfo-forgets-token",
        "UI-401-NO-CHALLENGE",
        "Does not know its own access token at UserInfo, and refuses with 401 without a challenge.",
        _answers(401, {"error": "invalid_token"}),
    ),
)


@fault("userinfo-moved", caught_by="UI-REDIRECT")
def userinfo_moved(userinfo_answer: Response) -> None:
    """Redirects UserInfo to another address: whoever follows carries the access token there."""
    userinfo_answer.status, userinfo_answer.body = 302, b""
    userinfo_answer.headers["Location"] = "https://stranger.example/userinfo"


@fault("signed-userinfo", caught_by="UI-JWT-ALG")
def signed_userinfo(userinfo_answer: Response) -> None:
    """Signs the UserInfo answer for an app that did not register for that; the signature is good."""
    if userinfo_answer.status == 200:
        claims, key = json.loads(userinfo_answer.body), strangers_key("RS256", 1)
        draft = Draft({"alg": "RS256", "kid": "for-userinfo"}, claims, key, "RS256", now=0)
        userinfo_answer.body = draft.sign().encode()
        userinfo_answer.headers["Content-Type"] = "application/jwt"


@also("signed-userinfo")
def _userinfo_key(jwks: dict[str, Any]) -> None:
    jwks["keys"] = [*jwks["keys"], published("RS256", "for-userinfo")]


enter(
    (
        "forged-userinfo",
        "UI-JWT-UNVERIFIED",
        "Signs the UserInfo answer with a key that it never published.",
        signed_userinfo,
    ),
)
