"""The check table: why to believe a message, or why not. Failures first, nothing left out."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from ..rules import Finding, Report
from .parts import WIDER, el, fold, heading, join, sentence, sign, spec, table, table_row, view
from .text import Html, cited_html, prose
from .values import compared_html, value_html

COLUMNS = ("Verdict", "Question", "Expected", "Received", "Section")
_NAMED = 3  # checks that the sentence of verdict names; the table has them all
_ROWS = {"fail": "fx-row-fail", "warning": "fx-row-warn", "info": "fx-row-warn", "skip": "fx-row-skip"}
_SEVERITY = {"error": 0, "warning": 1}


def report_html(report: Report, *, folded: Collection[str] = ("pass", "none")) -> Html:
    """Return a report as a sentence of verdict and the check table.

    `folded` names the groups whose rows wait behind a line such as "14 passed": any of "fail", "skip", "pass", "none".
    """
    groups = [(verdict, _of(report, verdict)) for verdict in ("fail", "skip", "pass", "none")]
    shown = [finding for verdict, findings in groups if verdict not in folded for finding in findings]
    behind = [(verdict, findings) for verdict, findings in groups if verdict in folded and findings]
    return view(
        "report",
        heading("Checks"),
        sentence(verdict_sentence(report), kind=_mood(report)),
        findings_html(shown) if shown else None,
        *(fold(f"{len(findings)} {sign_word(verdict)}", findings_html(findings)) for verdict, findings in behind),
        label="Checks",
    )


def problems_html(title: str, report: Report) -> Html | str:
    """Return what failed, and nothing else; empty when nothing did."""
    failed = _of(report, "fail")
    return view("report", heading(title), findings_html(failed), label=title) if failed else ""


def finding_html(finding: Finding) -> Html:
    """Return one finding as a check table of one row."""
    return view("report", findings_html([finding]), label="Check")


def verdict_sentence(report: Report) -> str:
    """Return what a report comes to, in one sentence that never calls a question that was not checked a passed one."""
    failed, unchecked, passed = _of(report, "fail"), _of(report, "skip"), _of(report, "pass")
    errors = [finding for finding in failed if finding.severity == "error"]
    others = f"{_questions(len(unchecked))} not checked: {_named(unchecked)}" if unchecked else ""
    if is_unsigned(report):
        others += ". The signature was not checked, so nothing proves who made the token."
    if not report.findings:
        return "Nothing was checked."
    if errors:
        applicable = len(failed) + len(unchecked) + len(passed)
        first = f"{len(errors)} of {_checks(applicable)} failed: {errors[0].message}"
        return f"{first} Also, {others}" if others else first
    if failed:
        first = f"Nothing failed, with {len(failed)} warning{'s' if len(failed) > 1 else ''}: {failed[0].message}"
        return f"{first} Also, {others}" if others else first
    if others:
        return f"Nothing failed, but {others}"
    if not passed:
        return "Nothing was checked: none of the questions is applicable."
    return f"All {len(passed)} checks passed." if len(passed) > 1 else "The one check passed."


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
    return sorted(chosen, key=lambda finding: _SEVERITY.get(finding.severity, 2)) if verdict == "fail" else chosen


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


def findings_html(findings: Iterable[Finding]) -> Html:
    """Return findings as a table in the given order."""
    return table(COLUMNS, (_row(finding) for finding in findings), caption="What was checked", kind="checks")


def _row(finding: Finding) -> Html:
    shown = _shown(finding)
    expected, received = _both(finding)
    question = join([el("span", finding.question, class_="fx-question"), _message(finding), _advice(finding), _rule(finding)])
    return table_row(COLUMNS, (sign(shown), question, expected, received, spec(finding.spec)), kind=_ROWS.get(shown, ""))


def _shown(finding: Finding) -> str:
    """The sign that a finding gets: its verdict, or how much a failure weighs, or that its question is not applicable."""
    if finding.verdict == "fail" and finding.severity in ("warning", "info"):
        return finding.severity
    return "none" if finding.verdict == "skip" and not finding.applies else finding.verdict


def _message(finding: Finding) -> Html | None:
    return el("span", cited_html(finding.message), class_="fx-message") if finding.message else None


def _advice(finding: Finding) -> Html | None:
    return el("span", "What to do: ", prose(str(finding.advice)), class_="fx-advice") if finding.advice else None


def _rule(finding: Finding) -> Html:
    return el("span", finding.rule, class_="fx-rule")


def _both(finding: Finding) -> tuple[object, object]:
    """Expected and received; of a failure, with the differing characters marked."""
    expected, received = finding.expected, finding.received
    if expected is None and received is None:
        return WIDER, WIDER
    if finding.verdict == "fail" and isinstance(expected, str) and isinstance(received, str):
        return compared_html(expected, received)
    return (
        None if expected is None else value_html(expected),
        None if received is None else value_html(received),
    )
