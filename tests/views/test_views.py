"""What the views say, beside how it looks: verdicts, what was left out, where the time went."""

from __future__ import annotations

import dataclasses
import json
import re
from base64 import urlsafe_b64encode

import pytest

from explorer.diagnosis import Diagnosis
from explorer.messages import Response, Timing
from explorer.protocol.authorize import AuthorizationRequest
from explorer.protocol.client import Client
from explorer.protocol.jose import parse_jwt
from explorer.protocol.json_answer import JsonAnswer
from explorer.protocol.redirect import AuthorizationResponse
from explorer.protocol.tokens import build_token_request
from explorer.rules import Finding, Report
from explorer.rules.redirect import check_redirect
from explorer.runs import Run
from explorer.secret import Secret
from explorer.views.claims import access_token_html, any_jwt_html, claims_html
from explorer.views.diagnosis import diagnosis_sentence
from explorer.views.exchange import answer_html, exchanges_html
from explorer.views.plain import plain_text
from explorer.views.redirect import redirect_html
from explorer.views.report import passed_html, report_html, verdict_sentence
from explorer.views.request import authorize_html, authorize_link, parameter_class, token_request_html
from explorer.views.run import run_html
from explorer.views.timing import phases_of, timing_html, timing_svg, timing_text
from tests.views.samples import CLIENT, DIAGNOSIS, EXCHANGES, METADATA, NOW, REPORT, REQUEST, SAMPLES


def _finding(verdict: str, rule: str = "X", severity: str = "error", question: str = "Is it so?") -> Finding:
    return Finding(rule, question, verdict, severity, "It is not so.", "RFC 1")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("findings", "words"),
    [
        ([], "Nothing was checked."),
        ([_finding("pass")], "The one check passed."),
        ([_finding("pass")] * 14, "All 14 checks passed."),
        ([_finding("pass"), _finding("skip")], "Nothing failed, but 1 question was not checked: \u201cIs it so?\u201d"),
        ([_finding("fail"), _finding("pass")], "1 of 2 checks failed: It is not so."),
        ([_finding("fail"), _finding("skip")], "1 of 2 checks failed: It is not so. Also, 1 question was not checked: \u201cIs it so?\u201d"),
        ([_finding("fail", severity="warning")], "Nothing failed, with 1 warning: It is not so."),
        ([_finding("skip")._replace(applies=False)], "Nothing was checked: none of the questions is applicable."),
        ([_finding("pass"), _finding("skip")._replace(applies=False)], "The one check passed."),
        ([_finding("fail")._replace(applies=False), _finding("pass")], "1 of 2 checks failed: It is not so."),
        ([_finding("skip")] * 5, "Nothing failed, but 5 questions were not checked: " + ", ".join(["\u201cIs it so?\u201d"] * 3) + " and 2 more."),
    ],
)  # fmt: skip
def test_verdict_sentence(findings: list[Finding], words: str) -> None:
    """The sentence never takes an unmade check for a passed one."""
    assert verdict_sentence(Report(tuple(findings))) == words


def test_what_failed_is_told_once() -> None:
    """Where it stands right below, the sentence only counts."""
    failed, noted = _finding("fail"), _finding("fail", severity="info")
    assert verdict_sentence(Report((failed, _finding("pass"))), named=False) == "1 of 2 checks failed."
    assert verdict_sentence(Report((noted, _finding("pass"))), named=False) == "Nothing failed, with 1 note; 1 check passed."


def test_weighty_checks_are_named_first() -> None:
    """An unchecked signature is named before what hardly matters."""
    small = [_finding("skip", question="Small?")] * 5
    report = Report((*small, _finding("skip", "IDTH-SIGNATURE-INVALID", question="Signed?")))
    assert "checked: \u201cSigned?\u201d, \u201cSmall?\u201d" in verdict_sentence(report)


def test_failures_first_and_passes_folded() -> None:
    """Errors, then warnings, then what was not checked are seen at once; the passed ones wait behind their number."""
    shown = report_html(REPORT)
    order = [
        "IDTC-ISS-MISMATCH",
        "IDTC-IAT-OLD",
        "IDTC-NONCE-MISMATCH",
        "2 passed",
        "IDTC-SUB-MISSING",
        "IDTC-AUD-MISMATCH",
        "1 not applicable",
        "IDTC-NBF-FUTURE",
    ]
    assert sorted(order, key=shown.index) == order
    plain = plain_text(shown)
    assert plain.index("2 passed:") < plain.index("IDTC-SUB-MISSING") < plain.index("1 not applicable:")


