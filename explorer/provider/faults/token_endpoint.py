"""Lies in the token response, and in how it arrives (RFC 6749 5.1, OIDC Core 3.1.3.3)."""

from __future__ import annotations

import json
from typing import Any

from ..http import Response
from .registry import Spoil, fault


def _leaves_out(member: str) -> Spoil:
    def leaves_out(token_response: dict[str, Any]) -> None:
        token_response.pop(member, None)

    return leaves_out


fault(
    "no-id-token",
    caught_by="TOKR-ID-TOKEN-MISSING",
    what="Answers without an ID token, although openid was asked for.",
    seen="GitHub has no ID token for people who sign in: it is OAuth without OpenID Connect.",
)(_leaves_out("id_token"))

fault(
    "missing-token-type",
    caught_by="TOKR-TOKEN-TYPE-MISSING",
    what="Leaves token_type out of the token response.",
    seen="LinkedIn leaves it out.",
)(_leaves_out("token_type"))


@fault("text-expires-in", caught_by="TOKR-EXPIRES-IN-TYPE", seen="Azure AD B2C: its manual prints the number as text.")
def text_expires_in(token_response: dict[str, Any]) -> None:
    """Writes expires_in as a text instead of a number."""
    token_response["expires_in"] = str(token_response.get("expires_in", 3600))


@fault(
    "error-in-200",
    caught_by="TOKR-ERROR-IN-200",
    seen="GitHub refuses with status 200; Slack always answers 200, and says ok or not in the body.",
)
def error_in_200(token_answer: Response) -> None:
    """Refuses the code, and says 200 OK."""
    token_answer.status = 200
    token_answer.body = json.dumps({"error": "invalid_grant", "error_description": "The code is not valid."}).encode()


@fault("html-error-page", caught_by="TOKR-HTML", seen="A user of Mattermost met a status 500 with a web page in it.")
def html_error_page(token_answer: Response) -> None:
    """Answers with status 500 and a web page where JSON is expected."""
    token_answer.status = 500
    token_answer.headers["Content-Type"] = "text/html; charset=utf-8"
    token_answer.body = b"<!DOCTYPE html><html><title>Error</title><h1>Something went wrong</h1></html>"


@fault("no-store-missing", caught_by="TOKR-NO-STORE-MISSING")
def no_store_missing(token_answer: Response) -> None:
    """Lets every cache on the way keep the tokens: Cache-Control does not say no-store."""
    token_answer.headers["Cache-Control"] = "private, max-age=600"


@fault("wrong-media-type", caught_by="TOKR-CONTENT-TYPE")
def wrong_media_type(token_answer: Response) -> None:
    """Declares the JSON of the token response as plain text."""
    token_answer.headers["Content-Type"] = "text/plain; charset=utf-8"
