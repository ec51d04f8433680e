"""What is none of the kinds: a sentence that says so, and what can be pasted."""

from __future__ import annotations

from ..messages import origin, split_url
from .value import Explanation

KINDS = (
    "an address of a sign-in or of the way back, a code, a form, a command (curl, PowerShell, fetch), raw HTTP, a HAR, an answer of "
    "a provider, a token, a key set, a discovery document, a certificate, a header WWW-Authenticate, or a log with one of these"
)


def explain_nothing(text: str) -> Explanation:
    """Say that a text is none of what a sign-in is made of."""
    parts = split_url(text.strip())
    if parts is not None and parts.scheme in ("http", "https") and parts.hostname:
        return Explanation(
            "nothing",
            "an address, with nothing of a sign-in in it",
            "likely",
            f"It leads to {origin(text.strip())}, and carries neither a question of a sign-in nor an answer. Paste {KINDS}.",
        )
    what = f"a text of {len(text):,} characters" if text.strip() else "an empty text"
    return Explanation(
        "nothing",
        "nothing that belongs to a sign-in",
        "likely",
        f"This is {what}, and nothing in it belongs to a sign-in. Paste {KINDS}.",
    )
