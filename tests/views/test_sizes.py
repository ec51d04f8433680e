"""One scale of sizes: whatever a panel, a view or a page of ours shows takes its letters from it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from explorer.views.page import page_css
from explorer.views.parts import VERDICTS
from explorer.views.style import css

EXPLORER = Path(__file__).parents[2] / "explorer"
SHEETS = sorted(EXPLORER.rglob("*.css"))
OTHERS = sorted(file for kind in ("py", "js", "html") for file in EXPLORER.rglob(f"*.{kind}"))
SIZE = re.compile(r"font-size:\s*([^;}]+)")
FONT = re.compile(r"\bfont:\s*([^;}]+)")
SCALE = re.compile(r"var\(--(fx-)?size(-small|-large|-title|-drawn)?(, var\(--jp-ui-font-size1, 13px\))?\)|inherit")


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda file: file.relative_to(EXPLORER).as_posix())
def test_every_size_is_of_the_scale(sheet: Path) -> None:
    """A style sheet names sizes of the scale, and no size of its own."""
    text = sheet.read_text(encoding="utf-8")
    assert [size for size in SIZE.findall(text) if not SCALE.fullmatch(size.strip())] == []
    assert [font for font in FONT.findall(text) if not font.startswith(("inherit", "var(--size)", "var(--size-small)"))] == []


def test_no_size_stands_elsewhere() -> None:
    """Neither code nor scripts nor pages give letters a size: the style sheets do."""
    assert [file.name for file in OTHERS if re.search(r"font-size[:=]|fontSize", file.read_text(encoding="utf-8"))] == []


def test_the_scale_stands_in_one_place() -> None:
    """What a size is, is said once for the views and panels, and once for the local provider's pages."""
    said = re.compile(r"--(?:fx-)?size(?:-\w+)?:")
    assert [sheet.name for sheet in SHEETS if said.search(sheet.read_text(encoding="utf-8"))] == ["style.css", "style.css"]


def test_the_sheet_is_saved_without_its_comments() -> None:
    """Each output and each panel is saved with it, so it is squeezed; a page finds the dark colours in it all the same."""
    assert "/*" not in css()
    assert "\n" not in css()
    assert "--fx-paper:" in page_css().partition("prefers-color-scheme: dark")[2].partition("}")[0]


def test_every_verdict_has_its_sign() -> None:
    """A verdict is a word, and a sign before it which the one sheet writes; what it does not know gets a question mark."""
    signed = {
        name for rule in re.findall(r"([^{}]*)::before\{content:\"", css()) for name in re.findall(r"fx-is-([a-z-]+)", rule)
    }
    own = {"possible", "guess"}  # a question mark, as for what is not known
    assert signed == {name.replace(" ", "-") for name in VERDICTS} - own
    assert '.fx .fx-verdict::before{content:"?";content:"?" / ""' in css()
