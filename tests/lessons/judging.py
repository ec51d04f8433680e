"""What the tests of every lesson ask of `check`."""

from __future__ import annotations

from typing import Any

from explorer.lessons import exercises_of, lesson


def assert_right(number: str, own: int, answer: Any) -> None:
    """The answer is right, and the reader is told why."""
    judged = lesson(number)(own, answer)
    assert judged
    assert judged.sentence.startswith(f"Exercise {own}: right. ")
    assert judged.sentence.endswith(exercises_of(number)[own].why)


def assert_wrong(number: str, own: int, answer: Any) -> None:
    """The answer is not right yet, and the reader gets the hint."""
    judged = lesson(number)(own, answer)
    assert not judged
    assert judged.sentence.startswith(f"Exercise {own}: not yet. ")
    assert judged.sentence.endswith(exercises_of(number)[own].hint)
