"""The answers to lessons 03 and 04 that readers would give, right and wrong."""

from __future__ import annotations

import base64
import datetime
import hashlib
from pathlib import Path
from typing import Any

import pytest

from explorer.lessons.reading_a_token import ACCESS_TOKEN, HEADER
from tests.lessons.judging import assert_right, assert_wrong

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
NEW_YEAR = datetime.datetime(2030, 1, 1, tzinfo=datetime.UTC)
AT_HASH = "77QmUPtjPfzWtF2AnpK9RQ"  # printed in OIDC Core A.3
WHOLE_HASH = base64.urlsafe_b64encode(hashlib.sha256(ACCESS_TOKEN.encode()).digest()).rstrip(b"=").decode()
STOPPED_BY = {
    "a token that the owner of a game brings along": "aud",
    "a token whose sub somebody has changed": "signature",
    "a token out of a backup of last year": "exp",
    "a token that was seen a minute ago": "nonce",
    "an access token of somebody else": "at_hash",
}

RIGHT: list[tuple[str, int, Any]] = [
    ("03", 1, "HS256"),
    ("03", 1, " HS256\n"),
    ("03", 2, "2030-01-01"),
    ("03", 2, NEW_YEAR),
    ("03", 2, NEW_YEAR.date()),
    ("03", 2, NEW_YEAR.isoformat()),
    ("03", 3, AT_HASH),
    ("03", 3, AT_HASH.encode()),
    ("04", 1, STOPPED_BY),
    ("04", 1, {attack: f" {check.upper()}" for attack, check in STOPPED_BY.items()}),
    ("04", 2, "wrong-nonce, missing-exp stranger-in-audience"),
    ("04", 2, ["missing-exp", "stranger-in-audience", "wrong-nonce"]),
    ("04", 3, "IDTC-SUB-MISSING"),
    ("04", 3, ["IDTC-SUB-MISSING"]),
]

WRONG: list[tuple[str, int, Any]] = [
    ("03", 1, "RS256"),
    ("03", 1, {"typ": "JWT", "alg": "HS256"}),
    ("03", 2, "2029-12-31"),
    ("03", 2, NEW_YEAR - datetime.timedelta(hours=5)),
    ("03", 2, "2030-01-011"),
    ("03", 2, 1893456000),
    ("03", 3, f"{AT_HASH}=="),
    ("03", 3, ACCESS_TOKEN),
    ("03", 3, WHOLE_HASH),
    ("04", 1, STOPPED_BY | {"a token out of a backup of last year": "nonce"}),
    ("04", 1, "aud signature exp nonce at_hash"),
    ("04", 2, "missing-exp wrong-nonce"),
    ("04", 2, "expired missing-exp stranger-in-audience wrong-nonce"),
    ("04", 3, "IDTC-SUB-TYPE"),
    ("04", 3, "missing-sub"),
]


@pytest.mark.parametrize(("number", "own", "answer"), RIGHT)
def test_right_answers(number: str, own: int, answer: Any) -> None:
    """A right answer is right in every form that a reader would give it, and is told why."""
    assert_right(number, own, answer)


@pytest.mark.parametrize(("number", "own", "answer"), WRONG)
def test_wrong_answers(number: str, own: int, answer: Any) -> None:
    """A wrong answer gets the hint, also one that is nearly right."""
    assert_wrong(number, own, answer)


def test_what_is_asked_stands_in_the_notebook() -> None:
    """The header and the access token that readers are asked about are those that are judged."""
    text = (NOTEBOOKS / "03-reading-a-token.ipynb").read_text(encoding="utf-8")
    assert f"`{HEADER}`" in text
    assert f"`{ACCESS_TOKEN}`" in text
