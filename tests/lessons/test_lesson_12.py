"""The answers to lesson 12 that readers would give, right and wrong, and the HAR that it is about."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from explorer import diagnose, explain, report
from tests.lessons.judging import assert_right, assert_wrong

HAR = Path(__file__).parents[2] / "notebooks" / "somebody-elses-login.har"

RIGHT: list[tuple[int, Any]] = [
    (1, "https://shop.example/callback"),
    (1, " https://shop.example/callback\n"),
    (2, "req-7f3a-0002"),
]

WRONG: list[tuple[int, Any]] = [
    (1, "https://shop.example/callback/"),
    (1, "http://shop.example/callback"),
    (2, "req-7f3a-0001"),
    (2, "invalid_grant"),
    (3, "no/such/file.html"),
    (3, ""),
]


@pytest.mark.parametrize(("own", "answer"), RIGHT)
def test_right_answers(own: int, answer: Any) -> None:
    """A right answer is right in every form that a reader would give it, and is told why."""
    assert_right("12", own, answer)


@pytest.mark.parametrize(("own", "answer"), WRONG)
def test_wrong_answers(own: int, answer: Any) -> None:
    """A wrong answer gets the hint, also one that is nearly right."""
    assert_wrong("12", own, answer)


def test_a_page_in_which_nobody_is(tmp_path: Path) -> None:
    """Redacted it is right; with Ann in it, or of the sign-in that failed, or any other file, it is not."""
    works, fails = explain(HAR).runs
    assert_right("12", 3, report(works, tmp_path / "a.html", redact_personal=True))
    assert_right("12", 3, str(tmp_path / "a.html"))
    assert_wrong("12", 3, report(works, tmp_path / "b.html"))
    assert_wrong("12", 3, report(fails, tmp_path / "c.html", redact_personal=True))
    assert_wrong("12", 3, HAR)


def test_the_har_is_what_a_browser_writes_and_holds_nobodys_secret() -> None:
    """Two sign-ins of an application that is not ours, every address under .example, and one cause that is proven."""
    log = json.loads(HAR.read_text(encoding="utf-8"))["log"]
    assert {entry["request"]["url"].split("/")[2] for entry in log["entries"]} == {"shop.example", "login.acme.example"}
    works, fails = explain(HAR).runs
    assert works.refusal is None
    assert diagnose(fails).causes[0].title.startswith("The redirect_uri of the two requests differs")
