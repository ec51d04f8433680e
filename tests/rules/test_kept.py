"""How a run keeps findings: short where nothing has to be told, and read again as they were."""

from __future__ import annotations

import json

import pytest

from explorer.rules import Finding, Report
from explorer.rules.kept import rule_and_verdict, to_rows
from explorer.rules.registry import Outcome, RuleSet, failed, not_applicable, not_checked, passed
from tests.rules.minting import check, token

RULES: RuleSet[Outcome] = RuleSet()


@RULES.rule("TEST-RULE", spec="RFC 1", severity="warning", advice="Think.")
def rule(outcome: Outcome) -> Outcome:
    """Is it so?"""
    return outcome


@pytest.mark.parametrize("changes", [{}, {"nonce": "another"}, {"exp": 7, "iat": None}, {"iss": ["x"], "nbf": "soon"}])
def test_a_report_is_read_as_it_was_judged(changes: dict[str, object]) -> None:
    """Whatever the verdicts, the report that comes back from the file is the one that went in."""
    report = check(token(**changes))
    assert {finding.verdict for finding in report.findings} >= {"pass", "skip"}
    assert Report.from_dicts(json.loads(json.dumps(to_rows(report)))) == report


@pytest.mark.parametrize(
    ("outcome", "row"),
    [
        (passed("a", 1), ["TEST-RULE", "pass", "a", 1]),
        (passed(), ["TEST-RULE", "pass", None, None]),
        (not_applicable("no such thing"), ["TEST-RULE", "skip", "no such thing"]),
    ],
)
def test_what_needs_no_words_is_short(outcome: Outcome, row: list[object]) -> None:
    """Of what passed, or is not applicable, the question and the section stay out of the file."""
    assert to_rows(RULES.run(outcome)) == [row]
    assert rule_and_verdict(row) == ("TEST-RULE", row[1])


@pytest.mark.parametrize("outcome", [failed("No.", 1, 2), not_checked("no keys"), passed(message="Just so.")])
def test_what_somebody_will_ask_about_is_whole(outcome: Outcome) -> None:
    """A failure says in the file what was asked and what to do, as it was when it was judged."""
    (row,) = to_rows(RULES.run(outcome))
    assert isinstance(row, dict)
    assert (row["question"], row["spec"], row["severity"]) == ("Is it so?", "RFC 1", "warning")
    assert row["advice"] == ("Think." if outcome.verdict == "fail" else "")
    assert Report.from_dicts([row]) == RULES.run(outcome)
    assert rule_and_verdict(row) == ("TEST-RULE", outcome.verdict)


def test_a_rule_of_another_version() -> None:
    """A rule that this version does not have keeps its verdict, and says that it is not known."""
    report = Report.from_dicts([["GONE-RULE", "pass", "a", "b"], ["GONE-TOO", "skip", "it was not there"]])
    assert [finding.verdict for finding in report.findings] == ["pass", "skip"]
    assert report["GONE-RULE"][-4:] == ("a", "b", "", True)
    assert report["GONE-TOO"].message == "it was not there"
    assert report.not_checked == ()
    assert all("does not have" in finding.question for finding in report.findings)


def test_findings_that_were_read_are_kept_again() -> None:
    """A finding that was made by hand, or read from a run, is kept whole."""
    finding = Finding("R", "Is it?", "pass", "error", "", "RFC 1", "a", ["b"])
    assert Report.from_dicts(to_rows(Report([finding]))).findings == (finding,)


def test_passes_are_made_when_somebody_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Judging, counting, adding and keeping make no finding of what passed."""
    report = RULES.run(passed()) + RULES.run(not_applicable("not here"))
    monkeypatch.setattr(Finding, "__new__", None)
    assert report.ok
    assert report.counts == {"fail": 0, "skip": 1, "pass": 1}
    assert not report.failed("TEST-RULE")
    assert len(to_rows(report)) == 2
    monkeypatch.undo()
    assert [finding.verdict for finding in report.findings] == ["pass", "skip"]
