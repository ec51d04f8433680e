"""The check table: why to believe a message, or why not. Failures first, then what matters most, nothing left out."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping

from ..protocol.flow_table import judged_by
from ..reference import careless
from ..rules import Finding, Report
from .parts import (
    WIDER,
    code,
    el,
    fold,
    heading,
    join,
    note,
    sentence,
    sign,
    spec,
    table,
    table_row,
    view,
)
from .text import Html, named_html, prose
from .values import compared_html, moment, value_html

COLUMNS = ("Verdict", "Question", "Expected", "Received", "Section")
GROUPS = ("fail", "skip", "pass", "none")
_NAMED = 3  # checks that the sentence of verdict names; the table has them all
_ROWS = {"fail": "fx-row-fail", "warning": "fx-row-warn", "info": "fx-row-warn", "skip": "fx-row-skip"}
MOST_CHECKS = 1_000  # in a table; there are some five hundred rules
_MOMENT = re.compile(r"(?<![0-9A-Za-z._-])1[0-9]{9}(?![0-9A-Za-z._-])")  # the years 2001 to 2033
_TOO_LONG = 10**10  # for seconds since 1970
_MANY = 20  # checks of which those that matter most are shown first

Faults = Mapping[str, str]  # the fault of the local provider that a rule notices, by the rule's id


def report_html(
    report: Report, *, folded: Collection[str] = ("pass", "none"), faults: Faults | None = None, title: str = "Checks"
) -> Html:
    """Return a report as a sentence of verdict and the check table, grouped by weight and, within it, by message.

    `folded` names the groups whose rows wait behind a line such as "14 passed": any of "fail", "skip", "pass", "none".
    `faults` are named where a rule's id is opened, and `title` stands above.
    """
    groups = {verdict: _of(report, verdict) for verdict in GROUPS}
    shown = [finding for verdict in GROUPS if verdict not in folded for finding in groups[verdict]]
    first = [finding for finding in groups["pass"] if finding.is_weighty] if "pass" in folded else []
    return view(
        "report",
        heading(title),
        sentence(verdict_sentence(report), kind=_mood(report)),
        findings_html(shown, faults=faults) if shown else None,
        _first(first, faults) if len(groups["pass"]) > _MANY and first else None,
        *(_behind(verdict, groups[verdict], faults) for verdict in GROUPS if verdict in folded and groups[verdict]),
        label=title,
    )


def passed_html(report: Report, *, faults: Faults | None = None) -> Html | str:
    """Return what did not fail: what was not checked with its reasons, what matters most, and the rest behind its numbers.

    It stands where the verdict and the failures are shown already (`verdict_sentence`, `problems_html`); empty where
    nothing was asked.
    """
    unchecked, passed, none = (_of(report, verdict) for verdict in ("skip", "pass", "none"))
    if not (unchecked or passed or none):
        return ""
    first = [finding for finding in passed if finding.is_weighty]
    return view(
        "report",
        heading("Why to believe it" if report.ok else "What else was checked"),
        findings_html(unchecked, faults=faults) if unchecked else None,
        _first(first, faults) if first else None,
        *(_behind(verdict, found, faults) for verdict, found in (("pass", passed), ("none", none)) if found),
        label="Checks",
    )


def _first(findings: list[Finding], faults: Faults | None) -> Html:
    """What to read first where nearly everything passed."""
    words = sentence("What the rest stands on: who wrote it, for whom, and whether it answers our request.", kind="quiet")
    return el("div", words, findings_html(findings, faults=faults), class_="fx-first")


def _behind(verdict: str, findings: list[Finding], faults: Faults | None) -> Html:
    """A group behind its number; of many, each message behind its own."""
    title = f"{len(findings)} {sign_word(verdict)}"
    if len(findings) <= _MANY:
        return fold(title, findings_html(findings, faults=faults))
    by_message: dict[str, list[Finding]] = {}
    for finding in findings:
        by_message.setdefault(_about(finding), []).append(finding)
    folds = (fold(f"{_capital(about)}: {len(of)}", findings_html(of, faults=faults)) for about, of in by_message.items())
    return fold(f"{title}, message by message", *folds)


def _capital(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}"


def problems_html(title: str, report: Report, *, faults: Faults | None = None) -> Html | str:
    """Return what failed, and nothing else; empty when nothing did."""
    failed = _of(report, "fail")
    return view("report", heading(title), findings_html(failed, faults=faults), label=title) if failed else ""


def finding_html(finding: Finding) -> Html:
    """Return one finding as a check table of one row."""
    return view("report", findings_html([finding]), label="Check")


def verdict_sentence(report: Report, *, named: bool = True) -> str:
    """Return what a report comes to, in one sentence that never calls a question that was not checked a passed one.

    `named` False leaves out what failed first, where that stands right below.
    """
    tally, failed, unchecked = report.tally, _of(report, "fail"), _of(report, "skip")
    others = f"{_questions(len(unchecked))} not checked: {_named(unchecked)}" if unchecked else ""
    if is_unsigned(report):
        others += ". The signature was not checked, so nothing proves who made the token."
    elif others.endswith("more"):
        others += "."
    if not report.findings:
        return "Nothing was checked."
    if failed:
        told = " and ".join(tally.mild)
        many = f"{tally.failed} of {_checks(tally.checks)} failed" if tally.failed else "Nothing failed"
        rest = "." if tally.failed else f"; {_checks(tally.passed)} passed."
        first = f"{many}{', with ' if told else ''}{told}{f': {failed[0].message}' if named else rest}"
        return f"{first} Also, {others}" if others else first
    if others:
        return f"Nothing failed, but {others}"
    if not tally.passed:
        return "Nothing was checked: none of the questions is applicable."
    return f"All {tally.passed} checks passed{_whose(report)}." if tally.passed > 1 else "The one check passed."


def _whose(report: Report) -> str:
    """Of a whole sign-in, how many of its checks are about what came, and how many about what we sent ourselves.

    Both count, in code and on every screen.
    """
    applicable = [judged_by(str(finding.rule)) for finding in report.findings if finding.verdict == "pass"]
    ours = sum(judged is not None and judged.sender == "client" for judged in applicable)
    if len(set(applicable)) < 3:  # of one message, and perhaps how it travelled
        return ""
    return f": {len(applicable) - ours} of what came, {ours} of what we sent" if ours else ", of what came"


def is_unsigned(report: Report) -> bool:
    """Tell whether the signature of an ID token was to be checked, and nobody could: then nothing proves who made it."""
    return any(finding.rule == "IDTH-SIGNATURE-INVALID" for finding in report.not_checked)


def sign_word(verdict: str) -> str:
    """Return a verdict in words: "passed", "failed", "not checked", "not applicable"."""
    return {"pass": "passed", "fail": "failed", "skip": "not checked", "none": "not applicable"}.get(verdict, verdict)


def _of(report: Report, verdict: str) -> list[Finding]:
    """The findings of one group, the worst first; an unknown verdict, as a damaged file may hold, counts as not checked."""
    if verdict in ("skip", "none"):
        skipped = [finding for finding in report.findings if finding.verdict not in ("pass", "fail")]
        return [finding for finding in skipped if bool(finding.applies) is (verdict == "skip")]
    chosen = [finding for finding in report.findings if finding.verdict == verdict]
    return sorted(chosen, key=lambda finding: finding.weight) if verdict == "fail" else chosen


def _checks(count: int) -> str:
    return "1 check" if count == 1 else f"{count} checks"


def _questions(count: int) -> str:
    return "1 question was" if count == 1 else f"{count} questions were"


def _named(findings: list[Finding]) -> str:
    """The questions that were not answered, those first without which the others mean little."""
    ranked = sorted(findings, key=lambda finding: not finding.is_weighty)
    names = ", ".join(f"\u201c{finding.question}\u201d" for finding in ranked[:_NAMED])
    rest = len(findings) - _NAMED
    return f"{names} and {rest} more" if rest > 0 else names


def _mood(report: Report) -> str:
    if not report.ok:
        return "bad"
    return "warn" if report.counts["fail"] else "open" if report.not_checked or not report.counts["pass"] else "good"


def findings_html(findings: Iterable[Finding], *, faults: Faults | None = None) -> Html:
    """Return findings as a table in the given order."""
    rows = [_row(finding, faults or {}) for finding in findings]
    return table(COLUMNS, rows, caption="What was checked", kind="checks", most=MOST_CHECKS)


def _about(finding: Finding) -> str:
    judged = judged_by(str(finding.rule))
    return judged.title if judged else "how the messages travelled"


def _row(finding: Finding, faults: Faults) -> Html:
    shown = _shown(finding)
    expected, received = _both(finding)
    asked = [
        el("span", named_html(finding.question), class_="fx-question"),
        _message(finding),
        _advice(finding),
        _rule(finding, faults),
    ]
    return table_row(COLUMNS, (sign(shown), join(asked), expected, received, spec(finding.spec)), kind=_ROWS.get(shown, ""))


def _shown(finding: Finding) -> str:
    """The sign that a finding gets: its verdict, or how much a failure weighs, or that its question is not applicable."""
    if finding.verdict == "fail" and finding.severity in ("warning", "info"):
        return finding.severity
    return "none" if finding.verdict == "skip" and not finding.applies else finding.verdict


def _message(finding: Finding) -> Html | None:
    return el("span", named_html(finding.message), class_="fx-message") if finding.message else None


def _advice(finding: Finding) -> Html | None:
    return el("span", "What to do: ", prose(str(finding.advice)), class_="fx-advice") if finding.advice else None


def _rule(finding: Finding, faults: Faults) -> Html:
    """The rule's id; opened, it says why the question is asked, and which fault shows it.

    An id is called after what it would find: beside a check that passed it stands as the name of a rule, and of no failure.
    """
    known, fault = careless(finding.rule), faults.get(finding.rule)
    why = sentence("A client that leaves this check out: ", prose(known.outcome)) if known else None
    shows = sentence("The local provider shows it with the fault ", code(fault), ".") if fault else None
    name = f"rule {finding.rule}" if finding.verdict == "pass" else finding.rule
    if not (why or shows):
        return el("span", name, class_="fx-rule")
    return el("details", el("summary", name), why, shows, class_="fx-rule")


def _both(finding: Finding) -> tuple[object, object]:
    """Expected and received; of a failure, with the differing characters marked."""
    expected, received = finding.expected, finding.received
    if expected is None and received is None:
        return WIDER, WIDER
    if received is None:
        return _dated(expected), WIDER  # the question, or the message, says the rest
    if finding.verdict == "fail" and isinstance(expected, str) and isinstance(received, str) and not _describes(expected):
        return compared_html(expected, received)
    return _dated(expected), _dated(received)


def _describes(expected: str) -> bool:
    """Tell whether a text is words about a value, and no value whose characters could be compared."""
    return expected.startswith(("a ", "an ", "at ", "one ", "after ", "before "))


def _dated(value: object) -> Html | None:
    """A value; where it is or names a moment in seconds since 1970, with its date."""
    if value is None:
        return None
    is_number = type(value) is int and abs(value) < _TOO_LONG
    found = _MOMENT.search(value if isinstance(value, str) else str(value) if is_number else "")
    return join([value_html(value), " ", note(moment(int(found.group())))]) if found else value_html(value)
