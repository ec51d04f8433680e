"""From any value to text that is safe to show. What a provider sends is hostile until it went through `esc()`.

`Html` marks text that is HTML already. Only `esc`, `el` (parts.py) and fixed text of ours make it, so that a value
that was not escaped cannot slip in: `el` escapes whatever is not `Html`.
"""

from __future__ import annotations

import html

from ..printable import UNSEEN, is_plain, number_of, text_of
from ..reference import cited
from ..reference.sections import Piece

LONGEST = 10_000  # characters of one value; whoever needs more looks at the value itself


class Html(str):
    """Text that is HTML already."""

    __slots__ = ()


def esc(value: object) -> Html:
    """Return any value as HTML text: special characters escaped, unseen ones shown by number, cut at 10,000 characters."""
    text, rest = _cut(value)
    marked = html.escape(text)
    if not is_plain(text):
        marked = UNSEEN.sub(lambda match: f'<span class="fx-mark">{number_of(match.group())}</span>', marked)
    return Html(marked + (f' <span class="fx-note">{rest}</span>' if rest else ""))


def breaking(value: object) -> Html:
    """Return any value as HTML text in which a long name may go on in the next line after an underscore, and not inside a word."""
    return Html(esc(value).replace("_", "_<wbr>"))


def esc_drawn(value: object) -> Html:
    """Return any value as the text of a drawing: an element of HTML would end an <svg>, so unseen characters are written out."""
    return Html(esc_attribute(value))


def esc_attribute(value: object) -> str:
    """Return any value as the text of a quoted attribute, where an unseen character can only be written out."""
    return html.escape(printable_text(value))


def printable_text(value: object) -> str:
    """Return any value as plain text, cut at 10,000 characters, unseen ones written out; it is not escaped."""
    text, rest = _cut(value)
    whole = f"{text} {rest}" if rest else text
    return whole if is_plain(whole) else UNSEEN.sub(lambda match: f"[{number_of(match.group())}]", whole)


def _cut(value: object) -> tuple[str, str]:
    """The first characters of a value, and what to say of the rest."""
    text = text_of(value)
    if len(text) <= LONGEST:
        return text, ""
    return text[:LONGEST], f"(cut: {len(text):,} characters in all)"


def prose(sentence: str) -> Html:
    """Return a sentence of ours: `backticks` stand around what is spelled as on the wire, cited sections become links."""
    pieces = sentence.split("`")
    if len(pieces) % 2 == 0:
        return cited_html(sentence)
    shown = (f"<code>{esc(piece)}</code>" if index % 2 else cited_html(piece) for index, piece in enumerate(pieces))
    return Html("".join(shown))


def cited_html(text: object) -> Html:
    """Return any value as HTML text in which each cited section of a specification is a link to it, in a tab of its own."""
    return Html("".join(_linked(piece) for piece in cited(text)) if isinstance(text, str) else esc(text))


def _linked(piece: Piece) -> str:
    if piece.url is None:
        return esc(piece.text)
    kept = 'target="_blank" rel="noopener noreferrer" data-lm-suppress-shortcuts="true"'  # parts.KEYS_KEPT
    return f'<a class="fx-cited" href="{piece.url}" {kept}>{esc(piece.text)}</a>'
