"""How providers say no: the same reasons in other words, other codes, other statuses, or without any of these."""

from __future__ import annotations

import json

from tests.diagnosis.small_provider import Answer, Voice, answer

# How the client and its message are wrong; the rest is about the code.
OF_CLIENT = (
    "credential-missing",
    "method-not-registered",
    "secret-wrong",
    "client-unknown",
    "two-methods",
    "public-with-secret",
)
OF_FORM = ("wrong-method", "body-not-form", "parameter-twice", "grant-type-missing", "grant-type-wrong", "code-missing")


def by_the_book(reason: str) -> Answer:
    """The code of RFC 6749 5.2, and not a word more."""
    if reason in OF_CLIENT:
        return answer({"error": "invalid_client"}, 401, WWW_Authenticate="Basic realm=x")
    wide = {"grant-type-wrong": "unsupported_grant_type", "refresh-scope-wider": "invalid_scope"}
    return answer({"error": wide.get(reason, "invalid_request" if reason in OF_FORM else "invalid_grant")}, 400)


def always(error: str, status: int = 400) -> Voice:
    """One code for everything."""
    return lambda reason: answer({"error": error, "error_description": "Bad Request"}, status)


def empty(reason: str) -> Answer:
    """A status and nothing else."""
    return 401 if reason in OF_CLIENT else 400, {"Content-Length": "0"}, b""


def numbers(reason: str) -> Answer:
    """A number of its own, which no table of ours has."""
    return answer({"code": 40000 + sum(reason.encode()) % 999, "success": False}, 400)


def fine_status(reason: str) -> Answer:
    """The status 200, and an error of its own in the body."""
    return answer({"ret": -1, "data": None, "errcode": 40000 + sum(reason.encode()) % 999, "errmsg": "failed"})


def falls_over(reason: str) -> Answer:
    """A fault page where the client is wrong, as servers do that do not expect it."""
    return answer("<html><h1>500 Internal Server Error</h1></html>", 500) if reason in OF_CLIENT else by_the_book(reason)


def filtered(reason: str) -> Answer:
    """A filter in front answers, whatever the reason."""
    return answer(
        "<html><head><title>403 Forbidden</title></head><body><center><h1>403 Forbidden</h1></center></body></html>", 403
    )


def the_other_way(reason: str) -> Answer:
    """invalid_grant for the client, invalid_client for the code."""
    return answer({"error": "invalid_grant" if reason in OF_CLIENT else "invalid_client"}, 401)


_POLISH = "Nieprawid\u0142owe \u017c\u0105danie"
_FINNISH = "Pyynt\u00f6 on virheellinen"


def foreign(reason: str) -> Answer:
    """A language of which we know no word, and the same sentence for everything."""
    return answer({"error": "virhe", "error_description": f"{_FINNISH}. {_POLISH}."}, 400)


_SENTENCES = {
    "redirect-uri-missing": "redirect_uri is required",
    "redirect-uri-differs": "redirect_uri does not match the authorization request",
    "verifier-missing": "code_verifier is missing",
    "verifier-wrong": "PKCE verification failed",
    "verifier-malformed": "code_verifier must be at least 43 characters",
    "grant-type-missing": "grant_type is required",
    "grant-type-wrong": "unsupported grant_type",
    "body-not-form": "content type must be application/x-www-form-urlencoded",
    "secret-wrong": "invalid client secret",
    "credential-missing": "client authentication is required",
    "method-not-registered": "the client is registered for another authentication method",
    "two-methods": "only one authentication method may be used",
    "parameter-twice": "duplicate parameter",
    "wrong-method": "method not allowed",
}


def in_plain_words(reason: str) -> Answer:
    """The code of the standard, and a sentence that says it."""
    status, _, body = by_the_book(reason)
    return answer({**json.loads(body), "error_description": _SENTENCES.get(reason, "no")}, status)


VOICES: dict[str, Voice] = {
    "by the book": by_the_book,
    "invalid_request always": always("invalid_request"),
    "invalid_grant always": always("invalid_grant"),
    "invalid_client always": always("invalid_client", 401),
    "unauthorized_client always": always("unauthorized_client"),
    "access_denied always": always("access_denied", 403),
    "server_error always": always("server_error", 500),
    "empty": empty,
    "numbers": numbers,
    "status 200": fine_status,
    "falls over": falls_over,
    "filter": filtered,
    "the other way": the_other_way,
    "foreign": foreign,
}
