"""A HAR becomes runs: one for each sign-in, with what is in nobody's HAR said to be missing."""

from __future__ import annotations

import json
from pathlib import Path

from explorer import Run, compare, diagnose, explain
from explorer.views.explanation import explanation_html
from explorer.views.run import run_html
from tests.explanation.hars import CANARIES, entry, front_channel, har, link, token_request

REFUSED = {"error": "invalid_grant", "error_description": "The code does not fit."}


def test_a_single_page_application_tells_both_legs() -> None:
    """The cause of the refusal is found in the HAR alone: the two redirect_uri differ."""
    found = explain(har(*front_channel(), token_request("https%3A%2F%2Fapp.example%2Fcb%2F", status=400, body=REFUSED)))
    assert (found.kind, found.sure) == ("har", "certain")
    (run,) = found.runs
    assert run.refusal is not None
    assert run.refusal["error"] == "invalid_grant"
    assert "redirect_uri of the two requests differs" in repr(diagnose(run))
    assert run.report.failed("TOKQ-REDIRECT-URI-MISMATCH")
    assert not found.ok


def test_what_usually_lies_behind_it_is_told_only_while_nothing_better_is_known() -> None:
    """Below a cause that the record shows, a list of what the error code can mean would contradict it."""
    usual = "What usually lies behind it"
    differs = token_request("https%3A%2F%2Fapp.example%2Fcb%2F", status=400, body=REFUSED)
    assert usual not in explanation_html(explain(har(*front_channel(), differs)))
    bare = explain(har(*front_channel(), token_request(status=400, body={"error": "invalid_grant"})))
    assert usual in explanation_html(bare)


def test_a_server_side_application_tells_the_front_channel() -> None:
    """No browser sees the token request, and the explanation says so; what the browser sees is judged."""
    found = explain(har(*front_channel()))
    (run,) = found.runs
    assert run.refusal is None
    assert run.last("receive") is not None
    assert any("no browser's HAR holds them" in each for each in found.missing)
    assert run.report["AUTHR-STATE-MISMATCH"].verdict == "pass"
    assert run.report["AUTHR-ISS-MISMATCH"].verdict == "skip"


def test_nothing_secret_is_kept() -> None:
    """The password that was typed, the provider's session, code, verifier and tokens stand nowhere."""
    found = explain(har(*front_channel(), token_request()))
    shown = [repr(found), json.dumps(found.to_dict(), default=str), found.to_markdown(), explanation_html(found)]
    shown += [text for run in found.runs for text in (run.to_json(), run_html(run), repr(run))]
    assert [canary for canary in (*CANARIES, "canary-access-token") if canary in "".join(map(str, shown))] == []


def test_one_run_for_each_attempt() -> None:
    """Two sign-ins and a silent renewal are three runs, each with its own answer."""
    silent = [
        entry(
            40,
            "GET",
            link("silent-state-1234567890", prompt="none"),
            302,
            location="https://app.example/cb?error=login_required&state=silent-state-1234567890",
        ),
    ]
    found = explain(har(*front_channel(), *front_channel("second-state-1234567890", "other-code-1234567890123", 20), *silent))
    first, second, third = found.runs
    assert [dict(run.params)["state"] for run in found.runs][1:] == ["second-state-1234567890", "silent-state-1234567890"]
    assert first.refusal is second.refusal is None
    assert third.refusal is not None
    assert third.refusal["error"] == "login_required"
    assert "silent" in (third.label or "")


def test_a_broker_is_a_stop_on_the_way() -> None:
    """A provider that signs in at another one makes no second run: its own request and answer are exchanges of the first."""
    login, upstream = "https://op.example/broker/endpoint", "https://other.example/authorize"
    theirs = f"{upstream}?client_id=broker&response_type=code&scope=openid&redirect_uri={login}&state=broker-state-123456"
    begin, *_, last = front_channel()
    back = last["request"]["url"]
    entries = [
        begin,
        entry(2, "GET", link(), 302, location=theirs),
        entry(3, "GET", theirs, 302, location=f"{login}?code=code-of-the-broker-1234&state=broker-state-123456"),
        entry(4, "GET", f"{login}?code=code-of-the-broker-1234&state=broker-state-123456", 302, location=back),
        last,
    ]
    found = explain(har(*entries))
    (run,) = found.runs
    assert run.last("receive") is not None
    assert any("other.example" in exchange["request"]["url"] for exchange in run.exchanges)
    assert "code-of-the-broker" not in run.to_json()


def test_an_answer_that_was_posted() -> None:
    """form_post: the answer stands in the form that the browser sends to the application."""
    begin, ask, *_ = front_channel()
    posted = entry(
        5, "POST", "https://app.example/cb", 302, form="code=c0de-posted-1234567890&state=abcdefghijklmnop-1234567890"
    )
    (run,) = explain(har(begin, ask, posted)).runs
    received = run.last("receive")
    assert received is not None
    assert ["state", "abcdefghijklmnop-1234567890"] in received["params"]


def test_what_works_on_a_run_works_on_it() -> None:
    """It is written and read again, compared, and shown."""
    one, two = (
        explain(har(*front_channel(), token_request(status=status, body=body))).runs[0]
        for status, body in ((200, None), (400, REFUSED))
    )
    assert Run.from_json(one.to_json()) == one
    assert "outcome" in repr(compare(one, two)) or compare(one, two)
    assert "Where the time went" in run_html(one)


def test_a_har_of_a_file(tmp_path: Path) -> None:
    """A file is read in pieces, also one that is cut off: what stands before the cut is told."""
    file = tmp_path / "some.har"
    whole = har(*front_channel())
    file.write_text("\ufeff" + whole[: len(whole) - 30], encoding="utf-8")
    found = explain(file)
    assert len(found.runs) == 1
    assert any("ends, or is damaged" in each for each in found.missing)


def test_no_sign_in_in_it() -> None:
    """A HAR without a sign-in says so, and how to record one."""
    found = explain(har(entry(1, "GET", "https://app.example/")))
    assert found.runs == ()
    assert "no sign-in" in found.sentence
    assert any("begin to record" in each for each in found.missing)
