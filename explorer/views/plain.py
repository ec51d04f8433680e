"""The plain-text twin of a view, for a terminal, a diff, or a reader without HTML.

It is made from the HTML itself, so that the two cannot say different things. What is folded there is left out here,
but for the line that names it.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser

_LINES = {"p", "tr", "li", "pre", "summary", "dt", "div", "table", "caption", "ul", "ol", "dl"}
_CELLS = {"td": " | ", "dd": ": "}
_INNER = {"fx-message", "fx-advice", "fx-note", "fx-rule", "fx-correlation", "fx-wire"}
_SKIPPED = {"style", "caption", "thead", "svg"}


def plain_text(view: str) -> str:
    """Return a view as plain text: one line for a paragraph, a row or an item."""
    reader = _Reader()
    reader.feed(view)
    reader.close()
    lines = (re.sub(r"[ \t]+", " ", line).strip(" |") for line in "".join(reader.pieces).split("\n"))
    return "\n".join(line for line in lines if line)


class _Reader(HTMLParser):
    """Collects the text between the tags that count."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self._silent: list[str] = []  # the elements around us that are not written

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self._silent or tag in _SKIPPED:
            self._silent.append(tag)
        elif tag == "details":
            self.pieces.append("\n")
        else:
            self.pieces.append(self._before(tag, dict(attrs)))

    def _before(self, tag: str, attributes: dict[str, str | None]) -> str:
        if tag in _LINES:
            return "\n"
        inner = _INNER & set((attributes.get("class") or "").split())
        return _CELLS.get(tag, " " if inner else "")

    def handle_endtag(self, tag: str) -> None:
        if self._silent:
            self._silent.pop()
        elif tag == "summary":
            self.pieces.append(" (folded)")
            self._silent.append("details")
        elif tag in _LINES:
            self.pieces.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.pieces.append(data)
