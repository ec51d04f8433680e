"""Links in the texts that people read: each one to a specification leads to the section that its words cite."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import urlsplit

import nbformat
import pytest

from explorer.reference import cited

ROOT = Path(__file__).parents[1]
TEXTS = [
    ROOT / "README.md",
    ROOT / "explorer" / "README.md",
    ROOT / "notebooks" / "README.md",
    *sorted((ROOT / "notebooks").glob("*.ipynb")),
]
LINK = re.compile(r"\[([^\[\]]+)\]\((https?://[^()\s]+)\)")
CODE = re.compile(r"```.*?```|`[^`\n]*`", re.DOTALL)
PUBLISHERS = {"www.rfc-editor.org", "openid.net", "datatracker.ietf.org", "tools.ietf.org", "www.w3.org", "rfc-editor.org"}


def texts_of(file: Path) -> list[str]:
    """What is to be read in a file, without its code."""
    if file.suffix == ".md":
        return [CODE.sub("", file.read_text(encoding="utf-8"))]
    return [CODE.sub("", cell.source) for cell in nbformat.read(file, 4).cells if cell.cell_type == "markdown"]


def test_the_links_are_found() -> None:
    """The test of the links looks at some: those of the lessons, each as it is written there."""
    found = [url for file in TEXTS for text in texts_of(file) for _, url in LINK.findall(text)]
    assert sum(urlsplit(url).hostname in PUBLISHERS for url in found) > 20


@pytest.mark.parametrize("file", TEXTS, ids=lambda file: f"{file.parent.name}-{file.stem}")
def test_a_link_to_a_specification_leads_to_what_it_cites(file: Path) -> None:
    """The address of a link is the one that the explorer knows for the words of the link: host, page and section."""
    for text in texts_of(file):
        for words, url in LINK.findall(text):
            if urlsplit(url).hostname in PUBLISHERS:
                assert [piece.url for piece in cited(" ".join(words.split()))] == [url], words


@pytest.mark.parametrize("file", TEXTS, ids=lambda file: f"{file.parent.name}-{file.stem}")
def test_what_cites_a_section_is_a_link(file: Path) -> None:
    """No section is cited in a lesson without a way to it."""
    for text in texts_of(file):
        bare = [piece for piece in cited(" ".join(LINK.sub(" ", text).split())) if piece.url and "#" in piece.url]
        assert bare == []
