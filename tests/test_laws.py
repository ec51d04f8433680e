"""The page of the house: every law that is cited stands on it, and every room that it names is there."""

from __future__ import annotations

import re
from pathlib import Path

from explorer.protocol.flow_table import FLOW

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "explorer" / "README.md").read_text(encoding="utf-8")
LAWS = re.findall(r"^\| \*\*(.+?)\*\* \((\d+)\) \|", PAGE, re.MULTILINE)
CITED = re.compile(r'\blaws? "([^"]+)"')
NUMBERED = re.compile(r"\b(?:design )?law \d+", re.IGNORECASE)


def texts() -> dict[str, str]:
    """Return every file of ours that may cite a law."""
    files = [file for room in ("explorer", "tests") for kind in ("*.py", "*.js", "*.css") for file in (ROOT / room).rglob(kind)]
    return {str(file.relative_to(ROOT)): file.read_text(encoding="utf-8") for file in [*files, ROOT / "pyproject.toml"]}


def unknown(text: str) -> list[str]:
    """Return the laws that a text cites and the page does not have, and those that it cites by a bare number."""
    names = {name for name, _ in LAWS}
    return [name for name in CITED.findall(text) if name not in names] + NUMBERED.findall(text)


def test_every_law_that_is_cited_can_be_looked_up() -> None:
    """A comment cites a law by its name, and the page has it."""
    assert {name: found for name, text in texts().items() if name != "tests/test_laws.py" and (found := unknown(text))} == {}


def test_a_wrong_citation_is_found() -> None:
    """The test above can fail: on a law that is not there, and on one that is cited by number alone."""
    assert unknown('(law "Secrets never shout")') == ["Secrets never shout"]
    assert unknown("(design law 11)") == ["design law 11"]
    assert unknown('(law "Secrets never print")') == []


def test_laws_are_numbered_in_order_and_cited() -> None:
    """Names first, numbers after; a law that guards the code is cited by some of it."""
    assert [int(number) for _, number in LAWS] == list(range(1, len(LAWS) + 1))
    cited = {name for text in texts().values() for name in CITED.findall(text)}
    assert len(cited & {name for name, _ in LAWS}) >= 6


def test_the_rooms_of_the_page_are_the_rooms_of_the_house() -> None:
    """Every room is on the page, and every room of the page is there."""
    rooms = PAGE.partition("## Rooms")[2].partition("## Words")[0]
    named = {
        name for line in rooms.splitlines() if line.startswith("| `") for name in re.findall(r"`(\w+)`", line.split("|")[1])
    }
    house = ROOT / "explorer"
    there = {file.stem for file in house.glob("*.py") if file.stem != "__init__"}
    folders = [folder for folder in house.iterdir() if folder.is_dir() and folder.name != "__pycache__"]
    there |= {folder.name for folder in folders if any(folder.glob("[!_.]*"))}
    assert named == there


def test_every_message_of_the_flow_has_its_places() -> None:
    """The page says of each message of the flow, in order, where it is parsed, judged, recorded, shown and taught; all of it is there."""
    table = PAGE.partition("## Each message")[2].partition("## Words")[0]
    rows = [[cell.strip() for cell in line.split("|")[1:-1]] for line in table.splitlines() if line.startswith("| ")][1:]
    assert [row[0] for row in rows] == [message.title for message in FLOW]
    for title, *places in rows:
        for place in (place.strip("`") for place in places if place):
            home = "notebooks" if place.endswith(".ipynb") else "explorer"
            assert (ROOT / home / place).exists(), (title, place)
