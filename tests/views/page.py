"""A strict reader of what the views make: which elements, which attributes, which words; it refuses what does not nest."""

from __future__ import annotations

from html.parser import HTMLParser

# Everything that the views are made of. What is not here came from a value, and did harm.
ALLOWED = {
    "a": {"class", "href", "target", "rel"},
    "caption": set(), "code": {"class"}, "dd": set(), "dt": set(), "mark": set(), "q": set(), "strong": set(), "summary": set(),
    "tbody": set(), "thead": set(), "title": set(), "desc": set(), "li": set(), "wbr": set(), "g": {"class", "data-fx-step", "data-fx-exchange"},
    "details": {"class", "open"},
    "div": {"class", "role", "aria-label"},
    "dl": {"class"}, "ol": {"class"}, "ul": {"class"}, "tr": {"class"}, "table": {"class"},
    "p": {"class", "role", "aria-level"},
    "pre": {"class", "tabindex", "role", "aria-label"},
    "span": {"class", "aria-hidden", "data-fx-moment"},
    "td": {"class", "data-label", "colspan"},
    "th": {"scope", "colspan"},
    "svg": {"class", "role", "aria-label", "aria-hidden", "width", "height", "x", "y"},
    "rect": {"class", "x", "y", "width", "height", "rx"},
    "line": {"class", "x1", "x2", "y1", "y2", "stroke-dasharray"}, "path": {"class", "d"},
    "text": {"class", "x", "y", "text-anchor"},
}  # fmt: skip
DRAWN = {"svg", "title", "desc", "g", "rect", "line", "path", "text"}
_VOID = {"wbr"}


class Page(HTMLParser):
    """What a reader sees of a view: `words` the text, `headings` those outside of folds, `folds` their summaries."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.words = ""
        self.labels: list[str] = []
        self.headings: list[str] = []
        self.strangers: list[str] = []
        self._open: list[str] = []
        self._heading: list[str] | None = None
        self.feed(html)
        self.close()
        assert not self._open, f"not closed: {self._open}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in ALLOWED or {name for name, _ in attrs} - ALLOWED[tag]:
            self.strangers.append(self.get_starttag_text() or tag)
        if "svg" in self._open and tag not in DRAWN:
            self.strangers.append(f"<{tag}> ends the drawing around it")  # as the HTML standard has it, 13.2.6.5
        values = dict(attrs)
        self.labels += [value or "" for name, value in attrs if name in ("aria-label", "data-label")]
        if "href" in values and not (values["href"] or "").startswith(("http://", "https://")):
            self.strangers.append(str(values["href"]))
        if values.get("role") == "heading" and "details" not in self._open:
            self._heading = []
        if tag not in _VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open, f"</{tag}> closes nothing"
        assert self._open.pop() == tag, f"</{tag}> closes something else"
        if tag == "p" and self._heading is not None:
            self.headings.append("".join(self._heading))
            self._heading = None

    def handle_data(self, data: str) -> None:
        self.words += data
        if self._heading is not None:
            self._heading.append(data)

    def handle_comment(self, data: str) -> None:
        self.strangers.append(f"<!--{data}-->")

    def handle_decl(self, decl: str) -> None:
        self.strangers.append(f"<!{decl}>")

    def handle_pi(self, data: str) -> None:
        self.strangers.append(f"<?{data}>")
