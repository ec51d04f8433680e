"""The table of entries: kept in their order, found by their ids, and refused with a sentence where they are no use."""

from __future__ import annotations

import pytest

from explorer.lessons import exercise
from explorer.registry import Registry


def registry(*ids: str) -> Registry[str]:
    """Return a registry of a few words."""
    words: Registry[str] = Registry("word")
    for id in ids:
        words.enter(id.upper(), id=id, question="What is it?")
    return words


def test_entries_keep_their_order() -> None:
    """They come out as they went in, and each is found by its id."""
    words = registry("b", "a", "c")
    assert list(words) == ["B", "A", "C"]
    assert (words["a"], words.get("a"), words.get("d")) == ("A", "A", None)
    assert ("a" in words, "d" in words, len(words)) == (True, False, 3)
    with pytest.raises(KeyError):
        words["d"]


def test_a_second_entry_of_an_id_is_refused() -> None:
    """The first one stays; nothing is overwritten in silence."""
    words = registry("a")
    with pytest.raises(TypeError, match=r"^There is one word a already: give the second an id of its own\.$"):
        words.enter("other", id="a", question="What else?")
    assert list(words) == ["A"]


@pytest.mark.parametrize("question", ["", "  ", "\n"])
def test_an_entry_without_a_question_is_refused(question: str) -> None:
    """Somebody will read it: an entry that asks nothing does not get in."""
    words = registry()
    with pytest.raises(TypeError, match="The word a asks nothing: write its question"):
        words.enter("A", id="a", question=question)
    assert len(words) == 0


def test_an_unknown_requirement_is_refused() -> None:
    """What an entry requires comes before it, here or in a registry that this one comes after."""
    words, later = registry("a"), Registry[str]("word", after=[registry("z")])
    words.enter("B", id="b", question="?", requires=["a"])
    later.enter("Y", id="y", question="?", requires=["z"])
    with pytest.raises(TypeError, match=r"^The word c requires d, and no word of that id comes before it\.$"):
        words.enter("C", id="c", question="?", requires=["a", "d"])
    with pytest.raises(TypeError, match="The word c requires c"):
        words.enter("C", id="c", question="?", requires=["c"])
    assert "c" not in words


def test_the_text_of_a_registry_is_short() -> None:
    """It names a few of its entries."""
    assert repr(registry(*"abcdefgh")) == "<8 entries of the kind word: a, b, c, d, e, ...>"
    assert repr(registry("a")) == "<1 entry of the kind word: a>"


def test_two_exercises_of_one_number_are_refused() -> None:
    """A second exercise of a number would have taken the first one's place; one without a question would ask nothing."""

    def is_right(answer: object) -> bool:
        """Is it?"""
        return bool(answer)

    exercise("98.1", hint="h", why="w")(is_right)
    with pytest.raises(TypeError, match=r"There is one exercise 98\.1 already"):
        exercise("98.1", hint="h", why="w")(is_right)
    with pytest.raises(TypeError, match=r"The exercise 98\.2 asks nothing"):
        exercise("98.2", hint="h", why="w")(lambda answer: bool(answer))
