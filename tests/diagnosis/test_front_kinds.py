"""Failures before a code is sent: who minds an origin, how long a sign-in page lay open, what stands on it."""

from __future__ import annotations

from pathlib import Path

import pytest

from explorer import Flow, diagnose
from explorer.diagnosis import Diagnosis
from tests.diagnosis.answers import CLIENT, ids, refused
from tests.diagnosis.small_provider import CALLBACK, ISSUER, SmallProvider, answer
from tests.diagnosis.voices import by_the_book


def left_open(page: str, minutes: float, runs: Path) -> Diagnosis:
    """Diagnose a page that was pasted so long after the link was made."""
    now = [1_700_000_000.0]
    flow = Flow(ISSUER, CLIENT, http=SmallProvider(by_the_book), runs=runs, clock=lambda: now[0])
    flow.discover()
    flow.authorize()
    now[0] += minutes * 60
    flow.receive(page, status=200)
    return diagnose(flow.run)


@pytest.mark.parametrize(
    ("first", "page", "minutes"),
    [
        ("sign-in-loops", "Acme ID\ninvalid_signature\nEmail Password Sign in", 25),
        ("sign-in-failed", "Acme ID\ninvalid_signature\nEmail Password Sign in", 1),
        ("sign-in-failed", "Sign in\nThe password is wrong.\nUser name\nPassword\nForgot your password?", 25),
        ("sign-in-not-finished", "Sign in\nUser name\nPassword\nForgot your password?", 25),
    ],
    ids=["it lay open", "it is fresh", "it lay open, and the password is wrong", "nothing is said"],
)
def test_how_long_a_sign_in_page_lay_open(first: str, page: str, minutes: float, tmp_path: Path) -> None:
    """The labels of a form say nothing of a password; a sentence does, however long the page lay open."""
    found = left_open(page, minutes, tmp_path)
    assert ids(found)[0] == first
    assert not found.proven


@pytest.mark.parametrize("words", ["Invalid origin", "Invalid CORS request", "Not allowed by CORS", "origin_mismatch"])
def test_an_answer_that_was_read_was_kept_back_by_no_browser(words: str, tmp_path: Path) -> None:
    """A server that minds the origin says so itself; that a browser kept its answer back is no cause then."""
    found = diagnose(refused(answer({"error": "invalid_request", "error_description": words}, 403), tmp_path).run)
    assert ids(found)[0] == "origin-needed"
    assert "cors-refused" not in ids(found)


def test_an_origin_that_is_a_redirect_uri(tmp_path: Path) -> None:
    """Kanidm says invalid_origin of an address; where both requests differ in it, the record decides, whoever says so."""
    flow = refused(
        answer({"error": "invalid_origin"}, 400),
        tmp_path,
        change={"extra": [("redirect_uri", f"{CALLBACK}/")], "omit": ["redirect_uri"]},
    )
    found = diagnose(flow.run)
    assert ids(found)[0] == "redirect-uri-differs"
    assert not found.proven
