"""Canary secrets in every place: none survives into what is kept."""

from __future__ import annotations

import base64
import dataclasses
import html
import json
import urllib.parse
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.messages import Exchange, Request, Response, Timing
from explorer.protocol.tokens import redact_tokens
from explorer.rules import Report
from explorer.rules.kept import kept_findings
from explorer.rules.transport import how_it_travelled
from explorer.runs.event_check import is_event
from explorer.runs.exchanges import TEXT_LIMIT, exchange_of, exchange_view, timing_of, tokens_of
from explorer.runs.lines import event_text
from explorer.secret import Secret
from tests.hostile import BODIES, JSON, answer, patient, unsigned
from tests.rules.minting import key_for, token
from tests.runs.made import exchange

CANARY = "canary/31415+9265=~x y"
KNOWN = [Secret(CANARY, "client_secret"), Secret("canary-code-2718", "code")]
TOKEN = "canary-token-16180339"
TRACES = ["canary", "31415", "2718", "16180339", base64.b64encode(b"canary")[:7].decode()]


def kept(seen: Exchange, known: list[Secret] = KNOWN) -> str:
    """Return what the recorder writes of an exchange."""
    secrets = [*known, *tokens_of(seen)]
    return event_text({"kind": "exchange", "at": 1.0, **exchange_view(seen, secrets)}, secrets)


def answered(body: Any, **headers: str) -> Exchange:
    """Return an exchange with this answer."""
    return exchange(response=answer(body, **headers))


ENCODINGS = [
    str,
    lambda s: urllib.parse.quote(s, safe=""),
    lambda s: urllib.parse.quote(s),
    urllib.parse.quote_plus,
    lambda s: urllib.parse.quote(urllib.parse.quote(s, safe=""), safe="").lower(),
    lambda s: json.dumps(s)[1:-1].replace("/", "\\/"),
    html.escape,
    lambda s: base64.b64encode(s.encode()).decode(),
    lambda s: base64.urlsafe_b64encode(f"id:{s}".encode()).decode(),
    lambda s: base64.b64encode(json.dumps({"secret": s}).encode()).decode(),
]


@pytest.mark.parametrize("encode", ENCODINGS)
@pytest.mark.parametrize(
    "place",
    [
        lambda s: answered({"error": "x", "error_description": f"bad secret {s} given"}),
        lambda s: answered({"a": [{"b": [s]}]}),
        lambda s: answered({s: {s: 1}}),
        lambda s: answered([s]),
        lambda s: answered(f"<html>{s}</html>".encode()),
        lambda s: answered(f'{{"broken": "{s}'.encode()),
        lambda s: answered({}, WWW_Authenticate=f'Basic realm="{s}"'),
        lambda s: answered({}, Location=f"https://app/?x={s}"),
        lambda s: answered({}, X_Request_Id=s),
        lambda s: exchange(response=Response(400, s, (), b"")),
        lambda s: exchange(request=Request.get(f"https://op/?x={s}")),
        lambda s: exchange(request=Request.post("https://op/", (("x", s),))),
        lambda s: exchange(request=Request.get("https://op/", headers=[("Accept", s)])),
        lambda s: exchange(response=None, error=f"Failed at https://op/?x={s}.", error_kind="cut"),
    ],
)
def test_known_secret_in_every_place(place, encode):
    """In headers, bodies, members, names, addresses and errors, in any encoding, a known secret is a fingerprint."""
    text = kept(place(encode(CANARY)))
    assert [trace for trace in TRACES if trace in text] == []
    assert "31415" not in urllib.parse.unquote(urllib.parse.unquote(text))


