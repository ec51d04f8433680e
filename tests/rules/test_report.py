"""A report: results that become findings when somebody looks, and what other rooms make of it."""

from __future__ import annotations

import pickle
import subprocess
import sys
from collections.abc import Iterator

import pytest

from explorer.lending import borrowed, lend
from explorer.rules import Finding, Report
from explorer.rules.catalogue import every_rule
from explorer.rules.report import answer_in, to_finding
from explorer.rules.rule import failed, not_applicable, not_checked, passed
from explorer.views.report import verdict_sentence

PLAIN = every_rule()["HTTP-PLAIN"]
MADE = Finding("MINE", "Is it?", "fail", "warning", "It is not.", "RFC 1")


def test_results_and_findings_stand_side_by_side() -> None:
    """A rule with what it saw, and a finding that is made already, are both results; each becomes the finding that it is."""
    judged = (PLAIN, failed("Plain http: discovery.", "https://...", ["discovery"]))
    report = Report([MADE], results=[judged])
    assert report.results == (MADE, judged)
    assert [answer_in(result).verdict for result in report.results] == ["fail", "fail"]
    assert report.findings == (MADE, PLAIN.finding(judged[1]))
    assert to_finding(MADE) is MADE
    assert report["HTTP-PLAIN"].advice == PLAIN.advice
    assert report.counts == {"fail": 2, "skip": 0, "pass": 0}


def test_what_was_skipped_is_two_things() -> None:
    """A question that was not checked is named; one that is not applicable is only counted."""
    report = Report(results=[(PLAIN, outcome) for outcome in (passed(), not_checked("no keys"), not_applicable("no token"))])
    assert [finding.message for finding in report.not_checked] == ["no keys"]
    assert repr(report) == "<Report: 0 failed, 1 not checked, 1 passed, 1 not applicable>"


def test_a_pickle_holds_findings() -> None:
    """Rules are functions, and stay at home."""
    report = Report([MADE], results=[(PLAIN, passed("https://..."))])
    assert pickle.loads(pickle.dumps(report)) == report  # noqa: S301 - our own bytes


def test_what_other_rooms_make_is_there_and_loads_late() -> None:
    """Somebody who loads nothing but the rules has the table, the text and the reader; pandas loads with the table."""
    program = """
import sys
from explorer.rules import Report
report = Report.from_dicts([["HTTP-PLAIN", "pass", "https://...", None]])
assert not {"explorer.views", "explorer.runs", "pandas"} & set(sys.modules), "too early"
assert "1 passed: HTTP-PLAIN" in report.to_markdown().replace(chr(92), "")
assert "pandas" not in sys.modules, "too early"
assert list(report.table["rule"]) == ["HTTP-PLAIN"]
"""
    subprocess.run([sys.executable, "-c", program], check=True, timeout=60)


@pytest.fixture
def lent() -> Iterator[list[str]]:
    """Something that is lent under a name, with the list of the times when it was loaded."""
    loads: list[str] = []

    def load() -> object:
        loads.append("loaded")
        return str.upper

    lend("for-a-test", load)  # type: ignore[arg-type]
    return loads


def test_nothing_is_loaded_before_somebody_borrows_it(lent: list[str]) -> None:
    """To say who lends something loads nothing; what nobody lends is not there."""
    assert lent == []
    assert borrowed("for-a-test")("a") == "A"
    assert lent == ["loaded"]
    with pytest.raises(KeyError):
        borrowed("nobody lends this")


def test_the_worst_is_one_that_stopped_the_flow() -> None:
    """Of errors the weighty ones come first, of equal ones those of the latest message; what happened first is no measure."""
    errors = ("AUTHZ-PKCE-MISSING-PUBLIC", "AUTHR-CODE-MISSING", "AUTHR-STATE-MISMATCH", "IDTC-NONCE-MISMATCH", "HTTP-PLAIN")
    found = [Finding(rule, "?", "fail", "error", rule, "RFC 1") for rule in errors]
    warning = Finding("IDTH-SIGNATURE-INVALID", "?", "fail", "warning", "mild", "RFC 1")
    report = Report([warning, *found])
    ranked = [errors[3], errors[2], errors[1], errors[0], errors[4]]
    lines = [f"  {rule}: {rule}" for rule in ranked]
    assert repr(report).splitlines()[1:] == [*lines, "  IDTH-SIGNATURE-INVALID: mild"]
    assert verdict_sentence(report) == "5 of 6 checks failed, with 1 warning: IDTC-NONCE-MISMATCH"
    rows = [rule for line in report.to_markdown().splitlines() for rule in errors if rule in line.replace("\\", "")]
    assert list(dict.fromkeys(rows)) == ranked
