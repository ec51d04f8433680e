"""Why did it fail? Both legs of a flow made by hand, each cause seen to be likely, possible and ruled out."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.diagnosis import diagnose
from explorer.diagnosis.cause import KnownCause, cause, known
from explorer.diagnosis.causes import CAUSES
from explorer.diagnosis.evidence import client_evidence, text_evidence
from explorer.diagnosis.experiments import EXPERIMENTS
from explorer.protocol.client import Client
from explorer.registry import Registry
from explorer.rules.catalogue import every_rule
from explorer.runs import Run, Runs
from explorer.secret import Secret
from tests.diagnosis.made import CALLBACK, CODE, SECRET, client, evidence, request, run_with, verdicts
from tests.hostile import JSON, patient

public = client(None)
OTHER = Client("other", SECRET, redirect_uri=CALLBACK)
post = client(token_endpoint_auth_method="client_secret_post")
signing = client(None, private_key="PEM")
GRANT, CLIENT = "invalid_grant", "invalid_client"
CASES: list[tuple[str, str, str | None, Any]] = [
    ("code-used-before", GRANT, "possible", lambda: evidence(again=True)),
    ("code-used-before", GRANT, "possible", evidence),
    ("redirect-uri-missing", GRANT, "likely", lambda: evidence(grant={"redirect_uri": None})),
    (
        "redirect-uri-missing",
        GRANT,
        "likely",
        lambda: evidence(grant={"redirect_uri": None}, extra=(("reidrect_uri", CALLBACK),)),
    ),
    ("redirect-uri-missing", GRANT, "ruled out", evidence),
    ("redirect-uri-differs", GRANT, "likely", lambda: evidence(grant={"redirect_uri": CALLBACK + "/"})),
    ("redirect-uri-differs", GRANT, "ruled out", evidence),
    ("redirect-uri-differs", GRANT, "possible", lambda: evidence(grant={"redirect_uri": None})),
    ("verifier-missing", GRANT, "likely", lambda: evidence(grant={"code_verifier": None})),
    ("verifier-missing", GRANT, "ruled out", evidence),
    ("verifier-missing", GRANT, "possible", lambda: evidence(first=request(client(), None), grant={"code_verifier": None})),
    ("verifier-wrong", GRANT, "likely", lambda: evidence(grant={"code_verifier": "x" * 43})),
    ("verifier-wrong", GRANT, "likely", lambda: evidence(grant={"code_verifier": "\ud800"})),
    ("verifier-wrong", GRANT, "ruled out", evidence),
    ("verifier-wrong", GRANT, "ruled out", lambda: evidence(first=request(client(), "plain"))),
    ("verifier-wrong", GRANT, "ruled out", lambda: evidence(grant={"code_verifier": None})),
    ("verifier-unexpected", GRANT, "likely", lambda: evidence(first=request(client(), None))),
    ("verifier-unexpected", GRANT, "possible", evidence),  # the link may have lost its challenge on its way
    ("verifier-unexpected", GRANT, "ruled out", lambda: evidence(grant={"code_verifier": None})),
    ("code-old", GRANT, "possible", lambda: evidence(age=61)),
    ("code-old", GRANT, "likely", lambda: evidence(age=3_600)),
    ("code-old", GRANT, "possible", lambda: evidence(age=60)),
    ("code-percent-encoded", GRANT, "likely", lambda: evidence(grant={"code": "canary-code%2B%2F%3D"})),
    ("code-percent-encoded", GRANT, "ruled out", evidence),
    ("code-cut", GRANT, "likely", lambda: evidence(grant={"code": CODE[:-1]})),
    ("code-cut", GRANT, "possible", evidence),
    ("code-cut", GRANT, "possible", lambda: evidence(grant={"code": ""})),
    ("code-changed", GRANT, "likely", lambda: evidence(grant={"code": "other"})),
    ("code-changed", GRANT, "possible", lambda: evidence(grant={"code": None})),
    ("code-changed", GRANT, "ruled out", evidence),
    ("code-white-space", GRANT, "likely", lambda: evidence(code="canary code")),
    ("code-white-space", GRANT, "likely", lambda: evidence(code=" canary")),
    ("code-white-space", GRANT, "ruled out", evidence),
    ("code-of-another-request", GRANT, "possible", evidence),
    ("code-of-another-request", GRANT, "possible", lambda: evidence(grant={"code_verifier": "x" * 43})),
    ("code-of-another-request", GRANT, "possible", lambda: evidence(again=True)),
    ("other-client", GRANT, "proven", lambda: evidence(OTHER, first=request(client()))),
    ("other-client", CLIENT, "possible", evidence),  # which link the browser opened only the provider knows
    ("credential-missing", CLIENT, "possible", lambda: evidence(public)),
    ("credential-missing", CLIENT, "likely", lambda: evidence(omit=["authorization"])),
    ("credential-missing", CLIENT, "likely", lambda: evidence(post, omit=["client_secret"])),
    ("credential-missing", CLIENT, "ruled out", lambda: evidence(post)),
    (
        "credential-missing",
        CLIENT,
        "likely",
        lambda: evidence(signing, omit=["client_assertion"], client_assertion=Secret("x")),
    ),
    ("credential-missing", CLIENT, "ruled out", lambda: evidence(signing, client_assertion=Secret("x"))),
    ("secret-white-space", CLIENT, "likely", lambda: evidence(client(SECRET + "\n"))),
    ("secret-white-space", "invalid_request", "likely", lambda: evidence(client(SECRET + "\n"))),
    ("secret-white-space", CLIENT, "ruled out", evidence),
    ("secret-white-space", CLIENT, "ruled out", lambda: evidence(public)),
    ("basic-encodings-differ", CLIENT, "possible", lambda: evidence(client(SECRET + "+/"))),
    ("basic-encodings-differ", CLIENT, "possible", lambda: evidence(client("\ud800"))),
    ("basic-encodings-differ", CLIENT, "ruled out", evidence),
    ("basic-encodings-differ", CLIENT, "ruled out", lambda: evidence(post)),
    ("method-not-offered", CLIENT, "likely", lambda: evidence(methods=["private_key_jwt", 7])),
    ("method-not-offered", CLIENT, "likely", lambda: evidence(post, methods="client_secret_post")),
    ("method-not-offered", CLIENT, "possible", evidence),  # metadata by hand leave out what nobody typed
    ("method-not-offered", CLIENT, "ruled out", lambda: evidence(methods=["client_secret_basic"])),
    ("secret-is-an-id", CLIENT, "possible", lambda: evidence(client("f81d4fae-7dec-11d0-a765-00a0c91e6bf6"))),
    ("secret-is-an-id", CLIENT, "possible", evidence),
]


@pytest.mark.parametrize(("cause", "error", "verdict", "found"), CASES, ids=[f"{c}-{v}" for c, _, v, _ in CASES])
def test_verdict(cause: str, error: str, verdict: str | None, found: Any) -> None:
    """Each cause is proven, likely, possible or ruled out, as both legs say: a slip alone proves nothing."""
    observed = found()
    assert verdicts(observed, error).get(cause) == verdict
    named = [each for each in diagnose(run_with(observed, error)).causes if each.id == cause]
    assert all(each.title.endswith(".") and each.spec and (each.advice or each.verdict == "ruled out") for each in named)


def test_evidence_holds_no_secret_and_survives_json():
    """Lengths, shapes and comparisons: no value of a code, verifier or secret is kept."""
    for _, _, _, found in CASES:
        text = json.dumps(found())
        assert "canary" not in text
        assert "f81d4fae" not in text


def test_the_proof_stands_first():
    """Likely causes come before possible ones, those before the ones that are ruled out; repr leaves the last out."""
    diagnosis = diagnose(run_with(evidence(grant={"redirect_uri": CALLBACK + "x"}, age=100)))
    order = [cause.verdict for cause in diagnosis.causes]
    assert order == sorted(order, key=["proven", "likely", "possible", "ruled out"].index)
    assert set(order) == {"likely", "possible", "ruled out"}
    assert diagnosis.first is not None
    assert diagnosis.first.id == "redirect-uri-differs"
    assert "ruled out" not in repr(diagnosis)
    assert "character 15" in diagnosis.first.evidence


def test_misspelt_parameter_is_named():
    """The manual's own misspelling is recognised."""
    found = evidence(grant={"redirect_uri": None}, extra=(("redirecturi", CALLBACK),))
    cause = diagnose(run_with(found)).first
    assert cause is not None
    assert (cause.id, cause.verdict) == ("redirect-uri-missing", "likely")
    assert "redirecturi" in cause.evidence


