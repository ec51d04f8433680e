"""Lesson 12: somebody else's failing login, from the HAR to the report for the ticket."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from .answers import text
from .exercises import exercise

_PERSON = (b"ann@shop.example", b"Ann Archer", b"u-1043")


@exercise(
    "12.1",
    hint="Look at the redirect_uri of the link: the token request repeats it, letter for letter.",
    why="RFC 6749 4.1.3: the two must be identical, and a slash is a letter. A provider compares texts, not places.",
)
def what_should_stand_there(answer: Any) -> bool:
    """Which redirect_uri should the failing token request have sent?"""
    return text(answer) == "https://shop.example/callback"


@exercise(
    "12.2",
    hint="fails.exchanges[-1] is the refused exchange; what its provider calls it stands in correlation_ids.",
    why="With this number the provider's support finds your request among millions. Without it they ask you to try again.",
)
def the_number(answer: Any) -> bool:
    """Which number does the provider's support want for the refused request?"""
    return text(answer) == "req-7f3a-0002"


@exercise(
    "12.3",
    hint="report(works, out / 'works.html', redact_personal=True) writes it; hand in what it returns.",
    why="The page shows that it worked, and with which claims, and does not say who signed in.",
)
def nobody_is_in_it(answer: Any) -> bool:
    """What does a report of the sign-in that worked look like, in which nobody finds Ann?"""
    content = Path(answer).read_bytes()
    return b"Sign-in: " in content and b"&lt;sub " in content and not any(told in content for told in _PERSON)
