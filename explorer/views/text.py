"""From any value to text that is safe to show. What a provider sends is hostile until it went through `esc()`.

`Html` marks text that is HTML already. Only `esc`, `el` (parts.py) and fixed text of ours make it, so that a value
that was not escaped cannot slip in: `el` escapes whatever is not `Html`.
"""

from __future__ import annotations

import html
import re

LONGEST = 10_000  # characters of one value; whoever needs more looks at the value itself


class Html(str):
    """Text that is HTML already."""

    __slots__ = ()


# What the eye cannot see, or what makes it see something else: control characters (but for tab and line feed), blanks
# that look like the ordinary one, bidirectional marks and overrides, zero-width characters, filler letters, variation
# selectors, tags, and lone surrogates, which no encoding can carry.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\xa0\xad\u034f\u061c\u115f\u1160\u1680\u17b4\u17b5\u180b-\u180f\u2000-\u200f\u2028-\u202f"
    "\u205f-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\uffff\ud800-\udfff\U000e0000-\U000e0fff]"
)


def esc(value: object) -> Html:
    """Return any value as HTML text: special characters escaped, unseen ones shown by number, cut at 10,000 characters."""
    text, rest = _cut(value)
    marked = _UNSEEN.sub(lambda match: f'<span class="fx-mark">{_number(match.group())}</span>', html.escape(text))
    return Html(marked + (f' <span class="fx-note">{rest}</span>' if rest else ""))


def esc_drawn(value: object) -> Html:
    """Return any value as the text of a drawing: an element of HTML would end an <svg>, so unseen characters are written out."""
    return Html(esc_attribute(value))


def esc_attribute(value: object) -> str:
    """Return any value as the text of a quoted attribute, where an unseen character can only be written out."""
    return html.escape(seen(value))


def seen(value: object) -> str:
    """Return any value as plain text, cut at 10,000 characters, unseen ones written out; it is not escaped."""
    text, rest = _cut(value)
    return _UNSEEN.sub(lambda match: f"[{_number(match.group())}]", f"{text} {rest}" if rest else text)


def _cut(value: object) -> tuple[str, str]:
    """The first characters of a value, and what to say of the rest."""
    try:
        text = str(value)
    except (ValueError, RecursionError) as error:  # a number of more than 4,300 digits; a list that holds itself
        return f"(a value that cannot be written: {error})", ""
    if len(text) <= LONGEST:
        return text, ""
    return text[:LONGEST], f"(cut: {len(text):,} characters in all)"


def _number(character: str) -> str:
    return f"U+{ord(character):04X}"


def prose(sentence: str) -> Html:
    """Return a sentence of ours, in which `backticks` stand around what is spelled as on the wire."""
    pieces = sentence.split("`")
    if len(pieces) % 2 == 0:
        return esc(sentence)
    return Html("".join(f"<code>{esc(piece)}</code>" if index % 2 else esc(piece) for index, piece in enumerate(pieces)))