def test_what_we_send_is_masked_in_its_place():
    """Secrets in headers and form are fingerprints, and their names stay."""
    form = (("code", KNOWN[1]), ("client_secret", KNOWN[0]), ("id_token_hint", Secret(token(), "id_token")))
    sent = Request.post("https://op/t", form, headers=[("Authorization", Secret("Basic canary", "basic_authorization"))])
    view = json.loads(kept(exchange(request=sent), []))
    assert [name for name, _ in view["request"]["form"]] == ["code", "client_secret", "id_token_hint"]
    assert all(value.startswith("<") for _, value in view["request"]["form"])
    assert "canary" not in json.dumps(view)
    plain = Request.get("https://op/me", headers=[("Authorization", "Bearer canary")])
    assert "canary" not in kept(exchange(request=plain), [])


@pytest.mark.parametrize(
    "body",
    [
        {"access_token": TOKEN, "log": f"issued {TOKEN}", "list": [TOKEN]},
        {"data": {"refresh_token": TOKEN}},
        {"data": [{"id_token": [TOKEN]}]},
        {"access_token": {"value": TOKEN}},
        f"access_token={TOKEN}&token_type=bearer".encode(),
        f'{{"access_token": "{TOKEN}",}}'.encode(),
        f"<a href='/#access_token={TOKEN}'>".encode(),
        {"error_description": json.dumps({"access_token": TOKEN})},
    ],
)
def test_token_that_nobody_has_read_yet(body):
    """The tokens of an answer are hidden from the moment it is recorded, wherever they stand and are repeated."""
    text = kept(answered(body, X_Echo=TOKEN), [])
    assert [trace for trace in TRACES if trace in text] == []


def test_sessions_are_not_kept():
    """Cookies are a provider's session, which is nobody's business."""
    seen = answered({}, Set_Cookie="session=canary; HttpOnly", SET_COOKIE="two=canary")
    assert "canary" not in kept(seen)
    assert "(not kept)" in kept(seen)


@pytest.mark.parametrize("label", ["access_token", "id_token", "refresh_token"])
def test_jwt_keeps_header_and_claims_and_never_the_signature(label):
    """Of a token the record keeps what it says, not what would make it usable."""
    raw = token(note="kept")
    signature = raw.rpartition(".")[2]
    view = json.loads(kept(answered({label: raw}), []))
    shown = view["response"]["body"][label]
    assert shown["header"] == {"alg": "RS256", "kid": "k1"}
    assert shown["claims"]["note"] == "kept"
    assert shown["jwt"].startswith(f"<{label} ")
    assert signature[:20] not in json.dumps(view)
    event = event_text({"kind": "tokens", "at": 1, "members": redact_tokens({label: raw})}, [Secret(raw, label)])
    assert json.loads(event)["members"][label] == shown


@pytest.mark.parametrize(
    "raw",
    [
        unsigned({"alg": "dir"}, {}) + ".canary.canary",
        unsigned(b' {"alg": "RS256"}', {"a": 1}, b"canary-signature"),
        unsigned({"alg": "RS256"}, {"nested": token()}, b"canary-signature"),
    ],
)
def test_odd_jwts(raw):
    """An encrypted one, one whose header has white space, one inside another: no signature is kept of any."""
    inner = token().rpartition(".")[2]
    text = kept(answered({"id_token": raw, "other": raw}), [])
    assert raw.rpartition(".")[2] not in text
    assert inner[:20] not in text


def test_jwt_in_a_claim_that_is_a_known_secret():
    """A claim that repeats a secret, or is one's own code, is masked inside the claims too."""
    raw = unsigned({"alg": "none"}, {"echo": CANARY, CANARY: 1, "deep": [{"x": f"code {KNOWN[1].reveal()}"}]})
    text = kept(answered({"id_token": raw}))
    assert [trace for trace in TRACES if trace in text] == []


def test_private_keys_are_dropped():
    """Whoever publishes a private key does not find it in a record (RFC 7517 9.2)."""
    private = key_for("RS256").as_dict(private=True)
    for body in ({"keys": [private, {"kty": "oct", "k": "canary"}]}, private, [private], {"a": {"keys": [{"d": "canary"}]}}):
        text = kept(answered(body), [])
        assert not any(value in text for name, value in private.items() if name in ("d", "p", "q", "dp", "dq", "qi"))
        assert "canary" not in text
    assert private["n"] in kept(answered({"keys": [private]}), [])


