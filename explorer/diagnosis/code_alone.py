"""An error code whose words only repeat it: they name no grant and no flow, so that it may mean whatever the code is used for."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .case import Case
from .signs import Sign

_FLOW = re.compile(r"\b(?:grant|flow|method|response.?type)\b")
_EITHER = (
    "The words only repeat the error code, and nothing in this run shows whether the provider knows the client: some say so of one that they "
    "do not find."
)


def says_code_alone(case: Case) -> bool:
    """A link of a client that never got tokens was refused with unauthorized_client, in words that name no flow."""
    is_so = case.symptom.leg == "authorize" and case.symptom.kind == "refused" and case.words.code == "unauthorized_client"
    return is_so and not case.is_client_of_old and not any(_FLOW.search(text.lower()) for text in case.words.texts)


def either(case: Case, weight: int) -> Iterator[Sign]:
    """Yield what leaves it open whether the client is not known, or may not."""
    if says_code_alone(case):
        yield Sign(weight, _EITHER)
