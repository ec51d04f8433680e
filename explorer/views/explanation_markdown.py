"""An explanation as Markdown, for an issue or a wiki: what the text is, what failed, its parts, what is missing."""

from __future__ import annotations

from collections.abc import Iterator

from ..diagnosis import Diagnosis, diagnose
from ..explanation import Explanation
from ..rules import Report
from .diagnosis import diagnosis_html
from .explanation import COLUMNS, how_sure, said_beside
from .plain import plain_text
from .report_markdown import md

_MOST_ROWS = 200
_DEEPEST = 6  # headings of Markdown


def explanation_markdown(explanation: Explanation) -> str:
    """Return an explanation as Markdown."""
    return "\n".join(_lines(explanation, 2)) + "\n"


def _lines(explanation: Explanation, level: int, whole: Explanation | None = None) -> Iterator[str]:
    yield f"{'#' * min(level, _DEEPEST)} This is {md(explanation.title)}"
    told = f"{md(said_beside(explanation, whole))} {how_sure(explanation)}".strip()
    yield from ("", told, "") if told else ("",)
    if explanation.would_answer:
        yield from (f"**{md(explanation.would_answer)}**", "")
    if explanation.why is not None:
        yield from (*_why(explanation.why), "")
    for run in explanation.runs:
        yield from (f"{'#' * min(level + 1, _DEEPEST)} {md(run.label or run.id)}", "")
        yield from _why(diagnose(run))
        yield from ("", *_findings(run.report))
    yield from _findings(explanation.report)
    yield from _parts(explanation)
    yield from _list("To read it, something was changed:", explanation.changes)
    yield from _list("What is missing to say more:", explanation.missing)
    for piece in explanation.pieces:
        yield from _lines(piece, level + 1, explanation)


def _why(diagnosis: Diagnosis) -> Iterator[str]:
    yield from (f"{md(line)}  " for line in plain_text(diagnosis_html(diagnosis)).splitlines())


def _findings(report: Report) -> Iterator[str]:
    for finding in report.worst_first:
        if finding.verdict == "fail":
            yield f"- {finding.severity}: {md(finding.message)} ({md(finding.rule)}, {md(finding.spec)}) {md(finding.advice)}"
    if report.failures:
        yield ""


def _parts(explanation: Explanation) -> Iterator[str]:
    if not explanation.parts:
        return
    yield f"| {' | '.join(COLUMNS)} |"
    yield f"| {' | '.join('---' for _ in COLUMNS)} |"
    for part in explanation.parts[:_MOST_ROWS]:
        yield f"| {md(part.name)} | {md(part.value)} | {md(f'{part.meaning} {part.note}'.strip())} | {md(part.spec)} |"
    yield ""


def _list(title: str, items: tuple[str, ...]) -> Iterator[str]:
    if items:
        yield from (title, "", *(f"- {md(item)}" for item in items), "")
