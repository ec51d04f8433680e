"""A view as a page of its own, and a drawing as a picture of its own: whole, without a script, and without the network."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from .parts import el, sentence, view
from .style import css
from .text import Html

# What the page may load: nothing. A browser then keeps it, whatever a provider wrote into it.
_NOTHING = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
_DARK = re.compile(r":is\(\[data-jp-theme-light=\"false\"\][^{]*\{([^}]*)\}")
_CLASS = re.compile(r' class="[^"]*"')
_PICTURE_WIDTH = 760  # pixels; in a page a drawing is as wide as its place


def page_html(title: str, about: str, body: Html, foot: str) -> str:
    """Return a whole page: a title, a sentence about it, the views, and what it was made by.

    It follows the reader's choice of light and dark, loads nothing, and can be read and printed without a script.
    """
    head = (
        Html('<meta charset="utf-8">'),
        Html(f'<meta http-equiv="Content-Security-Policy" content="{_NOTHING}">'),
        Html('<meta name="viewport" content="width=device-width, initial-scale=1">'),
        Html('<meta name="referrer" content="no-referrer">'),
        el("title", title),
        Html(f"<style>{page_css()}</style>"),
    )
    top = view("about", el("h1", title), sentence(about))
    whole = el("body", el("main", top, body), el("footer", view("foot", sentence(foot))), class_="fx-page")
    return f'<!DOCTYPE html>\n<html lang="en">{el("head", *head)}{whole}</html>\n'


@cache
def page_css() -> str:
    """Return the style sheet of a page: that of the views, dark where the reader's system is, and light on paper."""
    dark = f"@media screen and (prefers-color-scheme: dark) {{ .fx {{{_dark()}}} }}"
    own = Path(__file__).with_name("page.css").read_text(encoding="utf-8")
    return f"{css()}\n{dark}\n{own}"


@cache
def _dark() -> str:
    """The colours of the dark theme, as the one style sheet has them."""
    found = _DARK.search(css())
    return found[1] if found else ""


def picture_svg(drawing: str) -> str:
    """Return a drawing of a view as an SVG file of its own, with its style sheet in it, light and dark."""
    begin, end = drawing.index(">") + 1, drawing.rindex("</svg>")
    opened = _CLASS.sub("", drawing[:begin]).replace('width="100%"', f'width="{_PICTURE_WIDTH}"')
    opened = opened.replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"', 1)
    style = f"<style>{page_css().replace('&', '&amp;').replace('<', '&lt;')}</style>"
    paper = '<rect width="100%" height="100%" style="fill: var(--fx-paper)"/>'
    return f'{opened}{style}<g class="fx">{paper}{drawing[begin:end]}</g></svg>\n'
