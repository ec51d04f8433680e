"""A run in short: who asked whom, how far it came, what was judged, where the time went."""

from __future__ import annotations

from typing import Any

from ..diagnosis import Diagnosis, diagnose
from ..protocol.flow_table import FLOW, errors_of
from ..protocol.provider_words import words_of_event
from ..runs import Run
from ..runs.readings import outcome, trips_of_the_browser
from .diagnosis import diagnosis_in_short
from .exchange import exchanges_html
from .parts import code, el, fold, heading, join, listing, note, sentence, view
from .refusal import refusal_html
from .report import report_html, verdict_sentence
from .sequence import sequence_html
from .text import Html
from .values import duration, finite_number, moment
from .waterfall import waterfall_html

_MOST_PROBLEMS = 10  # that are named


def run_html(run: Run, *, told: Diagnosis | None = None) -> Html:
    """Return the summary card of a run, with why it failed; `told` is its diagnosis where that stands above the card in full.

    What such an error usually means stands there only while nothing better is known of this one.
    """
    found = told or diagnose(run)
    explained = run.refusal is not None and not (found.proven or found.likely)
    spent = spent_in_browser(run)
    thinking = finite_number(spent[-1]) if spent else None
    return view(
        "run",
        heading("Run ", code(run.label or run.id)),
        _facts(run, thinking),
        _problems(run),
        diagnosis_in_short(found) if found.failed and told is None and not explained else None,
        _refusal(run, explained=explained),
        sentence(verdict_sentence(run.report), kind="" if run.report.ok else "bad") if run.report.findings else None,
        fold("Who said what to whom", sequence_html(run)) if run.events else None,
        fold("Every check", report_html(run.report)) if run.report.findings else None,
        fold("Every exchange", exchanges_html(run.exchanges, thinking=spent_in_browser(run))) if run.exchanges else None,
        fold("Where the time went", waterfall_html(run)) if run.exchanges else None,
        label="Run",
    )


def spent_in_browser(run: Run) -> list[Any]:
    """Return the seconds that a person spent in the browser, at each sign-in of the run."""
    return [event["thinking"] for event in trips_of_the_browser(run)]


def _facts(run: Run, thinking: float | None) -> Html:
    begun = finite_number(run.begun)
    done = [message.told for message in FLOW if message.told and _happened(run, message.event)]
    facts: list[tuple[str, Any]] = [
        ("begun", moment(begun) if begun is not None else note("unknown")),
        ("provider", code(run.provider.get("issuer")) if run.provider else note("not known yet")),
        ("client", code(run.client.get("client_id")) if run.client else note("not known yet")),
        ("asked for", code(_scope(run)) if run.params else note("nothing yet")),
        ("so far", ", ".join(done) or "nothing"),
        ("came to", outcome(run)),
        ("in the browser", _in_the_browser(thinking)),
        *([("id", code(run.id))] if run.label else []),  # else it stands above
    ]
    return el("dl", *(join([el("dt", name), el("dd", value)]) for name, value in facts), class_="fx-members")


def _in_the_browser(thinking: float | None) -> Any:
    """How long the person took. Nothing at all is what a pasted log comes to, whose times are not read."""
    if thinking is None:
        return note("nobody came back yet")
    return duration(thinking) if thinking else note("not known")


def _happened(run: Run, kind: str) -> bool:
    return bool(run.provider) if kind == "metadata" else run.last(kind) is not None


def _scope(run: Run) -> Any:
    return next((pair[1] for pair in run.params if len(pair) == 2 and pair[0] == "scope"), "no scope")


def _problems(run: Run) -> Html | None:
    """The damaged lines of its file, which may be why something is missing."""
    if not run.problems:
        return None
    first = run.problems[:_MOST_PROBLEMS]
    rest = len(run.problems) - len(first)
    told = listing([*first, f"and {rest:,} more"] if rest else first)
    return join([sentence("Damaged lines were passed over, so something may be missing here:", kind="warn"), told])


def _refusal(run: Run, *, explained: bool) -> Html | None:
    refusal = run.refusal
    if refusal is None:
        return None
    error, said = refusal.get("error"), words_of_event(refusal)
    return refusal_html(
        error if isinstance(error, str) else None,
        errors_of(refusal.get("leg")),
        words=said.texts,
        numbers=said.numbers,
        problem=refusal.get("problem"),
        explained=explained,
    )
