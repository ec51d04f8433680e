"""The plain-text twin of a view, for a terminal, a diff, or a reader without HTML.

It is made from the HTML itself, so that the two cannot say different things. What is folded there is left out here,
but for the line that names it.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser

_LINES = {"p", "tr", "li", "pre", "summary", "dt", "div", "table", "ul", "ol", "dl"}
_APART = {"fx-message", "fx-advice", "fx-note", "fx-rule", "fx-correlation", "fx-wire"}
_SKIPPED = {"style", "caption", "thead", "svg"}
_QUOTED = "\x02"  # begins a line of a <pre>; no view has this character, since unseen ones are written out


def plain_text(view: str) -> str:
    """Return a view as plain text: one line for a paragraph, a row or an item."""
    reader = _Reader()
    reader.feed(view)
    reader.close()
    lines = (re.sub(r"[ \t]+", " ", line).strip(" |") for line in "".join(reader.pieces).split("\n"))
    return "\n".join(_line(line) for line in lines if line)


def _line(text: str) -> str:
    """A line; one of a <pre> is set in, so that nobody takes what a provider wrote for a line of ours."""
    return f"    {text.removeprefix(_QUOTED).strip()}" if text.startswith(_QUOTED) else text.replace("| ; ", "| ")


class _Reader(HTMLParser):
    """Collects the text between the tags that count."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self._silent: list[str] = []  # the elements around us that are not written
        self._in_cell = False
        self._in_pre = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "wbr":  # it has no end tag
            return
        if self._silent or tag in _SKIPPED:
            self._silent.append(tag)
            return
        self.pieces.append(self._before(tag, set((dict(attrs).get("class") or "").split())))
        self._in_cell = self._in_cell or tag in ("td", "th")
        self._in_pre = self._in_pre or (tag == "pre" and not self._in_cell)

    def _before(self, tag: str, classes: set[str]) -> str:
        if tag in ("td", "th"):
            return " | "
        if tag in ("li", "dt") and self._in_cell:
            return " ; "
        if tag in _LINES and not self._in_cell:
            return f"\n{_QUOTED}" if tag == "pre" else "\n"
        return " " if tag in _LINES or classes & _APART else ""

    def handle_endtag(self, tag: str) -> None:
        if self._silent:
            self._silent.pop()
            return
        self._in_pre = self._in_pre and tag != "pre"
        if tag in ("td", "th"):
            self._in_cell = False
        elif tag == "dt":
            self.pieces.append(": ")
        elif tag == "summary":
            self.pieces.append(" (folded)\n")
            self._silent.append("details")  # until its end tag, nothing is written
        elif tag in _LINES and not self._in_cell:
            self.pieces.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.pieces.append(data.replace("\n", f"\n{_QUOTED}" if self._in_pre else " "))
