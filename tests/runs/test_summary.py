"""A run at a glance is read from a few lines of its file, and says what the whole file would say."""

from __future__ import annotations

import dataclasses
import json
import tracemalloc
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer import Flow, LocalProvider
from explorer.errors import Mistake
from explorer.runs import Run, Runs, RunSummary
from explorer.runs.files import read_file
from tests.hostile import outcome, patient
from tests.runs.lines import EVENTS, HEADER, lines
from tests.runs.made import FINDING, run

FAILED = {**FINDING, "verdict": "fail"}
NESTED = {**FINDING, "received": {"verdict": "fail", "severity": "error", "a": ["fail", "error"]}}


def report(about: str, *rows: Any) -> dict[str, Any]:
    """Return the event of a report."""
    return {"kind": "report", "at": 9.5, "about": about, "findings": list(rows)}


def event(kind: str, **members: Any) -> dict[str, Any]:
    """Return an event."""
    return {"kind": kind, "at": 9, **members}


AGAIN = event("authorize", params=[["scope", "email"]])
RUNS = {
    "empty": Run("a", 0.0),
    "whole": run(label="first", claims={"sub": "a"}),
    "refused": run(),
    "failed": run(claims={}, verdict="fail"),
    "warned": run(claims={}).with_event(report("redirect", {**FAILED, "severity": "warning"})),
    "failed in another attempt": run(claims={}, verdict="fail").with_event(AGAIN),
    "the provider failed before": run().with_event(report("metadata", FAILED)).with_event(AGAIN),
    "nothing failed, and a report is odd": run(claims={}).with_event(report("jwks", FINDING, ["R", "pass", None, None])),
    "judged again": run(claims={}, verdict="fail").with_event(report("id_token", FINDING)),
    "sent again": run(claims={}, verdict="fail").with_event(event("token_request", evidence={})),
    "back": run().with_event(AGAIN).with_event(event("receive", params=[], thinking=1)),
    "refused at last": run(claims={}).with_event(event("refusal", leg="refresh", error=None)),
    "refreshed": run().with_event(event("refresh", members={})),
    "renamed": run(label="a").with_event(event("label", label="b")),
    "nameless": run(label="a").with_event(event("label", label=None)),
    "a failure that is none": run().with_event(report("jwks", NESTED, ["R", "pass", {"verdict": "fail"}, "error"])),
    "odd client": Run("a", 0).with_event(event("client", client_id=["x"])).with_event(event("provider", issuer=7)),
    "surrogates": run(label="\ud800", scope="\udfff"),
}


@pytest.mark.parametrize("made", RUNS.values(), ids=RUNS)
def test_in_short_as_in_full(made: Run) -> None:
    """Whatever happened in a run, its summary is that of the whole file."""
    content = made.to_json().encode()
    assert RunSummary.read(content) == RunSummary.of(Run.from_json(content))
    assert RunSummary.read(content.replace(b"\n", b"\r\n\r\n")) == RunSummary.of(made)
    assert RunSummary.read(content + b'{"kind": "authorize", "at": 1, "par') == RunSummary.of(made)


def test_a_real_file(tmp_path: Path) -> None:
    """As a flow writes it."""
    runs = Runs(tmp_path / "runs")
    with LocalProvider(port=0, home=tmp_path) as provider:
        flow = Flow(provider.address, provider.register("short"), runs=runs, label="real")
        flow.discover()
        flow.receive(provider.sign_in(flow.authorize("openid email").url))
        flow.exchange()
        assert not flow.check().not_checked
    (found,) = runs.summaries()
    assert found == RunSummary.of(flow.run)
    assert (found.outcome, found.scope, found.label) == ("tokens", "openid email", "real")


def test_what_it_says() -> None:
    """Every member, of a run that failed a check."""
    found = RunSummary.of(run("r1", "first", scope="openid email", claims={}, verdict="fail"))
    told = ("r1", 1_750_000_000.0, "first", "app", "https://op", "openid email", "tokens", 1, False, True, 1, "")
    assert dataclasses.astuple(found) == told
    assert (found.name, RunSummary.of(Run("r2", 0.0)).name) == ("first", "r2")
    assert RunSummary.of(run()).is_refused


