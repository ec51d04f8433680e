"""How a run keeps findings: in groups where nothing has to be told, and read again as they were."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.rules import Finding, Report, kept
from explorer.rules.catalogue import every_rule
from explorer.rules.kept import errors_in, is_in_groups, kept_findings, question_of, to_groups, verdicts_in
from explorer.rules.registry import Outcome, Rule, RuleSet, failed, not_applicable, not_checked, passed
from tests.hostile import JSON, patient
from tests.rules.minting import check, token

RULES: RuleSet[Outcome] = RuleSet()


@RULES.rule("TEST-RULE", spec="RFC 1", severity="warning", advice="Think.")
def rule(outcome: Outcome) -> Outcome:
    """Is it so?"""
    return outcome


def again(report: Report) -> Report:
    """Return the report as it comes back from a file."""
    groups = json.loads(json.dumps(to_groups(report)))
    assert is_in_groups(groups)
    return Report.from_dicts(groups)


@pytest.mark.parametrize("changes", [{}, {"nonce": "another"}, {"exp": 7, "iat": None}, {"iss": ["x"], "nbf": "soon"}])
def test_a_report_is_read_as_it_was_judged(changes: dict[str, object]) -> None:
    """Whatever the verdicts, the report that comes back from the file is the one that went in, in its order."""
    report = check(token(**changes))
    assert {finding.verdict for finding in report.findings} >= {"pass", "skip"}
    assert again(report) == report


def test_every_rule_that_there_is() -> None:
    """All of them, passed with nothing to tell and not applicable for each of their reasons, come back as they were."""
    rules = list(every_rule())
    assert again(Report(results=[(rule, passed(rule.expected)) for rule in rules])).counts["pass"] == len(rules)
    reasons = [(rule, reason) for rule in rules for reason in rule.reasons]
    assert reasons
    for rule, reason in reasons:
        report = Report(results=[(rule, not_applicable(reason))])
        assert again(report) == report
        assert reason not in json.dumps(to_groups(report))


def test_no_rule_has_two_reasons_of_one_mark() -> None:
    """A mark of three letters is enough to tell the reasons of a rule apart."""
    for rule in every_rule():
        assert len({kept._mark(reason) for reason in rule.reasons}) == len(set(rule.reasons)), rule.id


def with_reasons(*reasons: str, requires: tuple[str, ...] = ()) -> RuleSet[Outcome]:
    """Return a version of a set of rules in which these are the reasons of one of them."""
    rules: RuleSet[Outcome] = RuleSet()

    @rules.rule("TEST-RULE", spec="RFC 1", reasons=reasons)
    def rule(outcome: Outcome) -> Outcome:
        """Is it so?"""
        return outcome

    @rules.rule("TEST-AFTER", spec="RFC 1", requires=["TEST-RULE"])
    def after(outcome: Outcome) -> Outcome:
        """Is it so as well?"""
        return outcome

    return rules


@pytest.mark.parametrize(
    ("later", "shown"),
    [
        (("it is night", "it rains"), "it rains"),
        (("it rains",), "it rains"),
        (("it is night", "it pours"), kept._OTHER_WORDS),
        (("it pours", "it is night"), kept._OTHER_WORDS),
        ((), kept._OTHER_WORDS),
    ],
)
def test_a_reason_of_an_old_run_is_its_own(later: tuple[str, ...], shown: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A later version may order and word its reasons otherwise: a run shows the one that it was judged by, or says so."""
    groups = to_groups(with_reasons("it rains", "it is night").run(not_applicable("it rains")))
    assert groups == {"not_applicable": f"TEST-(AFTER RULE){':' + kept._mark('it rains')}"}
    monkeypatch.setattr(kept, "every_rule", lambda: with_reasons(*later).rules)
    kept._words.cache_clear()
    assert [(finding.verdict, finding.message) for finding in Report.from_dicts(groups).findings] == [("skip", shown)] * 2
    kept._words.cache_clear()


