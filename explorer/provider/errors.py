"""How the provider says no: to a client in JSON, to the browser by redirect, or on a page of its own."""

from __future__ import annotations

from dataclasses import dataclass

from authlib.oauth2.rfc6749 import OAuth2Error

from .http import Pairs, Response, json_answer

BASIC_CHALLENGE = 'Basic realm="local provider", charset="UTF-8"'
BEARER_CHALLENGE = 'Bearer realm="local provider"'


class BadRegistration(ValueError):
    """A client cannot be registered like this; the sentence says why."""


@dataclass(frozen=True)
class ReturnAddress:
    """Where the answer to an authorization request goes, once the address is known to be the client's."""

    redirect_uri: str
    state: str | None = None
    mode: str = "query"


class Refused(Exception):
    """An authorization request is refused: by redirect when `to` is known, and else on the provider's own page.

    `facts` are pairs of a label and a value that help on the page; the values may be hostile.
    """

    def __init__(self, error: str, description: str, to: ReturnAddress | None = None, facts: Pairs | None = None) -> None:
        super().__init__(error, description)
        self.error = error
        self.description = description
        self.to = to
        self.facts = facts or []


def error_answer(error: str, description: str, status: int = 400) -> Response:
    """Return an error of the token endpoint and its neighbours; with 401 comes the challenge (RFC 6749 5.2)."""
    answer = json_answer({"error": error, "error_description": description}, status)
    if status == 401:
        answer.headers["WWW-Authenticate"] = BASIC_CHALLENGE
    return answer


def status_of(error: OAuth2Error) -> int:
    """Return 401 where the client did not prove who it is, and 400 for everything else (RFC 6749 5.2)."""
    return 401 if error.error == "invalid_client" else 400
