"""The teacher's page keeps step with the notebooks: their order, their goals, the plan's minutes, every answer."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from itertools import accumulate
from pathlib import Path

from explorer.lessons import HOMES, exercises_of, lesson
from explorer.provider import FAULTS, MYSTERIES

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
PAGE = (NOTEBOOKS / "README.md").read_text(encoding="utf-8")
PROMISE = "After this notebook you can "


def rows(heading: str) -> list[list[str]]:
    """Return the cells of the table under a heading of the page, row by row, without the table's own two lines of head."""
    _, _, section = PAGE.partition(f"\n## {heading}\n")
    lines = section.partition("\n## ")[0].splitlines()
    table = [line.strip("|").split("|") for line in lines if line.startswith("|")]
    assert table, f"There is no table under {heading!r}."
    return [[cell.strip() for cell in row] for row in table[2:]]


def goals() -> Iterator[tuple[str, str]]:
    """Yield each notebook's name and what it promises in its first cell."""
    for file in sorted(NOTEBOOKS.glob("*.ipynb")):
        first = "".join(json.loads(file.read_text(encoding="utf-8"))["cells"][0]["source"])
        bold = re.search(r"\*\*(.+?)\*\*", first, re.DOTALL)
        yield file.name, " ".join(bold[1].split()) if bold else ""


def test_every_notebook_stands_there_in_order_with_its_goal() -> None:
    """The page lists the notebooks that there are, in their order, and promises what each of them promises."""
    listed = [(f"{name}", f"{PROMISE}{goal}") for name, goal in rows("The order")]
    assert listed == [(f"[{name}]({name})", goal) for name, goal in goals()]


def test_the_plan_has_ninety_minutes() -> None:
    """The minutes of the plan add up to 90, and each part begins when the one before it has ended."""
    plan = rows("A workshop of 90 minutes")
    minutes = [int(row[1]) for row in plan]
    assert sum(minutes) == 90
    begins = [0, *accumulate(minutes)][:-1]
    assert [row[0] for row in plan] == [f"{begin // 60}:{begin % 60:02}" for begin in begins]


def test_the_plan_names_what_is_there() -> None:
    """Notebooks and headings that the plan sends the class to exist."""
    headings = {file.name[:2]: file.read_text(encoding="utf-8") for file in NOTEBOOKS.glob("*.ipynb")}
    for _, _, what, _ in rows("A workshop of 90 minutes"):
        for number in re.findall(r"`(\d\d)`", what):
            assert number in headings
            for heading in re.findall(r"\*([^*]+)\*", what):
                assert f"## {heading}" in headings[number]


def test_every_exercise_has_its_answer() -> None:
    """Each exercise stands in the table once, in order."""
    expected = [f"{number}.{own}" for number in sorted(HOMES) for own in exercises_of(number)]
    assert [row[0] for row in rows("The answers")] == expected


def test_the_answers_are_right() -> None:
    """What the page prints as a value is what `check` calls right; what it says in words is not empty."""
    checked = 0
    for exercise, answer, remark in rows("The answers"):
        assert answer
        assert remark.endswith((".", "?"))
        if literal := re.fullmatch(r"`([^`]+)`", answer):
            number, _, own = exercise.partition(".")
            assert lesson(number)(int(own), ast.literal_eval(literal[1])), exercise
            checked += 1
    assert checked >= 10


def test_each_mystery_shows_where_the_page_says() -> None:
    """The numbers of the mysteries stand beside the place of their fault, each once."""
    places = {"redirect": "the redirect", "id_token": "the ID token", "userinfo": "UserInfo"}
    places |= dict.fromkeys(["token_response", "token_answer"], "the token response")
    expected: dict[str, set[int]] = {}
    for number, name in enumerate(MYSTERIES, 1):
        first = next(iter(FAULTS[name].changes))  # what else it changes only prepares that
        expected.setdefault(places[first], set()).add(number)
    assert {place: set(map(int, numbers.split(", "))) for place, numbers, _ in rows("A mystery for the class")} == expected


def test_the_fresh_mysteries_are_fresh() -> None:
    """A mystery that the page offers to a class that has done everything occurs in no notebook."""
    told = re.search(r"Fresh for a class that has done everything are ([\d, and]+)\.", PAGE)
    assert told
    seen = "".join(file.read_text(encoding="utf-8") for file in NOTEBOOKS.glob("*.ipynb"))
    for number in map(int, re.findall(r"\d+", told[1])):
        assert f"mystery({number})" not in seen
        assert MYSTERIES[number - 1] not in seen
