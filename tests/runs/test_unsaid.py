"""What goes without saying is not written, and nobody who reads a run misses it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from explorer import Client, Flow, Runs, diagnose
from explorer.diagnosis.evidence import client_evidence, text_evidence
from explorer.diagnosis.reading import read_evidence
from explorer.runs.answers import spelled_out
from explorer.runs.unsaid import QUESTIONS, short_client, short_evidence, whole_client, whole_evidence
from explorer.secret import Secret
from tests.flow.odd_provider import CLIENT, odd_provider

ADDRESS = "http://127.0.0.1:9/callback"
CODE = dict.fromkeys(QUESTIONS["code"], False)
EVIDENCE: dict[str, Any] = {
    "redirect_uri": {"authorize": ADDRESS, "token": ADDRESS, "names": ["code"]},
    "code": {"length": 7, **CODE, "percent_encoded": True},
    "client": client_evidence(Client("app", " spaced", redirect_uri=ADDRESS)),
    "altered": [],
    "overruled": [],
}
VARIANTS: list[dict[str, Any]] = [
    {},
    {"altered": ["code was left out"]},
    {"overruled": ["AUTHR-STATE-MISMATCH"]},
    {"redirect_uri": {"authorize": ADDRESS, "token": None, "names": []}},
    {"redirect_uri": {"authorize": None, "token": None, "names": []}},
    {"code": {"length": 0, "same_as_received": False}},
    {"code": {"length": 7, **CODE}},
    {"client": client_evidence(Client("app", redirect_uri=ADDRESS))},
]


@pytest.mark.parametrize("changes", VARIANTS)
def test_what_is_read_is_what_was_seen(changes: dict[str, Any]) -> None:
    """Whatever the evidence, it comes back whole, and is shorter where there is something to leave out."""
    evidence = {**EVIDENCE, **changes}
    written = json.loads(json.dumps(short_evidence(evidence)))
    assert {"overruled": [], **whole_evidence(written)} == evidence
    assert len(json.dumps(written)) < len(json.dumps(evidence))


def test_what_nobody_knows_is_not_no() -> None:
    """Of evidence that lacks an answer, or was cut, nothing is made up: what is not written is not known."""
    for code in ({}, {"length": 7}, {"length": 7, "percent_encoded": False}, {**CODE, "posted_before": None}, {"yes": "no"}):
        evidence = whole_evidence(short_evidence({"code": code}))
        assert evidence["code"] == code
        assert read_evidence(evidence).code.posted_before is None
    assert read_evidence(whole_evidence({"code": {"yes": []}})).code.posted_before is False


def test_the_questions_are_those_that_are_asked() -> None:
    """Whatever is asked of a secret is listed, so that an answer that is no costs nothing."""
    shape = client_evidence(Client("app", "secret", redirect_uri=ADDRESS))
    assert {name for name, value in shape["secret"].items() if isinstance(value, bool)} == set(QUESTIONS["secret"])
    assert {name for name, value in text_evidence(Secret("code")).items() if isinstance(value, bool)} < set(QUESTIONS["code"])
    assert short_client(shape)["secret"].keys() == {"length", "fingerprint", "yes", "copied", "holds"}
    assert whole_client(short_client(shape)) == shape


@pytest.mark.parametrize("yes", [7, None, {}, [[], {}, 1, "posted_before"]])
def test_a_strange_list_of_answers(yes: Any) -> None:
    """In a file from elsewhere anything may stand there."""
    event = {
        "kind": "token_request",
        "at": 1,
        "altered": 7,
        "evidence": {"code": {"yes": yes}, "client": {"secret": {"yes": yes}}},
    }
    (told,) = spelled_out([event], {})
    assert read_evidence(told["evidence"]).code.posted_before is (True if isinstance(yes, list) else None)


def test_what_there_is_none_of() -> None:
    """It is not written; what there is stands in the file, and the run is as the file has it."""
    with odd_provider() as odd:
        for trusted in ((), ("another",)):
            flow = Flow(odd.metadata, CLIENT, trusted_audiences=trusted)
            flow.authorize()
            flow.receive("c0de")
            content = flow.runs.path(flow.run.id).read_text()
            assert flow.run.provider.get("trusted_audiences", []) == list(trusted)
            assert ("trusted_audiences" in content) is bool(trusted)
            assert '"profile"' not in content
            assert flow.runs.load(flow.run.id) == flow.run


def test_a_secret_that_is_called_like_an_answer(tmp_path: Path) -> None:
    """The answers are words of ours: also where they are a client's secret they stay, and the diagnosis sees them."""
    with odd_provider() as odd:
        odd.say("/token", {"error": "invalid_client"}, status=401)
        flow = Flow(odd.metadata, Client("app", " encodings_differ", redirect_uri=ADDRESS), runs=Runs(tmp_path))
        flow.authorize()
        flow.receive("c0de")
        flow.exchange()
    assert '"yes":["edge_white_space","encodings_differ"]' in flow.runs.path(flow.run.id).read_text()
    assert "secret-white-space" in [cause.id for cause in diagnose(flow.run).likely]
