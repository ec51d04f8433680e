"""Which values of a message are secrets, told by their names; and the one door through which an explanation goes."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ..messages import Params
from ..protocol import credentials
from ..protocol.credentials import credentials_in_text
from ..redactor import KnownSecrets
from ..redactor.values import received, settled
from ..rules import Report
from ..runs.redaction import redacted
from ..secret import Secret, Text
from .value import Explanation

# Credentials in what people paste of other protocols, and of sign-in pages; those of OpenID Connect are in `credentials`.
_SECRETS = frozenset({"request", "samlresponse", "samlrequest", "wresult", "auth_req_id", "client_notification_token"})
_HEADERS = re.compile(
    r"(?:proxy-)?authorization|(?:set-)?cookie2?|dpop|x-amz-security-token"
    r"|.*(?:api-?key|password|secret|token|assertion|session|csrf|xsrf|signature).*",
    re.IGNORECASE,
)
_LONGEST_SEARCHED = 1_000_000  # characters


def marked(name: str, value: str) -> Text:
    """Return a parameter as a secret where its name says that it is one."""
    if not value:
        return value
    return Secret(value, name.lower()) if name.lower() in _SECRETS else credentials.marked(name, value)


def marked_params(pairs: Iterable[tuple[str, str]]) -> Params:
    """Return parameters with the secrets among them marked."""
    return tuple((name, marked(name, value)) for name, value in pairs)


def marked_header(name: str, value: str) -> Text:
    """Return a header as a secret where its name says that it is one."""
    return Secret(value, name.lower().replace("-", "_")) if value and _HEADERS.fullmatch(name) else value


def through_the_door(found: Explanation, text: str = "") -> Explanation:
    """Return an explanation in which nothing shows a secret: neither those that were marked nor those that the text names."""
    secrets = [*_secrets_in(found), *credentials_in_text(text[:_LONGEST_SEARCHED])]
    return _redacted(found, KnownSecrets(secret for secret in secrets if _is_worth_hiding(secret.reveal())))


def _is_worth_hiding(value: str) -> bool:
    """A short word such as `test` would take parts out of every sentence; in its own place it is redacted all the same."""
    return len(value) >= 8 or (len(value) >= 4 and not value.isalpha())


def _redacted(found: Explanation, known: KnownSecrets) -> Explanation:
    report = Report.from_dicts(redacted(found.report.to_dicts(), known)) if found.report.results else found.report
    pieces = tuple(_redacted(piece, known) for piece in found.pieces)
    bare = dataclasses.replace(found, report=Report(), pieces=(), runs=(), opening=None, message=None)
    shown = settled(received(bare, known))
    opening = None if found.opening is None or found.opening.has_password else found.opening
    return dataclasses.replace(shown, report=report, pieces=pieces, runs=found.runs, opening=opening)


def _secrets_in(found: Explanation) -> Iterator[Secret]:
    for each in found.everything:
        for part in each.parts:
            yield from secrets_of(part.value)
        opening = each.opening
        if opening is not None:
            client = opening.client
            given = (opening.code, opening.code_verifier, client.client_secret if client else None)
            yield from (secret for secret in given if secret is not None)


def secrets_of(value: Any) -> Iterator[Secret]:
    """Yield the secrets in a value, however deep."""
    if isinstance(value, Secret):
        yield value
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from secrets_of(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from secrets_of(item)
