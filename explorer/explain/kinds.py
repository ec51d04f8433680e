"""The kinds of text, in the order in which they are asked: what is certain by its form first, a bare code last."""

from __future__ import annotations

from ..errors import Mistake
from ..protocol.pasted.escapes import clean
from .explanation import Explanation
from .links import explain_address, explain_form
from .nothing import explain_nothing
from .tokens import explain_jwt, looks_like_token


def explain_text(text: str, now: float) -> Explanation:
    """Explain a text as a whole; what stands in a longer one is looked for afterwards."""
    changes: list[str] = []
    cleaned = clean(text, changes)
    found = explain_whole(cleaned, now) or explain_nothing(cleaned)
    return found


def explain_whole(text: str, now: float) -> Explanation | None:
    """Explain a text that is one thing; None where it is none of the kinds."""
    try:
        if looks_like_token(text):
            return explain_jwt(text, now)
        return explain_address(text) or explain_form(text)
    except Mistake as problem:  # a thousand parameters, say
        return Explanation("nothing", "nothing that belongs to a sign-in", "likely", str(problem))
