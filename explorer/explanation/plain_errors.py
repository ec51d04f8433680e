"""Errors that stand in plain text: a code alone, a line of a log, the words of an exception, what a page says without its tags."""

from __future__ import annotations

import json
import re

from ..protocol.redirect import AuthorizationResponse
from ..reference import error_code
from ..secret import reveal
from .answers import answer_of_text, explain_answer
from .refusals import of_words
from .value import Explanation, Part

_CODES = re.compile(r"(?<![\w/=.-])(?:AADSTS\d{4,8}|AADB2C\d{4,8}|[a-z]{3,20}(?:_[a-z]{2,20}){1,4})(?![\w=-])")
_LONGEST = 5_000  # characters of a text that is about one error
_AT_TOKEN_ENDPOINT = ("invalid_client", "invalid_grant", "unsupported_grant_type", "authorization_pending", "slow_down")


def explain_plain_error(text: str) -> Explanation | None:
    """Explain a text by the error codes in it; None where it has none that is known."""
    found = {code: known for code in _CODES.findall(text[:_LONGEST]) if (known := error_code(code, "token")) is not None}
    if not found or len(text) > _LONGEST:
        return None
    (first, known), *others = found.items()
    more = f" Also in it: {', '.join(code for code, _ in others[:5])}." if others else ""
    parts = [Part("error", code, each.meaning, group="members") for code, each in list(found.items())[:10]]
    return Explanation(
        "error",
        f"an error: {first}",
        "certain" if text.strip() == first else "likely",
        f"By its code: {known.meaning}{more}",
        tuple(parts),
        refused=True,
        why=of_words(first, text),
        missing=("The whole answer, with its error_description; and the request that was refused.",),
    )


def not_from_a_browser(response: AuthorizationResponse) -> Explanation | None:
    """Explain parameters that no browser brings back: an error of the token endpoint, or tokens in a form; None for others."""
    names = {name for name, _ in response.params}
    if response.address is not None or response.state is not None:
        return None
    if response.error in _AT_TOKEN_ENDPOINT or {"access_token", "token_type"} <= names:
        members = {name: reveal(value) for name, value in response.params}
        found = explain_answer(answer_of_text(json.dumps(members)), 0.0, with_headers=False)
        return found if found is not None and found.kind in ("error", "token_response") else None
    return None
