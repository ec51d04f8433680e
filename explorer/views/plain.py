"""The plain-text twin of a view, for a terminal, a diff, or a reader without HTML.

It is made from the HTML itself, so that the two cannot say different things. Nothing unfolds here: of a fold its first
lines are shown, and how many more there are. A row that is too long for a line goes on in lines that are set in.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

# No parser of HTML is needed for what `el` writes: it escapes every <, > and " of a text or an attribute.
_TAG = re.compile("<(/?)([a-zA-Z][^ />]*)([^>]*)>")
_ATTRIBUTE = re.compile(' ([a-z-]+)="([^"]*)"')
_LINES = {"p", "tr", "li", "pre", "summary", "dt", "div", "table", "ul", "ol", "dl"}
_APART = {"fx-message", "fx-advice", "fx-note", "fx-rule", "fx-correlation", "fx-wire"}
_SKIPPED = {"style", "caption", "thead", "svg"}
_OF_DRAWING = "fx-legend"  # what the lines and colours of a drawing mean
_IN_WORDS = "fx-twin"  # the fold of what a drawing shows, which stands here in its place
_NAMED = {"Expected", "Received"}  # columns whose cells say nothing without their names
_MEASURED = "fx-table-phases"  # numbers, each of which needs the name of its column
_LAID_OUT = {"fx-table-checks", "fx-table-causes", "fx-table-answers"}  # tables whose rows hold sentences
_WIDE = 100  # characters of a row that stands on one line
_ALL, _FEW = 6, 3  # lines of a fold that are shown whole, or else first

# Marks for what follows; no view has these characters, since unseen ones are written out
_QUOTED = "\x02"  # begins a line of a <pre>
_CELL, _PART = "\x03", "\x04"  # between two cells of a row, and between two parts of a cell
_FOLD, _END = "\x05", "\x06"  # ends the title of a fold, and the fold


def plain_text(view: str) -> str:
    """Return a view as plain text: one line for a paragraph, a short row or an item."""
    reader = _Reader()
    reader.read(view)
    lines = (re.sub(r"[ \t]+", " ", line).strip(f" {_CELL}{_PART}") for line in "".join(reader.pieces).split("\n"))
    return "\n".join(_told(line for line in lines if line))


def _told(lines: Iterator[str]) -> Iterator[str]:
    """The lines as they are shown: rows laid out, folds cut."""
    depth, inner = 0, list[str]()
    for line in lines:
        if line.endswith(_FOLD):
            title, depth = line.removesuffix(_FOLD), depth + 1
            if depth == 1:
                shown = title
            inner = [] if depth == 1 else [*inner, title]
        elif line == _END:
            depth -= 1
            if depth == 0:
                yield from _fold(shown, inner)
        elif depth == 0:
            yield from _row(line)
        elif depth == 1:
            inner.append(_brief(line))


def _fold(title: str, inner: list[str]) -> Iterator[str]:
    shown = inner if len(inner) <= _ALL else inner[:_FEW]
    yield f"{title}:" if shown and not re.search(r": \S+$", title) else title
    for line in shown:
        yield line if line.startswith(" ") else f"  - {line}"
    if len(shown) < len(inner):
        yield f"  - and {len(inner) - len(shown)} more"


def _brief(text: str) -> str:
    """A line of a fold; of a row of sentences what it is called, in a word, in a sentence and by its id."""
    cells = [[part.strip() for part in cell.split(_PART) if part.strip()] for cell in text.split(_CELL)]
    if _PART not in text or len(cells) < 2 or len(cells[1]) < 2:
        return _one_line(text)
    return " | ".join([*cells[0], cells[1][0], cells[1][-1]])


def _one_line(text: str) -> str:
    """A line; one of a <pre> is set in, so that nobody takes what a provider wrote for a line of ours."""
    if text.startswith(_QUOTED):
        return f"    {text.removeprefix(_QUOTED).strip()}"
    cells = [" ".join(cell.replace(_PART, " ").split()) for cell in text.split(_CELL)]
    return " | ".join(cell for cell in cells if cell).replace("| ; ", "| ").replace(": ; ", ": ")


def _row(text: str) -> Iterator[str]:
    """A line, or a row: on one line where it is short, else its first cells on one and what belongs to them beneath."""
    whole = _one_line(text)
    if len(whole) <= _WIDE or _PART not in text:
        yield whole
        return
    parts = [re.sub(r" +", " ", part).strip(" ;").replace(": ; ", ": ") for part in re.split(f"[{_CELL}{_PART}]", text)]
    name, title, *rest = [part for part in parts if part]
    yield f"{name} | {title}"
    yield from (f"  {part}" for part in rest)


class _Reader:
    """Collects the text between the tags that count."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self._silent = 0  # how many of the elements around us are not written
        self._folds: list[bool] = []  # the folds around us, and whether each has a title
        self._in_cell = False
        self._in_pre = False
        self._is_laid_out = self._is_measured = False
        self._is_in_place = False  # the next title is that of a fold whose lines stand here at once

    def read(self, view: str) -> None:
        """Go through a view, tag by tag."""
        text, *rest = _TAG.split(view)
        self._text(text)
        for end, tag, attributes, text in zip(*(iter(rest),) * 4, strict=True):
            if end:
                self._end(tag)
            elif tag != "wbr":  # it has no end tag
                self._start(tag, attributes)
                if attributes.endswith("/"):
                    self._end(tag)
            self._text(text)

    def _start(self, tag: str, attributes: str) -> None:
        is_title = any(self._folds) and 'role="heading"' in attributes  # what is folded has its title already
        given = dict(_ATTRIBUTE.findall(attributes))
        classes = set(given.get("class", "").split())
        if tag == "summary" and self._is_in_place:
            self._is_in_place, is_title = False, True
        if self._silent or tag in _SKIPPED or is_title or _OF_DRAWING in classes:
            self._silent += 1
            return
        if tag == "details":
            self._is_in_place = _IN_WORDS in classes and any(self._folds)
            self._folds.append(False)
        if tag == "table":
            self._is_laid_out, self._is_measured = bool(classes & _LAID_OUT), _MEASURED in classes
        self.pieces.append(self._before(tag, classes))
        self._in_cell = self._in_cell or tag in ("td", "th")
        if self._is_laid_out and given.get("data-label") in _NAMED and "fx-empty" not in classes:
            self.pieces.append(f"{given['data-label'].lower()}: ")
        elif self._is_measured and tag == "td" and "fx-empty" not in classes:
            self.pieces.append(f"{given['data-label'].lower()} ")
        self._in_pre = self._in_pre or (tag == "pre" and not self._in_cell)

    def _before(self, tag: str, classes: set[str]) -> str:
        if tag in ("td", "th"):
            return _CELL
        if tag in ("li", "dt") and self._in_cell:
            return " ; "
        if tag in _LINES and not self._in_cell:
            return f"\n{_QUOTED}" if tag == "pre" else "\n"
        if classes & _APART and self._in_cell and self._is_laid_out:
            return _PART
        return " " if tag in _LINES or classes & _APART else ""

    def _end(self, tag: str) -> None:
        if self._silent:
            self._silent -= 1
            return
        self._in_pre = self._in_pre and tag != "pre"
        if tag in ("td", "th"):
            self._in_cell = False
        elif tag == "dt":
            self.pieces.append(": ")
        elif tag == "summary":
            self._end_of_title()
        elif tag == "details":
            if self._folds and self._folds.pop():
                self.pieces.append(f"\n{_END}\n")
        elif tag in _LINES and not self._in_cell:
            self.pieces.append("\n")

    def _end_of_title(self) -> None:
        """What is folded comes; in a cell there is room for the title only."""
        if self._in_cell:
            self._silent += 1  # until the end tag of the fold, nothing is written
            if self._folds:
                self._folds.pop()
            return
        if self._folds:
            self._folds[-1] = True
        self.pieces.append(f"{_FOLD}\n")

    def _text(self, text: str) -> None:
        if text and not self._silent:
            self.pieces.append(html.unescape(text).replace("\n", f"\n{_QUOTED}" if self._in_pre else " "))
