"""What a status says where nothing else was said: which causes are answered so. The order of guesses, and no evidence of weight.

A refusal with an error code, or with words that are understood, is weighed by those; a 404 is wrong-endpoint's, a 5xx the
provider's, and both have signs of their own. What is in no row here is answered with any status.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from .case import Case
from .signs import LITTLE, Sign


@dataclass(frozen=True)
class _Row:
    """What a status is for at an endpoint, and the causes that it fits."""

    sentence: str
    causes: tuple[str, ...]


_MEANS: dict[tuple[str, int], _Row] = {
    ("token", 400): _Row(
        "A 400 without a code of the standards is for the code that was sent, or for the request as a message; for the client there is 401.",
        ("code-used-before", "code-old", "code-lost", "code-cut", "redirect-uri-differs", "verifier-wrong", "body-not-form"),
    ),
    ("token", 403): _Row(
        "A 403 is for somebody who is known, and may not.",
        ("user-not-allowed", "client-disabled", "grant-not-allowed", "blocked-on-the-way", "address-not-admitted"),
    ),
    ("refresh", 400): _Row(
        "A 400 without a code of the standards is for the token that was sent; for the client there is 401.",
        ("refresh-token-replaced", "refresh-token-revoked", "refresh-token-expired", "refresh-token-lost", "session-ended"),
    ),
    ("refresh", 403): _Row(
        "A 403 is for somebody who is known, and may not.",
        ("user-not-allowed", "client-disabled", "grant-not-allowed", "refresh-token-revoked", "blocked-on-the-way"),
    ),
    ("userinfo", 401): _Row(
        "A 401 is for a token that did not come, or that is no good any more.",
        (
            "access-token-revoked",
            "session-ended",
            "access-token-lost",
            "token-not-shown",
            "access-token-expired",
            "token-for-another-api",
        ),
    ),
    ("userinfo", 403): _Row(
        "A 403 is for a token that is read, and is not good for this.",
        ("scope-lacking", "access-token-revoked", "user-not-allowed", "client-disabled", "session-ended", "blocked-on-the-way"),
    ),
    ("introspection", 403): _Row(
        "A 403 is for a client that is known, and may not.", ("introspection-not-allowed", "client-may-not-ask")
    ),
    ("revocation", 403): _Row(
        "A 403 is for a client that is known, and may not.", ("token-not-revocable", "client-disabled", "blocked-on-the-way")
    ),
    ("revocation", 400): _Row(
        "A 400 without a code of the standards is for the token that was sent, or for the request as a message.",
        ("token-not-revocable", "token-gone-before", "token-of-another-client", "token-form-missing"),
    ),
}


_OF_THE_MESSAGE = (408, 411, 413, 414, 417, 431)
_FRONT = _Row(
    "The status is about the message as such, its size or its form: what reads it first refused it, and no OAuth was looked at.",
    ("header-odd", "blocked-on-the-way", "link-too-long", "request-unwritable"),
)


def of_status(cause: str, case: Case) -> Iterator[Sign]:
    """Yield what the status alone says for a cause, where neither a code nor words that are understood came with it."""
    status = case.symptom.status or 0
    row = _FRONT if status in _OF_THE_MESSAGE else _MEANS.get((case.symptom.leg, status))
    if row is None or case.symptom.kind != "refused" or case.is_known_code or case.words.code or case.is_told:
        return
    if cause in row.causes and not case.is_page_for_json:
        yield Sign(LITTLE, row.sentence)
