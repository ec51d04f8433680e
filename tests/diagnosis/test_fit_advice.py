"""Advice and experiments that fit what was sent: they deny nothing that the record holds, and do not lead back to the same page."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import Any

import jwt
import pytest

from explorer import Flow, diagnose
from explorer.diagnosis import Diagnosis
from explorer.errors import Mistake
from tests.diagnosis.answers import PLAIN, after
from tests.diagnosis.small_provider import CALLBACK, ISSUER, SmallProvider, answer
from tests.diagnosis.voices import by_the_book

LOGIN = "Sign in to Shop\nE-mail address\nPassword\nContinue"


def _pasted(text: str, runs: Path, **asked: Any) -> Diagnosis:
    flow = Flow(ISSUER, PLAIN, http=SmallProvider(by_the_book), runs=runs)
    flow.discover()
    state = flow.authorize(**asked).state
    with contextlib.suppress(Mistake):
        flow.receive(text.replace("STATE", str(state)))
    return diagnose(flow.run)


def test_a_number_of_seconds_that_is_not_taken(tmp_path: Path) -> None:
    """max_age was a whole number: nobody is told that it was none."""
    found = _pasted(
        f"{CALLBACK}?error=invalid_request&error_description=max_age+is+unsupported&state=STATE", tmp_path, max_age=90
    )
    first = found.causes[0]
    assert first.id == "max-age-wrong"
    assert first.title.endswith("or not with this value.")
    assert first.advice.startswith("Leave max_age out")


@pytest.mark.parametrize(("prompt", "leaves_out"), [("login", True), (None, False), ("consent", False)])
def test_a_login_page_that_was_asked_for(prompt: str | None, leaves_out: bool, tmp_path: Path) -> None:
    """Where the link itself asks to sign in anew, the experiment asks for it no more."""
    experiment = _pasted(LOGIN, tmp_path, **({"prompt": prompt} if prompt else {})).experiment
    assert experiment is not None
    assert (experiment.id == "unaltered-link") == leaves_out
    assert not leaves_out or "prompt" not in experiment.code


def test_where_nothing_came_that_is_the_headline(tmp_path: Path) -> None:
    """Not the state, which is missing with all the rest."""
    assert "AUTHR-EMPTY" in _pasted(CALLBACK, tmp_path).sentence
    assert "AUTHR-EMPTY" in _pasted(CALLBACK, tmp_path, response_mode="form_post").sentence


@pytest.mark.parametrize(
    ("audience", "part"),
    [("https://api.example/orders", "a default API"), (ISSUER, "no API was named"), (None, "no API was named")],
)
def test_a_token_for_an_api_that_nobody_named(audience: str | None, part: str, tmp_path: Path) -> None:
    """The advice does not deny the audience that stands in the evidence."""
    claims = {"iss": ISSUER, "sub": "alice", **({"aud": audience} if audience else {})}
    tokens = {"access_token": jwt.encode(claims, "k" * 32, "HS256"), "token_type": "Bearer", "expires_in": 300}
    refusal = answer({"error": "invalid_token", "error_description": "this token is not good for this API"}, 401)
    small = SmallProvider(by_the_book, answers={"/token": answer(tokens), "/userinfo": refusal})
    found = after(small, Flow.userinfo, tmp_path, PLAIN)
    cause = next(each for each in found.causes if each.id == "token-for-another-api")
    assert part in cause.advice
