"""The one style sheet, and the one script."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from .text import Html


@cache
def css() -> str:
    """Return the style sheet of all views; it follows JupyterLab's theme variables and has fall-backs for other pages."""
    return squeezed(Path(__file__).with_name("style.css").read_text(encoding="utf-8"))


def squeezed(sheet: str) -> str:
    """Return a style sheet of ours without its comments and needless blanks: each output and each panel is saved with it."""
    return _BLANKS.sub(r"\1", " ".join(_COMMENT.sub("", sheet).split())).replace(";}", "}")


_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_BLANKS = re.compile(r" ?([{};,]) ?|(?<=:) ")  # those after a colon, and not those before one: `.fx :is(...)` is a descendant


@cache
def keys_js() -> str:
    """Return the script with which Ctrl+S saves from an output or a panel; it can be run more than once."""
    return Path(__file__).with_name("keys.js").read_text(encoding="utf-8")


def styled(view: str) -> Html:
    """Return a view together with its style sheet and script, as one output of a notebook needs it."""
    return Html(f"<style>{css()}</style>{view}<script>{keys_js()}</script>")
