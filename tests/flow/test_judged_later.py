"""What we made ourselves is judged when somebody looks: with the values of its own time, in its own attempt, and lost by nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from explorer import Client, Flow, Run
from explorer.flow import code_exchange, front_channel
from explorer.rules import Report
from explorer.views.story import story
from tests.flow.odd_provider import CLIENT, OddProvider, odd_provider


@pytest.fixture
def odd() -> Iterator[OddProvider]:
    """A provider that gives an opaque token."""
    with odd_provider() as provider:
        provider.say("/token", {"access_token": "opaque", "token_type": "Bearer"})
        yield provider


def asked(flow: Flow) -> list[str]:
    """Return what is judged in the file of the run, in the order of its lines; nobody looks by way of the flow."""
    return [event["about"] for event in Run.load(flow.runs.path(flow._state.recorder.run_id)).of_kind("report")]


LOOKS = {
    "run": lambda flow: flow.run,
    "reported": lambda flow: flow.reported(),
    "reported about it": lambda flow: flow.reported("token_request", "authorize"),
    "check": lambda flow: flow.check(),
}


@pytest.mark.parametrize("look", LOOKS.values(), ids=LOOKS)
def test_nobody_looks_and_then_somebody_does(odd: OddProvider, look: Any) -> None:
    """The steps judge what came; our own requests are judged once, by whatever look comes first."""
    flow = Flow(odd.metadata, CLIENT)
    flow.authorize()
    flow.receive("c0de")
    flow.exchange()
    assert not {"authorize", "token_request"} & set(asked(flow))
    look(flow)
    look(flow)
    assert asked(flow).count("authorize") == asked(flow).count("token_request") == 1
    assert flow.run == Run.load(flow.runs.path(flow.run.id))


def test_with_the_values_of_its_own_time(odd: OddProvider) -> None:
    """A client, and values that were used, of later change no verdict; the first use of a state is none of the second's."""
    flow = Flow(odd.metadata, CLIENT)
    flow.authorize(state="a-state-of-ones-own-0123456789", pkce=None)
    flow.use_client(Client("app", redirect_uri=CLIENT.redirect_uri))
    report = flow.reported("authorize")
    assert report.failed("AUTHZ-PKCE-MISSING-CONFIDENTIAL")
    assert not report.failed("AUTHZ-PKCE-MISSING-PUBLIC")
    assert not report.failed("AUTHZ-STATE-REUSED")
    flow.authorize(state="a-state-of-ones-own-0123456789")
    assert flow.reported("authorize").failed("AUTHZ-STATE-REUSED")


def test_in_its_own_attempt(odd: OddProvider) -> None:
    """What the next attempt would forget is judged before it begins, and its lines stand in the attempt that ends."""
    flow = Flow(odd.metadata, CLIENT)
    flow.authorize(state="1234")
    flow.receive("c0de")
    flow.exchange()
    flow.authorize()
    events = Run.load(flow.runs.path(flow._state.recorder.run_id)).events
    begins = [index for index, event in enumerate(events) if event["kind"] == "authorize"]
    judged = [index for index, event in enumerate(events) if event["kind"] == "report"]
    assert {events[index]["about"] for index in judged} == {"redirect", "authorize", "token_request"}
    assert all(index < begins[1] for index in judged)
    assert Report.from_dicts(next(events[i] for i in judged if events[i]["about"] == "authorize")["findings"]).failed(
        "AUTHZ-STATE-WEAK"
    )
    assert not flow.reported("token_request").results
    assert not flow.run.report.failed("AUTHZ-STATE-WEAK")


def test_a_second_exchange_forgets_no_judgement(odd: OddProvider) -> None:
    """The first token request is judged before the second one, and each by what was known when it was sent."""
    flow = Flow(odd.metadata, CLIENT)
    flow.authorize()
    flow.receive("c0de")
    flow.exchange()
    flow.exchange(again=True)
    flow.run  # noqa: B018  (somebody looks)
    reports = [event["findings"] for event in flow.run.of_kind("report") if event["about"] == "token_request"]
    assert [Report.from_dicts(findings).failed("TOKQ-CODE-REUSED") for findings in reports] == [False, True]


def test_nothing_is_judged_twice_or_in_vain(odd: OddProvider, monkeypatch: pytest.MonkeyPatch) -> None:
    """Steps that nobody looks at ask no question about our own requests; UserInfo, which looks at the ID token, asks none either."""
    questions: list[str] = []
    for room, name in ((front_channel, "check_authorize_request"), (code_exchange, "check_token_request")):
        monkeypatch.setattr(room, name, lambda *_, name=name, **__: questions.append(name) or Report())
    odd.say("/userinfo", {"sub": "x"})
    flow = Flow(odd.metadata, CLIENT)
    flow.authorize()
    flow.receive("c0de")
    flow.exchange()
    flow.userinfo()
    assert questions == []
    flow.check()
    flow.check()
    assert questions == ["check_authorize_request", "check_token_request"]


def test_after_a_restart(odd: OddProvider) -> None:
    """A link that nobody had looked at is judged by the flow that goes on with it, by what was used before it."""
    flow = Flow(odd.metadata, CLIENT)
    flow.authorize(state="1234")
    flow.authorize(state="1234")
    resumed = Flow.resume("1234", client_secret="a client secret")
    assert "authorize" not in asked(resumed)[1:]
    for rule in ("AUTHZ-STATE-WEAK", "AUTHZ-STATE-REUSED"):
        assert resumed.reported("authorize").failed(rule)
    again = Flow.resume("1234", client_secret="a client secret")
    again.run  # noqa: B018  (somebody looks)
    assert asked(again).count("authorize") == 2  # of the two links


def test_the_story_tells_it_in_its_place(odd: OddProvider) -> None:
    """However late somebody looked, what was judged about a request stands beside that request."""
    flow = Flow(odd.metadata, CLIENT)
    flow.authorize()
    flow.receive("c0de")
    flow.exchange()
    flow.check()
    told = [step.text for step in story(flow.run)]
    places = [next(place for place, text in enumerate(told) if text.startswith(begin)) for begin in ORDER]
    assert places == sorted(places)


ORDER = ("the link", "authorization request: ", "authorization response: ", "token request: ", "POST /token")
