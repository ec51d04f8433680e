"""The kinds of value that can be reported: a run, a comparison, a diagnosis, a sheet of a provider, a text explained, a class."""

from __future__ import annotations

from typing import Any

from ..diagnosis import Diagnosis
from ..errors import Mistake
from ..explanation import Explanation
from ..messages import unquoted
from ..printable import in_one_line
from ..registry import Registry
from ..runs import Run
from ..runs.comparison import Comparison
from ..runs.readings import name_of, outcome
from ..views.class_of_runs import class_html
from ..views.comparison import comparison_html
from ..views.diagnosis import diagnosis_html
from ..views.explanation import explanation_html
from ..views.parts import join
from ..views.record import record_html
from ..views.sheet import sheet_html, summary_of
from ..views.text import Html
from ..views.values import moment
from . import cases, tables
from .class_of_runs import COLUMNS, ClassOfRuns
from .subject import Kind, Table

KINDS: Registry[Kind] = Registry("kind of report")
_NAMED = 5  # runs that a comparison names beside its title


def kind_of(value: Any) -> Kind:
    """Return the kind of a value. Raises `Mistake` for one that cannot be reported."""
    for kind in KINDS:
        if kind.is_one(value):
            return kind
    words = ", ".join(f"a {kind.word}" for kind in KINDS)
    hint = " Of a flow that is flow.run." if hasattr(value, "run") and hasattr(value, "discover") else ""
    raise Mistake(f"report() takes {words}; got {unquoted(value)}.{hint}")


def _enter(kind: Kind) -> None:
    KINDS.enter(kind, id=kind.word, question=f"Is it a {kind.word}?")


def _run_title(run: Run) -> str:
    return in_one_line(f"Sign-in: {name_of(run)}")


def _run_about(run: Run) -> str:
    client, issuer = run.client.get("client_id"), run.provider.get("issuer")
    who = f"{client or 'A client'} at {issuer or 'a provider'}"
    return in_one_line(f"{who}, begun {moment(run.begun)}. How far it came: {outcome(run)}.")


def _comparison_about(comparison: Comparison) -> str:
    more = f" and {len(comparison.names) - _NAMED} more" if len(comparison.names) > _NAMED else ""
    return in_one_line(f"Side by side: {', '.join(comparison.names[:_NAMED])}{more}.")


def _diagnosis_title(diagnosis: Diagnosis) -> str:
    return in_one_line(f"Diagnosis: {diagnosis.error}" if diagnosis.error else "Diagnosis")


def _diagnosis_about(diagnosis: Diagnosis) -> str:
    what = "Why a sign-in failed, and what speaks for each cause." if diagnosis.failed else "A sign-in that did not fail."
    who = f"{diagnosis.client or 'A client'} at {diagnosis.issuer or 'a provider'}"
    return in_one_line(f"{what} {who}, begun {moment(diagnosis.begun)}." if diagnosis.begun else what)


def _is_sheet(value: Any) -> bool:
    """A sheet of a provider is known by what it has: who was asked, the questions, and what the answers mean together."""
    return all(hasattr(value, name) for name in ("issuer", "rows", "threats", "table"))


def _sheet_title(sheet: Any) -> str:
    return in_one_line(f"How {sheet.issuer} behaves")


_enter(Kind("run", lambda it: isinstance(it, Run), _run_title, _run_about, record_html, tables.run_table, cases.run_cases))
_enter(
    Kind(
        "comparison",
        lambda it: isinstance(it, Comparison),
        lambda it: f"Comparison of {len(it.names)} runs",
        _comparison_about,
        lambda it: comparison_html(it, headed=False),  # the title says what it is
        tables.comparison_table,
        cases.comparison_cases,
    )
)
_enter(
    Kind(
        "diagnosis",
        lambda it: isinstance(it, Diagnosis),
        _diagnosis_title,
        _diagnosis_about,
        diagnosis_html,
        tables.diagnosis_table,
        cases.diagnosis_cases,
    )
)
_enter(
    Kind(
        "sheet",
        _is_sheet,
        _sheet_title,
        lambda it: in_one_line(summary_of(it)),
        lambda it: join([Html(sheet_html(it))]),
        tables.sheet_table,
        cases.sheet_cases,
    )
)
_enter(
    Kind(
        "explanation",
        lambda it: isinstance(it, Explanation),
        lambda it: in_one_line(f"Explained: {it.title}"),
        lambda it: in_one_line(it.sentence),
        explanation_html,
        tables.explanation_table,
        cases.explanation_cases,
    )
)
_enter(
    Kind(
        "class of runs",
        lambda it: isinstance(it, ClassOfRuns),
        lambda _: "A class of runs",
        lambda it: f"{len(it.students)} students, and what they handed in.",
        class_html,
        lambda it: Table(COLUMNS, [[tables.cell(value) for value in row] for row in it.rows]),
        cases.class_cases,
    )
)
