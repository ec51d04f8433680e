"""Why it failed: causes in the order of their proof, each with its evidence and what to do."""

from __future__ import annotations

from ..diagnosis import Cause, Diagnosis
from .parts import code, el, fold, heading, join, listing, sentence, sign, spec, table, table_row, view
from .refusal import correlation_html
from .text import Html, prose

_COLUMNS = ("Verdict", "Cause", "Evidence", "Section")


def diagnosis_html(diagnosis: Diagnosis) -> Html:
    """Return a diagnosis: what the refusal means, the causes that the record decides, and those that it cannot."""
    open_causes = [cause for cause in diagnosis.causes if cause.verdict != "ruled out"]
    ruled_out = [cause for cause in diagnosis.causes if cause.verdict == "ruled out"]
    return view(
        "diagnosis",
        heading("Diagnosis"),
        sentence("The provider refused: ", code(diagnosis.error), kind="bad") if diagnosis.error else None,
        sentence(prose(str(diagnosis.sentence))),
        sentence(diagnosis_sentence(diagnosis), kind="bad" if diagnosis.confirmed else "open") if diagnosis.error else None,
        _causes(open_causes) if open_causes else None,
        fold(f"{len(ruled_out)} ruled out", _causes(ruled_out)) if ruled_out else None,
        _general(diagnosis),
        correlation_html([("correlation id", diagnosis.correlation_id)] if diagnosis.correlation_id else []),
        label="Diagnosis",
    )


def diagnosis_sentence(diagnosis: Diagnosis) -> str:
    """Return what a diagnosis comes to, in one sentence."""
    confirmed = diagnosis.confirmed
    possible = [cause for cause in diagnosis.causes if cause.verdict == "possible"]
    if confirmed:
        many = f"{len(confirmed)} causes, the first" if len(confirmed) > 1 else "the cause"
        return f"The record proves {many}: {confirmed[0].title}"
    if possible:
        return f"The record proves no cause; the most likely one: {possible[0].title}"
    usual = f" Most often it is this: {diagnosis.general[0]}" if diagnosis.general else ""
    return f"The record shows none of the causes that can be seen from here.{usual}"


def _causes(causes: list[Cause]) -> Html:
    return table(_COLUMNS, [_cause(cause) for cause in causes], caption="Causes, the proven ones first", kind="causes")


def _cause(cause: Cause) -> Html:
    advice = el("span", "What to do: ", prose(str(cause.advice)), class_="fx-advice") if cause.advice else None
    title = join([el("span", prose(str(cause.title)), class_="fx-question"), advice, el("span", cause.id, class_="fx-rule")])
    kind = {"confirmed": "fx-row-fail", "possible": "fx-row-skip"}.get(cause.verdict, "")
    return table_row(_COLUMNS, (sign(cause.verdict), title, prose(str(cause.evidence)), spec(cause.spec)), kind=kind)


def _general(diagnosis: Diagnosis) -> Html | None:
    if not diagnosis.general:
        return None
    causes = listing([prose(str(text)) for text in diagnosis.general], ordered=True)
    return fold("What usually lies behind this error, most likely first", causes, opened=not diagnosis.causes)
