"""Runs as tidy pandas tables. pandas is imported here and in `comparison`, and nowhere else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import pandas as pd

from ..messages.exchange import PHASES
from ..rules.finding import Finding
from .masking import timing_of
from .record import Run

NOT_SENT = "not sent"
BROWSER = "browser"


def findings_table(findings: Iterable[Finding]) -> pd.DataFrame:
    """Return findings, one row each: rule, verdict, severity, question, expected, received, message, advice, spec, applies."""
    columns = ["rule", "verdict", "severity", "question", "expected", "received", "message", "advice", "spec", "applies"]
    return pd.DataFrame([[getattr(finding, name) for name in columns] for finding in findings], columns=columns)


def claims_table(runs: Sequence[Run]) -> pd.DataFrame:
    """Return the claims of every token of every run, one row each: run, token, claim, value."""
    rows = [(name_of(run), token, claim, value) for run in runs for (token, claim), value in claims_of(run)]
    return pd.DataFrame(rows, columns=["run", "token", "claim", "value"])


def claims_of(run: Run) -> Iterator[tuple[tuple[str, str], Any]]:
    """Yield ((token, claim), value) for every claim of a run."""
    for token, claims in (("id_token", run.claims), ("access_token", run.access_token_claims), ("userinfo", run.userinfo)):
        yield from (((token, claim), value) for claim, value in claims.items())


def parameters_table(runs: Sequence[Run]) -> pd.DataFrame:
    """Return the parameters of every request to the provider, one row each: run, request, parameter, value."""
    rows = [(name_of(run), request, name, value) for run in runs for (request, name), value in parameters_of(run)]
    return pd.DataFrame(rows, columns=["run", "request", "parameter", "value"])


def parameters_of(run: Run) -> Iterator[tuple[tuple[str, str], Any]]:
    """Yield ((request, parameter), value) for every parameter of the latest attempt, in order; one may come twice."""
    yield from ((("authorize", name), value) for name, value in run.params)
    exchange = next((event for event in reversed(run.attempt) if event.get("step") == "exchange"), None)
    if exchange is not None:
        yield from ((("token", name), value) for name, value in exchange["request"].get("form") or ())
        yield ("token", "(client authentication)"), run.client.get("token_endpoint_auth_method")


def timing_table(runs: Sequence[Run]) -> pd.DataFrame:
    """Return where the time went, one row an exchange.

    Columns: run, step, status, the phases in milliseconds (NaN where one did not happen), total (ms), reused,
    clock_offset (s). The person's time in the browser is a row of its own with the step "browser", observed, not timed.
    """
    rows: list[dict[str, Any]] = []
    for run in runs:
        for event in run.events:
            if event["kind"] == "exchange":
                rows.append({"run": name_of(run), **_exchange_row(event)})
            elif event["kind"] == "receive":
                rows.append({"run": name_of(run), "step": BROWSER, "total": event["thinking"] * 1000})
    return pd.DataFrame(rows, columns=["run", "step", "status", *PHASES, "total", "reused", "clock_offset"])


def _exchange_row(event: Any) -> dict[str, Any]:
    timing = timing_of(event)
    return {
        "step": event["step"],
        "status": event["response"]["status"] if event.get("response") else event.get("error_kind"),
        **{name: duration for name, (_, duration) in timing.phases.items()},
        "total": timing.total,
        "reused": timing.reused,
        "clock_offset": event.get("clock_offset"),
    }


def runs_table(runs: Iterable[Run]) -> pd.DataFrame:
    """Return one row a run: run, id, created (UTC), client_id, issuer, scope, outcome, failed (number of failed checks)."""
    rows = [
        (
            name_of(run),
            run.id,
            pd.to_datetime(run.created, unit="s", utc=True, errors="coerce"),  # a clock can be wrong by a million years
            run.client.get("client_id"),
            run.provider.get("issuer"),
            scope_of(run),
            outcome(run),
            run.report.counts["fail"],
        )
        for run in runs
    ]
    return pd.DataFrame(rows, columns=["run", "id", "created", "client_id", "issuer", "scope", "outcome", "failed"])


def name_of(run: Run) -> str:
    """Return what a run is called in a table: its label, or its id."""
    return run.label or run.id


def scope_of(run: Run) -> str:
    """Return the scope that a run asked for."""
    return next((value for name, value in run.params if name == "scope"), NOT_SENT)


def outcome(run: Run) -> str:
    """Return in a word or two how far the latest attempt came."""
    if run.tokens:
        return "tokens"
    if run.refusal is not None:
        return f"refused: {run.refusal.get('error') or 'no OAuth error'}"
    return "code" if run.last("receive") else "waiting" if run.last("authorize") else "not begun"
