"""What an answer brought is written once, and found in both places."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer import Client, Flow, LocalProvider, Run, Runs
from explorer.runs.answers import shortened, spelled_out
from tests.flow.odd_provider import CLIENT, odd_provider
from tests.hostile import patient

MOST = 16 * 1024  # bytes of an ordinary run: four pages of a disk


def test_an_ordinary_run_is_small_and_whole(tmp_path: Path) -> None:
    """The file says no document twice; what is read from it is what the flow knows."""
    runs = Runs(tmp_path / "runs")
    with LocalProvider(port=0, home=tmp_path) as provider:
        flow = Flow(provider.address, provider.register("small"), runs=runs)
        flow.discover()
        flow.receive(provider.sign_in(flow.authorize("openid profile email").url))
        flow.exchange()
        flow.check()
        userinfo = flow.userinfo()
    content = runs.path(flow.run.id).read_text()
    assert len(content) < MOST
    assert content.count("encodings_differ") == 1
    evidence = flow.run.last("token_request")["evidence"]
    assert evidence["client"].items() <= flow.run.client.items()
    assert content.count("code_challenge_methods_supported") == content.count('"email_verified":') == 1

    run = Run.from_json(content)
    assert run == flow.run
    assert Run.from_json(run.to_json()) == run
    assert run.userinfo == userinfo.members
    assert run.claims["sub"] == userinfo.members["sub"]
    assert flow.metadata is not None
    assert run.metadata == flow.metadata.members
    assert {about: report.counts for about, report in run.reports.items()} == {
        about: flow.reported(about).counts for about in run.reports
    }
    assert run.report == flow.reported()


def test_an_answer_that_repeats_a_secret_is_written_as_it_was_redacted() -> None:
    """What the flow holds differs from what came, so the record has both, and the secret in neither."""
    with odd_provider() as odd:
        odd.say("/token", {"access_token": "opaque-token-1234", "token_type": "Bearer", "note": "was: a client secret"})
        flow = Flow(odd.metadata, CLIENT)
        flow.authorize()
        flow.receive("c0de")
        flow.exchange()
        lines = flow.runs.path(flow.run.id).read_text()
    assert "a client secret" not in lines
    assert str(flow.run.tokens["note"]).startswith("was: <client_secret")
    assert flow.run.tokens["access_token"].startswith("<access_token ")


@pytest.mark.parametrize("body", [None, "text", ["list"]])
def test_an_answer_that_has_no_members(body: object) -> None:
    """A line that was edited, or one whose exchange is not there: nothing came, and nothing breaks."""
    exchange = {"kind": "exchange", "at": 1, "step": "exchange", "response": {"status": 200, "headers": [], "body": body}}
    told = {"kind": "tokens", "at": 2, "members_of": "exchange"}
    for events in ([exchange, told], [told]):
        *_, last = spelled_out(events, {})
        assert last == {"kind": "tokens", "at": 2, "members": {}}


def test_the_newest_answer_before_it(tmp_path: Path) -> None:
    """Of two exchanges of a step the newer one is meant, also where the run was taken up again."""
    with odd_provider() as odd:
        flow = Flow(odd.metadata, Client("public", redirect_uri="http://127.0.0.1:9/callback"), runs=Runs(tmp_path))
        for number in (1, 2):
            odd.say("/token", {"access_token": f"opaque-token-{number}", "token_type": "Bearer", "number": number})
            flow.authorize()
            flow.receive(f"c0de{number}")
            flow.exchange()
            assert flow.run.tokens["number"] == number
        path = flow.runs.path(flow.run.id)
        assert [json.loads(line).get("members_of") for line in path.read_text().splitlines()].count("exchange") == 2
        state = flow.authorize().state
        assert flow.run.last("authorize") is not None
        resumed = Flow.resume(state)
        assert [event["members"]["number"] for event in resumed.run.of_kind("tokens")] == [1, 2]
        assert resumed.run.events[:-1] == flow.run.events


def test_another_client_is_written_where_it_is_used() -> None:
    """A token request that proves itself in another way, or a client that was given after a restart, says how."""
    with odd_provider() as odd:
        flow = Flow(odd.metadata, CLIENT)
        flow.authorize()
        flow.receive("c0de")
        other = Client(
            "app", "another secret", redirect_uri=CLIENT.redirect_uri, token_endpoint_auth_method="client_secret_post"
        )
        flow.exchange(flow.token_request(client=other))
        assert flow.run.last("token_request")["evidence"]["client"]["token_endpoint_auth_method"] == "client_secret_post"
        assert flow.run.client["token_endpoint_auth_method"] == "client_secret_basic"

        state = flow.authorize().state
        resumed = Flow.resume(state, client_secret="a longer client secret")
        resumed.receive("another-c0de")
        resumed.exchange()
        evidence = resumed.run.last("token_request")["evidence"]
        assert evidence["client"]["secret"]["length"] != resumed.run.client["secret"]["length"]
        resumed.exchange(again=True)
        resumed.use_client(CLIENT)
        resumed.exchange(again=True)
        assert resumed.run.last("token_request")["evidence"]["client"].items() <= resumed.run.client.items()


NAMES = st.sampled_from(["Host", "Accept", "User-Agent", "Date", "Pragma"])
HEADERS = st.lists(st.tuples(NAMES, st.sampled_from(["a", "b"])).map(list), max_size=7)


@given(st.lists(st.tuples(HEADERS, HEADERS, st.sampled_from([200, 404, 799]), st.sampled_from(["OK", "Fine", ""])), max_size=5))
@patient
def test_headers_that_stay_are_said_once(messages: list[tuple[list[Any], list[Any], int, str]]) -> None:
    """Whatever stays, changes, comes twice or is in another order: what is read is what was sent and what came."""
    exchanges: list[dict[str, Any]] = [
        {
            "kind": "exchange",
            "step": "keys",
            "request": {"method": "GET", "headers": sent},
            "response": {"status": status, "reason": reason, "headers": came, "length": 7, "body": None},
        }
        for sent, came, status, reason in messages
    ]
    known: dict[str, Any] = {}
    assert list(spelled_out([shortened(each, known) for each in exchanges], {})) == exchanges


def test_what_is_said_of_an_exchange_after_others() -> None:
    """A person sees which headers stay; the usual reason and the length that a header tells are left out."""
    headers = [["Host", "h"], ["Accept", "a"], ["User-Agent", "u"]]
    came = [["Content-Length", "2"]]
    whole = {"request": {"headers": headers}, "response": {"status": 200, "reason": "OK", "headers": came, "length": 2}}
    known: dict[str, Any] = {}
    assert shortened(whole, known)["request"]["headers"] == headers
    other = {**whole, "request": {"headers": [*headers, ["Authorization", "<x>"]]}}
    assert shortened(other, known) == {
        "request": {"headers": ["Host ... User-Agent", ["Authorization", "<x>"]]},
        "response": {"status": 200, "headers": ["Content-Length"]},
    }


@pytest.mark.parametrize("name", ["Host", "Host ... Accept", " ... ", "Accept ... Host", ""])
@pytest.mark.parametrize("before", [[], [["Host", "h"], ["Accept", "a"]]])
def test_a_header_that_was_never_told(name: str, before: list[list[str]]) -> None:
    """A line that was edited names a header that no line before it has: it is there without a value, and nothing breaks."""
    events = [{"kind": "exchange", "at": 1, "step": "keys", "request": {"headers": each}} for each in (before, [name])]
    *_, last = spelled_out(events, {})
    assert all(len(header) == 2 for header in last["request"]["headers"])