def test_secret_at_the_edge_of_what_is_kept():
    """A long page is masked before it is cut: half a secret at the edge would be found by nobody."""
    for offset in range(len(CANARY) + 1):
        page = "x" * (TEXT_LIMIT - offset) + CANARY + "y" * 100
        text = json.loads(kept(answered(page.encode())))["response"]["body"]
        assert "can" not in text
        assert len(text) < TEXT_LIMIT + 40


def test_finding_and_note_are_masked():
    """Whatever is noted goes the same way: values, names, tuples, mappings, and what JSON does not know."""
    event = {
        "kind": "note",
        "at": 1,
        "expected": ("a", KNOWN[0]),
        "received": {CANARY: [{"x": (CANARY,)}]},
        "other": KNOWN[1],
        "mapping": dataclasses.make_dataclass("Odd", [])(),
    }
    text = event_text(event, KNOWN)
    assert [trace for trace in TRACES if trace in text] == []
    assert json.loads(text)["expected"][0] == "a"


@given(JSON | st.text().map(str.encode) | st.sampled_from(BODIES), st.text())
@patient
def test_any_answer_can_be_kept(body, header):
    """No answer breaks the record, and one without secrets is kept as it came."""
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    seen = exchange(response=Response(200, header, (("X-Odd", header),), raw))
    view = json.loads(kept(seen))
    assert view["response"]["length"] == len(raw)
    assert view["response"]["reason"] == header or "eyJ" in header


def test_timing_survives():
    """Phases come back as they were, rounded to microseconds; the record says whether a connection was used again."""
    seen = exchange(timing=Timing(1.5, {"send": (0.12345, 1.0)}, reused=True))
    timing = timing_of(json.loads(kept(seen)))
    assert (timing.started_at, timing.phases, timing.reused) == (1.5, {"send": (0.123, 1.0)}, True)


@pytest.mark.parametrize(
    "seen",
    [
        exchange(response=Response(302, "Found", (("Date", "Sun, 06 Nov 1994 08:49:37 GMT"), ("Location", "/x")), b"body")),
        exchange(
            "discover", request=Request.get("http://op.example/"), response=None, error="No answer.", error_kind="timeout"
        ),
    ],
)
def test_an_exchange_survives_but_for_its_bodies(seen: Exchange) -> None:
    """How it travelled can be told from the record too: after a restart there is nothing else."""
    again = exchange_of(json.loads(kept(seen)))
    assert (again.step, again.error, again.error_kind, again.clock_offset) == (
        seen.step,
        seen.error,
        seen.error_kind,
        seen.clock_offset,
    )
    assert (again.request.method, again.request.url) == (seen.request.method, seen.request.url)
    assert again.response == (dataclasses.replace(seen.response, body=b"") if seen.response else None)
    assert how_it_travelled(again) == how_it_travelled(seen)


WORDS = ["fail", "error", "verdict", "kind", "report", "exchange", "token", "secret", "client", "code", "step", "pass", "skip"]


@pytest.mark.parametrize("word", WORDS)
def test_no_secret_rewrites_the_frame_of_an_event(word: str) -> None:
    """A provider whose token is "fail", or a client whose secret is "secret", changes no verdict, kind or name of ours."""
    finding = {"rule": "R", "question": "q", "verdict": "fail", "severity": "error", "message": "m", "spec": "s"}
    events: list[dict[str, Any]] = [
        {"kind": "report", "at": 1.0, "about": "tokens", "findings": [{**finding, "received": {word: word}}]},
        {"kind": "exchange", "at": 1.0, **exchange_view(exchange())},
        {"kind": "client", "at": 1.0, "client_id": "c", "secret": {"length": 6}, "token_endpoint_auth_method": "none"},
    ]
    for event in events:
        masked = json.loads(event_text(event, [Secret(word, "access_token")]))
        assert is_event(masked)
        assert list(masked) == list(event)
        assert masked["kind"] == event["kind"]
    report = json.loads(event_text(events[0], [Secret(word, "access_token")]))
    assert Report.from_dicts(report["findings"]).ok is False
    assert word not in json.dumps(report["findings"][0]["received"]).replace("access_token", "")


