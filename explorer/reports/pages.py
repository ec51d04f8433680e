"""A report for a reader: one HTML file that needs nothing else, or Markdown with its pictures beside it."""

from __future__ import annotations

from collections.abc import Mapping

from ..views.markdown import markdown_of
from ..views.page import page_html, picture_svg
from ..views.report_markdown import md
from .subject import Subject
from .versions import made_by

_SECRETS = "No secret and no token is in it: a fingerprint stands for each."
_PERSONS = "What the provider said of the person is in it."
_NO_PERSONS = "What was said of the person is redacted: one person has the same fingerprints throughout."


def foot(subject: Subject) -> str:
    """Return what a reader has to know of a report: what is not in it, and what made it."""
    return f"{_SECRETS} {_NO_PERSONS if subject.is_redacted else _PERSONS} Made by {made_by()}."


def html(subject: Subject) -> bytes:
    """one page to read, to print or to attach to a ticket; it needs no network and no script"""
    return page_html(subject.title, subject.about, subject.view, foot(subject)).encode()


def pictures(subject: Subject) -> Mapping[str, bytes]:
    """Return the drawings of a report as SVG files, by their names."""
    found: dict[str, bytes] = {}

    def keep(drawing: str, _: str) -> str:
        name = f"{subject.stem}-{len(found) + 1}.svg"
        found[name] = picture_svg(drawing).encode()
        return name

    markdown_of(subject.view, keep)
    return found


def markdown(subject: Subject) -> bytes:
    """text for a wiki, an issue or a repository; its drawings lie beside it as SVG files"""
    names = iter(pictures(subject))
    body = markdown_of(subject.view, lambda _, label: next(names))
    return f"# {md(subject.title)}\n\n{md(subject.about)}\n\n{body}\n---\n\n{md(foot(subject))}\n".encode()
