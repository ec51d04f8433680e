"""Runs as tidy pandas tables. pandas is imported here and in `comparison`, and nowhere else."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import pandas as pd

from ..messages.exchange import PHASES
from ..rules.finding import Finding
from .masking import timing_of
from .record import Run

NOT_SENT = "not sent"


def findings_table(findings: Iterable[Finding]) -> pd.DataFrame:
    """Return findings, one row each: rule, verdict, severity, question, expected, received, message, advice, spec."""
    columns = ["rule", "verdict", "severity", "question", "expected", "received", "message", "advice", "spec"]
    return pd.DataFrame([[getattr(finding, name) for name in columns] for finding in findings], columns=columns)


def claims_table(runs: Sequence[Run]) -> pd.DataFrame:
    """Return the claims of every token of every run, one row each: run, token, claim, value."""
    rows = [
        (name_of(run), token, claim, value)
        for run in runs
        for token, claims in (("id_token", run.claims), ("access_token", run.access_token_claims), ("userinfo", run.userinfo))
        for claim, value in claims.items()
    ]
    return pd.DataFrame(rows, columns=["run", "token", "claim", "value"])


def parameters_table(runs: Sequence[Run]) -> pd.DataFrame:
    """Return the parameters of every request to the provider, one row each: run, request, parameter, value."""
    rows: list[tuple[str, str, str, Any]] = []
    for run in runs:
        rows += [(name_of(run), "authorize", name, value) for name, value in run.params]
        exchange = _last_exchange(run, "exchange")
        rows += [(name_of(run), "token", name, value) for name, value in (exchange["request"]["form"] if exchange else [])]
        if exchange is not None:
            rows.append((name_of(run), "token", "(client authentication)", run.client.get("token_endpoint_auth_method")))
    return pd.DataFrame(rows, columns=["run", "request", "parameter", "value"])


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
                rows.append({"run": name_of(run), "step": "browser", "total": event["thinking"] * 1000})
    return pd.DataFrame(rows, columns=["run", "step", "status", *PHASES, "total", "reused", "clock_offset"])


def _exchange_row(event: Any) -> dict[str, Any]:
    timing = timing_of(event)
    return {
        "step": event["step"],
        "status": event["response"]["status"] if event["response"] else event["error_kind"],
        **{name: duration for name, (_, duration) in timing.phases.items()},
        "total": timing.total,
        "reused": timing.reused,
        "clock_offset": event["clock_offset"],
    }


def runs_table(runs: Iterable[Run]) -> pd.DataFrame:
    """Return one row a run: run, created (UTC), client_id, issuer, scope, outcome, failed (number of failed checks)."""
    rows = [
        (
            name_of(run),
            run.id,
            pd.Timestamp(run.created, unit="s", tz="UTC"),
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


def _last_exchange(run: Run, step: str) -> Any:
    return next((event for event in reversed(run.attempt) if event["kind"] == "exchange" and event["step"] == step), None)
