"""Lesson 12: somebody else's failing login, from the HAR to the report for the ticket."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from .answers import text
from .exercises import exercise
from .readings import Reading, conditions, exact

_A_PATH = "Your answer is the path of the page that report() wrote."
_PERSON = (b"ann@shop.example", b"Ann Archer", b"u-1043")


@exercise(
    "12.1",
    hint="Look at the redirect_uri of the link: the token request repeats it, letter for letter.",
    why="RFC 6749 4.1.3: the two must be identical, and a slash is a letter. A provider compares texts, not places.",
)
def what_should_stand_there(answer: Any) -> Reading:
    """Which redirect_uri should the failing token request have sent?"""
    return exact(answer, "https://shop.example/callback")


@exercise(
    "12.2",
    hint="`fails.exchanges[-1]` is the refused exchange; what its provider calls it stands in correlation_ids.",
    why="With this number the provider's support finds your request among millions. Without it they ask you to try again.",
)
def the_number(answer: Any) -> Reading:
    """Which number does the provider's support want for the refused request?"""
    return exact(answer, "req-7f3a-0002")


@exercise(
    "12.3",
    wants="the path of the page",
    hint="`report(works, out / 'works.html', redact_personal=True)` writes it; hand in what it returns.",
    why="The page shows that it worked, and with which claims, and does not say who signed in.",
)
def nobody_is_in_it(answer: Any) -> Reading:
    """What does a report of the sign-in that worked look like, in which nobody finds Ann?"""
    try:
        content = Path(text(answer)).read_bytes()
    except OSError:
        return Reading(False, _A_PATH)
    wanted = {
        "a page of the sign-in that worked": lambda page: b"Sign-in: " in page and (b"&lt;sub " in page or _PERSON[2] in page),
        "nothing that tells who Ann is": lambda page: not any(told in page for told in _PERSON),
    }
    return conditions(content, wanted, _A_PATH, of="")
