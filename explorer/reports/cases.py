"""What a test report says of a value: a question a case. What was not checked is skipped, never passed (law "Relaxing shows")."""

from __future__ import annotations

from typing import Any

from ..diagnosis import Diagnosis, diagnose
from ..explanation import Explanation
from ..printable import in_one_line
from ..protocol.flow_table import title
from ..rules import Finding
from ..runs import Run
from ..runs.comparison import Comparison
from ..runs.readings import outcome
from .class_of_runs import ClassOfRuns, Student
from .subject import Case, Outcome
from .tables import comparison_table, text

_PROVEN = ("confirmed", "proven")
_ABOUT_FLOW = "flow"


def run_cases(run: Run) -> list[Case]:
    """Return how far the run came, and every check of it. A failure of severity error fails; a warning passes, and is told."""
    checks = [_finding(about, finding) for about, report in run.reports.items() for finding in report.findings]
    return [_came_through(run), *checks]


def _came_through(run: Run) -> Case:
    """A run that was refused, or got no answer, has few checks to fail: it fails by itself."""
    refusal, latest = run.refusal, run.exchanges[-1] if run.exchanges else None
    name = "The provider answered, and did not refuse"
    if refusal is not None:
        told = f"refused: {refusal.get('error') or refusal.get('problem') or 'without an error code'}"
        return Case(_ABOUT_FLOW, name, "failed", in_one_line(told), in_one_line(diagnose(run).sentence))
    if run.page is not None:
        return Case(_ABOUT_FLOW, name, "failed", in_one_line(outcome(run)), in_one_line(diagnose(run).sentence))
    if latest is not None and not latest.get("response"):
        return Case(_ABOUT_FLOW, name, "failed", "no answer", in_one_line(latest.get("error") or ""))
    return Case(_ABOUT_FLOW, name, "passed" if run.exchanges else "skipped", "" if run.exchanges else "nothing was sent")


def _finding(about: str, finding: Finding) -> Case:
    name, group = f"{finding.rule}: {finding.question}", title(about)
    if finding.verdict == "pass":
        return Case(group, name, "passed", finding.message)
    if finding.verdict != "fail":
        why = "not checked" if finding.applies else "not applicable"
        return Case(group, name, "skipped", f"{why}: {finding.message}")
    expected = f"expected {text(finding.expected)}, received {text(finding.received)}"
    known = "" if finding.expected is None and finding.received is None else expected
    details = "\n".join(part for part in (known, finding.advice, finding.spec) if part)
    if finding.is_error:
        return Case(group, name, "failed", finding.message, details)
    return Case(group, name, "passed", f"{finding.severity}: {finding.message}", details)


def comparison_cases(comparison: Comparison) -> list[Case]:
    """Return what is compared: it fails where it differs, unless it is new at every sign-in or a time."""
    cases = []
    for part, where, name, *values, differs, varies in comparison_table(comparison).rows:
        if part == "milliseconds":
            continue
        told = "; ".join(f"{run}: {value}" for run, value in zip(comparison.names, values, strict=True))
        outcome: Outcome = "failed" if differs and not varies else "skipped" if varies else "passed"
        said = "new at every sign-in" if varies else "differs" if differs else ""
        cases.append(Case(f"{part} {where}".strip(), name, outcome, said, told if outcome == "failed" else ""))
    return cases


def diagnosis_cases(diagnosis: Diagnosis) -> list[Case]:
    """Return the causes: a proven one fails, one that is ruled out passes, and what is open is skipped."""
    cases = [
        Case(
            "refusal",
            "The provider did not refuse",
            "failed" if diagnosis.failed else "passed",
            diagnosis.error or "",
            diagnosis.sentence,
        )
    ]
    for cause in diagnosis.causes:
        outcome: Outcome = "failed" if cause.verdict in _PROVEN else "passed" if cause.verdict == "ruled out" else "skipped"
        cases.append(Case("cause", f"{cause.id}: {cause.title}", outcome, str(cause.verdict), str(cause.advice)))
    return cases


def explanation_cases(explanation: Explanation) -> list[Case]:
    """Return every check of what was pasted, and of each sign-in in it how far it came."""
    found: list[Case] = []
    for each in explanation.everything:
        found += [_finding(in_one_line(each.title), finding) for finding in each.report.findings]
        for run in each.runs:
            found += run_cases(run)
    return found or [Case(explanation.kind, in_one_line(f"This is {explanation.title}"), "passed")]


def sheet_cases(sheet: Any) -> list[Case]:
    """Return the questions of a sheet: an answer that breaks a MUST fails, what was not asked is skipped."""
    return [_answered(row) for row in sheet.rows]


def _answered(row: Any) -> Case:
    outcome: Outcome = "failed" if row.mark else "passed" if row.is_answered else "skipped"
    return Case("provider", f"{row.id}: {row.question}", outcome, str(row.answer), str(row.detail))


def class_cases(handed_in: ClassOfRuns) -> list[Case]:
    """Return the students: one whose checks failed, or who got no tokens, fails."""
    return [_person(one) for one in handed_in.students]


def _person(one: Student) -> Case:
    has_tokens = any(run.summary.outcome == "tokens" for run in one.runs)
    outcome: Outcome = "passed" if has_tokens and not one.failed else "failed"
    return Case("student", one.name, outcome, one.got_to, ", ".join(one.failed))
