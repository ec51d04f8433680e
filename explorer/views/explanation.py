"""A pasted text explained: what it is, what is wrong with it first, its parts, what is missing to say more."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from ..explanation import Explanation, Part, has_failed
from ..runs import Run
from ..secret import Secret
from .diagnosis import diagnosis_html
from .parts import code, el, fold, heading, join, listing, name_html, note, sentence, spec, table, table_row, view
from .record import diagnosed_html
from .report import report_html
from .run import run_html
from .text import Html, prose
from .values import secret_html, value_html

COLUMNS = ("Part", "Value", "What it says", "Section")
GROUPS = {
    "address": "The address",
    "query": "Parameters",
    "form": "The form that is sent",
    "header": "Header",
    "headers": "Headers",
    "claims": "Claims",
    "members": "Members",
    "file": "The file",
    "runs": "The sign-ins in it",
}
SURE = {
    "likely": "By its form that is likely, not certain.",
    "possible": "It may be something else.",
}  # no word for what is certain
_MOST_PIECES = 20
_MOST_RUNS = 20


def explanation_html(explanation: Explanation) -> Html:
    """Return an explanation: what the text is, what failed, its parts, and its pieces or the sign-ins in it."""
    return view("explanation", *_told(explanation), label=f"Explanation: {explanation.title}")


def how_sure(explanation: Explanation) -> str:
    """Say how sure it is that a text is what it is called; nothing where that is certain, or where it is called nothing."""
    return SURE.get(explanation.sure, "") if explanation.kind != "nothing" else ""


def said_beside(explanation: Explanation, whole: Explanation | None) -> str:
    """Return the sentence of an explanation; nothing where the `whole` that it is a piece of has said it."""
    return "" if whole is not None and explanation.sentence == whole.sentence else explanation.sentence


def _told(explanation: Explanation, whole: Explanation | None = None) -> Iterator[Html | None]:
    yield heading("This is ", explanation.title)
    said, sure = said_beside(explanation, whole), how_sure(explanation)
    if said or sure:
        yield sentence(prose(said) if said else None, " " if said and sure else None, note(sure) if sure else None)
    yield sentence(prose(explanation.would_answer), kind="bad") if explanation.would_answer else None
    yield diagnosis_html(explanation.why) if explanation.why is not None else None
    yield from _runs(explanation.runs)
    for piece in explanation.pieces[:_MOST_PIECES]:
        yield el("div", *_told(piece, explanation), class_="fx-piece")
    if len(explanation.pieces) > _MOST_PIECES:
        yield sentence(f"... and {len(explanation.pieces) - _MOST_PIECES} more, not shown here.", kind="quiet")
    groups = groupby(explanation.parts, key=lambda part: part.group)
    parts = [parts_html(list(each), GROUPS.get(group, "Parts")) for group, each in groups]
    checks = [report_html(explanation.report)] if explanation.report.findings else []
    yield from (*checks, *parts) if explanation.report.failures else (*parts, *checks)  # what is wrong comes first
    if explanation.changes:
        yield sentence("To read it, something was changed:", kind="warn")
        yield listing(explanation.changes)
    if explanation.missing:
        yield fold("What is missing to say more", listing(map(prose, explanation.missing)), opened=not explanation.pieces)


def parts_html(parts: list[Part], title: str) -> Html:
    """Return parts as a table, with what each says."""
    return table(COLUMNS, map(_part, parts), caption=title, kind="members")


def _part(part: Part) -> Html:
    shown = secret_html(part.value) if isinstance(part.value, Secret) else value_html(part.value)
    remark = el("span", part.note, class_="fx-message") if part.note else None
    told = join([prose(part.meaning) if part.meaning else None, " " if part.meaning and part.note else None, remark])
    return table_row(COLUMNS, (name_html(part.name), shown, told, spec(part.spec)))


def _runs(runs: tuple[Run, ...]) -> Iterator[Html]:
    """The sign-ins, those that failed first, each with its cause."""
    failed = [run for run in runs if has_failed(run) or not run.report.ok]
    for run in failed[:_MOST_RUNS]:
        yield diagnosed_html(run)
    for run in [run for run in runs if run not in failed][:_MOST_RUNS]:
        yield fold(join(["The sign-in ", code(run.label or run.id)]), run_html(run))
    if len(runs) > _MOST_RUNS:
        yield sentence(f"{len(runs)} sign-ins in all; the first are shown.", kind="quiet")
