"""A run as HTTP Archive 1.2: complete, with both legs, and the same run again when it is read."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from explorer import Flow, LocalProvider, Run, explain
from explorer.explanation.har.own import MEMBER
from explorer.reports import report_files
from explorer.reports.har import RUN
from tests.reports.made import World

REQUEST = {"method", "url", "httpVersion", "cookies", "headers", "queryString", "headersSize", "bodySize"}
RESPONSE = {"status", "statusText", "httpVersion", "cookies", "headers", "content", "redirectURL", "headersSize", "bodySize"}
TIMINGS = {"blocked", "dns", "connect", "ssl", "send", "wait", "receive"}


def log_of(run: Run, **options: Any) -> dict[str, Any]:
    """Return the log of the archive of a run."""
    log: dict[str, Any] = json.loads(report_files(run, "it.har", **options)["it.har"])["log"]
    return log


@pytest.mark.parametrize("name", ["run", "faulty", "refused", "begun"])
def test_every_member_that_har_demands_is_there(made: World, name: str) -> None:
    """HAR 1.2: members, kinds, an ISO time, and times that add up."""
    log = log_of(made.values[name])
    assert log["version"] == "1.2"
    assert log["creator"]["name"] == "flow-explorer"
    for entry in log["entries"]:
        assert datetime.fromisoformat(entry["startedDateTime"]).tzinfo is not None
        assert set(entry["request"]) >= REQUEST
        assert set(entry["response"]) >= RESPONSE
        assert set(entry["timings"]) == TIMINGS
        assert all(isinstance(value, int | float) for value in entry["timings"].values())
        assert set(entry["response"]["content"]) >= {"size", "mimeType", "text"}
        assert entry["cache"] == {}
        phases = [value for phase, value in entry["timings"].items() if value >= 0 and phase != "ssl"]
        assert sum(phases) == pytest.approx(entry["time"], abs=0.01)


def test_both_legs_are_in_it_and_what_was_not_seen_says_so(made: World) -> None:
    """The link as it was made, the answer as it came back, then what the program sent; nothing but fingerprints for secrets."""
    run = made.values["run"]
    log = log_of(run)
    steps = [
        (entry["request"]["method"], urlsplit(entry["request"]["url"]).path, entry["response"]["status"])
        for entry in log["entries"]
    ]
    assert steps[:4] == [
        ("GET", "/.well-known/openid-configuration", 200),
        ("GET", "/authorize", 302),
        ("GET", "/callback", 200),
        ("POST", "/token", 200),
    ]
    link, back, token = log["entries"][1:4]
    assert "not seen" in link["comment"]
    assert link["comment"] == back["comment"]
    assert dict(parse_qsl(urlsplit(link["request"]["url"]).query)) == dict(run.params)
    assert link["response"]["redirectURL"] == back["request"]["url"]
    assert [pair["name"] for pair in back["request"]["queryString"]] == ["code", "state", "iss"]
    assert {pair["name"] for pair in token["request"]["postData"]["params"]} == {
        "grant_type",
        "code",
        "redirect_uri",
        "code_verifier",
    }
    assert "not seen" not in token["comment"]


def test_a_form_that_the_browser_posted(provider: LocalProvider, tmp_path: Path) -> None:
    """With response_mode=form_post the answer stands in the body of a POST, and in no address."""
    flow = Flow(provider.issuer, provider.register("form"), runs=tmp_path)
    flow.discover()
    request = flow.authorize(response_mode="form_post")
    flow.receive(f"code=made-up-code-1234567890&state={request.state}")
    back = log_of(flow.run)["entries"][-1]
    assert back["request"]["method"] == "POST"
    assert [pair["name"] for pair in back["request"]["postData"]["params"]] == ["code", "state"]


def test_a_link_that_nobody_came_back_from(provider: LocalProvider, tmp_path: Path) -> None:
    """It stands at the end, with the status 0: no answer was seen."""
    flow = Flow(provider.issuer, provider.register("open"), runs=tmp_path)
    flow.discover()
    flow.authorize()
    last = log_of(flow.run)["entries"][-1]
    assert urlsplit(last["request"]["url"]).path == "/authorize"
    assert last["response"]["status"] == 0


@pytest.mark.parametrize("is_redacted", [False, True])
@pytest.mark.parametrize("name", ["run", "faulty", "refused"])
def test_read_again_it_is_the_same_run(made: World, tmp_path: Path, name: str, is_redacted: bool) -> None:
    """By `explain`, from bytes, from a text and from a file; the same archive can be made of it."""
    content = report_files(made.values[name], "it.har", redact_personal=is_redacted)["it.har"]
    (tmp_path / "it.har").write_bytes(content)
    for source in (content, content.decode(), tmp_path / "it.har"):
        (again,) = explain(source).runs
        if not is_redacted:
            assert again.to_json() == made.values[name].to_json()
        assert report_files(again, "it.har")["it.har"] == content


def test_both_sides_know_the_member_by_one_name() -> None:
    """The room that writes it may not import the one that reads it."""
    assert RUN == MEMBER


@pytest.mark.parametrize("kept", ["", "no run", 5, None, '{"format": 2}\n', {"a": 1}])
def test_a_record_that_is_none_is_passed_over(made: World, kept: Any) -> None:
    """Then the entries are read, as those of any other program."""
    log = {**log_of(made.values["run"]), RUN: kept}
    found = explain(json.dumps({"log": log}))
    assert found.kind == "har"
    assert all(run.to_json() != made.values["run"].to_json() for run in found.runs)


def test_a_token_that_somebody_wrote_into_the_record_is_hidden(made: World) -> None:
    """No record of ours has one; the HAR came from outside."""
    token = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhIn0.c2lnbmF0dXJl"
    log = log_of(made.values["run"])
    event = {"kind": "refusal", "at": 1, "leg": "token", "error": "x", "description": f"bad {token}"}
    log[RUN] += json.dumps(event) + "\n"
    (run,) = explain(json.dumps({"log": log})).runs
    assert run.refusal is not None
    assert token not in run.to_json()


def test_unseen_characters_are_escaped(made: World) -> None:
    """As JSON escapes them: the archive says the same, and turns no reading direction; letters stay."""
    run = made.values["run"]
    odd = "\u202e\x85\u2028 M\u00fcller \U000e0041"
    content = report_files(Run(run.id, run.created, odd, run.events), "it.har")["it.har"].decode()
    assert "M\u00fcller" in content
    assert not set(content) & set("\u202e\x85\u2028\U000e0041")
    assert Run.from_json(json.loads(content)["log"][RUN]).label == odd