@pytest.mark.parametrize("error", ["invalid_client", "unauthorized_client", "invalid_request", "made_up", None])
def test_the_error_code_is_a_weight_and_no_gate(error):
    """The same slip is found behind whatever code a provider has for it, and behind none."""
    diagnosis = diagnose(run_with(evidence(grant={"redirect_uri": None}), error, problem="this is a web page"))
    assert diagnosis.first is not None
    assert (diagnosis.first.id, diagnosis.first.verdict) == ("redirect-uri-missing", "likely")
    assert diagnosis.sentence
    assert error is not None or ("refused" in diagnosis.sentence and diagnosis.sentence.endswith(": this is a web page."))


def test_refusal_of_the_redirect():
    """An error in the redirect has its meaning there, and no causes of the token request."""
    run = Run("r", 0.0).with_event({"kind": "refusal", "at": 1, "leg": "authorize", "error": "access_denied"})
    diagnosis = diagnose(run)
    assert (diagnosis.error, diagnosis.leg) == ("access_denied", "authorize")
    assert diagnosis.general
    assert diagnosis.first is not None
    assert diagnosis.first.id == "user-said-no"
    assert "secret-wrong" not in {cause.id for cause in diagnosis.causes}


def test_run_without_a_refusal():
    """Nothing refused, no answer at all, or a failed check: each is said."""
    run = Run("r", 0.0)
    assert diagnose(run).sentence == "Nothing was refused in this run."
    lost = {"kind": "exchange", "at": 0, "step": "exchange", "request": {}, "error": "Nothing listens there.", "timing": {}}
    told = repr(diagnose(run.with_event(lost)))
    assert told.startswith("<Diagnosis> No answer came at the step exchange: Nothing listens there.")
    silent = run.with_event({"kind": "exchange", "at": 1, "step": "discover", "error": "The name does not exist."})
    assert "discover: The name does not exist." in diagnose(silent).sentence
    row = {"rule": "X", "question": "?", "verdict": "fail", "severity": "error", "message": "It is wrong.", "spec": ""}
    failed = run.with_event({"kind": "report", "at": 1, "about": "id_token", "findings": [row]})
    assert "It is wrong. (X)" in diagnose(failed).sentence
    assert diagnose(failed).error is None