@pytest.mark.parametrize(
    ("outcome", "groups"),
    [
        (passed("a", 1), {"told": {"TEST-RULE": ["a", 1]}}),
        (passed("a", "a"), {"told": {"TEST-RULE": ["a"]}}),
        (passed(1, True), {"told": {"TEST-RULE": [1, True]}}),
        (passed([1], [1]), {"told": {"TEST-RULE": [[1], [1]]}}),
        (passed(None, 1), {"received": {"TEST-RULE": 1}}),
        (passed(), {"passed": "TEST-RULE"}),
        (not_applicable("no such thing"), {"unless": {"no such thing": "TEST-RULE"}}),
    ],
)
def test_what_needs_no_words_is_short(outcome: Outcome, groups: dict[str, object], monkeypatch: pytest.MonkeyPatch) -> None:
    """Of what passed, or is not applicable, the question and the section stay out of the file."""
    monkeypatch.setattr(kept, "every_rule", lambda: RULES.rules)
    report = RULES.run(outcome)
    assert to_groups(report) == groups
    assert again(report) == report


@pytest.mark.parametrize("outcome", [failed("No.", 1, 2), not_checked("no keys"), passed(message="Just so.")])
def test_what_somebody_will_ask_about_is_whole(outcome: Outcome) -> None:
    """A failure says in the file what was asked and what to do, as it was when it was judged."""
    groups = to_groups(RULES.run(outcome))
    (row,) = groups.pop("rows")
    assert groups == {}
    assert (row["question"], row["spec"], row["severity"]) == ("Is it so?", "RFC 1", "warning")
    assert row["advice"] == ("Think." if outcome.verdict == "fail" else "")
    assert Report.from_dicts([row]) == RULES.run(outcome)
    assert question_of(row) == "Is it so?"
    assert errors_in([row]) == 0, "it is a warning"
    assert errors_in({"rows": [row, {**row, "severity": "error"}]}) == (outcome.verdict == "fail")


WORDS = st.sampled_from(["A", "B", "URI", "KEY", "7"])


