"""Lies in the token response, and in how it arrives (RFC 6749 5, OIDC Core 3.1.3.3)."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode

from ..http import Response
from .registry import Spoil, enter, fault


def _sets(**members: Any) -> Spoil:
    def sets(token_response: dict[str, Any]) -> None:
        token_response |= members

    return sets


def _leaves_out(member: str) -> Spoil:
    def leaves_out(token_response: dict[str, Any]) -> None:
        token_response.pop(member, None)

    return leaves_out


def _declares(**headers: str | None) -> Spoil:
    """Change headers of the answer; None takes one away."""

    def declares(token_answer: Response) -> None:
        for name, value in headers.items():
            token_answer.headers.pop(name.replace("_", "-"), None)
            if value is not None:
                token_answer.headers[name.replace("_", "-")] = value

    return declares


def _answers(status: int, body: Any, **headers: str | None) -> Spoil:
    """Answer something else than what was to be said."""

    def answers(token_answer: Response) -> None:
        token_answer.status = status
        token_answer.body = body if isinstance(body, bytes) else json.dumps(body).encode()
        _declares(**headers)(token_answer)

    return answers


# What is in it

enter(
    (
        "no-id-token",
        "TOKR-ID-TOKEN-MISSING",
        "Answers without an ID token, although openid was asked for.",
        _leaves_out("id_token"),
        "GitHub has no ID token for people who sign in: it is OAuth without OpenID Connect.",
    ),
    ("no-access-token", "TOKR-ACCESS-TOKEN-MISSING", "Answers without an access token.", _leaves_out("access_token")),
    (
        "missing-token-type",
        "TOKR-TOKEN-TYPE-MISSING",
        "Leaves token_type out of the token response.",
        _leaves_out("token_type"),
        "LinkedIn leaves it out.",
    ),
    ("unknown-token-type", "TOKR-TOKEN-TYPE-UNKNOWN", "Invents a token_type.", _sets(token_type="Practice")),  # noqa: S106  (no password)
    (
        "lower-case-token-type",
        None,
        "Writes token_type in lower case. That is allowed: an app has to accept bearer in any case.",
        _sets(token_type="bearer"),  # noqa: S106  (no password)
        "GitHub writes it so.",
    ),
    (
        "missing-expires-in",
        "TOKR-EXPIRES-IN-MISSING",
        "Does not say how long the access token lives. That is bad, and still allowed.",
        _leaves_out("expires_in"),
        "Salesforce and GitHub leave it out.",
    ),
    (
        "timestamp-expires-in",
        "TOKR-EXPIRES-IN-TIMESTAMP",
        "Writes the time of the end into expires_in, instead of the seconds that are left.",
        _sets(expires_in=2_000_000_000),
    ),
    ("negative-expires-in", "TOKR-EXPIRES-IN-VALUE", "Says that the access token lives for -1 seconds.", _sets(expires_in=-1)),
    (
        "long-lived-token",
        "TOKR-EXPIRES-IN-LONG",
        "Hands out an access token that lives for ninety days.",
        _sets(expires_in=90 * 86_400),
    ),
    (
        "narrower-scope",
        "TOKR-SCOPE-NARROWER",
        "Grants less than was asked for: openid alone.",
        _sets(scope="openid"),
    ),
    (
        "scope-without-openid",
        "TOKR-SCOPE-NO-OPENID",
        "Grants a scope without openid, and sends an ID token all the same.",
        _sets(scope="email offline_access"),
        "A user of Entra got a list of scopes without openid, and an ID token with it.",
    ),
    (
        "comma-scope",
        "TOKR-SCOPE-FORMAT",
        "Separates the granted scopes by commas.",
        _sets(scope="openid,email,offline_access"),
        "GitHub does.",
    ),
    ("null-member", "TOKR-NULL-MEMBER", "Writes null for a member that has no value.", _sets(expires_at=None)),
    ("id-token-no-text", "TOKR-ID-TOKEN-TYPE", "Sends an object in place of the ID token.", _sets(id_token={"sub": "alice"})),
    (
        "odd-access-token",
        "TOKR-ACCESS-TOKEN-CHARS",
        "Hands out an access token with a space in it, which no header can carry.",
        _sets(access_token="two words"),  # noqa: S106  (no password)
    ),
    (
        "no-refresh-token",
        "TOKR-REFRESH-MISSING",
        "Gives no refresh token to an app that asked for one.",
        _leaves_out("refresh_token"),
    ),
    (
        "extra-members",
        None,
        "Adds members that only it knows. That is allowed: an app has to ignore what it does not know.",
        _sets(created_at=1_800_000_000, instance_url="https://instance.example"),
        "Salesforce, GitLab and Keycloak add some.",
    ),
)


@fault("text-expires-in", caught_by="TOKR-EXPIRES-IN-TYPE", seen="Azure AD B2C: its manual prints the number as text.")
def text_expires_in(token_response: dict[str, Any]) -> None:
    """Writes expires_in as a text instead of a number."""
    token_response["expires_in"] = str(token_response.get("expires_in", 3600))


@fault("wider-scope", caught_by="TOKR-SCOPE-WIDER")
def wider_scope(token_response: dict[str, Any]) -> None:
    """Grants more than was asked for."""
    token_response["scope"] = f"{token_response.get('scope', '')} admin".strip()


@fault("same-token-twice", caught_by="TOKR-SAME-TOKEN")
def same_token_twice(token_response: dict[str, Any]) -> None:
    """Hands out the ID token as the access token, too."""
    if "id_token" in token_response:
        token_response["access_token"] = token_response["id_token"]


# How it arrives


@fault("repeated-member", caught_by="TOKR-DUPLICATE-MEMBER")
def repeated_member(token_answer: Response) -> None:
    """Names a member of the token response twice: parsers differ in which one they keep."""
    token_answer.body = token_answer.body.replace(b"{", b'{"token_type": "MAC", ', 1)


@fault("byte-order-mark", caught_by="TOKR-BOM")
def byte_order_mark(token_answer: Response) -> None:
    """Begins the token response with a byte order mark, which many parsers refuse."""
    token_answer.body = b"\xef\xbb\xbf" + token_answer.body


@fault("form-encoded", caught_by="TOKR-FORM-ENCODED", seen="GitHub does, unless it is asked for JSON.")
def form_encoded(token_answer: Response) -> None:
    """Answers in a form, as name=value, where JSON is expected."""
    token_answer.body = urlencode(json.loads(token_answer.body)).encode()
    token_answer.headers["Content-Type"] = "application/x-www-form-urlencoded"


@fault("trailing-comma", caught_by="TOKR-NOT-JSON", seen="Azure AD B2C: a sample of its manual has one.")
def trailing_comma(token_answer: Response) -> None:
    """Writes JSON that is none: with a comma behind the last member."""
    token_answer.body = token_answer.body.removesuffix(b"}") + b",}"


@fault("list-of-tokens", caught_by="TOKR-NOT-OBJECT")
def list_of_tokens(token_answer: Response) -> None:
    """Puts the token response into a list."""
    token_answer.body = b"[" + token_answer.body + b"]"


@fault("status-201", caught_by="TOKR-STATUS")
def status_201(token_answer: Response) -> None:
    """Sends tokens with the status 201, since something was created."""
    token_answer.status = 201 if token_answer.status == 200 else token_answer.status


enter(
    (
        "no-store-missing",
        "TOKR-NO-STORE-MISSING",
        "Lets every cache on the way keep the tokens: Cache-Control does not say no-store.",
        _declares(Cache_Control="private, max-age=600"),
    ),
    (
        "wrong-media-type",
        "TOKR-CONTENT-TYPE",
        "Declares the JSON of the token response as plain text.",
        _declares(Content_Type="text/plain; charset=utf-8"),
    ),
)

# Refusals

_PAGE = b"<!DOCTYPE html><html><title>Error</title><h1>Something went wrong</h1></html>"
_NO = {"error": "invalid_grant", "error_description": "The code is not valid."}

enter(
    (
        "error-in-200",
        "TOKR-ERROR-IN-200",
        "Refuses the code, and says 200 OK.",
        _answers(200, _NO),
        "GitHub refuses with status 200; Slack always answers 200, and says ok or not in the body.",
    ),
    (
        "sign-in-page",
        "TOKR-HTML",
        "Answers with a web page where JSON is expected, and says 200 OK.",
        _answers(200, _PAGE, Content_Type="text/html; charset=utf-8"),
    ),
    (
        "html-error-page",
        "TOKE-CONTENT-TYPE",
        "Answers with status 500 and a web page where JSON is expected.",
        _answers(500, _PAGE, Content_Type="text/html; charset=utf-8"),
        "A user of Mattermost met a status 500 with a web page in it.",
    ),
    (
        "error-without-code",
        "TOKE-ERROR-MISSING",
        "Refuses without an error code.",
        _answers(400, {"message": "Bad request"}),
        "Okta has a second shape of errors: errorCode and errorSummary.",
    ),
    ("invented-error", "TOKE-ERROR-UNKNOWN", "Refuses with an error code of its own.", _answers(400, {"error": "bad_code"})),
    (
        "line-break-in-error",
        "TOKE-ERROR-CHARS",
        "Refuses with a description that holds line breaks.",
        _answers(400, {"error": "invalid_grant", "error_description": "Not valid.\r\nTrace ID: 1"}),
        "Entra does.",
    ),
    (
        "odd-error-status",
        "TOKE-STATUS",
        "Refuses with the status 403, where 400 is meant.",
        _answers(403, _NO),
        "Ory Hydra does so for access_denied.",
    ),
    (
        "no-challenge",
        "TOKE-401-NO-CHALLENGE",
        "Refuses with 401, and does not say how to authenticate.",
        _answers(401, {"error": "invalid_client"}, WWW_Authenticate=None),
    ),
    (
        "error-as-text",
        "TOKE-CONTENT-TYPE",
        "Refuses in JSON that is declared as plain text.",
        _answers(400, _NO, Content_Type="text/plain"),
    ),
    (
        "token-endpoint-moved",
        "HTTP-TOKEN-REDIRECT",
        "Redirects the token request to another address: whoever follows carries the code and the secret there.",
        _answers(307, b"", Location="https://stranger.example/token", Content_Type=None),
    ),
)
