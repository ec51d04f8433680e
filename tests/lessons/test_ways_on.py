"""Every lesson leads on: to the next one, to the table of all, and from each cited section to its text."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from explorer.reference import cited

NOTEBOOKS = sorted((Path(__file__).parents[2] / "notebooks").glob("*.ipynb"))
FIRST = NOTEBOOKS[0].name
_LINK = re.compile(r"\[([^\]]*)\]\(([^)]*)\)")


def texts(notebook: Path) -> list[str]:
    """Return the texts of a notebook's prose, cell by cell."""
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    return ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown"]


def last_cell(notebook: Path) -> str:
    """Return the text with which a notebook ends."""
    cell = json.loads(notebook.read_text(encoding="utf-8"))["cells"][-1]
    assert cell["cell_type"] == "markdown", f"{notebook.name} ends in code"
    return "".join(cell["source"])


@pytest.mark.parametrize(
    ("notebook", "following"),
    list(zip(NOTEBOOKS, [*NOTEBOOKS[1:], None], strict=True)),
    ids=[path.name for path in NOTEBOOKS],
)
def test_a_lesson_ends_with_the_way_on(notebook: Path, following: Path | None) -> None:
    """The last cell names the next lesson and leads there; of the first one it is the table itself, elsewhere a link to it."""
    targets = [target for _, target in _LINK.findall(last_cell(notebook))]
    if following:
        assert targets[0] == following.name
    assert f"{FIRST}#All-lessons" in targets or notebook.name == FIRST


def test_the_table_of_all_has_all() -> None:
    """The table in the first notebook lists every lesson in order, with what the lesson itself promises."""
    _, _, table = last_cell(NOTEBOOKS[0]).partition("## All lessons\n")
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines() if line.startswith("| [")]
    promised = []
    for notebook in NOTEBOOKS:
        goal = re.search(r"\*\*After this notebook you can (.+?)\*\*", texts(notebook)[0], re.DOTALL)
        assert goal, notebook.name
        promised.append([f"[{notebook.stem}]({notebook.name})", " ".join(goal[1].split())])
    assert rows == promised


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.name)
def test_every_cited_section_is_a_link(notebook: Path) -> None:
    """In the prose, what cites a specification leads to that section, to the same place as in a table of the explorer."""
    for text in texts(notebook):
        for words, target in _LINK.findall(text):
            there = [piece.url for piece in cited(words) if piece.url]
            assert there in ([], [target]), words
        bare = re.sub(r"```.*?```|`[^`\n]*`", "", _LINK.sub("", text), flags=re.DOTALL)
        assert [piece.text for piece in cited(" ".join(bare.split())) if piece.url] == []
