"""An experiment is offered where it can be made: with a secret where one is in play, undoing where something was altered."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

import pytest

from explorer import Client, Flow, diagnose
from explorer.diagnosis.causes import CAUSES
from explorer.diagnosis.experiments import EXPERIMENTS
from tests.diagnosis.answers import PLAIN, UNBELIEVED, grant, refused
from tests.diagnosis.catalogue import NO_VERIFIER, SIGNS, SLASH
from tests.diagnosis.small_provider import CALLBACK, ISSUER, SECRET, Answer, SmallProvider, answer
from tests.diagnosis.voices import by_the_book

OFFERED: dict[str, tuple[str, Answer, dict[str, Any], str | None]] = {
    "a secret is in play": ("secret-wrong", UNBELIEVED, {"client": PLAIN}, "secret-again"),
    "no secret is in play": ("method-not-registered", UNBELIEVED, {"client": SIGNS}, None),
    "something was altered": ("redirect-uri-differs", grant(), {"client": PLAIN, "change": SLASH}, "unaltered"),
    "something was left out": ("verifier-missing", grant(), {"client": PLAIN, "change": NO_VERIFIER}, "unaltered"),
    "nothing was altered": ("other-client", grant("issued to another client"), {"client": PLAIN}, "fresh-code"),
}


@pytest.mark.parametrize("row", OFFERED)
def test_what_is_offered(row: str, tmp_path: Path) -> None:
    """By what was sent, and by what a client has."""
    cause, reply, how, experiment = OFFERED[row]
    causes = {each.id: each for each in diagnose(refused(reply, tmp_path, **how).run).causes}
    found = causes[cause].experiment
    assert (found.id if found else None) == experiment


def test_a_link_that_was_not_altered(tmp_path: Path) -> None:
    """There is nothing to undo; where something was added it is left out."""
    for asks, expected in (({}, None), ({"extra": [("prompt", "none")]}, "unaltered-link")):
        flow = Flow(ISSUER, PLAIN, http=SmallProvider(by_the_book), runs=tmp_path)
        flow.discover()
        flow.authorize(**asks)
        flow.receive("The administrator has not agreed yet: consent is required.", status=403)
        causes = {each.id: each for each in diagnose(flow.run).causes}
        found = causes["consent-missing"].experiment
        assert (found.id if found else None) == expected


def test_a_discovery_that_failed_is_asked_again(tmp_path: Path) -> None:
    """No code is anywhere near."""
    small = SmallProvider(by_the_book, answers={"/.well-known/openid-configuration": answer("", 503)})
    flow = Flow(ISSUER, PLAIN, http=small, runs=tmp_path)
    with pytest.raises(Exception, match="503"):
        flow.discover()
    first = diagnose(flow.run).first
    assert first is not None
    assert first.experiment is not None
    assert (first.id, first.experiment.id, first.experiment.code) == ("provider-fault", "ask-again", "flow.discover()")


def test_a_refresh_is_repeated_and_no_code_is_spent(tmp_path: Path) -> None:
    """The tokens are there: another secret is tried with them."""
    small = SmallProvider(by_the_book)
    flow = Flow(ISSUER, Client("app", SECRET, redirect_uri=CALLBACK), http=small, runs=tmp_path)
    flow.discover()
    flow.receive(small.sign_in(flow.authorize().url))
    flow.exchange()
    flow.use_client(Client("app", "old", redirect_uri=CALLBACK))
    flow.refresh()
    first = diagnose(flow.run).first
    assert first is not None
    assert first.experiment is not None
    assert (first.id, first.experiment.label) == ("secret-wrong", "Type the secret again, and ask once more")
    assert "flow.refresh()" in first.experiment.code
    assert "exchange" not in first.experiment.code


def test_every_experiment_is_python() -> None:
    """The lines can be run, and each name in a cause is one of these."""
    for experiment in EXPERIMENTS.values():
        ast.parse(experiment.code)
    assert {cause.experiment for cause in CAUSES} - {""} <= set(EXPERIMENTS)


@pytest.mark.parametrize(
    ("asked", "is_offered"), [({}, False), ({"prompt": "login", "max_age": 5}, False), ({"scope": "openid email"}, True)]
)
def test_to_ask_for_less_decides_where_more_was_asked_for(asked: dict[str, Any], is_offered: bool, tmp_path: Path) -> None:
    """A person said no: that they had to sign in anew is nothing they were asked for."""
    flow = Flow(ISSUER, PLAIN, http=SmallProvider(by_the_book), runs=tmp_path)
    flow.discover()
    state = flow.authorize(**asked).state
    flow.receive(f"{CALLBACK}?error=access_denied&error_description=The+user+denied+access&state={state}")
    found = diagnose(flow.run)
    assert found.first is not None
    assert found.first.id == "user-said-no"
    assert (found.experiment is not None) == is_offered


def test_a_client_that_may_have_no_secret(tmp_path: Path) -> None:
    """Where nobody says that it has one, the same experiment is made without; all that stand first together are shown."""
    reply = answer({"error": "invalid_client", "error_description": "Could not authenticate the client"}, 401)
    found = diagnose(refused(reply, tmp_path, client=PLAIN).run)
    assert "public-with-secret" in {cause.id for cause in found.joint}
    assert found.experiment is not None
    assert "nothing where the console shows none" in found.experiment.label
    assert "Client(flow.client.client_id" in found.experiment.code
    assert all(cause.title in repr(found) for cause in found.joint)
    told = answer({"error": "invalid_client", "error_description": "The client secret is wrong"}, 401)
    named = diagnose(refused(told, tmp_path, client=PLAIN).run).experiment
    assert named is not None
    assert "nothing" not in named.label
