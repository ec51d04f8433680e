"""A refusal that was pasted alone: its causes, weighed by its code and its words as those of a whole run are."""

from __future__ import annotations

import re
from dataclasses import replace

from ..diagnosis import Diagnosis, diagnose
from ..protocol.provider_page import read_page
from ..protocol.provider_words import event_of_words
from ..protocol.redirect import AuthorizationResponse
from ..protocol.tokens import TokenErrorResponse
from ..reference import error_codes
from ..runs import Run

_OF_REFRESH = re.compile(r"refresh[ _-]?token", re.IGNORECASE)
_OF_CODE = re.compile(r"\b(?:code|pkce|verifier|redirect)\b", re.IGNORECASE)


def of_token_error(answer: TokenErrorResponse) -> Diagnosis:
    """Return why the token endpoint can have refused so; that a refresh was refused is told by the words, or by nothing."""
    words = answer.error_description or ""
    leg = "refresh" if _OF_REFRESH.search(words) and not _OF_CODE.search(words) else "token"
    told = event_of_words(answer.said, answer.error)
    return _diagnosed("refusal", leg=leg, error=answer.error, problem=answer.problem, **told)


def of_answer(response: AuthorizationResponse) -> Diagnosis:
    """Return why the provider can have sent the browser back with this refusal."""
    return _diagnosed("refusal", leg="authorize", error=response.error, **event_of_words(response.said, response.error))


def of_words(code: str, text: str) -> Diagnosis:
    """Return why a refusal can have come of which a code and a text are known, and not where it came from: where more is said of it."""
    error = code if code.islower() else None  # a vendor's number is told among its words
    legs = ("token", "authorize") if any(each.name == code for each in error_codes("token")) else ("authorize", "token")
    found = [_diagnosed("refusal", leg=leg, error=error, description=text) for leg in legs]
    return next((each for each in found if each.proven or each.likely), found[0])


def of_page(text: str) -> Diagnosis | None:
    """Return why a provider can have shown this page; None where it says nothing."""
    page = read_page(text, endpoint="", redirect_uri=None)
    if page is None:
        return None
    said = [[name, value] for name, value in page.params if isinstance(value, str)]
    return _diagnosed("page", after="authorize", error=page.error, said=said, **event_of_words(page.said, page.error))


def _diagnosed(kind: str, **event: object) -> Diagnosis:
    """Diagnose a run of this event alone. What was sent is not known, so nothing is ruled out by it, and no flow goes on."""
    told = {name: value for name, value in event.items() if value is not None}
    found = diagnose(Run("pasted", 0.0).with_events([{"kind": kind, "at": 0.0, **told}]))
    causes = (replace(each, against=(), experiment=None) for each in found.causes if each.verdict != "ruled out")
    return replace(found, causes=tuple(causes))
