"""What a lesson asks before a cell is run, it answers after it, and behind a fold: nobody reads an answer by accident."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from explorer.lessons.exercises import HOMES, exercises_of

NOTEBOOKS = sorted((Path(__file__).parents[2] / "notebooks").glob("*.ipynb"))
QUESTION = re.compile(r"\*\*Before\s+you\b")
# The room below keeps the next words from touching it.
BEGIN = '<details style="margin-bottom: 1em">\n<summary>What you should have seen</summary>\n\n'
FOLD = re.compile(rf"{BEGIN}(?P<answer>.+?)\n\n</details>(?:\n\n|$)", re.DOTALL)


def cells_of(notebook: Path) -> list[tuple[str, str]]:
    """Return kind and text of each cell."""
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    return [(cell["cell_type"], "".join(cell["source"])) for cell in cells]


def after_questions(cells: list[tuple[str, str]]) -> Iterator[str]:
    """Yield, for each question, the text that comes after the cells it is about."""
    for number, (kind, text) in enumerate(cells):
        if kind == "markdown" and QUESTION.search(text):
            assert cells[number + 1][0] == "code", f"cell {number} asks, and no cell follows"
            yield next(later for kind, later in cells[number + 1 :] if kind == "markdown")


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.name)
def test_every_question_has_its_answer_behind_a_fold(notebook: Path) -> None:
    """The text behind a cell that somebody should foresee begins with a fold, and the answer is in there."""
    bare = [text[:60] for text in after_questions(cells_of(notebook)) if not FOLD.match(text)]
    assert not bare


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.name)
def test_answers_fold_in_one_form(notebook: Path) -> None:
    """A fold in the prose has these words and blank lines about its answer, without which Markdown would print its marks."""
    for kind, text in cells_of(notebook):
        if kind == "markdown" and ("<details" in text or "</details" in text):
            assert (text.count("<details"), text.count("</details"), text.count("<summary")) == (1, 1, 1)
            fold = FOLD.match(text)
            assert fold, text[:80]
            assert not re.search("^#", fold["answer"], re.MULTILINE), "a heading within a fold is in no table of contents"


def test_an_answer_in_the_open_is_found() -> None:
    """The test above can fail: an answer that stands in the open is none behind a fold."""
    asked, ran = ("markdown", "**Before\nyou run it:** which?"), ("code", "1")
    assert [bool(FOLD.match(text)) for text in after_questions([asked, ran, ran, ("markdown", "None of them.")])] == [False]
    folded = f"{BEGIN}None of them.\n\n</details>"
    assert [bool(FOLD.match(text)) for text in after_questions([asked, ran, ("markdown", folded)])] == [True]


def spoilers(cells: list[tuple[str, str]]) -> Iterator[str]:
    """Yield each cell that somebody should foresee and that asserts what comes, unless the words round it speak of that."""
    for number, (kind, text) in enumerate(cells):
        if kind == "code" and "assert " in text:
            before = next(earlier for how, earlier in cells[number::-1] if how == "markdown")
            after = next((later for how, later in cells[number:] if how == "markdown"), "")
            if QUESTION.search(before) and "`assert`" not in before + after:
                yield text


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.name)
def test_no_cell_gives_its_answer_away(notebook: Path) -> None:
    """Who is asked what a cell will show does not read it in the cell: what is true is shown, and not asserted beforehand."""
    assert list(spoilers(cells_of(notebook))) == []


def test_a_spoiler_is_found() -> None:
    """The test above can fail; and it takes an assertion that the words speak of for what it is."""
    ran = ("code", "x = 1\nassert x == 1")
    assert list(spoilers([("markdown", "**Before you run it:** what is x?"), ran])) == [ran[1]]
    assert not list(spoilers([("markdown", "**Before you run it:** what is x? (See the `assert`.)"), ran]))
    assert not list(spoilers([("markdown", "Here is x."), ran]))


CODE = re.compile(r"\w[(\[]|[^\W\d]\.[^\W\d]\w*[(\[.]|\w=\S|\*\*\w")  # a call, an index, a chain of attributes, an argument


@pytest.mark.parametrize("number", HOMES)
def test_what_is_code_in_a_hint_is_marked_whole(number: str) -> None:
    """A name that is known stands as code by itself; half of an expression would."""
    told = [text for each in exercises_of(number).values() for text in (each.hint, each.why, each.wants)]
    assert not [text for text in told if CODE.search("".join(text.split("`")[::2]))]
    assert not [text for text in told if text.count("`") % 2]
