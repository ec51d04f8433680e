"""Servers that keep to no standard: one sentence for every refusal, pages of others, steps that could not be sent at all."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from explorer import Flow, diagnose
from explorer.errors import Mistake
from tests.diagnosis.answers import PLAIN, ids, refused, shown, worked
from tests.diagnosis.small_provider import ISSUER, SmallProvider, answer
from tests.diagnosis.voices import by_the_book

CATCH_ALL = answer({"message": "Invalid client credentials"}, 403)
UNBELIEVED = answer({"error": "invalid_client", "error_description": "Invalid client credentials"}, 401)


@pytest.mark.parametrize(
    ("change", "cause"),
    [
        ({"extra": [("code_verifier", "v" * 43)]}, "verifier-wrong"),
        ({"omit": ["code_verifier"]}, "verifier-missing"),
        ({"extra": [("redirect_uri", "https://app.example/other")]}, "redirect-uri-differs"),
        ({}, "secret-wrong"),
    ],
)
def test_one_sentence_for_everything(tmp_path: Path, change: dict[str, Any], cause: str) -> None:
    """A slip that the record shows outweighs a sentence about credentials, where no error code stands beside it."""
    assert ids(diagnose(refused(CATCH_ALL, tmp_path, PLAIN, change=change).run))[0] == cause


def test_with_the_error_code_the_sentence_counts(tmp_path: Path) -> None:
    """invalid_client with 401 is about the client, whatever else is wrong: it is looked at first."""
    assert ids(diagnose(refused(UNBELIEVED, tmp_path, PLAIN, change={"omit": ["code_verifier"]}).run))[0] == "secret-wrong"


def test_a_secret_that_worked_is_not_replaced_for_such_a_sentence(tmp_path: Path) -> None:
    """To make a new secret breaks whoever uses this one: a fresh code decides first."""
    found = diagnose(refused(CATCH_ALL, tmp_path, PLAIN).run, worked=worked(tmp_path))
    assert found.experiment is not None
    assert found.experiment.id == "fresh-code"
    assert "forgery-guard" not in {cause.id for cause in found.causes if cause.speaks_for}


@pytest.mark.parametrize(
    ("page", "cause"),
    [
        ("oops | error: invalid_client | error_description: unrecognized id_token_hint audience", "client-unknown"),
        ("oops | error: invalid_request | error_description: could not find logout details", "logout-session-gone"),
        (
            "oops | error: invalid_request | error_description: post_logout_redirect_uri not registered",
            "logout-address-not-registered",
        ),
    ],
)
def test_after_the_client_was_deleted_nobody_signs_out(tmp_path: Path, page: str, cause: str) -> None:
    """The page of the end-session endpoint says whom it does not know."""
    small = SmallProvider(by_the_book, secret="plain-secret-of-letters")
    flow = Flow(ISSUER, PLAIN, http=small, runs=tmp_path)
    flow.discover()
    flow.receive(small.sign_in(flow.authorize().url))
    flow.exchange()
    flow.logout_url(post_logout_redirect_uri="https://app.example/bye")
    flow.receive(page.replace(" | ", "\n"), status=400)
    assert ids(diagnose(flow.run))[0] == cause


def test_a_name_that_is_not_found_refuses_nobody(tmp_path: Path) -> None:
    """Firefox says in one breath that it cannot connect: it asked nobody, and knows of no filter."""
    page = (
        "Hmm. We’re having trouble finding that site. ¦ We can’t connect to the server at small.example. ¦ Check that Firefox has "
        "permission to access the web (you might be connected but behind a firewall)"
    )
    found = shown(page, tmp_path)
    assert "name-unknown" in {cause.id for cause in found.likely}
    assert not {"nobody-listens", "blocked-on-the-way"} & {cause.id for cause in found.likely}


def test_the_sentence_that_is_quoted_is_the_one_about_the_trouble(tmp_path: Path) -> None:
    """A login page asks for a password in any case; what it says of the last try is what counts."""
    page = "Welcome ¦ Enter your email address and password to login. ¦ Too many failed login attempts ¦ Login ¦ Forgot password? ¦ Go back"
    first = shown(page, tmp_path, status=400).first
    assert first is not None
    assert first.id == "sign-in-failed"
    assert "Too many failed login attempts" in first.evidence


def test_a_step_that_could_not_be_sent_is_told(tmp_path: Path) -> None:
    """No refresh token came, since none was asked for: the sign-in worked, and what was wanted of it did not."""
    small = SmallProvider(by_the_book, secret="plain-secret-of-letters", answers={"/token": without_refresh_token()})
    flow = Flow(ISSUER, PLAIN, http=small, runs=tmp_path)
    flow.discover()
    flow.receive(small.sign_in(flow.authorize().url))
    flow.exchange()
    assert not any("could not be done" in bite for bite in diagnose(flow.run).bites)
    with pytest.raises(Mistake, match="offline_access"):
        flow.refresh()
    found = diagnose(flow.run)
    assert not found.failed
    assert found.bites[0].startswith("A step could not be done: refresh() needs a refresh token")


def without_refresh_token() -> Any:
    """Tokens for an API alone."""
    return answer({"access_token": "made-up-access-token", "token_type": "Bearer", "expires_in": 60}, 200)
