"""Why did it fail? Both legs of a flow made by hand, each cause seen to be confirmed, possible and ruled out."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.diagnosis import diagnose
from explorer.diagnosis.cause import CAUSES, KnownCause, cause
from explorer.diagnosis.evidence import client_evidence, exchange_evidence, text_evidence
from explorer.protocol.authorize import AuthorizationRequest, build_authorization_request
from explorer.protocol.client import Client
from explorer.protocol.metadata import ProviderMetadata
from explorer.protocol.tokens import build_token_request, code_grant
from explorer.registry import Registry
from explorer.runs import Run, Runs
from explorer.secret import Secret
from tests.hostile import JSON, patient

METADATA = {"authorization_endpoint": "https://op/a", "token_endpoint": "https://op/t"}
SECRET = "canary-secret"
VERIFIER = "canary-" * 7
CODE = "canary-code+/="
CALLBACK = "https://app/cb"


def client(secret: str | None = SECRET, **changes: Any) -> Client:
    """Return a client."""
    return Client("app", secret, **{"redirect_uri": CALLBACK, **changes})


def request(who: Client, pkce: str | None = "S256") -> AuthorizationRequest:
    """Return the first leg."""
    return build_authorization_request(
        ProviderMetadata(issuer="i", **METADATA),
        who,
        scope="openid",
        state="s",
        nonce="n",
        code_verifier=Secret(VERIFIER) if pkce else None,
        code_challenge_method=pkce,
    )


def evidence(
    who: Client | None = None,
    *,
    first: AuthorizationRequest | None = None,
    grant: dict[str, str | None] | None = None,
    code: str = CODE,
    age: float = 2.0,
    again: bool = False,
    methods: Any = None,
    **changes: Any,
) -> dict[str, Any]:
    """Return what both legs say: an honest exchange but for the changes; None in `grant` leaves a parameter out."""
    who = who or client()
    first = first or request(who)
    sent_grant = {"code": code, "redirect_uri": CALLBACK, "code_verifier": VERIFIER, **(grant or {})}
    secrets = {name: Secret(value, name) if value is not None else None for name, value in sent_grant.items()}
    uri = sent_grant["redirect_uri"]
    params = code_grant(secrets["code"] or Secret(""), uri, secrets["code_verifier"])
    omit = [*changes.pop("omit", ()), *(["code"] if secrets["code"] is None else [])]
    members = {} if methods is None else {"token_endpoint_auth_methods_supported": methods}
    metadata = ProviderMetadata(issuer="i", members=members, **METADATA)
    sent = build_token_request(metadata, who, params, omit=omit, **changes)
    return exchange_evidence(sent, first, metadata, code=Secret(code), code_age=age, posted_before=again)


def run_with(found: Any, error: str | None = "invalid_grant", **refusal: Any) -> Run:
    """Return a run whose code exchange was refused."""
    run = Run("r", 0.0).with_event({"kind": "authorize", "at": 1, "params": []})
    if found is not None:
        run = run.with_event({"kind": "token_request", "at": 2, "evidence": found})
    return run.with_event({"kind": "refusal", "at": 3, "leg": "token", "error": error, **refusal})


def verdicts(found: Any, error: str = "invalid_grant") -> dict[str, str]:
    """Return the verdict on each cause."""
    return {cause.id: cause.verdict for cause in diagnose(run_with(found, error)).causes}


public = client(None)
OTHER = Client("other", SECRET, redirect_uri=CALLBACK)
post = client(token_endpoint_auth_method="client_secret_post")
signing = client(None, private_key="PEM")
GRANT, CLIENT = "invalid_grant", "invalid_client"
CASES: list[tuple[str, str, str | None, Any]] = [
    ("code-used-before", GRANT, "confirmed", lambda: evidence(again=True)),
    ("code-used-before", GRANT, "ruled out", evidence),
    ("redirect-uri-missing", GRANT, "confirmed", lambda: evidence(grant={"redirect_uri": None})),
    (
        "redirect-uri-missing",
        GRANT,
        "confirmed",
        lambda: evidence(grant={"redirect_uri": None}, extra=(("reidrect_uri", CALLBACK),)),
    ),
    ("redirect-uri-missing", GRANT, "ruled out", evidence),
    ("redirect-uri-differs", GRANT, "confirmed", lambda: evidence(grant={"redirect_uri": CALLBACK + "/"})),
    ("redirect-uri-differs", GRANT, "ruled out", evidence),
    ("redirect-uri-differs", GRANT, None, lambda: evidence(grant={"redirect_uri": None})),
    ("verifier-missing", GRANT, "confirmed", lambda: evidence(grant={"code_verifier": None})),
    ("verifier-missing", GRANT, "ruled out", evidence),
    ("verifier-missing", GRANT, None, lambda: evidence(first=request(client(), None), grant={"code_verifier": None})),
    ("verifier-wrong", GRANT, "confirmed", lambda: evidence(grant={"code_verifier": "x" * 43})),
    ("verifier-wrong", GRANT, "confirmed", lambda: evidence(grant={"code_verifier": "\ud800"})),
    ("verifier-wrong", GRANT, "ruled out", evidence),
    ("verifier-wrong", GRANT, "ruled out", lambda: evidence(first=request(client(), "plain"))),
    ("verifier-wrong", GRANT, None, lambda: evidence(grant={"code_verifier": None})),
    ("verifier-unexpected", GRANT, "possible", lambda: evidence(first=request(client(), None))),
    ("verifier-unexpected", GRANT, None, evidence),
    ("code-old", GRANT, "possible", lambda: evidence(age=61)),
    ("code-old", GRANT, "possible", lambda: evidence(age=3_600)),
    ("code-old", GRANT, "ruled out", lambda: evidence(age=60)),
    ("code-percent-encoded", GRANT, "confirmed", lambda: evidence(grant={"code": "canary-code%2B%2F%3D"})),
    ("code-percent-encoded", GRANT, "ruled out", evidence),
    ("code-cut", GRANT, "confirmed", lambda: evidence(grant={"code": CODE[:-1]})),
    ("code-cut", GRANT, "ruled out", evidence),
    ("code-cut", GRANT, "ruled out", lambda: evidence(grant={"code": ""})),
    ("code-changed", GRANT, "confirmed", lambda: evidence(grant={"code": "other"})),
    ("code-changed", GRANT, "confirmed", lambda: evidence(grant={"code": None})),
    ("code-changed", GRANT, None, evidence),
    ("code-white-space", GRANT, "confirmed", lambda: evidence(code="canary code")),
    ("code-white-space", GRANT, "confirmed", lambda: evidence(code=" canary")),
    ("code-white-space", GRANT, None, evidence),
    ("code-of-another-request", GRANT, "possible", evidence),
    ("code-of-another-request", GRANT, None, lambda: evidence(grant={"code_verifier": "x" * 43})),
    ("code-of-another-request", GRANT, None, lambda: evidence(again=True)),
    ("other-client", GRANT, "confirmed", lambda: evidence(OTHER, first=request(client()))),
    ("other-client", CLIENT, None, evidence),
    ("credential-missing", CLIENT, "possible", lambda: evidence(public)),
    ("credential-missing", CLIENT, "confirmed", lambda: evidence(omit=["authorization"])),
    ("credential-missing", CLIENT, "confirmed", lambda: evidence(post, omit=["client_secret"])),
    ("credential-missing", CLIENT, None, lambda: evidence(post)),
    (
        "credential-missing",
        CLIENT,
        "confirmed",
        lambda: evidence(signing, omit=["client_assertion"], client_assertion=Secret("x")),
    ),
    ("credential-missing", CLIENT, None, lambda: evidence(signing, client_assertion=Secret("x"))),
    ("secret-white-space", CLIENT, "confirmed", lambda: evidence(client(SECRET + "\n"))),
    ("secret-white-space", "invalid_request", "confirmed", lambda: evidence(client(SECRET + "\n"))),
    ("secret-white-space", CLIENT, "ruled out", evidence),
    ("secret-white-space", CLIENT, None, lambda: evidence(public)),
    ("basic-encodings-differ", CLIENT, "possible", lambda: evidence(client(SECRET + "+/"))),
    ("basic-encodings-differ", CLIENT, "possible", lambda: evidence(client("\ud800"))),
    ("basic-encodings-differ", CLIENT, "ruled out", evidence),
    ("basic-encodings-differ", CLIENT, None, lambda: evidence(post)),
    ("method-not-offered", CLIENT, "possible", lambda: evidence(methods=["private_key_jwt", 7])),
    ("method-not-offered", CLIENT, "possible", lambda: evidence(post, methods="client_secret_post")),
    ("method-not-offered", CLIENT, "ruled out", evidence),
    ("secret-is-an-id", CLIENT, "possible", lambda: evidence(client("f81d4fae-7dec-11d0-a765-00a0c91e6bf6"))),
    ("secret-is-an-id", CLIENT, None, evidence),
]


@pytest.mark.parametrize(("cause", "error", "verdict", "found"), CASES, ids=[f"{c}-{v}" for c, _, v, _ in CASES])
def test_verdict(cause: str, error: str, verdict: str | None, found: Any) -> None:
    """Each cause is confirmed, possible, ruled out or out of the question, as both legs say."""
    observed = found()
    assert verdicts(observed, error).get(cause) == verdict
    named = [each for each in diagnose(run_with(observed, error)).causes if each.id == cause]
    assert all(each.title.endswith(".") and each.evidence.endswith(".") and each.advice and each.spec for each in named)


def test_evidence_holds_no_secret_and_survives_json():
    """Lengths, shapes and comparisons: no value of a code, verifier or secret is kept."""
    for _, _, _, found in CASES:
        text = json.dumps(found())
        assert "canary" not in text
        assert "f81d4fae" not in text


def test_the_proof_stands_first():
    """Confirmed causes come before possible ones, those before the ones that are ruled out; repr leaves the last out."""
    diagnosis = diagnose(run_with(evidence(grant={"redirect_uri": CALLBACK + "x"}, age=100)))
    order = [cause.verdict for cause in diagnosis.causes]
    assert order == sorted(order, key=["confirmed", "possible", "ruled out"].index)
    assert set(order) == {"confirmed", "possible", "ruled out"}
    assert [cause.id for cause in diagnosis.confirmed] == ["redirect-uri-differs"]
    assert "ruled out" not in repr(diagnosis)
    assert "character 15" in diagnosis.confirmed[0].evidence


def test_misspelt_parameter_is_named():
    """The manual's own misspelling is recognised."""
    found = evidence(grant={"redirect_uri": None}, extra=(("redirecturi", CALLBACK),))
    (cause,) = diagnose(run_with(found)).confirmed
    assert "redirecturi" in cause.evidence


