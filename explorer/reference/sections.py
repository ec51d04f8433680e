"""From a citation such as "RFC 6749 4.1.2, 10.5; OIDC Core 2" to the places where these sections can be read."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from .tables import specifications

# A section is 4.1.2, A.4 or appendix B; a letter alone is one only where the citation ends. The number of a step or of
# an item stands behind it: 3.1.3.7 (11).
_SECTION = (
    r"(?:[0-9]+(?:\.[0-9]+)*|(?:appendix )?[A-Z](?:\.[0-9]+)+|appendix [A-Z]|[A-Z](?=$|[;,)]))(?: \([0-9]+(?:, [0-9]+)*\))?"
)
# Behind a comma of a sentence may stand any number: there it is a section where it has a dot, or where the citation ends.
_NEXT = rf"(?:, | and | to )(?=appendix |[0-9A-Z]+\.[0-9]|[0-9]+(?:$|[;,)])|[A-Z](?:$|[;,)])){_SECTION}"
_EACH = re.compile(rf"{_SECTION}(?![\w.]*\w)")


class Piece(NamedTuple):
    """A piece of a text, and the address of the section that it cites; None for what cites nothing."""

    text: str
    url: str | None


def cited(text: str) -> tuple[Piece, ...]:
    """Take a text apart at the sections of specifications that it cites; the pieces together are the text again.

    Each section is a piece with the address at which it can be read: of "RFC 6749 4.1.2, 10.5" the first is
    "RFC 6749 4.1.2" and the second "10.5". A name without a section cites the whole specification.
    """
    pieces: list[Piece] = []
    end = 0
    for found in _citations().finditer(text):
        pieces += [Piece(text[end : found.start()], None), *_sections(found["name"], found["sections"] or "")]
        end = found.end()
    pieces.append(Piece(text[end:], None))
    return tuple(piece for piece in pieces if piece.text)


def _sections(name: str, sections: str) -> list[Piece]:
    """The pieces of one citation; the name belongs to its first section."""
    pieces: list[Piece] = []
    end = 0
    for found in _EACH.finditer(sections):
        between = sections[end : found.start()]
        pieces += [Piece(between, None)] if pieces else []
        pieces.append(Piece(found.group() if pieces else f"{name}{between}{found.group()}", _address(name, found.group())))
        end = found.end()
    return pieces or [Piece(name, _address(name, ""))]


def _address(name: str, section: str) -> str:
    """Where a section can be read; a step of it, as in 3.1.3.7 (11), has no address of its own."""
    number = section.partition(" (")[0].removeprefix("appendix ")
    if name.startswith("RFC "):
        page, before = f"https://www.rfc-editor.org/rfc/rfc{name[4:]}.html", "section-" if number[:1].isdigit() else "appendix-"
    else:
        page, before = specifications()[name]
    return f"{page}#{before}{number}" if number else page


@cache
def _citations() -> re.Pattern[str]:
    """What a citation looks like; of two names that begin alike the longer one is tried first.

    Without a section, "Discovery" is a word of any sentence: it cites where it stands alone, between semicolons.
    """
    names = "|".join(re.escape(name) for name in sorted(specifications(), key=len, reverse=True))
    sections = rf"(?P<sections> {_SECTION}(?:{_NEXT})*)"
    named = rf"(?:{names})(?= {_SECTION})|(?:^|(?<=; ))(?:{names})(?=$|;)"
    return re.compile(rf"(?<!\w)(?P<name>RFC [0-9]{{4,5}}(?!\w)|{named}){sections}?")
