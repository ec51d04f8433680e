"""Faults in the token response, and in how it arrives (RFC 6749 5, OIDC Core 3.1.3.3)."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode

from ..http import Response
from .makers import answers, declares, leaves_out, sets
from .registry import fault, rows

row = rows("token_response")
answer_row = rows("token_answer")


# What is in it

row(
    "no-id-token",
    "Answers without an ID token, although openid was asked for.",
    leaves_out("id_token"),
    caught_by="TOKR-ID-TOKEN-MISSING",
    in_the_wild="GitHub has no ID token for people who sign in: it is OAuth without OpenID Connect.",
)
row("no-access-token", "Answers without an access token.", leaves_out("access_token"), caught_by="TOKR-ACCESS-TOKEN-MISSING")
row(
    "missing-token-type",
    "Leaves token_type out of the token response.",
    leaves_out("token_type"),
    caught_by="TOKR-TOKEN-TYPE-MISSING",
    in_the_wild="LinkedIn leaves it out.",
)
row("unknown-token-type", "Invents a token_type.", sets(token_type="Practice"), caught_by="TOKR-TOKEN-TYPE-UNKNOWN")  # noqa: S106  (no password)
row(
    "lower-case-token-type",
    "Writes token_type in lower case. That is allowed: a client has to accept bearer in any case.",
    sets(token_type="bearer"),  # noqa: S106  (no password)
    caught_by=None,
    in_the_wild="GitHub writes it so.",
)
row(
    "missing-expires-in",
    "Does not say how long the access token lives. That is bad, and still allowed.",
    leaves_out("expires_in"),
    caught_by="TOKR-EXPIRES-IN-MISSING",
    in_the_wild="Salesforce and GitHub leave it out.",
)
row(
    "timestamp-expires-in",
    "Writes the time of the end into expires_in, instead of the seconds that are left.",
    sets(expires_in=2_000_000_000),
    caught_by="TOKR-EXPIRES-IN-TIMESTAMP",
)
row(
    "negative-expires-in",
    "Says that the access token lives for -1 seconds.",
    sets(expires_in=-1),
    caught_by="TOKR-EXPIRES-IN-VALUE",
)
row(
    "long-lived-token",
    "Hands out an access token that lives for ninety days.",
    sets(expires_in=90 * 86_400),
    caught_by="TOKR-EXPIRES-IN-LONG",
)
row("narrower-scope", "Grants less than was asked for: openid alone.", sets(scope="openid"), caught_by="TOKR-SCOPE-NARROWER")
row(
    "scope-without-openid",
    "Grants a scope without openid, and sends an ID token all the same.",
    sets(scope="email offline_access"),
    caught_by="TOKR-SCOPE-NO-OPENID",
    in_the_wild="A user of Entra got a list of scopes without openid, and an ID token with it.",
)
row(
    "comma-scope",
    "Separates the granted scopes by commas.",
    sets(scope="openid,email,offline_access"),
    caught_by="TOKR-SCOPE-FORMAT",
    in_the_wild="GitHub does.",
)
row("null-member", "Writes null for a member that has no value.", sets(expires_at=None), caught_by="TOKR-NULL-MEMBER")
row(
    "id-token-no-text",
    "Sends an object in place of the ID token.",
    sets(id_token={"sub": "alice"}),
    caught_by="TOKR-ID-TOKEN-TYPE",
)
row(
    "odd-access-token",
    "Hands out an access token with a space in it, which no header can carry.",
    sets(access_token="two words"),  # noqa: S106  (no password)
    caught_by="TOKR-ACCESS-TOKEN-CHARS",
)
row(
    "no-refresh-token",
    "Gives no refresh token to a client that asked for one.",
    leaves_out("refresh_token"),
    caught_by="TOKR-REFRESH-MISSING",
)
row(
    "extra-members",
    "Adds members that only it knows. That is allowed: a client has to ignore what it does not know.",
    sets(created_at=1_800_000_000, instance_url="https://instance.example"),
    caught_by=None,
    in_the_wild="Salesforce, GitLab and Keycloak add some.",
)


@fault(
    "text-expires-in",
    at="token_response",
    caught_by="TOKR-EXPIRES-IN-TYPE",
    in_the_wild="Azure AD B2C: its manual prints the number as text.",
)
def text_expires_in(token_response: dict[str, Any]) -> None:
    """Writes expires_in as a text instead of a number."""
    token_response["expires_in"] = str(token_response.get("expires_in", 3600))


@fault("wider-scope", at="token_response", caught_by="TOKR-SCOPE-WIDER")
def grants_more(token_response: dict[str, Any]) -> None:
    """Grants more than was asked for."""
    token_response["scope"] = f"{token_response.get('scope', '')} admin".strip()


@fault("same-token-twice", at="token_response", caught_by="TOKR-SAME-TOKEN")
def same_token_twice(token_response: dict[str, Any]) -> None:
    """Hands out the ID token as the access token, too."""
    if "id_token" in token_response:
        token_response["access_token"] = token_response["id_token"]


# How it arrives


@fault("repeated-member", at="token_answer", caught_by="TOKR-DUPLICATE-MEMBER")
def repeated_member(token_answer: Response) -> None:
    """Names a member of the token response twice: parsers differ in which one they keep."""
    token_answer.body = token_answer.body.replace(b"{", b'{"token_type": "MAC", ', 1)


@fault("byte-order-mark", at="token_answer", caught_by="TOKR-BOM")
def byte_order_mark(token_answer: Response) -> None:
    """Begins the token response with a byte order mark, which many parsers refuse."""
    token_answer.body = b"\xef\xbb\xbf" + token_answer.body


@fault(
    "form-encoded", at="token_answer", caught_by="TOKR-FORM-ENCODED", in_the_wild="GitHub does, unless it is asked for JSON."
)
def form_encoded(token_answer: Response) -> None:
    """Answers in a form, as name=value, where JSON is expected."""
    token_answer.body = urlencode(json.loads(token_answer.body)).encode()
    token_answer.headers["Content-Type"] = "application/x-www-form-urlencoded"


@fault(
    "trailing-comma", at="token_answer", caught_by="TOKR-NOT-JSON", in_the_wild="Azure AD B2C: a sample of its manual has one."
)
def trailing_comma(token_answer: Response) -> None:
    """Writes JSON that is none: with a comma behind the last member."""
    token_answer.body = token_answer.body.removesuffix(b"}") + b",}"


@fault("list-of-tokens", at="token_answer", caught_by="TOKR-NOT-OBJECT")
def list_of_tokens(token_answer: Response) -> None:
    """Puts the token response into a list."""
    token_answer.body = b"[" + token_answer.body + b"]"


@fault("status-201", at="token_answer", caught_by="TOKR-STATUS")
def status_201(token_answer: Response) -> None:
    """Sends tokens with the status 201, since something was created."""
    token_answer.status = 201 if token_answer.status == 200 else token_answer.status


answer_row(
    "no-store-missing",
    "Lets every cache on the way keep the tokens: Cache-Control does not say no-store.",
    declares(Cache_Control="private, max-age=600"),
    caught_by="TOKR-NO-STORE-MISSING",
)
answer_row(
    "wrong-media-type",
    "Declares the JSON of the token response as plain text.",
    declares(Content_Type="text/plain; charset=utf-8"),
    caught_by="TOKR-CONTENT-TYPE",
)

# Refusals

_PAGE = b"<!DOCTYPE html><html><title>Error</title><h1>Something went wrong</h1></html>"
_NO = {"error": "invalid_grant", "error_description": "The code is not valid."}

answer_row(
    "error-in-200",
    "Refuses the code, and says 200 OK.",
    answers(200, _NO),
    caught_by="TOKR-ERROR-IN-200",
    in_the_wild="GitHub refuses with status 200; Slack always answers 200, and says ok or not in the body.",
)
answer_row(
    "sign-in-page",
    "Answers with a web page where JSON is expected, and says 200 OK.",
    answers(200, _PAGE, Content_Type="text/html; charset=utf-8"),
    caught_by="TOKR-HTML",
)
answer_row(
    "html-error-page",
    "Answers with status 500 and a web page where JSON is expected.",
    answers(500, _PAGE, Content_Type="text/html; charset=utf-8"),
    caught_by="TOKE-CONTENT-TYPE",
    in_the_wild="A user of Mattermost met a status 500 with a web page in it.",
)
answer_row(
    "error-without-code",
    "Refuses without an error code.",
    answers(400, {"message": "Bad request"}),
    caught_by="TOKE-ERROR-MISSING",
    in_the_wild="Okta has a second shape of errors: errorCode and errorSummary.",
)
answer_row(
    "invented-error",
    "Refuses with an error code of its own.",
    answers(400, {"error": "bad_code"}),
    caught_by="TOKE-ERROR-UNKNOWN",
)
answer_row(
    "line-break-in-error",
    "Refuses with a description that holds line breaks.",
    answers(400, {"error": "invalid_grant", "error_description": "Not valid.\r\nTrace ID: 1"}),
    caught_by="TOKE-ERROR-CHARS",
    in_the_wild="Entra does.",
)
answer_row(
    "odd-error-status",
    "Refuses with the status 403, where 400 is meant.",
    answers(403, _NO),
    caught_by="TOKE-STATUS",
    in_the_wild="Ory Hydra does so for access_denied.",
)
answer_row(
    "no-challenge",
    "Refuses with 401, and does not say how to authenticate.",
    answers(401, {"error": "invalid_client"}, WWW_Authenticate=None),
    caught_by="TOKE-401-NO-CHALLENGE",
)
answer_row(
    "error-as-text",
    "Refuses in JSON that is declared as plain text.",
    answers(400, _NO, Content_Type="text/plain"),
    caught_by="TOKE-CONTENT-TYPE",
)
answer_row(
    "token-endpoint-moved",
    "Redirects the token request to another address: whoever follows carries the code and the secret there.",
    answers(307, b"", Location="https://stranger.example/token", Content_Type=None),
    caught_by="HTTP-TOKEN-REDIRECT",
)