@pytest.mark.parametrize("error", ["invalid_scope", "made_up", None])
def test_other_errors_have_no_causes_of_ours(error):
    """What our record cannot decide is left to the provider's words."""
    diagnosis = diagnose(run_with(evidence(), error, problem="this is a web page"))
    assert diagnosis.causes == ()
    assert diagnosis.sentence
    assert error != "made_up" or diagnosis.sentence == "this is a web page"


def test_refusal_of_the_redirect():
    """An error in the redirect has its meaning there, and no causes of the token request."""
    run = Run("r", 0.0).with_event({"kind": "refusal", "at": 1, "leg": "authorize", "error": "access_denied"})
    diagnosis = diagnose(run)
    assert (diagnosis.error, diagnosis.causes) == ("access_denied", ())
    assert diagnosis.general


def test_run_without_a_refusal():
    """Nothing refused, no answer at all, or a failed check: each is said."""
    run = Run("r", 0.0)
    assert diagnose(run).sentence == "Nothing was refused in this run."
    lost = {"kind": "exchange", "at": 0, "step": "exchange", "request": {}, "error": "Nothing listens there.", "timing": {}}
    told = repr(diagnose(run.with_event(lost)))
    assert told == "<Diagnosis> No answer came at the step exchange: Nothing listens there."
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
        assert len(after) >= len(before) - 8
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
            assert {cause.id for cause in found.causes if cause.verdict == "confirmed"} == (left if error == GRANT else set())
        assert repr(diagnose(Run.load(path)))


