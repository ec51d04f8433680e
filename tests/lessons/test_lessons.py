"""The exercises: right answers in every form that a reader would give, wrong ones, and answers that fight back.

The solutions in the notebooks are run by nbval; here is what they do not show.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from explorer.errors import Mistake
from explorer.lessons import HOMES, exercises_of, lesson
from explorer.lessons.public_client import VERIFIER
from explorer.secret import Secret

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"


def sources(notebook: Path, tag: str | None = None) -> list[str]:
    """Return the code cells of a notebook; with `tag` those that carry it."""
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    code = [cell for cell in cells if cell["cell_type"] == "code"]
    return ["".join(cell["source"]) for cell in code if tag is None or tag in cell["metadata"].get("tags", [])]


class Hostile:
    """An answer that refuses whatever is asked of it."""

    def __getattribute__(self, name: str) -> Any:
        raise RuntimeError("no")

    def _refuse(self, *_: Any) -> Any:
        raise RuntimeError("no")

    __eq__ = __hash__ = __iter__ = __len__ = __str__ = __repr__ = __bool__ = __contains__ = _refuse


def endless() -> list[Any]:
    """Return a list that contains itself."""
    loop: list[Any] = []
    loop.append(loop)
    return loop


ODD = [
    object(), object, len, 0, 1.5, float("nan"), True, "", " ", "?" * 100_000, b"\xff\xfe", [], {}, set(), [None],
    {1: 2}, {"a": object()}, endless(), pd.DataFrame({"a": [1]}), pd.NA, Secret("s3cret-text"), Exception("no"), Ellipsis,
    {"a forged redirect": ["state"]}, "\ud800", (pair for pair in [("state", "client")]),
]  # fmt: skip


@pytest.mark.parametrize("number", sorted(HOMES))
@pytest.mark.parametrize("answer", ODD, ids=lambda answer: type(answer).__name__)
def test_no_answer_is_too_odd(number: str, answer: Any) -> None:
    """Whatever is handed in, `check` answers with a sentence, and not with an exception or a pass."""
    for own in exercises_of(number):
        judged = lesson(number)(own, answer)
        assert not judged
        assert "not yet" in judged.sentence


@pytest.mark.parametrize("own", [0, 9, -1, "1", 1.0, True, None, []], ids=lambda own: type(own).__name__)
def test_no_such_exercise(own: Any) -> None:
    """A number without an exercise names those that there are."""
    judged = lesson("01")(own, "x")
    assert not judged
    assert "there are 1, 2, 3" in judged.sentence


@pytest.mark.parametrize("number", sorted(HOMES))
def test_an_answer_that_fights_back(number: str) -> None:
    """Not even an object that raises at every touch, as an answer or as a number, makes `check` raise."""
    hostile = Hostile()
    for own in exercises_of(number):
        assert "not yet" in lesson(number)(own, hostile).sentence
    assert "there are 1" in lesson(number)(hostile, "x").sentence


def test_nothing_done_yet_repeats_the_question() -> None:
    """None is no answer: the question comes once more, and the hint has to be earned."""
    sentence = lesson("01")(1, None).sentence
    assert "not yet" in sentence
    assert exercises_of("01")[1].question in sentence
    assert exercises_of("01")[1].hint not in sentence


def test_nothing_done_yet_says_what_an_answer_is() -> None:
    """Where no text is asked for, the sentence names what belongs into the place of None."""
    assert "Put the victim's flow in the place of None." in lesson("02")(3, None).sentence
    assert "Put your answer in the place of None." in lesson("02")(1, None).sentence


def test_the_text_keeps_its_words_whole() -> None:
    """What a cell shows is broken between words: JupyterLab would break long lines anywhere."""
    judged = lesson("01")(1, None)
    assert repr(judged).replace("\n", " ") == judged.sentence
    assert max(map(len, repr(judged).splitlines())) <= 88


def test_an_answer_is_never_repeated() -> None:
    """What was handed in may be a secret, so no sentence has it."""
    assert "canary-73f1" not in repr(lesson("00")(3, "canary-73f1"))


def test_an_unknown_lesson_says_which_there_are() -> None:
    """`lesson` is called by the notebook's author: a slip there is a `Mistake`."""
    with pytest.raises(Mistake, match="00, 01, 02"):
        lesson("1")


def test_every_exercise_says_something() -> None:
    """Question, hint and lesson learned are sentences, and they are three."""
    for exercises in map(exercises_of, HOMES):
        assert list(exercises) == list(range(1, len(exercises) + 1))
        for each in exercises.values():
            assert each.question.endswith("?")
            assert each.hint.endswith(".")
            assert each.why.endswith(".")


@pytest.mark.parametrize("number", sorted(HOMES))
def test_notebook_and_exercises_belong_together(number: str) -> None:
    """Each exercise stands in its notebook once, unanswered, and a cell solves it: its first line, which stays visible, does not."""
    (notebook,) = NOTEBOOKS.glob(f"{number}-*.ipynb")
    code = sources(notebook)
    assert any(f'lesson("{number}")' in cell for cell in code)
    solutions = sources(notebook, "solution")
    for own, solution in zip(exercises_of(number), solutions, strict=True):
        assert sum(f"\ncheck({own}, answer_{own})" in cell for cell in code) == 1
        assert f"assert check({own}, " in solution
        assert solution.startswith("# A solution\n")


def test_the_verifier_of_the_text_is_the_one_that_is_checked() -> None:
    """The notebook prints the verifier whose challenge is asked for, and it has the length that it claims."""
    assert f"`{VERIFIER}`" in (NOTEBOOKS / "02-public-client.ipynb").read_text(encoding="utf-8")
    assert len(VERIFIER) == 43


def test_solutions_are_collapsed() -> None:
    """A solution is there to be opened, not to be read by accident."""
    for notebook in NOTEBOOKS.glob("*.ipynb"):
        for cell in json.loads(notebook.read_text(encoding="utf-8"))["cells"]:
            is_solution = "solution" in cell["metadata"].get("tags", [])
            assert cell["metadata"].get("jupyter", {}).get("source_hidden", False) is is_solution
