"""A flow that was begun again: its sign-ins, one by one, from the same record."""

from __future__ import annotations

from pathlib import Path

import pytest

from explorer import Flow, LocalProvider, compare, diagnose, report
from explorer.errors import Mistake
from explorer.runs import Run, Runs
from explorer.runs.readings import outcome


@pytest.fixture
def flow(tmp_path: Path) -> Flow:
    """Alice signs in with a redirect_uri left out of the exchange, then Bob rightly; a link in between was opened by nobody."""
    with LocalProvider(port=0, home=tmp_path) as provider:
        flow = Flow(provider.address, provider.register("twice"), runs=tmp_path / "runs", label="first")
        flow.discover()
        flow.receive(provider.sign_in(flow.authorize("openid email").url, "alice"))
        flow.exchange(flow.token_request(omit=["redirect_uri"]))
        flow.relabel("second")
        flow.authorize("openid phone")
        flow.receive(provider.sign_in(flow.authorize("openid profile").url, "bob"))
        flow.exchange()
        flow.check()
        return flow


def test_each_sign_in_is_a_run_of_its_own(flow: Flow) -> None:
    """What was asked, what came and what was judged belong to the sign-in in which they happened; who asked whom to both."""
    refused, worked = flow.run.attempts
    assert (outcome(refused), outcome(worked)) == ("refused: invalid_grant", "tokens")
    assert [dict(each.params)["scope"] for each in (refused, worked)] == ["openid email", "openid profile"]
    assert (refused.claims, worked.claims["sub"]) == ({}, flow.run.claims["sub"])
    assert refused.metadata == worked.metadata == flow.run.metadata
    assert refused.client == worked.client
    assert [[each["step"] for each in run.exchanges] for run in (refused, worked)] == [
        ["discover", "exchange"],
        ["discover", "exchange", "keys"],
    ]
    assert {"metadata", "redirect", "token_error"} <= refused.reports.keys()
    assert worked.report == flow.run.report


def test_they_stand_side_by_side(flow: Flow) -> None:
    """The natural question: what I did wrong, beside what worked."""
    refused, worked = flow.run.attempts
    table = compare(refused, worked).parameters
    assert table.loc[("token", "redirect_uri"), "differs"]
    assert diagnose(refused, worked=worked).differs


def test_a_run_of_one_sign_in_is_its_only_attempt(flow: Flow) -> None:
    """Nothing is made of it."""
    (refused, _) = flow.run.attempts
    assert refused.attempts == (refused,)
    assert Run("empty", 1.0).attempts == (Run("empty", 1.0),)


def test_they_are_listed_loaded_and_labelled(flow: Flow) -> None:
    """By the run's id with a number; the label of one is not that of the other, and each is told with its own time."""
    runs = Runs(flow.runs.folder)
    worked, refused = runs.attempts()
    assert [each.outcome for each in (worked, refused)] == ["tokens", "refused: invalid_grant"]
    assert (worked.id, refused.id) == (flow.run.id, f"{flow.run.id}_1")
    assert worked.began > refused.began
    assert runs.load(refused.id) == flow.run.attempts[0]
    assert [each.id for each in runs.summaries()] == [flow.run.id]
    runs.relabel(refused.id, "without redirect_uri")
    assert [each.label for each in Runs(flow.runs.folder).attempts()] == ["second", "without redirect_uri"]
    assert runs.load(flow.run.id).label == "second"


def test_an_attempt_that_never_was_is_none(flow: Flow) -> None:
    """There are as many as there were sign-ins; the run goes with all of them."""
    runs = Runs(flow.runs.folder)
    for number in (2, 3):
        with pytest.raises(Mistake, match="no earlier attempt"):
            runs.load(f"{flow.run.id}_{number}")
    with pytest.raises(Mistake, match="no earlier attempt"):
        runs.relabel(f"{flow.run.id}_9", "x")
    runs.delete(flow.run.id)
    assert runs.attempts() == []


def test_a_page_is_how_a_sign_in_ended(tmp_path: Path) -> None:
    """The provider kept the browser: that is no waiting run, and the test report of a build fails for it."""
    with LocalProvider(port=0, home=tmp_path) as provider:
        flow = Flow(provider.address, provider.register("kept"), runs=tmp_path / "runs")
        flow.discover()
        flow.authorize()
        flow.receive("invalid_request: redirect_uri is not registered for this client", status=400)
        (listed,) = flow.runs.summaries()
        assert (listed.outcome, listed.is_refused) == ("stopped at the provider's page: invalid_request", True)
        made = report(flow.run, tmp_path / "run.xml").read_text()
        assert "stopped at the provider&#x27;s page" in made or "stopped at the provider's page" in made
        assert 'failures="0"' not in made.partition(">")[0] + made.partition("<testsuite ")[2].partition(">")[0]
        flow.authorize()
        assert flow.run.page is None


def test_a_page_after_signing_out_ends_no_sign_in(flow: Flow) -> None:
    """What stands behind a link to sign out says nothing of how the sign-in ended."""
    flow.logout_url()
    flow.receive("An error: post_logout_redirect_uri is not registered", status=400)
    assert (flow.run.page, outcome(flow.run)) == (None, "tokens")


def test_a_code_that_was_sent_again_is_told(tmp_path: Path) -> None:
    """Tokens came, and then no more: neither word alone says it."""
    with LocalProvider(port=0, home=tmp_path) as provider:
        flow = Flow(provider.address, provider.register("again"), runs=tmp_path / "runs")
        flow.discover()
        flow.receive(provider.sign_in(flow.authorize().url))
        flow.exchange()
        flow.exchange(again=True)
        assert outcome(flow.run) == "tokens, then refused: invalid_grant"


def test_a_label_of_one_sign_in_ends_with_it(tmp_path: Path) -> None:
    """Given to the latest sign-in alone it is neither that of an earlier one nor of the next; the run's own label comes back."""
    with LocalProvider(port=0, home=tmp_path) as provider:
        flow = Flow(provider.address, provider.register("labels"), runs=tmp_path / "runs", label="all")
        flow.discover()
        for number in range(3):
            flow.receive(provider.sign_in(flow.authorize().url))
            if number == 1:
                flow.relabel("second", once=True)
                flow.relabel("the second", once=True)
                assert (flow.run.label, flow.again().run.label) == ("the second", "all")
    runs = Runs(flow.runs.folder)
    assert [each.label for each in flow.run.attempts] == ["all", "the second", "all"]
    assert [each.label for each in runs.load(flow.run.id).attempts] == ["all", "the second", "all"]
    runs.relabel(flow.run.id, "third")
    listed = [each.label for each in runs.attempts() if each.id.startswith(flow.run.id)]
    assert listed == ["third", "the second", "all"]
    assert [each.label for each in runs.load(flow.run.id).attempts] == ["all", "the second", "third"]
