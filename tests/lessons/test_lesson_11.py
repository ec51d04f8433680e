"""The answers to lesson 11 that readers would give, right and wrong."""

from __future__ import annotations

from typing import Any

import pytest

from tests.lessons.judging import assert_right, assert_wrong

MEANS = {
    "a page with an error, status 200": "refused",
    "login_required at the altered address": "accepted",
    "login_required at the registered address": "ignored",
    "a captcha": "not asked",
}
RIGHT: list[tuple[int, Any]] = [
    (1, MEANS),
    (1, {name: word.upper() for name, word in MEANS.items()}),
    (2, "code-single-use"),
    (2, ["code-single-use"]),
    (3, "not known"),
    (3, "Not known"),
]
WRONG: list[tuple[int, Any]] = [
    (1, MEANS | {"a captcha": "refused"}),
    (1, MEANS | {"login_required at the registered address": "accepted"}),
    (1, dict.fromkeys(MEANS, "?")),
    (2, "code-replay-kills-access"),
    (2, ["code-single-use", "az-post"]),
    (3, "protected"),
    (3, "exposed"),
]


@pytest.mark.parametrize(("own", "answer"), RIGHT)
def test_right_answers(own: int, answer: Any) -> None:
    """A right answer is right in every form that a reader would give it, and is told why."""
    assert_right("11", own, answer)


@pytest.mark.parametrize(("own", "answer"), WRONG)
def test_wrong_answers(own: int, answer: Any) -> None:
    """A wrong answer gets the hint, also one that is nearly right."""
    assert_wrong("11", own, answer)