def test_folding_is_chosen() -> None:
    """What is folded is up to the caller, and nothing is lost by it."""
    for folded in ((), ("skip", "pass"), ("fail", "skip", "pass", "none")):
        shown = report_html(REPORT, folded=folded)
        assert shown.count('<details class="fx-fold"') == len(folded)
        assert all(finding.rule in shown for finding in REPORT.findings)


def test_what_matters_stands_before_two_hundred_others() -> None:
    """Of many that passed the few on which the rest stands are read first; the others wait, message by message."""
    small = [_finding("pass", f"{prefix}-{number}") for prefix in ("DISC", "IDTC") for number in range(150)]
    report = Report((*small, _finding("pass", "IDTH-SIGNATURE-INVALID", question="Signed?")))
    shown = report_html(report)
    assert plain_text(shown).index("Signed?") < plain_text(shown).index("301 passed, message by message:")
    assert "Provider metadata: 150" in shown
    assert "ID token: 151" in shown
    assert all(f"DISC-{number}" in shown for number in range(150))


def test_what_did_not_fail_stands_alone() -> None:
    """Below a verdict: what was not checked, what matters most, the rest; no failure again, and nothing where nothing was asked."""
    findings = (
        _finding("fail", "F-1"),
        _finding("skip", "S-1"),
        _finding("pass", "IDTH-SIGNATURE-INVALID"),
        _finding("pass", "P-1"),
    )
    shown = passed_html(Report(findings))
    assert "F-1" not in shown
    assert shown.index("S-1") < shown.index("IDTH-SIGNATURE-INVALID") < shown.index(">2 passed<") < shown.rindex("P-1")
    assert passed_html(Report()) == ""


def test_no_cell_is_empty_where_nothing_was_received() -> None:
    """A question that tells only what was expected says it over both columns."""
    told = _finding("pass")._replace(expected="https://...")
    assert '<td data-label="Expected" colspan="2">' in report_html(Report((told,)), folded=())
    both = told._replace(received="https://op.example")
    assert "colspan" not in report_html(Report((both,)), folded=())


def test_a_rule_says_why_it_asks() -> None:
    """Opened, the id of a rule tells what leaving it out would cost, and the fault that shows it; an unknown one only its id."""
    finding = _finding("pass", "IDTC-NONCE-MISMATCH")
    shown = report_html(Report((finding, _finding("pass", "X-1"))), faults={"IDTC-NONCE-MISMATCH": "wrong-nonce"})
    assert "A client that leaves this check out: " in shown
    assert "with the fault <code>wrong-nonce</code>" in shown
    assert '<span class="fx-rule">rule X-1</span>' in shown


def test_an_unknown_verdict_is_not_a_pass() -> None:
    """A verdict that a damaged file made up counts as not checked."""
    report = Report((_finding("certainly"), _finding("pass")))
    assert verdict_sentence(report).startswith("Nothing failed, but 1 question was not checked")
    assert "certainly" in plain_text(report_html(report))


def test_left_out_parameters_say_so() -> None:
    """state, nonce and PKCE that were left out are rows that say "not sent", and a request with all of them has none."""
    bare = AuthorizationRequest("https://op.example.com/authorize", (("client_id", "a"),), None, None, None, None)
    lines = plain_text(authorize_html(bare)).split("\n")
    assert [line.split(" | ")[0] for line in lines if "not sent" in line] == ["state", "nonce", "code_challenge"]
    full = dataclasses.replace(bare, params=(("state", "s"), ("nonce", "n"), ("code_challenge", "c")))
    assert "not sent" not in authorize_html(full)


def test_the_lines_of_the_request_make_the_url() -> None:
    """Joint, name and what stands on the wire, row by row, are the link itself."""
    request = dataclasses.replace(
        REQUEST, params=(("scope", "openid email"), ("state", "a&b")), endpoint="https://op.example.com/a?t=1"
    )
    rows = [line.split(" | ")[:2] for line in plain_text(authorize_html(request)).split("\n") if line.startswith(("?", "&"))]
    pairs = [f"{name}={value.partition('on the wire: ')[2] or value}" for name, value in rows]
    assert request.endpoint + "".join(pairs) == request.url


@pytest.mark.parametrize(
    "endpoint",
    ["javascript:alert(1)//", "data:text/html,x", "https://op.example.com/\u202e", "https://op.example.com/" + "a" * 10_001],
)
def test_dangerous_links_are_not_offered(endpoint: str) -> None:
    """A link is offered for a plain http or https address only."""
    assert "<a " not in authorize_link(dataclasses.replace(REQUEST, endpoint=endpoint))
    assert f'href="{REQUEST.url.replace("&", "&amp;")}"' in authorize_link(REQUEST)