def pieces(value: Any, path: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    """Return the path of every member, at any depth."""
    if not isinstance(value, dict):
        return []
    return [each for name, item in value.items() for each in [(*path, name), *pieces(item, (*path, name))]]


@pytest.mark.parametrize("error", [GRANT, CLIENT, "invalid_request"])
def test_missing_pieces_raise_nothing(error):
    """A record that lacks a piece, being older or edited, says nothing about what needs it, and all else as before."""
    whole = evidence(client(SECRET + "+"))
    before = verdicts(whole, error)
    for path in pieces(whole):
        cut = copy.deepcopy(whole)
        parent = cut
        for name in path[:-1]:
            parent = parent[name]
        del parent[path[-1]]
        after = verdicts(cut, error)
        assert after.keys() == before.keys()
        assert diagnose(run_with(cut, error)).sentence


@given(JSON, JSON, JSON)
@patient
def test_anything_in_the_place_of_evidence(found, piece, error):
    """A run edited by hand raises nothing, whatever stands in it."""
    whole = evidence()
    strange = dict.fromkeys(whole, piece)
    for each in (found, strange, {**whole, "code": piece}, {**whole, "client": piece}, {**whole, "redirect_uri": piece}):
        for name in (GRANT, CLIENT, error if isinstance(error, str) else None):
            assert repr(diagnose(run_with(each, name)))


def test_a_damaged_run_file_is_diagnosed(tmp_path: Path) -> None:
    """A file whose evidence was cut or edited is read, and what is left of it is told; the rest says nothing."""
    folder = Runs(tmp_path)
    path = folder.path("damaged")
    for damage, left in (
        ({"code": {"posted_before": "no", "age": "young"}, "pkce": [], "redirect_uri": {"authorize": CALLBACK}}, set()),
        ({"code": None, "pkce": {"challenge_sent": True, "verifier_sent": False}}, {"verifier-missing"}),
        ({"client": {"secret": [], "public": 1}, "methods_supported": {"a": 1}, "overruled": 7, "altered": None}, set()),
        ({"redirect_uri": {"authorize": CALLBACK, "token": None, "names": ["redirecturi", 7, None]}}, {"redirect-uri-missing"}),
    ):
        run = run_with(damage)
        events = ({"kind": "run", "format": 1, "id": "damaged", "created": 0.0, "version": "0"}, *run.events)
        path.write_text("".join(json.dumps(event) + "\n" for event in events), encoding="utf-8")
        for error in (GRANT, CLIENT):
            found = diagnose(run_with(Run.load(path).last("token_request")["evidence"], error))
            assert {cause.id for cause in found.causes if cause.verdict in ("proven", "likely")} - {"secret-wrong"} == left
        assert repr(diagnose(Run.load(path)))


def test_a_mistake_in_a_cause_is_not_swallowed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A cause that has a typing error in it fails every test that reaches it, instead of being silent for ever."""

    def bug(case):
        yield case.nothing_of_the_kind

    broken: Registry[KnownCause] = Registry("cause")
    row = KnownCause(id="broken", title="It is.", legs=("token",), topic="t", advice="Mend it.", spec="RFC 1", look=bug)
    broken.enter(row, id="broken", question="It is.")
    monkeypatch.setattr("explorer.diagnosis.CAUSES", broken)
    with pytest.raises(AttributeError):
        diagnose(run_with(evidence()))


def test_the_causes_can_be_listed() -> None:
    """Each has an id, and says what it is; the standards that ask for it stand beside it."""
    assert CAUSES["code-cut"].title == "The code was cut, or lost a character, on its way."
    assert all(each.title.endswith(".") and each.spec and each.advice and each.legs and each.topic for each in CAUSES)
    rules = {rule for each in CAUSES for rule in each.rules}
    assert not [rule for rule in rules if rule not in every_rule()], "a rule that does not exist says nothing for ever"
    assert not [each.experiment for each in CAUSES if each.experiment and each.experiment not in EXPERIMENTS]


def test_a_cause_that_could_not_be_told_apart_is_refused() -> None:
    """A second cause of one id, or one without its sentence, is refused when the file is imported."""
    row = {"legs": ("token",), "topic": "t", "spec": "RFC 1", "advice": "Do."}
    with pytest.raises(TypeError, match="There is one cause code-cut already"):
        known("code-cut", "It was cut.", **row)
    with pytest.raises(TypeError, match="The cause nameless asks nothing"):
        cause("nameless", **row)(lambda case: iter(()))


@given(st.text())
@patient
def test_shape_of_any_secret(text):
    """Any secret has a shape, which shows nothing of it but its outer form."""
    shape = text_evidence(Secret(text))
    assert shape["length"] == len(text)
    assert all(isinstance(value, (bool, int)) for value in shape.values())
    assert text_evidence(None) == {"length": 0}
    shown = client_evidence(client(text or None, token_endpoint_auth_method="none"))
    assert (shown["secret"] is None) == (text == "")
