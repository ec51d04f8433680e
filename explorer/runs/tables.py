"""Runs as pandas tables. pandas is imported here, and nowhere else among the runs: whoever wants a table imports this late."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import pandas as pd

from ..messages.exchange import PHASES
from ..rules.finding import Finding
from .exchanges import timing_of
from .readings import BROWSER, Key, claims_of, name_of, outcome, parameters_of, scope_of, status_of
from .record import Run
from .side_by_side import Row


def findings_table(findings: Iterable[Finding]) -> pd.DataFrame:
    """Return findings, one row each: rule, verdict, severity, question, expected, received, message, advice, spec, applies."""
    columns = ["rule", "verdict", "severity", "question", "expected", "received", "message", "advice", "spec", "applies"]
    return pd.DataFrame([[getattr(finding, name) for name in columns] for finding in findings], columns=columns)


def claims_table(runs: Sequence[Run]) -> pd.DataFrame:
    """Return the claims of every token of every run, one row each: run, token, claim, value."""
    rows = [(name_of(run), token, claim, value) for run in runs for (token, claim), value in claims_of(run)]
    return pd.DataFrame(rows, columns=["run", "token", "claim", "value"])


def parameters_table(runs: Sequence[Run]) -> pd.DataFrame:
    """Return what was said in the latest attempt of every run, one row each: run, message, parameter, value.

    The messages are "authorize", "redirect", "token" (the token request) and "token_response".
    """
    rows = [(name_of(run), message, name, value) for run in runs for (message, name), value in parameters_of(run)]
    return pd.DataFrame(rows, columns=["run", "message", "parameter", "value"])


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
        "status": status_of(event),
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


def compared_table(
    rows: Sequence[Row], names: Sequence[str], index: Sequence[str], flags: Sequence[str], absent: str
) -> pd.DataFrame:
    """Return compared rows, a column for each run, then one for each flag of a row.

    The index has the last parts of the rows' keys. Where a run has no such value stands `absent`.
    """
    values = {name: [row.values.get(number, absent) for row in rows] for number, name in enumerate(names)}
    flagged = {flag: [getattr(row, flag) for row in rows] for flag in flags}
    keys = [row.key[-len(index) :] for row in rows]
    return pd.DataFrame(values, index=_index(keys, index), dtype=object).assign(**flagged)


def times_table(rows: Sequence[Row], names: Sequence[str]) -> pd.DataFrame:
    """Return the milliseconds of each step, a column for each run; NaN where a run did not do it."""
    values = {name: [row.values.get(number) for row in rows] for number, name in enumerate(names)}
    return pd.DataFrame(values, index=_index([row.key for row in rows], ["step"]), dtype=float)


def _index(keys: Sequence[Key], names: Sequence[str]) -> pd.Index:
    if len(names) > 1:
        return pd.MultiIndex.from_tuples(keys, names=list(names))
    return pd.Index([key[0] for key in keys], name=names[0])
