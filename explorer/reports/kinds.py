"""The kinds of value that can be reported: a run, a comparison, a diagnosis, a sheet of a provider."""

from __future__ import annotations

from typing import Any

from ..diagnosis import Diagnosis
from ..errors import Mistake
from ..messages import unquoted
from ..printable import in_one_line
from ..registry import Registry
from ..runs import Run
from ..runs.comparison import Comparison
from ..runs.readings import name_of, outcome
from ..views.comparison import comparison_html
from ..views.diagnosis import diagnosis_html
from ..views.parts import heading, join, sentence
from ..views.record import record_html
from ..views.text import Html
from ..views.values import moment
from . import cases, tables
from .subject import Kind

KINDS: Registry[Kind] = Registry("kind of report")


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
    return in_one_line(f"{who}, begun {moment(run.created)}. It came to this: {outcome(run)}.")


def _comparison_about(comparison: Comparison) -> str:
    return in_one_line(f"{len(comparison.names)} sign-ins side by side: {', '.join(comparison.names[:5])}.")


def _diagnosis_title(diagnosis: Diagnosis) -> str:
    return in_one_line(f"Diagnosis: {diagnosis.error}" if diagnosis.error else "Diagnosis")


def _is_sheet(value: Any) -> bool:
    """A sheet of a provider is known by what it offers: a table, and itself as Markdown."""
    return hasattr(value, "changes") and hasattr(value, "to_markdown") and hasattr(value, "table")


def _sheet_title(sheet: Any) -> str:
    return in_one_line(
        f"How a provider behaves: {getattr(sheet, 'issuer', None) or getattr(sheet, 'provider', '') or 'its sheet'}"
    )


def _sheet_view(sheet: Any) -> Html:
    table = tables.sheet_table(sheet)
    return join(
        [heading("Questions and answers"), sentence(f"{len(table.rows)} questions were put."), tables.table_view(table)]
    )


_enter(Kind("run", lambda it: isinstance(it, Run), _run_title, _run_about, record_html, tables.run_table, cases.run_cases))
_enter(
    Kind(
        "comparison",
        lambda it: isinstance(it, Comparison),
        lambda it: f"Comparison of {len(it.names)} sign-ins",
        _comparison_about,
        comparison_html,
        tables.comparison_table,
        cases.comparison_cases,
    )
)
_enter(
    Kind(
        "diagnosis",
        lambda it: isinstance(it, Diagnosis),
        _diagnosis_title,
        lambda it: in_one_line(it.sentence),
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
        lambda _: "Questions that were put to a provider, each with its answer.",
        _sheet_view,
        tables.sheet_table,
        cases.sheet_cases,
    )
)
