"""A refusal explains itself: what the code means, what usually lies behind it, what to try, and the provider's own words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ..messages import brief
from ..reference import ErrorCode, error_code
from .parts import code, el, heading, join, listing, sentence, spec
from .text import Html, prose

_LONGEST = 1_000  # characters of one sentence; a page can be long


def refusal_html(
    error: str | None,
    where: str,
    *,
    words: Iterable[Any] = (),
    numbers: Iterable[tuple[Any, Any]] = (),
    problem: Any = None,
    explained: bool = True,
) -> Html:
    """Return the explanation of an error.

    `where` is "redirect", "token" or "resource"; `words` the provider's own sentences, `numbers` what its support asks
    for, each with its name, `problem` what is wrong with an answer that is no OAuth error at all. `explained` False leaves
    out what the error means and what usually lies behind it, where a diagnosis has both.
    """
    known = error_code(error, where) if error else None
    words = [text for text in words if text and text != error]
    return join(
        [
            sentence("The provider refused: ", code(error), kind="bad") if error and explained else None,
            _in_its_words(words),
            sentence(problem, kind="bad") if problem else None,
            (_meaning(known) if known else _unknown(error)) if explained else None,
            correlation_html(numbers),
            _causes(known, has_words=bool(words)) if known and explained else None,
        ]
    )


def _in_its_words(words: Iterable[Any]) -> Html | None:
    said = [el("q", brief(text, _LONGEST)) for text in words if text]
    between = [piece for quote in said for piece in (" ", quote)]
    return sentence("In the provider's own words:", *between) if said else None


def _meaning(known: ErrorCode) -> Html:
    alike = join([" It says nearly the same as ", code(known.standard), "."]) if known.standard else None
    vendor = f" A code of {known.vendor}." if known.vendor else None
    return sentence(prose(known.meaning), vendor, alike, " ", spec(known.spec))


def _unknown(error: str | None) -> Html | None:
    return sentence("No standard that is known here has this error code; the provider's own words say more.") if error else None


def _causes(known: ErrorCode, *, has_words: bool) -> Html:
    """What servers use the code for; where the provider says more than the code, no order of ours stands beside its words."""
    return join(
        [
            heading("What ", code(known.name), " is used for")
            if has_words
            else heading("What usually lies behind it, most likely first"),
            listing([prose(cause) for cause in known.causes], ordered=True),
            sentence(el("strong", "What to try: "), prose(known.remedy)),
        ]
    )


def correlation_html(numbers: Iterable[tuple[Any, Any]]) -> Html | None:
    """Return the provider's own request numbers, which its support will ask for."""
    found = list(numbers)
    if not found:
        return None
    pairs = (el("span", name, ": ", code(value), class_="fx-correlation") for name, value in found)
    return sentence("For the provider's support: ", *pairs)
