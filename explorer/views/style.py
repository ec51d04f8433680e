"""The one style sheet."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from .text import Html


@cache
def css() -> str:
    """Return the style sheet of all views; it follows JupyterLab's theme variables and has fall-backs for other pages."""
    return Path(__file__).with_name("style.css").read_text(encoding="utf-8")


def styled(view: str) -> Html:
    """Return a view together with its style sheet, as one output of a notebook needs it."""
    return Html(f"<style>{css()}</style>{view}")
