"""The Markdown twin of a view, for a ticket, a wiki or a repository; drawings become pictures beside it.

It is made from the HTML itself, so that the two cannot say different things. What is folded there is written out here.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from html.parser import HTMLParser

from .report_markdown import md

Attributes = list[tuple[str, str | None]]

_BLOCKS = {"p", "div", "ul", "ol", "dl", "table", "details", "summary", "pre", "main"}
_NEW_LINES = {"fx-message", "fx-advice", "fx-rule", "fx-correlation", "fx-wire"}  # spans that stand in a line of their own
_NOTHING = {"thead", "tbody", "wbr"}
_BREAK = "<br>"
_LINK = re.compile(r"https?://[^\s<>()\[\]\\\"]+")


def markdown_of(view: str, picture: Callable[[str, str], str | None]) -> str:
    """Return a view as Markdown.

    `picture` gets a drawing and what it shows, and returns the name of the file that holds it; None leaves it out.
    """
    reader = _Reader(picture)
    reader.feed(view)
    reader.close()
    reader.end_line()
    return re.sub(r"\n{3,}", "\n\n", "\n".join(reader.lines)).strip() + "\n"


class _Reader(HTMLParser):
    """Writes Markdown, element by element. Within a cell all that would begin a line begins one with <br>."""

    def __init__(self, picture: Callable[[str, str], str | None]) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[str] = []
        self._picture = picture
        self._line = ""  # what is being written
        self._cells: list[str] | None = None  # of the row that is being read
        self._in_cell = self._is_silent = False
        self._widths: list[int] = []  # of the cells of the row
        self._pre: str | None = None
        self._drawing: list[str] | None = None
        self._depth = 0  # of <svg> within <svg>
        self._lists: list[int] = []  # numbers of ordered lists, -1 for others
        self._columns = 0
        self._ends: list[str] = []  # what the spans that are open end with

    # Lines

    def end_line(self, *, apart: bool = False) -> None:
        """End the line that is being written; `apart` leaves an empty one behind it."""
        if self._in_cell:
            if self._line and not self._line.endswith(_BREAK):
                self._line += _BREAK
            return
        if self._line.strip():
            self.lines.append(self._line.strip() if not self._line.startswith("    ") else self._line.rstrip())
        self._line = ""
        if apart:
            self.lines.append("")

    # Elements

    def handle_starttag(self, tag: str, attrs: Attributes) -> None:
        if self._drawing is not None or tag == "svg":
            self._draw_begin(tag)
            return
        given = {name: value or "" for name, value in attrs}
        classes = set(given.get("class", "").split())
        if tag in _NOTHING or self._pre is not None:  # what stands between the lines of a box is not written in Markdown
            return
        if tag in ("caption", "style"):
            self._is_silent = True
        elif tag in ("table", "tr", "th", "td"):
            self._table_begin(tag, given)
        elif tag == "pre":
            self._pre = ""
        elif tag in _BLOCKS or tag in ("li", "dt", "dd"):
            self._block_begin(tag, given)
        else:
            self._span_begin(tag, given, classes)

    def _block_begin(self, tag: str, given: dict[str, str]) -> None:
        if tag in ("ul", "ol"):
            self.end_line()
            self._lists.append(0 if tag == "ol" else -1)
            return
        if tag == "dd":
            self._line += ": "
            return
        self.end_line(apart=tag not in ("li", "dt"))
        if tag in ("li", "dt"):
            self._line += self._bullet()
        elif tag == "summary":
            self._line += "**"
        elif given.get("role") == "heading":
            self._line += "" if self._in_cell else "### "

    def _bullet(self) -> str:
        if self._in_cell:
            return ""
        inset = "    " * (len(self._lists) - 1)
        if self._lists and self._lists[-1] >= 0:
            self._lists[-1] += 1
            return f"{inset}{self._lists[-1]}. "
        return f"{inset}- "

    def _span_begin(self, tag: str, given: dict[str, str], classes: set[str]) -> None:
        if classes & _NEW_LINES:
            self.end_line()
        link = given.get("href", "")
        mark = {"code": ("<code>", "</code>"), "strong": ("**", "**"), "h1": ("# ", ""), "q": ("\u201c", "\u201d")}.get(
            tag, ("", "")
        )
        if tag == "a" and _LINK.fullmatch(link):
            mark = ("[", f"]({link})")
        self._line += mark[0]
        self._ends.append(mark[1])

    def handle_endtag(self, tag: str) -> None:
        if self._drawing is not None:
            self._draw_end(tag)
        elif tag in ("caption", "style"):
            self._is_silent = False
        elif tag in ("table", "tr", "th", "td"):
            self._table_end(tag)
        elif self._pre is not None:
            if tag == "pre":
                self._pre_end()
        elif tag in ("ul", "ol"):
            self._lists.pop()
            self.end_line(apart=True)
        elif tag == "summary":
            self._end_mark("**")
            self.end_line(apart=True)
        elif tag in _BLOCKS:
            self.end_line(apart=True)
        elif tag in ("li", "dd"):
            self.end_line()
        elif tag != "dt" and tag not in _NOTHING and self._ends:
            self._end_mark(self._ends.pop())

    def _end_mark(self, mark: str) -> None:
        """Close a span; a blank before its end goes behind it, for ** closes nothing after a blank (CommonMark 6.2)."""
        bare = self._line.rstrip() if mark == "**" else self._line
        self._line = f"{bare}{mark}{self._line[len(bare) :]}"

    def handle_data(self, data: str) -> None:
        if self._drawing is not None:
            self._drawing.append(html.escape(data))
        elif self._pre is not None:
            self._pre += data
        elif not self._is_silent:
            before, after = data[:1].isspace(), data[-1:].isspace()
            self._line += f"{' ' if before else ''}{md(data)}{' ' if after and data.strip() else ''}"

    # Tables

    def _table_begin(self, tag: str, given: dict[str, str]) -> None:
        if tag == "table":
            self.end_line(apart=True)
            self._columns = 0
        elif tag == "tr":
            self._cells, self._widths = [], []
        else:
            self._in_cell, self._line = True, ""
            self._widths.append(int(given.get("colspan", "1")))

    def _table_end(self, tag: str) -> None:
        if tag in ("th", "td"):
            text = self._line.strip().removesuffix(_BREAK)
            if self._cells is not None:
                self._cells += [text, *[""] * (self._widths[-1] - 1)]
            self._in_cell, self._line = False, ""
        elif tag == "tr" and self._cells is not None:
            if len(self._cells) > 1 and self._widths[0] == len(self._cells) and self._cells[0]:  # names the rows below it
                self._cells[0] = f"**{self._cells[0]}**"
            self.lines.append(f"| {' | '.join(self._cells)} |")
            if not self._columns:
                self._columns = len(self._cells)
                self.lines.append(f"|{' --- |' * self._columns}")
            self._cells = None
        elif tag == "table":
            self.lines.append("")

    # What is taken as it is

    def _pre_end(self) -> None:
        text, self._pre = self._pre or "", None
        if self._in_cell:
            self._line += _BREAK.join(f"<code>{md(line)}</code>" for line in text.split("\n") if line.strip())
            return
        fence = "`" * max(3, 1 + max(map(len, re.findall(r"`+", text)), default=0))
        self.end_line(apart=True)
        self.lines += [fence, *text.rstrip("\n").split("\n"), fence, ""]

    def _draw_begin(self, tag: str) -> None:
        if self._drawing is None:
            self._drawing, self._depth = [], 0
        self._depth += tag == "svg"
        self._drawing.append(self.get_starttag_text() or "")

    def _draw_end(self, tag: str) -> None:
        drawing = self._drawing or []
        drawing.append(f"</{tag}>")
        self._depth -= tag == "svg"
        if self._depth:
            return
        self._drawing = None
        whole = "".join(drawing)
        shown = re.search(r'aria-label="([^"]*)"', drawing[0])
        label = html.unescape(shown[1]) if shown else "drawing"
        name = None if self._in_cell else self._picture(whole, label)
        if name is not None:
            self.end_line(apart=True)
            self.lines += [f"![{md(label)}]({name})", ""]