@pytest.mark.parametrize("name", ["state", "code_challenge_method", 'x" onclick="', "a b", "\u202e", "", "x" * 41])
def test_parameter_class_is_a_class(name: str) -> None:
    """A parameter's style class is letters, digits and dashes, whatever its name."""
    assert re.fullmatch(r"fx-p( fx-p-[A-Za-z0-9_-]+)?", parameter_class(name))


@pytest.mark.parametrize(("secret", "words"), [("gX1f+BAt", "They differ"), ("plain", "They are the same")])
def test_both_basic_encodings(secret: str, words: str) -> None:
    """The table says which encoding is sent and whether it matters for this secret."""
    for encoding in ("form", "raw"):
        client = Client("a", secret, redirect_uri="http://127.0.0.1/", basic_encoding=encoding)  # type: ignore[arg-type]
        text = plain_text(token_request_html(build_token_request(METADATA, client, ())))
        rows = {
            line.split(" | ")[0]: line.split(" | ")[-1] for line in text.split("\n") if line.startswith(("form |", "raw |"))
        }
        assert words in text
        assert rows == {name: "yes" if name == encoding else "no" for name in ("form", "raw")}
        assert secret not in text


def test_a_header_left_out_is_told() -> None:
    """Without its Authorization header a confidential client proves nothing, and the view says so."""
    request = build_token_request(METADATA, CLIENT, (), omit=["authorization"])
    text = plain_text(token_request_html(request))
    assert "No Authorization header is sent" in text
    assert "authorization was left out" in text


@pytest.mark.parametrize(
    ("sent", "came", "verdict"),
    [
        ("a", "a", "the same"),
        ("a", "b", "differs"),
        ("a", None, "not there"),
        (None, "a", "not asked for"),
        (None, None, "not checked"),
    ],
)
def test_state_sent_and_came(sent: str | None, came: str | None, verdict: str) -> None:
    """state sent and state received stand side by side with what that means."""
    request = AuthorizationRequest("https://op.example.com/a", (), sent, None, None, None)
    params = (("code", Secret("xyz", "code")), *([("state", came)] if came else []))
    response = AuthorizationResponse("url", params)
    guards = check_redirect(response, request, issuer="https://op.example.com", promises_iss=False)
    row = next(line for line in plain_text(redirect_html(response, guards, request)).split("\n") if line.startswith("state | "))
    assert row.endswith(verdict)


def test_groups_of_claims() -> None:
    """Each claim stands in its group once, and an unknown one is said to be unknown."""
    told = {"acme": 1, "exp": NOW, "name": "R", "sub": "248289", "nonce": "n", "iss": "https://op.example.com"}
    text = plain_text(claims_html(told, now=NOW))
    lines = [line.split(" | ")[0] for line in text.split("\n")]
    assert lines == [
        "Who made it, and for whom",
        "iss",
        "About whom",
        "sub",
        "What it is, and what it belongs to",
        "nonce",
        "When",
        "exp",
        "The person",
        "name",
        "Not known to the explorer",
        "acme",
    ]


def test_an_opaque_access_token_is_said_to_be_opaque() -> None:
    """A live token and what a run keeps of it read alike; a JWT is taken apart and warned of."""
    live = Secret("SlAV32hkKG", "access_token")
    for token in (live, repr(live)):
        assert "opaque" in access_token_html(token, now=NOW)
    parsed = access_token_html(Secret("eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0.", "access_token"), now=NOW)
    assert "sub" in plain_text(parsed)
    assert "opaque" not in parsed


def test_a_waterfall_has_a_text() -> None:
    """Whoever cannot see the drawing hears its numbers; a reused connection is said to be one."""
    svg = timing_svg(Timing(NOW, {"wait": (0.2, 20)}, reused=True))
    assert 'aria-label="Waterfall: wait 20 ms; the connection was open already"' in svg
    assert 'role="img"' in svg
    assert "open already" in timing_text(Timing(NOW, {"wait": (0.2, 20)}, reused=True))


def test_bars_stay_in_their_drawing() -> None:
    """Every bar begins and ends inside, also to a scale that is too small, and with times that cannot be."""
    odd = Timing(NOW, {"dns": (-5, 3), "wait": (0, 1e300), "receive": (float("nan"), float("inf"))})
    for svg in (timing_svg(odd), timing_svg(odd, scale=0.001), timing_svg(Timing(NOW)), timing_html(Timing(NOW))):
        for x, width in re.findall(r'<rect x="([^"%]*)%" y="\d+" width="([^"%]*)%"', svg):
            assert float(x) >= 0
            assert float(x) + float(width) <= 100


