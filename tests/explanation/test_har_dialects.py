"""The same sign-in as each program saves it: whatever the shape of the HAR, the same run comes out, or what is missing is said."""

from __future__ import annotations

import base64
import copy
import json
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import parse_qsl

import pytest

from explorer import diagnose, explain
from explorer.explanation import Explanation
from explorer.explanation.har.cleared import MISSING
from tests.explanation.hars import CANARIES, front_channel, har, token_request

Change = Callable[[dict[str, Any]], None]
SIGN_INS = {
    "works": [*front_channel(), token_request()],
    "refused": [
        *front_channel(),
        token_request("https%3A%2F%2Fapp.example%2Fcb%2F", status=400, body={"error": "invalid_grant"}),
    ],
}


def without_kind(entry: dict[str, Any]) -> None:
    """Firefox, Safari, Charles, Fiddler: no _resourceType."""
    entry.pop("_resourceType")


def http_2(entry: dict[str, Any]) -> None:
    """Headers in small letters, and pseudo-headers among them (RFC 9113 8.3)."""
    for message in (entry["request"], entry["response"]):
        message["headers"] = [{"name": each["name"].lower(), "value": each["value"]} for each in message["headers"]]
    entry["request"]["headers"].insert(0, {"name": ":authority", "value": "op.example"})


def params_only(entry: dict[str, Any]) -> None:
    """The form in names and values, without its text."""
    if posted := entry["request"].get("postData"):
        posted["params"] = [{"name": name, "value": value} for name, value in parse_qsl(posted.pop("text"))]


def params_encoded(entry: dict[str, Any]) -> None:
    """The same, still encoded."""
    if posted := entry["request"].get("postData"):
        pairs = (each.partition("=") for each in posted.pop("text").split("&"))
        posted["params"] = [{"name": name, "value": value} for name, _, value in pairs]


def in_base64(entry: dict[str, Any]) -> None:
    """mitmproxy and Chromium: bodies in base64."""
    content = entry["response"]["content"]
    if "text" in content:
        content |= {"text": base64.b64encode(content["text"].encode()).decode(), "encoding": "base64"}


def relative(entry: dict[str, Any]) -> None:
    """A Location that is relative (RFC 9110 10.2.2), and no redirectURL."""
    entry["response"]["redirectURL"] = ""
    for each in entry["response"]["headers"]:
        if each["name"] == "Location" and entry["request"]["url"].startswith("https://op.example"):
            each["value"] = each["value"].removeprefix("https://op.example")


def redirect_url_only(entry: dict[str, Any]) -> None:
    """No Location among the headers, only redirectURL."""
    entry["response"]["headers"] = [each for each in entry["response"]["headers"] if each["name"] != "Location"]


def other_times(entry: dict[str, Any]) -> None:
    """Times of another zone, without phases."""
    entry["startedDateTime"] = entry["startedDateTime"].replace("T11", "T12").replace("Z", "+01:00")
    entry["time"] = -1
    entry.pop("timings")


def texts_for_numbers(entry: dict[str, Any]) -> None:
    """Fiddler's exporters: numbers as texts."""
    entry["response"]["status"], entry["time"] = str(entry["response"]["status"]), "20"


def more_members(entry: dict[str, Any]) -> None:
    """Chromium: who began it, what a WebSocket said; charsets behind media types."""
    entry |= {"_initiator": {"type": "script", "stack": {}}, "_webSocketMessages": [{"type": "send", "data": "code=x"}]}
    entry["response"]["content"]["mimeType"] += "; charset=utf-8"


SAME: list[Change] = [without_kind, http_2, params_only, params_encoded, in_base64, relative, redirect_url_only, other_times]
SAME += [texts_for_numbers, more_members]


def told(found: Explanation) -> tuple[Any, ...]:
    """What comes out: how many runs, the refusal, the failed rules, and the first cause."""
    (run,) = found.runs
    first = diagnose(run).first
    return run.refusal and run.refusal.get("error"), [each.rule for each in run.report.failures], first and first.id


def changed(entries: list[dict[str, Any]], *changes: Change) -> Iterator[dict[str, Any]]:
    """The entries in another shape."""
    for each in copy.deepcopy(entries):
        for change in changes:
            change(each)
        yield each


@pytest.mark.parametrize("name", SIGN_INS)
@pytest.mark.parametrize("change", SAME, ids=[change.__name__ for change in SAME])
def test_the_same_run(name: str, change: Change) -> None:
    """Another shape of file, the same sign-in."""
    entries = SIGN_INS[name]
    assert told(explain(har(*changed(entries, change)))) == told(explain(har(*entries)))


def test_all_of_it_at_once() -> None:
    """Shapes that come together in one program."""
    shaped = changed(SIGN_INS["refused"], without_kind, http_2, params_only, in_base64, other_times)
    assert told(explain("\ufeff" + har(*shaped, creator="Fiddler"))) == told(explain(har(*SIGN_INS["refused"])))


@pytest.mark.parametrize("mark", ["[redacted]", "REDACTED", "*****", "\u2022" * 6, "%5BREDACTED%5D"])
def test_secrets_that_were_taken_out(mark: str) -> None:
    """What somebody redacted before is said to be missing: it is neither a bad code, nor does it fit, and the rest is judged."""
    text = har(*SIGN_INS["refused"])
    for canary in CANARIES:
        text = text.replace(canary, mark)
    found = explain(text)
    (run,) = found.runs
    assert MISSING in found.missing
    assert diagnose(run).causes[0].id == "redirect-uri-differs"
    assert run.report["TOKQ-VERIFIER-MISMATCH"].verdict == "skip"
    assert run.report["AUTHR-STATE-MISMATCH"].verdict == "pass"
    assert not [each for each in run.report.failures if "CODE" in each.rule or "VERIFIER" in each.rule]


def test_bodies_that_were_not_saved() -> None:
    """Without the answer's body the requests are judged, and what is missing is said."""
    entries = copy.deepcopy(SIGN_INS["refused"])
    entries[-1]["response"]["content"].pop("text")
    found = explain(har(*entries))
    assert any("body of the token endpoint's answer was not saved" in each for each in found.missing)
    assert diagnose(found.runs[0]).causes[0].id == "redirect-uri-differs"


def test_a_preflight_and_a_tunnel_are_no_messages() -> None:
    """OPTIONS, which a browser asks before, and a proxy's CONNECT change nothing (Fetch 4.8, RFC 9110 9.3.6)."""
    entries = [*SIGN_INS["works"]]
    for method in ("OPTIONS", "CONNECT"):
        before = copy.deepcopy(entries[-1])
        before["request"]["method"] = method
        entries.insert(-1, before)
    assert told(explain(json.dumps(json.loads(har(*entries)), indent=1))) == told(explain(har(*SIGN_INS["works"])))
