"""A code goes to the provider that gave it: one that was restarted has the same address, and knows nothing of it."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from explorer import Flow, LocalProvider, diagnose
from explorer.errors import Mistake
from explorer.runs import Run
from explorer.secret import Secret
from tests.flow.odd_provider import CLIENT, odd_provider

RULE = "AUTHR-PROVIDER-RESTARTED"


@pytest.fixture
def port() -> int:
    """A port that is free."""
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])


@pytest.fixture
def first(port: int, tmp_path: Path) -> Iterator[LocalProvider]:
    """The local provider of a kernel that will be gone."""
    with LocalProvider(port=port, home=tmp_path) as running:
        yield running


@pytest.fixture
def pasted(first: LocalProvider, tmp_path: Path) -> Secret:
    """The address of a sign-in that was under way when the kernel went."""
    flow = Flow(first.address, first.register("spa", public=True), runs=tmp_path / "runs")
    flow.discover()
    return first.sign_in(flow.authorize().url)


def sent_to(flow: Flow) -> list[str]:
    """The steps at which this run asked somebody since the restart."""
    return [event["step"] for event in flow.run.exchanges if event["at"] >= flow.run.last("resumed")["at"]]


def test_the_provider_that_still_runs_gets_the_code(pasted: Secret):
    """In another kernel, with the provider alive, the sign-in goes on; that it was asked stands in the record."""
    flow = Flow.resume(pasted)
    flow.receive(pasted)
    assert flow.recognise() is True
    flow.exchange()
    assert flow.tokens is not None
    assert flow.redirect_report is not None
    assert flow.redirect_report[RULE].verdict == "pass"
    assert sent_to(flow) == ["recognise", "exchange"]


def test_another_start_at_the_same_address_gets_nothing(first: LocalProvider, pasted: Secret, port: int, tmp_path: Path):
    """Same address, name and keys: neither code nor verifier goes there, and the reason is the first cause."""
    first.stop()
    with LocalProvider(port=port, home=tmp_path) as second:
        second.register("spa", public=True)
        flow = Flow.resume(pasted)
        flow.receive(pasted)
        with pytest.raises(Mistake, match="The provider was restarted") as refused:
            flow.exchange()
        assert RULE in str(refused.value)
        assert sent_to(flow) == ["recognise"]
        found = diagnose(flow.run)
        assert (found.causes[0].id, found.causes[0].verdict) == ("provider-restarted", "proven")


def test_whoever_sends_it_all_the_same_is_told_why_it_failed(first: LocalProvider, pasted: Secret, port: int, tmp_path: Path):
    """Overruled by its name it goes out; the refusal has the restart as its first cause, also in the saved run."""
    first.stop()
    with LocalProvider(port=port, home=tmp_path) as second:
        second.register("spa", public=True)
        flow = Flow.resume(pasted)
        flow.receive(pasted)
        flow.exchange(despite=[RULE])
        for run in (flow.run, Run.load(flow.runs.path(flow.run.id))):
            found = diagnose(run)
            assert (found.leg, found.causes[0].id, found.causes[0].verdict) == ("token", "provider-restarted", "proven")


def test_nobody_answers_any_more(first: LocalProvider, pasted: Secret):
    """The port is closed: that is said in words, and nothing waits for an answer."""
    first.stop()
    flow = Flow.resume(pasted)
    flow.receive(pasted)
    assert flow.recognise() is False
    with pytest.raises(Mistake, match="nobody answers at its address"):
        flow.exchange()
    assert diagnose(flow.run).causes[0].id == "provider-restarted"


def test_another_program_has_the_address(first: LocalProvider, pasted: Secret, port: int):
    """A server of somebody else at the same port is no provider of ours."""
    first.stop()
    with odd_provider(port) as odd:
        odd.say("/.well-known/openid-configuration", {"issuer": odd.base})
        flow = Flow.resume(pasted)
        flow.receive(pasted)
        with pytest.raises(Mistake, match="another program has its address"):
            flow.exchange()


def test_a_fresh_link_begins_anew(first: LocalProvider, pasted: Secret, port: int, tmp_path: Path):
    """What was found belongs to the attempt that waited: a sign-in at the provider of now is its own."""
    first.stop()
    with LocalProvider(port=port, home=tmp_path) as second:
        flow = Flow.resume(pasted)
        flow.receive(pasted)
        assert flow.recognise() is False
        flow.use_client(second.register("spa", public=True))
        flow.receive(second.sign_in(flow.authorize().url))
        flow.exchange()
        assert flow.tokens is not None
        assert not diagnose(flow.run).failed


def test_a_restart_between_two_steps_is_the_cause(first: LocalProvider, port: int, tmp_path: Path):
    """Without a restart of the kernel too: the refusal came from a provider that began after the code had come."""
    flow = Flow(first.address, first.register("spa", public=True), runs=tmp_path / "runs")
    flow.discover()
    flow.receive(first.sign_in(flow.authorize().url))
    first.stop()
    with LocalProvider(port=port, home=tmp_path) as second:
        second.register("spa", public=True)
        flow.exchange()
        assert (diagnose(flow.run).causes[0].id, diagnose(flow.run).causes[0].verdict) == ("provider-restarted", "proven")


def test_a_provider_that_ran_all_the_time_was_not_restarted(first: LocalProvider, tmp_path: Path):
    """A refusal for another reason rules the restart out."""
    flow = Flow(first.address, first.register("spa", public=True), runs=tmp_path / "runs")
    flow.discover()
    flow.authorize()
    flow.receive("a-code-that-nobody-made-and-nobody-knows")
    flow.exchange()
    assert {cause.id: cause.verdict for cause in diagnose(flow.run).causes}["provider-restarted"] == "ruled out"


def test_no_provider_of_somebody_else_is_asked():
    """A provider that says nothing of its start is as it was: nobody is asked, and nothing stands in the way."""
    with odd_provider() as odd:
        flow = Flow(odd.metadata, CLIENT)
        state = flow.authorize().state
        resumed = Flow.resume(state)
        resumed.receive(f"{CLIENT.redirect_uri}?code=c0de&state={state}")
        assert resumed.recognise() is None
        assert sent_to(resumed) == []
