"""A page that nobody can finish, and an address without its state: what leads on from there."""

from __future__ import annotations

from pathlib import Path

import pytest

from explorer import Flow, diagnose
from explorer.diagnosis import Diagnosis
from explorer.errors import Mistake
from tests.diagnosis.answers import PLAIN, ids, shown
from tests.diagnosis.small_provider import ISSUER, SmallProvider
from tests.diagnosis.voices import by_the_book

# Pages on which there is nobody to choose


@pytest.mark.parametrize(
    "page",
    [
        "<h1>Choose who you are</h1><p>There are no accounts to choose from.</p>",
        "<title>Log in</title><h2>Dev login</h2><p>No users have been configured yet.</p>",
        "Continue to Orders ¦ The user directory is empty",
        "Sign in ¦ No test users found.",
        "Anmelden ¦ Keine Benutzer angelegt.",
    ],
)
def test_a_page_with_nobody_to_choose(page: str, tmp_path: Path) -> None:
    """Nobody can finish it: the provider needs a user first."""
    found = shown(page, tmp_path, 200)
    assert ids(found)[0] == "no-user-there"
    assert found.first is not None
    assert "Make a user" in found.first.advice
    assert "sign-in-not-finished" not in {cause.id for cause in found.likely}


@pytest.mark.parametrize(
    "page",
    [
        "Sign in ¦ User name ¦ Password ¦ No account? Register",
        "No account was found for alice@app.example ¦ Email ¦ Password ¦ Sign in",
        "Access denied ¦ No users of this group may open this application",
    ],
)
def test_a_page_that_does_not_find_one_person(page: str, tmp_path: Path) -> None:
    """That is about this person, and not about all."""
    assert ids(shown(page, tmp_path, 200))[0] != "no-user-there"


def test_a_calm_page_may_wait_for_nobody(tmp_path: Path) -> None:
    """Its words do not tell whether there is anything to press; whoever sees it does."""
    first = shown("Sign in to Orders ¦ with your account at Small", tmp_path, 200).first
    assert first is not None
    assert first.id == "sign-in-not-finished"
    assert "waits for nobody" in first.advice


# An address in which the state does not stand


def _pasted(change: str, runs: Path, **described: object) -> Diagnosis:
    small = SmallProvider(by_the_book, described=described)
    flow = Flow(ISSUER, PLAIN, http=small, runs=runs)
    flow.discover()
    address = small.sign_in(flow.authorize().url)
    flow.receive(address.partition("&state")[0] + change)
    with pytest.raises(Mistake):
        flow.exchange()
    return diagnose(flow.run)


def test_a_state_that_is_cut_off_or_was_taken_out(tmp_path: Path) -> None:
    """Nothing tells the two apart; the whole address once more does, and then whoever stands in between is named."""
    found = _pasted("", tmp_path)
    assert [cause.id for cause in found.joint] == ["address-cut", "state-missing"]
    assert found.experiment is not None
    assert found.experiment.id == "copy-again"
    missing = next(cause for cause in found.causes if cause.id == "state-missing")
    assert "a gateway, a router" in missing.advice
    assert "tells the first 2 apart" in repr(found)


def test_a_state_before_other_parameters_was_not_cut_off(tmp_path: Path) -> None:
    """The end is there: somebody took the state out."""
    found = _pasted("&session_state=1.2", tmp_path)
    assert ids(found)[0] == "state-missing"
    assert found.joint == ()


def test_two_that_are_missing_were_cut_off_together(tmp_path: Path) -> None:
    """A provider forgets hardly ever both, and one cut takes both."""
    found = _pasted("", tmp_path, authorization_response_iss_parameter_supported=True)
    assert ids(found)[0] == "address-cut"
    assert found.joint == ()


# A page whose source has nothing to press


def test_a_source_without_anything_to_press_waits_for_nobody(tmp_path: Path) -> None:
    """It asks to sign in, and has neither form nor link nor script: nobody is there who could."""
    still = "<html><body><h1>Sign in to Orders</h1><p>Choose your account at Small.</p></body></html>"
    found = shown(still, tmp_path, 200)
    assert ids(found)[0] == "no-user-there"
    waits = next(cause for cause in found.causes if cause.id == "sign-in-not-finished")
    assert any("waits for nobody" in sentence for sentence in waits.against)


@pytest.mark.parametrize(
    "way",
    ["<form><input name=u></form>", "<button>Alice</button>", '<a href="/go">Alice</a>', "<script src=app.js></script>"],
)
def test_a_source_with_something_to_press_waits(way: str, tmp_path: Path) -> None:
    """A script may bring the rest."""
    page = f"<html><body><h1>Sign in to Orders</h1><p>Choose your account at Small.</p>{way}</body></html>"
    assert ids(shown(page, tmp_path, 200))[0] == "sign-in-not-finished"


def test_a_text_that_was_copied_tells_nothing_of_buttons(tmp_path: Path) -> None:
    """Only a source does."""
    assert ids(shown("Sign in to Orders ¦ Choose your account at Small.", tmp_path, 200))[0] == "sign-in-not-finished"