def test_a_mistake_in_a_cause_is_not_swallowed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A cause that has a typing error in it fails every test that reaches it, instead of being silent for ever."""
    for bug in (lambda found: found.cod, lambda found: found["code"], lambda found: found.code.age + "s", lambda found: [][1]):
        broken: Registry[KnownCause] = Registry("cause")
        broken.enter(KnownCause("broken", "It is.", (GRANT,), "Mend it.", "RFC 1", bug), id="broken", question="It is.")
        monkeypatch.setattr("explorer.diagnosis.CAUSES", broken)
        with pytest.raises((AttributeError, TypeError, LookupError)):
            diagnose(run_with(evidence()))


def test_the_causes_can_be_listed() -> None:
    """Each has an id, and says what it is; the standards that ask for it stand beside it."""
    assert len(CAUSES) == 18
    assert CAUSES["code-cut"].title == "The code was cut."
    assert all(each.title.endswith(".") and each.spec and each.advice and each.errors for each in CAUSES)
    assert {each.id for each in CAUSES} == {id for id, *_ in CASES}


def test_a_cause_that_could_not_be_told_apart_is_refused() -> None:
    """A second cause of one id, or one without its sentence, is refused when the file is imported."""
    enter = cause("code-cut", errors=(GRANT,), spec="RFC 1", advice="Do.")
    with pytest.raises(TypeError, match="There is one cause code-cut already"):
        enter(CAUSES["code-cut"].look)
    with pytest.raises(TypeError, match="The cause nameless asks nothing"):
        cause("nameless", errors=(GRANT,), spec="RFC 1", advice="Do.")(lambda found: None)
    assert len(CAUSES) == 18


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