def test_what_is_expected_always_is_not_repeated(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a rule that declares what it expects, only what came is kept; rules that tell the same stand together."""
    rules: RuleSet[Any] = RuleSet()
    for name in ("TEST-ONE", "TEST-TWO"):
        rules.rule(name, spec="RFC 1", expected=1)(rule)
    monkeypatch.setattr(kept, "every_rule", lambda: rules.rules)
    for outcome, groups in (
        (passed(1), {"passed": "TEST-(ONE TWO)"}),
        (passed(1, 1), {"as_expected": "TEST-(ONE TWO)"}),
        (passed(1, True), {"received": {"TEST-(ONE TWO)": True}}),
        (passed(1, 1.0), {"received": {"TEST-(ONE TWO)": 1.0}}),
        (passed(True, 1), {"told": {"TEST-(ONE TWO)": [True, 1]}}),
        (passed(2, "a"), {"told": {"TEST-(ONE TWO)": [2, "a"]}}),
    ):
        report = rules.run(outcome)
        assert to_groups(report) == groups
        assert repr([finding[6:8] for finding in again(report).findings]) == repr([finding[6:8] for finding in report.findings])


@given(st.lists(st.lists(WORDS, min_size=1, max_size=4).map("-".join), unique=True))
@patient
def test_ids_are_written_short(ids: list[str]) -> None:
    """Whatever the words, the ids that are read are those that were written, and a person sees which they are."""
    results = [(Rule(each, "Is it?", "", "info", "", (), lambda _: NotImplemented), passed()) for each in ids]
    assert sorted(row[0] for row in kept_findings(to_groups(Report(results=results)))) == sorted(ids)
    assert kept._joined(("URI-MISSING", "URI-KEY-OLD", "URI-KEY-NEW", "URI-KEY")) == "URI-(KEY KEY-(NEW OLD) MISSING)"


@given(st.lists(st.tuples(st.lists(WORDS, min_size=1, max_size=4).map("-".join), st.sampled_from(["abc", "xyz"]))))
@patient
def test_marks_are_written_short(pairs: list[tuple[str, str]]) -> None:
    """Each id keeps its own mark, also where those around it share one."""
    marked = [f"{name}:{mark}" for name, mark in dict(pairs).items()]
    assert sorted(kept._split(kept._joined(tuple(marked)))) == sorted(marked)
    assert kept._joined(("A-B:abc", "A-C:abc", "A-D-E:xyz", "A-D-F:xyz")) == "A-(B C D-(E F):xyz):abc"


def test_marks_as_earlier_versions_wrote_them() -> None:
    """They put a mark behind a bracket only where all in it have the same."""
    earlier = "A-(B:abc C:abc D-(E F):xyz)"
    assert kept._split(earlier) == kept._split("A-(B C D-(E F):xyz):abc") == ("A-B:abc", "A-C:abc", "A-D-E:xyz", "A-D-F:xyz")


@pytest.mark.parametrize(
    "text",
    [
        "(" + "a " * 50_000 + ")" + " :abc" * 50_000,
        "A-(" * 50_000 + "B" + "):abc" * 50_000,
        ")" * 9,
        "(:abc",
        ":abc",
        "A" * 50_000 + "(" + "b " * 50_000,
    ],
)
def test_a_hostile_text_of_ids_stays_small(text: str) -> None:
    """Brackets that never end, or hold a name of thousands of letters, are read in little time and room."""
    assert sum(map(len, kept._split(text))) < 50_000 * 250


@pytest.mark.parametrize(
    "findings",
    [
        [["GONE-RULE", "pass", "a", "b"], ["GONE-TOO", "skip", "it was so"]],
        {"told": {"GONE-RULE": ["a", "b"]}, "unless": {"it was so": "GONE-TOO"}},
    ],
)
def test_a_rule_of_another_version(findings: Any) -> None:
    """A rule that this version does not have keeps its verdict, and says that it is not known."""
    report = Report.from_dicts(findings)
    assert [finding.verdict for finding in report.findings] == ["pass", "skip"]
    assert report["GONE-RULE"][-4:] == ("a", "b", "", True)
    assert report["GONE-TOO"].message == "it was so"
    assert report.not_checked == ()
    assert all("does not have" in finding.question for finding in report.findings)


@pytest.mark.parametrize("mark", ["", ":", ":aaa", ":" + "9" * 5000, ":\u00b2:", "::"])
def test_a_reason_of_another_version(mark: str) -> None:
    """A reason that the rule does not have any more, or never had, cannot be shown; it says so."""
    (finding,) = Report.from_dicts({"not_applicable": f"IDTC-NBF-FUTURE{mark}"}).findings
    assert (finding.verdict, finding.message) == ("skip", kept._OTHER_WORDS)


def test_findings_that_were_read_are_kept_again() -> None:
    """A finding that was made by hand, or read from a run, is kept whole."""
    finding = Finding("R", "Is it?", "pass", "error", "", "RFC 1", "a", ["b"])
    assert again(Report([finding])).findings == (finding,)


GROUPS = ["passed", "as_expected", "told", "received", "not_applicable", "unless", "rows"]


@given(st.dictionaries(st.sampled_from(GROUPS), JSON) | JSON)
@patient
def test_anything_that_looks_like_groups_can_be_read(value: Any) -> None:
    """What somebody else wrote is refused, or read without stumbling."""
    if is_in_groups(value):
        assert isinstance(kept_findings({**value, "rows": []}), list)


def test_passes_are_made_when_somebody_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Judging, counting, adding, keeping and reading make no finding of what passed."""
    report = RULES.run(passed()) + RULES.run(not_applicable("not here"))
    monkeypatch.setattr(Finding, "__new__", None)
    assert report.ok
    assert report.counts == {"fail": 0, "skip": 1, "pass": 1}
    assert not report.failed("TEST-RULE")
    assert report.not_checked == ()
    assert Report.from_dicts(to_groups(report)).counts == report.counts
    monkeypatch.undo()
    assert [finding.verdict for finding in report.findings] == ["pass", "skip"]


@pytest.mark.parametrize("changes", [{"nonce": "another"}, {"exp": 7, "iat": None}, {"nbf": 1}, {"acr": ""}])
def test_what_is_judged_alike_is_told_from_what_is_not(changes: dict[str, object]) -> None:
    """Two tokens of other people are judged alike; one with something wrong, or something more, is not. In both forms."""
    one, same, other = (check(token(**each)) for each in ({}, {"sub": "somebody else"}, changes))
    assert to_groups(one) != to_groups(same)
    for form in (to_groups, lambda report: kept_findings(to_groups(report))):
        assert verdicts_in(form(one)) == verdicts_in(form(same)) != verdicts_in(form(other))


def test_the_question_of_a_short_finding_is_looked_up() -> None:
    """An id keeps its meaning, so that the question need not stand in every file."""
    assert question_of(["IDTC-NONCE-MISMATCH", "pass", "n", "n"]) == every_rule()["IDTC-NONCE-MISMATCH"].question
    assert "does not have the rule" in question_of(["GONE-RULE", "skip", "no such thing"])