@pytest.mark.parametrize("word", [*WORDS, "IDTC-SUB-MISSING"])
def test_no_secret_rewrites_a_finding_that_is_kept_short(word: str) -> None:
    """Neither its rule nor its verdict; what was expected and received, and the reason, are masked."""
    rows = [["IDTC-SUB-MISSING", "pass", f"a {word}", {word: [word]}], ["IDTC-NBF-FUTURE", "skip", f"no {word} here"]]
    kept_rows = json.loads(event_text({"kind": "report", "at": 1.0, "about": "id_token", "findings": rows}, [Secret(word)]))
    assert [row[:2] for row in kept_rows["findings"]] == [["IDTC-SUB-MISSING", "pass"], ["IDTC-NBF-FUTURE", "skip"]]
    assert word not in json.dumps([row[2:] for row in kept_rows["findings"]]).replace("<secret ", "")
    foreign = {"kind": "token_request", "at": 1.0, "evidence": {"methods_supported": [word, "pass", "x", "y"]}}
    assert word not in json.loads(event_text(foreign, [Secret(word)]))["evidence"]["methods_supported"]


@pytest.mark.parametrize("word", [*WORDS, "IDTC-SUB-MISSING"])
def test_no_secret_rewrites_a_report_in_groups(word: str) -> None:
    """The rules stay, whatever the secret; what was expected and received, the reasons and the messages are redacted."""
    finding = {"rule": "R-FAIL", "question": "q", "verdict": "fail", "severity": "error", "message": f"a {word}", "spec": "s"}
    groups = {
        "passed": "IDTC-SUB-(MISSING TYPE)",
        "received": {"IDTC-ISS-MISSING": [word]},
        "not_applicable": "IDTC-AMR-TYPE:yny",
        "told": {"IDTC-AUD-MISSING": [f"a {word}", {word: [word]}]},
        "unless": {"no such thing": "IDTC-NBF-FUTURE", f"no {word} here": "IDTC-ACR-EMPTY"},
        "rows": [finding],
    }
    event = {"kind": "report", "at": 1.0, "about": "id_token", "findings": groups}
    redacted = json.loads(event_text(event, [Secret(word)]))
    assert is_event(redacted)
    found = redacted["findings"]
    assert (found["passed"], list(found["told"])) == (groups["passed"], ["IDTC-AUD-MISSING"])
    assert list(found["unless"].values()) == ["IDTC-NBF-FUTURE", "IDTC-ACR-EMPTY"]
    assert (list(found["received"]), found["not_applicable"]) == (["IDTC-ISS-MISSING"], groups["not_applicable"])
    assert (found["rows"][0]["rule"], found["rows"][0]["verdict"]) == ("R-FAIL", "fail")
    told = json.dumps([*found["told"].values(), *found["received"].values(), *found["unless"], found["rows"][0]["message"]])
    assert word not in told.replace("<secret ", "")


def test_two_reasons_that_read_the_same_once_they_are_redacted() -> None:
    """The rules under both stay, and with them what they say."""
    reasons = {f"{CANARY} is none": "TOKR-HTML", f"{urllib.parse.quote(CANARY, safe='')} is none": "TOKE-(5XX 429)"}
    event = {"kind": "report", "at": 1, "about": "tokens", "findings": {"unless": reasons}}
    ((reason, rules),) = json.loads(event_text(event, KNOWN))["findings"]["unless"].items()
    assert [row[0] for row in kept_findings({"unless": {reason: rules}})] == ["TOKR-HTML", "TOKE-429", "TOKE-5XX"]
    assert reason == f"{KNOWN[0]!r} is none"