@pytest.mark.parametrize(
    ("id_token", "userinfo", "person"),
    [
        ({"sub": "a"}, {}, "a"),
        ({"sub": "a", "email": "a@example.com"}, {}, "a@example.com"),
        ({"sub": "a"}, {"sub": "a", "name": "Ann Archer", "email": "a@example.com"}, "Ann Archer"),
        ({"sub": "a", "preferred_username": "ann"}, {"sub": "b", "name": "Bob"}, "ann"),
        ({"sub": "a", "name": " "}, {}, "a"),
        ({"sub": "a", "name": ["Ann"]}, {}, "a"),
        ({}, {"name": "Bob"}, ""),
    ],
)
def test_who_signed_in(id_token: dict[str, Any], userinfo: dict[str, Any], person: str) -> None:
    """The plainest name that a token has; UserInfo counts only where it is about the same sub."""
    made = run(claims=id_token).with_event(event("userinfo", members=userinfo))
    assert RunSummary.of(made).person == RunSummary.read(made.to_json().encode()).person == person


@given(st.lists(EVENTS, max_size=6))
@patient
def test_any_events(events: list[dict[str, Any]]) -> None:
    """Of hand-edited events too: where the whole file is read, and no line passed over, the summary is the same."""
    text = lines(HEADER, *events).encode()
    whole, short = outcome(Run.from_json, text), outcome(RunSummary.read, text)
    assert isinstance(whole, Mistake) or whole.problems or short == RunSummary.of(whole)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]\n",
        lines({**HEADER, "format": 2}),
    ],
)
def test_damage_is_told(text: str) -> None:
    """What is no run is refused in short as in full."""
    for read in (RunSummary.read, Run.from_json):
        with pytest.raises(Mistake):
            read(text.encode())


@pytest.mark.parametrize(
    "text",
    [
        lines(HEADER) + '{"kind": "x"\n',
        lines(HEADER, []),
        lines(HEADER) + "\0\0\n",
        lines(HEADER, report("weather")),
        lines(HEADER, {"kind": "authorize", "at": 1, "params": 7}),
        lines(HEADER) + '{"kind": "exchange", "at": 1, "step": "to{"kind": "label", "at": 1, "label": "x"\n',
    ],
)
def test_a_damaged_line_is_passed_over(text: str) -> None:
    """A line that is none is passed over in short as in full."""
    assert RunSummary.read(text.encode()) == RunSummary.of(Run.from_json(text))


def test_damage_within_a_line_that_tells_a_summary_nothing(tmp_path: Path) -> None:
    """Such a run is listed, so that nobody misses it; whoever opens it reads which line is damaged."""
    content = run(label="a", claims={}).to_json().replace('"started_at": 1000.0', '"started_at": oops').encode()
    assert RunSummary.read(content).label == "a"
    assert "damaged at line 7" in Run.from_json(content).problems[0]


def test_a_file_takes_as_much_room_as_it_has(tmp_path: Path) -> None:
    """To read ten thousand small files, nobody makes room for the largest one each time."""
    path = Runs(tmp_path).save(run(claims={}))
    tracemalloc.start()
    try:
        content = read_file(path)
        assert tracemalloc.get_traced_memory()[1] < len(content) + 1_000_000
    finally:
        tracemalloc.stop()
    assert content == path.read_bytes()


def test_only_what_it_needs_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """A long report without an error, and what went into the documents, is passed over: that is what makes a listing quick."""
    made = run(claims={}).with_event(report("authorize", *([FINDING] * 100)))
    read: list[str] = []

    def noted(line: bytes, number: int, source: str) -> Any:
        read.append(json.loads(line)["kind"])
        return json.loads(line)

    monkeypatch.setattr("explorer.runs.summary.read_event", noted)
    assert RunSummary.read(made.to_json().encode()) == RunSummary.of(made)
    assert read == ["provider", "client", "authorize", "exchange", "tokens"]
