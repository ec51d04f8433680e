"""The lines that an experiment gives can be pasted into a cell and run: every name in them is there, and each does what it says."""

from __future__ import annotations

import builtins
import contextlib
import getpass
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import jwt
import pytest

from explorer import Client, Flow, LocalProvider, diagnose
from explorer.diagnosis.case import read_case
from explorer.diagnosis.cause import Experiment
from explorer.diagnosis.elsewhere import ELSEWHERE
from explorer.diagnosis.experiments import _AGAIN, EXPERIMENTS, experiment_for
from explorer.errors import ExplorerError, Unreachable
from explorer.secret import reveal
from tests.diagnosis.answers import CLIENT
from tests.diagnosis.dying import DyingProvider
from tests.diagnosis.small_provider import ISSUER, KEY, SmallProvider, answer
from tests.diagnosis.voices import by_the_book

KEYS = [{**json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(KEY.public_key())), "kid": "one", "use": "sig", "alg": "RS256"}]
PLAIN = [each for each in EXPERIMENTS.values() if each.id not in ELSEWHERE]


@pytest.fixture(scope="module")
def provider() -> Iterator[LocalProvider]:
    """A local provider."""
    with LocalProvider() as running:
        yield running


class Person:
    """Who opens the link that is printed, and types what is asked for."""

    def __init__(self, provider: LocalProvider, client: Client, arrived: str) -> None:
        self.provider, self.client, self.arrived = provider, client, arrived

    def prints(self, url: str) -> None:
        """Open it, and sign in."""
        self.arrived = self.provider.sign_in(url).reveal()

    def types(self, prompt: str) -> str:
        """Whatever is asked for."""
        typed = {
            "The redirect_uri as the console has it: ": self.client.redirect_uri,
            "The client_id as the console has it: ": self.client.client_id,
            "The secret: ": reveal(self.client.client_secret or ""),
        }
        return str(typed.get(prompt, self.arrived))


@pytest.fixture
def run(provider: LocalProvider, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Flow]:
    """A function that runs these lines after a sign-in that worked, and returns the flow."""

    def play(code: str) -> Flow:
        client = provider.register("notebook")
        flow = Flow(provider.issuer, client, runs=tmp_path)
        flow.discover()
        back = provider.sign_in(flow.authorize(scope="openid profile offline_access", prompt="consent").url)
        person = Person(provider, client, back.reveal())
        flow.receive(back)
        flow.exchange()
        flow.check()
        monkeypatch.setattr(getpass, "getpass", person.types)
        monkeypatch.setattr(builtins, "input", person.types)
        exec(compile(code, "experiment", "exec"), {"flow": flow, "print": person.prints})  # noqa: S102 - our own lines
        return flow

    return play


@pytest.mark.parametrize("experiment", PLAIN, ids=[each.id for each in PLAIN])
def test_its_lines_run(experiment: Experiment, run: Callable[[str], Flow]) -> None:
    """In a cell of their own, with nothing but the flow; a code is sent where it says so, and nowhere else."""
    if experiment.id == "copy-again":
        with contextlib.suppress(ExplorerError):  # the answer was taken already
            run(experiment.code)
        return
    asked = "authorize(scope='openid offline_access', prompt='consent')"  # as the link of the run was
    flow = run(experiment.code.replace("authorize()", asked))
    codes = [event for event in flow.run.events if event["kind"] == "token_request"]
    assert len(codes) == (2 if experiment.costs.startswith("a sign-in") else 1)


@pytest.mark.parametrize("leg", [leg for leg in _AGAIN if leg != "token"])
def test_asking_once_more(leg: str, run: Callable[[str], Flow]) -> None:
    """The step of each leg."""
    run(_AGAIN[leg])


def test_the_document_of_oauth(tmp_path: Path) -> None:
    """Where the one of OpenID Connect is not, its place is named by the rules of RFC 8414 3.1."""
    small = SmallProvider(by_the_book, answers={"/one/.well-known/openid-configuration": answer("no", 404)})
    flow = Flow(f"{ISSUER}/one", CLIENT, http=small, runs=tmp_path)
    with contextlib.suppress(ExplorerError):
        flow.discover()
    found = experiment_for("other-document", read_case(flow.run))
    assert found is not None
    assert f"{ISSUER}/.well-known/oauth-authorization-server/one" in found.code
    compile(found.code, "experiment", "exec")
    assert diagnose(flow.run).experiment == found


def test_an_authority_that_is_not_known(tmp_path: Path) -> None:
    """To ask the same once more would decide nothing: with its certificate in a file it does."""
    why = Unreachable("The certificate of https://small.example leads to no authority that this machine knows.", kind="tls")
    small = DyingProvider(by_the_book, dead={"/.well-known/openid-configuration": why})
    flow = Flow(ISSUER, CLIENT, http=small, runs=tmp_path)
    with contextlib.suppress(ExplorerError):
        flow.discover()
    found = experiment_for("authority-file", read_case(flow.run))
    assert found is not None
    assert f"Flow({ISSUER!r}, flow.client, http=known)" in found.code
    compile(found.code, "experiment", "exec")


@pytest.mark.parametrize("name", ["secret-again", "new-secret", "other-method"])
def test_after_the_tokens_no_code_is_spent(name: str, run: Callable[[str], Flow], tmp_path: Path) -> None:
    """The lines change the client, and do again what failed."""
    small = SmallProvider(by_the_book)
    flow = Flow(ISSUER, CLIENT, http=small, runs=tmp_path)
    flow.discover()
    flow.receive(small.sign_in(flow.authorize().url))
    flow.exchange()
    flow.use_client(CLIENT.with_secret("old"))
    flow.refresh()
    found = experiment_for(name, read_case(flow.run))
    assert found is not None
    assert [event["kind"] for event in run(found.code).run.events].count("token_request") == 1


def test_the_link_is_made_again_as_it_was(tmp_path: Path) -> None:
    """With its scopes and its prompt, but for the experiment that leaves out what was added."""
    small = SmallProvider(by_the_book, answers={"/token": answer({"error": "invalid_grant"}, 400)})
    flow = Flow(ISSUER, CLIENT, http=small, runs=tmp_path)
    flow.discover()
    flow.receive(small.sign_in(flow.authorize(scope="openid email", prompt="login").url))
    flow.exchange()
    case = read_case(flow.run)
    for name, arguments in (("fresh-code", "scope='openid email', prompt='login'"), ("unaltered-link", "scope='openid email'")):
        found = experiment_for(name, case)
        assert found is not None
        assert f"flow.authorize({arguments}).url" in found.code


def test_keys_that_were_given_are_not_fetched_again(tmp_path: Path) -> None:
    """Nothing is asked for them, so nothing would be decided."""
    flow = Flow(ISSUER, CLIENT, http=(small := SmallProvider(by_the_book, kid="two")), runs=tmp_path, jwks={"keys": KEYS})
    flow.discover()
    flow.receive(small.sign_in(flow.authorize().url))
    flow.exchange()
    flow.check()
    first = diagnose(flow.run).first
    assert first is not None
    assert (first.id, first.experiment) == ("key-unknown", None)
    assert "given by hand" in first.evidence
