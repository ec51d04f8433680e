"""What is said of a paste comes of that paste: an earlier one of the same sign-in proves nothing about it."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from pathlib import Path

import pytest

from explorer import Client, Flow, diagnose
from explorer.errors import Mistake
from explorer.views.redirect import redirect_html
from tests.diagnosis.small_provider import CALLBACK, ISSUER, SECRET, SmallProvider
from tests.diagnosis.voices import by_the_book

PAGE = "invalid_request\nThe redirect_uri is not registered"
LAST = {
    "page": PAGE,
    "json": '{"error": "unauthorized_client", "error_description": "Unknown client"}',
    "unread": "https://example.com/",
    "error": f"{CALLBACK}?error=access_denied",
}
FIRST = {
    "another state": f"{CALLBACK}?code=SplxlOBeZQQYbYS6WxSbIA-0001&state=of-another-sign-in",
    "no state": f"{CALLBACK}?code=SplxlOBeZQQYbYS6WxSbIA-0001",
    "an error": f"{CALLBACK}?error=login_required&state=of-another-sign-in",
    "a bare code": "SplxlOBeZQQYbYS6WxSbIA-0001",
    "another page": "Internal Server Error",
    "nothing readable": "I cannot find it",
}


def pasted(texts: Iterable[str], runs: Path) -> Flow:
    """Return a flow into which these were pasted, one after the other."""
    flow = Flow(ISSUER, Client("app", SECRET, redirect_uri=CALLBACK), http=SmallProvider(by_the_book), runs=runs)
    flow.discover()
    flow.authorize(state="the-state-of-this-link")
    for text in texts:
        with contextlib.suppress(Mistake):
            flow.receive(text)
    return flow


@pytest.mark.parametrize("last", LAST)
@pytest.mark.parametrize("first", FIRST)
def test_an_earlier_paste_changes_nothing(first: str, last: str, tmp_path: Path) -> None:
    """The same text leads to the same causes, with the same signs, whatever was pasted before it."""
    alone = diagnose(pasted([LAST[last]], tmp_path).run)
    after = diagnose(pasted([FIRST[first], LAST[last]], tmp_path).run)
    assert [(each.id, each.verdict, each.evidence) for each in after.causes] == [
        (each.id, each.verdict, each.evidence) for each in alone.causes
    ]
    assert repr(after) == repr(alone)


def test_a_page_has_no_report_of_an_earlier_answer(tmp_path: Path) -> None:
    """Beside a page stands no failed check of the address before it: neither in the flow, nor in the file of its run."""
    flow = pasted([FIRST["another state"], PAGE], tmp_path)
    assert not flow.run.reports.get("redirect")
    assert flow.redirect_report is not None
    assert not flow.redirect_report.failures
    shown = redirect_html(flow.authorization_response, flow.redirect_report, flow.authorization_request)  # type: ignore[arg-type]
    assert "AUTHR-STATE-MISMATCH" not in shown
    assert not flow.reported().failed("AUTHR-STATE-MISMATCH")


def test_a_text_that_cannot_be_read_leaves_the_answer_as_it_was_judged(tmp_path: Path) -> None:
    """The answer that came before it is still the answer of the flow."""
    flow = pasted([FIRST["another state"], LAST["unread"]], tmp_path)
    assert flow.redirect_report is not None
    assert flow.redirect_report.failed("AUTHR-STATE-MISMATCH")


def test_the_bare_address_is_judged_after_what_could_not_be_read(tmp_path: Path) -> None:
    """An address of ours with nothing behind it is read, if only to say so: the sentence before it is not what failed any more."""
    found = diagnose(pasted(["I cannot find it", CALLBACK], tmp_path).run)
    assert found.first is not None
    assert "AUTHR-EMPTY" in found.first.evidence
    assert "spaces" not in str(found)
