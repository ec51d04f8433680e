"""How our values look in a notebook. IPython is told by name, so that nothing of ours has to import it, nor it us."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable
from typing import Any

from .plain import plain_text
from .style import styled

# The home of a type -> the functions of ours that show it, loaded when the first such value is shown.
_VIEWS = {
    ("explorer.protocol.authorize", "AuthorizationRequest"): (".request", "authorize_html", "authorize_link"),
    ("explorer.protocol.client", "Client"): (".client", "client_html"),
    ("explorer.protocol.redirect", "AuthorizationResponse"): (".redirect", "redirect_html"),
    ("explorer.protocol.tokens", "TokenRequest"): (".request", "token_request_html"),
    ("explorer.protocol.tokens", "TokenResponse"): (".exchange", "response_html"),
    ("explorer.protocol.tokens", "TokenErrorResponse"): (".exchange", "response_html"),
    ("explorer.protocol.jose", "Jwt"): (".claims", "any_jwt_html"),
    ("explorer.protocol.json_answer", "JsonAnswer"): (".exchange", "answer_html"),
    ("explorer.protocol.metadata", "ProviderMetadata"): (".metadata", "metadata_html"),
    ("explorer.rules.report", "Report"): (".report", "report_html"),
    ("explorer.rules.finding", "Finding"): (".report", "finding_html"),
    ("explorer.runs.record", "Run"): (".run", "run_html"),
    ("explorer.runs.comparison", "Comparison"): (".comparison", "comparison_html"),
    ("explorer.runs.spread", "Repetition"): (".strip", "repetition_html"),
    ("explorer.diagnosis", "Diagnosis"): (".diagnosis", "diagnosis_html"),
    ("explorer.explanation.value", "Explanation"): (".explanation", "explanation_html"),
    ("explorer.local.catalogue", "FaultCatalogue"): (".faults", "faults_html"),
    ("explorer.provider.faults.registry", "Fault"): (".faults", "fault_html"),
    ("explorer.probes.sheet", "ProviderSheet"): (".sheet", "sheet_html"),
    ("explorer.probes.plan", "Plan"): (".sheet", "plan_html"),
    ("explorer.probes.changes", "SheetChanges"): (".sheet", "changes_html"),
    ("explorer.lessons.attacks", "Play"): (".attack", "attack_html"),
    ("explorer.lessons.exercises", "Judgement"): (".judgement", "judgement_html"),
    ("explorer.lessons.table", "LessonTable"): (".attack", "lesson_table_html"),
    ("explorer.messages.exchange", "Timing"): (".timing", "timing_html"),
}

_TUPLES = (("explorer.rules.finding", "Finding"),)  # for a tuple with names IPython has a plain text of its own, before ours

_FRAMES = ("pandas", "pandas.core.frame")  # the module that a DataFrame names as its own, in newer and in older pandas
_FROM_THE_LEFT = "<style>.fx-texts table.dataframe :is(th, td) { text-align: left; }</style>"


def install() -> None:
    """Show our values as tables in the IPython that is running; without one, nothing happens."""
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython is not None else None
    if shell is None:
        return
    shown = shell.display_formatter
    for (module, name), (home, *functions) in _VIEWS.items():
        shown.mimebundle_formatter.for_type_by_name(module, name, _bundle(home, functions))
    for module in _FRAMES:
        shown.mimebundle_formatter.for_type_by_name(module, "DataFrame", _frame_of_texts)
    for module, name in _TUPLES:
        shown.formatters["text/plain"].for_type_by_name(module, name, _printed(*_VIEWS[module, name]))


def _printed(home: str, *functions: str) -> Callable[[Any, Any, bool], None]:
    """Return what IPython calls for the plain text, of a value alone or in a list."""

    def printed(value: Any, printer: Any, cycle: bool) -> None:
        room = importlib.import_module(home, __package__)
        printer.text(plain_text("".join(getattr(room, function)(value) for function in functions)))

    return printed


def _frame_of_texts(frame: Any) -> tuple[dict[str, str], dict[str, Any]] | None:
    """Return what IPython shows of a table of ours that holds texts, read from the left; of any other table nothing of ours.

    JupyterLab aligns tables to the right, as numbers want it, and a column of addresses and random texts is not read so.
    """
    made = frame._repr_html_() if frame.attrs.get("texts") else None
    return (
        ({"text/html": f'<div class="fx-texts">{_FROM_THE_LEFT}{made}</div>', "text/plain": repr(frame)}, {}) if made else None
    )


def _bundle(home: str, functions: list[str]) -> Callable[[Any], tuple[dict[str, str], dict[str, Any]]]:
    """Return what IPython calls: HTML with its style sheet, and the plain-text twin."""

    def bundle(value: Any) -> tuple[dict[str, str], dict[str, Any]]:
        room = importlib.import_module(home, __package__)
        shown = "".join(getattr(room, function)(value) for function in functions)
        return {"text/html": styled(shown), "text/plain": plain_text(shown)}, {}

    return bundle
