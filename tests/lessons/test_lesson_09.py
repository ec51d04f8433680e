"""The answers to lesson 09 that readers would give, right and wrong."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from explorer.provider import FAULTS
from tests.lessons.judging import assert_right, assert_wrong

FOUND_BY = {
    "long-sub": "check",
    "extra-members": "comparison",
    "stale-code": "trying",
    "announces-none": "check",
    "redirect-uri-not-compared": "trying",
}
LINK = "http://127.0.0.1:9000/callback"


def exchanged(posted: str | None = "https://elsewhere.example/", tokens: bool = True, refused: bool = False) -> SimpleNamespace:
    """Return what exercise 09.3 reads of a flow: the redirect_uri of both legs, and what came."""
    evidence = {"redirect_uri": {"authorize": LINK, "token": posted}}
    run = SimpleNamespace(
        last={"token_request": {"evidence": evidence}}.get,
        tokens={"access_token": "<access_token 5d0c1e2f>"} if tokens else {},
        refusal={"error": "invalid_grant"} if refused else None,
    )
    return SimpleNamespace(run=run)


RIGHT: list[tuple[int, Any]] = [
    (1, FOUND_BY),
    (1, {f" {name}": tool.upper() for name, tool in FOUND_BY.items()}),
    (2, "stale-metadata, keys-broken"),
    (2, ["keys-broken", "stale-metadata"]),
    (3, exchanged()),
    (3, exchanged(posted=f"{LINK}/")),
]

WRONG: list[tuple[int, Any]] = [
    (1, FOUND_BY | {"extra-members": "check"}),
    (1, FOUND_BY | {"stale-code": "comparison"}),
    (1, dict.fromkeys(FOUND_BY, "?")),
    (1, {"long-sub": "check"}),
    (2, "keys-broken"),
    (2, "keys-broken no-keys"),
    (2, "keys-broken keys-closed stale-metadata"),
    (3, exchanged(posted=LINK)),
    (3, exchanged(posted=None)),
    (3, exchanged(tokens=False)),
    (3, exchanged(refused=True)),
]


@pytest.mark.parametrize(("own", "answer"), RIGHT)
def test_right_answers(own: int, answer: Any) -> None:
    """A right answer is right in every form that a reader would give it, and is told why."""
    assert_right("09", own, answer)


@pytest.mark.parametrize(("own", "answer"), WRONG)
def test_wrong_answers(own: int, answer: Any) -> None:
    """A wrong answer gets the hint, also one that is nearly right."""
    assert_wrong("09", own, answer)


def test_what_is_asked_about_is_in_the_catalogue() -> None:
    """Each fault of the first two exercises is there to be tried out."""
    assert set(FOUND_BY) | {"keys-broken", "keys-closed", "keys-no-json", "no-keys", "stale-metadata"} <= set(FAULTS)