def test_a_common_scale() -> None:
    """On a scale of twice the time a bar is half as long."""
    timing = Timing(NOW, {"wait": (0, 40)})
    widths = [re.findall(r'width="([0-9.]+)%" height="12"', timing_svg(timing, scale=scale))[0] for scale in (40, 80)]
    assert float(widths[0]) == pytest.approx(2 * float(widths[1]))


def test_the_times_add_up() -> None:
    """What passed before the first phase is told as well: the sum of what is drawn is the whole."""
    slow, quick = (Timing(NOW, {"wait": (before, 7.0), "receive": (before + 7.0, 0.1)}) for before in (13.0, 0.1))
    assert [name for name, _, _ in phases_of(slow)] == ["own", "wait", "receive"]
    assert sum(took for _, _, took in phases_of(slow)) == pytest.approx(slow.total)
    assert "this program's own work" in timing_text(slow)
    assert [name for name, _, _ in phases_of(quick)] == ["wait", "receive"]


def test_thinking_stands_apart() -> None:
    """The time of the person in the browser is told, and not counted."""
    with_person, without = (plain_text(exchanges_html(EXCHANGES, thinking=seconds)) for seconds in ([75], []))
    assert "The person in the browser took 1 min 15 s" in with_person
    twice = plain_text(exchanges_html(EXCHANGES, thinking=[17, 1]))
    assert "The person in the browser took 18 s in 2 sign-ins, which is not part of it." in twice
    assert "person" not in without
    assert "2 exchanges, 181 ms on the wire." in without
    assert "No route to op.example.com." in without


def test_diagnosis_sentence() -> None:
    """What is proven is said to be; what is not, is not."""
    assert diagnosis_sentence(DIAGNOSIS).startswith("The record proves the cause: The redirect_uri is missing")
    possible = dataclasses.replace(DIAGNOSIS, causes=DIAGNOSIS.causes[1:])
    assert diagnosis_sentence(possible) == "Possible, and the first to look at: The code is old."
    guess = dataclasses.replace(possible, causes=(dataclasses.replace(possible.causes[0], speaks_for=()),))
    assert diagnosis_sentence(guess).startswith("Nothing in this run tells why; a guess")
    likely = dataclasses.replace(possible, causes=(dataclasses.replace(possible.causes[0], verdict="likely"),))
    assert diagnosis_sentence(likely) == "Most likely, though nothing proves it: The code is old."
    seen = dataclasses.replace(likely, causes=(dataclasses.replace(likely.causes[0], is_seen=True),))
    assert diagnosis_sentence(seen) == "Most likely the reason, by what the record shows: The code is old."
    assert "shows none" in diagnosis_sentence(Diagnosis("invalid_grant", "x", DIAGNOSIS.causes[2:]))


def test_a_run_that_has_hardly_begun() -> None:
    """An empty run is a card too."""
    assert "nobody came back yet" in plain_text(run_html(Run("20270115-080000-abc123", NOW)))


def test_no_view_holds_a_secret() -> None:
    """Code, verifier, client secret, tokens and cookies are in no view of any sample."""
    secrets = ("Splxl", "dBjftJ", "gX1f", "SlAV32", "e.f.g", "session=1")
    for name, (value, show) in SAMPLES.items():
        assert [text for text in secrets if text in show(value)] == [], name


@pytest.mark.parametrize(
    ("typ", "title"),
    [("at+jwt", "Access token"), ("application/AT+JWT", "Access token"), ("JWT", "JSON Web Token"), (7, "JSON Web Token")],
)
def test_a_jwt_of_which_nobody_said_what_it_is(typ: object, title: str) -> None:
    """It is shown as a table, and named by its own type."""
    header = urlsafe_b64encode(json.dumps({"alg": "RS256", "typ": typ}).encode()).decode().rstrip("=")
    shown = any_jwt_html(parse_jwt(f"{header}.e30.AA"))
    assert title in shown
    assert "<table" in shown


def test_introspection_is_known_by_what_it_says() -> None:
    """Shown by itself, as by the last line of a cell, an answer of introspection is explained as one (RFC 7662 2.2)."""
    members = {"active": True, "username": "alice", "token_type": "Bearer"}
    shown = plain_text(answer_html(JsonAnswer(Response(200, "OK", (), b"{}"), members)))
    assert "Answer of introspection" in shown
    assert "no standard that is known here" not in shown
    assert "no standard that is known here" in plain_text(
        answer_html(JsonAnswer(Response(200, "OK", (), b"{}"), {"username": "a"}))
    )
