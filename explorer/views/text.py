"""From any value to text that is safe to show. What a provider sends is hostile until it went through `esc()`.

`Html` marks text that is HTML already. Only `esc`, `el` (parts.py) and fixed text of ours make it, so that a value
that was not escaped cannot slip in: `el` escapes whatever is not `Html`.
"""

from __future__ import annotations

import html
import re

from ..printable import UNSEEN, is_plain, number_of, text_of
from ..reference import cited
from ..reference.sections import Piece

LONGEST = 10_000  # characters of one value; whoever needs more looks at the value itself
# What is spelled as on the wire, or as a rule is called, and no part of an address, a call or another value
_ALONE, _ENDS = r"(?<![\w./:@%&?=<-])", r"(?![\w/:@%=>(-])"
_NAME = re.compile(rf"{_ALONE}(?:[a-z][a-z0-9]*(?:_[a-z0-9]+)+|(?P<rule>[A-Z]{{2,}}-[A-Z]{{2,}}(?:-[A-Z0-9]+)*)){_ENDS}")


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


def named_html(text: object) -> Html:
    """Return any value as HTML text in which names such as redirect_uri are set as code; a rule's id is never broken."""
    if not isinstance(text, str) or len(text) > LONGEST:
        return esc(text)
    pieces, end = list[str](), 0
    for found in _NAME.finditer(text):
        kind = ' class="fx-id"' if found["rule"] else ""
        pieces += [esc(text[end : found.start()]), f"<code{kind}>{esc(found.group())}</code>"]
        end = found.end()
    return Html("".join([*pieces, esc(text[end:])]))


def narrow_html(text: object) -> Html:
    """Return any value as `named_html` does, for a narrow cell: a long name may go on in the next line after an underscore."""
    return Html(named_html(text).replace("_", "_<wbr>"))


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
        return named_html(piece.text)
    return f'<a href="{piece.url}" target="_blank" rel="noreferrer">{esc(piece.text)}</a>'
