"""The few elements that every view is made of: a table that becomes cards, a fold, a code box, a verdict.

Nothing here has a random id, and nothing refers to anything by id, so that outputs can stand side by side on a page.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import takewhile

from .text import Html, breaking, cited_html, esc, esc_attribute, esc_drawn, named_html

MOST_ROWS = 200  # a document with a hundred thousand members must not freeze the page

WIDER = object()  # in place of a cell: the one before it is wider

# What each verdict is called; its sign, which is for the eye, stands in the style sheet.
VERDICTS = {
    "pass": "passed",
    "fail": "failed",
    "warning": "warning",
    "info": "note",
    "skip": "not checked",
    "none": "not applicable",
    "same": "the same",
    "differs": "differs",
    "absent": "not sent",
    "missing": "not there",
    "unasked": "not asked for",
    "proven": "proven",
    "likely": "likely",
    "possible": "possible",
    "guess": "a guess",
    "ruled out": "ruled out",
}


def el(name: str, *children: object, **attributes: object) -> Html:
    """Return one element. Children that are not `Html` are escaped, None is left out.

    Attributes are written with underscores (`class_`, `data_label`); None leaves one out, True writes the name alone.
    """
    written = "".join(_attribute(key.rstrip("_").replace("_", "-"), value) for key, value in attributes.items())
    return Html(f"<{name}{written}>{join(children)}</{name}>")


def _attribute(name: str, value: object) -> str:
    if value is None or value is False:
        return ""
    return f" {name}" if value is True else f' {name}="{esc_attribute(value)}"'


def drawn(name: str, text: object, **attributes: object) -> Html:
    """Return an element of a drawing that holds nothing but text: <text>, <title> or <desc>."""
    return el(name, esc_drawn(text), **attributes)


def join(children: Iterable[object]) -> Html:
    """Return children one after the other; those that are not `Html` are escaped, None is left out."""
    return Html("".join(child if isinstance(child, Html) else esc(child) for child in children if child is not None))


def view(kind: str, *children: object, label: str | None = None) -> Html:
    """Return a whole view; its class is the root of the style sheet, its label what a screen reader says."""
    return el("div", *children, class_=f"fx fx-{kind}", role="group" if label else None, aria_label=label)


def heading(*children: object) -> Html:
    """Return a heading. It is no <h4>, since JupyterLab's table of contents would list it among the notebook's own."""
    return el("p", *children, class_="fx-heading", role="heading", aria_level=4)


def sentence(*children: object, kind: str = "") -> Html:
    """Return a paragraph; `kind` is one of "good", "bad", "warn", "open", "quiet"."""
    return el("p", *map(_worded, children), class_=f"fx-sentence fx-{kind}" if kind else "fx-sentence")


def _worded(child: object) -> object:
    """Words of a sentence that are no HTML yet, with what is spelled as on the wire set as code."""
    return named_html(child) if isinstance(child, str) and not isinstance(child, Html) else child


def sign(verdict: str) -> Html:
    """Return a verdict as a word, before which the style sheet writes its sign."""
    name = verdict.replace(" ", "-") if verdict in VERDICTS else "unknown"
    return el("span", VERDICTS.get(verdict, verdict), class_=f"fx-verdict fx-is-{name}")


def spec(section: str) -> Html | None:
    """Return where the standard says so, each section a link to it; nothing where no section is known."""
    return el("span", cited_html(section), class_="fx-spec") if section else None


def code(value: object) -> Html:
    """Return a value as it stands on the wire."""
    return el("code", value)


def name_html(name: object) -> Html:
    """Return a name as it stands on the wire; a long one may break after an underscore."""
    return el("span", breaking(name), class_="fx-name")


def note(*children: object) -> Html:
    """Return a remark in small letters."""
    return el("span", *children, class_="fx-note")


def code_box(text: str, label: str) -> Html:
    """Return lines that scroll inside their own box; the box takes the focus, so that it scrolls by keyboard too."""
    return el("pre", el("code", text), class_="fx-code", tabindex=0, role="region", aria_label=label)


def fold(summary: object, *children: object, opened: bool = False) -> Html:
    """Return what is shown on demand."""
    return el("details", el("summary", summary), *children, class_="fx-fold", open=opened)


def in_words(summary: object, *children: object) -> Html:
    """Return on demand what a drawing shows, in words or numbers: a text, which has no drawing, has it at once."""
    return el("details", el("summary", summary), *children, class_="fx-fold fx-twin")


def listing(items: Iterable[object], *, ordered: bool = False) -> Html:
    """Return a list."""
    return el("ol" if ordered else "ul", *(el("li", _worded(item)) for item in items), class_="fx-list")


def table(columns: Sequence[str], rows: Iterable[Html], *, caption: str, kind: str, most: int = MOST_ROWS) -> Html:
    """Return a table of rows made by `table_row`; at narrow widths its rows become cards. The caption is read aloud, not shown.

    `kind` says how wide the columns are: "members", "checks", "causes", "answers", "exchanges", "pairs", "class" or "even"; `most` how many rows
    are shown.
    """
    shown = list(rows)
    head = el("tr", *(el("th", column, scope="col") for column in columns))
    rest = len(shown) - most
    body = el("tbody", *shown[:most])
    more = sentence(f"... and {rest:,} more, not shown here.", kind="quiet") if rest > 0 else None
    whole = el("table", el("caption", caption), el("thead", head), body, class_=f"fx-table fx-table-{kind}")
    return join([whole, more])


def table_row(columns: Sequence[str], cells: Iterable[object], kind: str = "") -> Html:
    """Return one row; the first cell is its name. Each other cell knows its column, for when the row becomes a card.

    Where a cell is `WIDER`, the one before it reaches over its column as well.
    """
    given = list(zip(columns, cells, strict=True))
    shown = []
    for index, (column, cell) in enumerate(given):
        if cell is WIDER:
            continue
        width = 1 + sum(1 for _ in takewhile(lambda pair: pair[1] is WIDER, given[index + 1 :]))
        colspan = width if width > 1 else None
        if index == 0:
            shown.append(el("th", cell, scope="row", colspan=colspan))
        else:
            shown.append(el("td", cell, class_="fx-empty" if cell is None else None, data_label=column, colspan=colspan))
    return el("tr", *shown, class_=kind or None)


def group_row(columns: Sequence[str], title: str) -> Html:
    """Return a row that says what the rows below it have in common."""
    return el("tr", el("th", title, scope="rowgroup", colspan=len(columns)), class_="fx-group")
