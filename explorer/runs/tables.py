"""Runs as pandas tables. pandas is imported here, and nowhere else among the runs: whoever wants a table imports this late."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import repeat
from typing import Any

import numpy as np
import pandas as pd

from ..printable import in_one_line, printable_values
from ..rules.finding import Finding
from .columns import Values
from .readings import RowKey, claims_of, name_of
from .record import Run
from .side_by_side import ComparedRow
from .spread import Spread, spread_rows
from .summary import RunSummary

_LATEST = 1e12  # seconds since 1970; a clock can be wrong by a million years


def findings_table(findings: Iterable[Finding]) -> pd.DataFrame:
    """Return findings, one row each: rule, verdict, severity, question, expected, received, message, advice, spec, applies."""
    columns = ["rule", "verdict", "severity", "question", "expected", "received", "message", "advice", "spec", "applies"]
    return _table([[getattr(finding, name) for name in columns] for finding in findings], columns)


def claims_table(runs: Sequence[Run]) -> pd.DataFrame:
    """Return the claims of every token of every run, one row each: run, token, claim, value."""
    rows = [(name_of(run), token, claim, value) for run in runs for (token, claim), value in claims_of(run)]
    return _table(rows, ["run", "token", "claim", "value"])


def runs_table(runs: Iterable[RunSummary]) -> pd.DataFrame:
    """Return one row a run: run, id, created (UTC), client_id, issuer, scope, outcome, failed (checks of severity error)."""
    columns = ["run", "id", "created", "client_id", "issuer", "scope", "outcome", "failed"]
    rows = [(run.name, run.id, run.created, run.client_id, run.issuer, run.scope, run.outcome, run.failed) for run in runs]
    table = _table(rows, columns)
    told = [at if abs(at) < _LATEST else None for at in table["created"]]
    return table.assign(created=pd.to_datetime(pd.Series(told, dtype=float), unit="s", utc=True, errors="coerce"))


def compared_table(
    rows: Sequence[ComparedRow], names: Sequence[str], index: Sequence[str], flags: Sequence[str], absent: str
) -> pd.DataFrame:
    """Return compared rows, a column for each run, then one for each flag of a row.

    The index has the last parts of the rows' keys. Where a run has no such value stands `absent`.
    """
    cells = _cells(rows, len(names), absent)
    flagged = {flag: [getattr(row, flag) for row in rows] for flag in flags}
    keys = [row.key[-len(index) :] for row in rows]
    table = pd.DataFrame(cells, index=_index(keys, index), columns=list(names), dtype=object).assign(**flagged)
    table.attrs["texts"] = True  # what is picked of it knows it too: a notebook shows texts from the left (views/display.py)
    return table


def times_table(rows: Sequence[ComparedRow], names: Sequence[str]) -> pd.DataFrame:
    """Return the milliseconds of each step, a column for each run; NaN where a run did not do it."""
    cells = _cells(rows, len(names), None).astype(float)
    return pd.DataFrame(cells, index=_index([row.key for row in rows], ["step"]), columns=list(names))


def spread_table(durations: Mapping[str, Sequence[float]], name: str) -> pd.DataFrame:
    """Return median and spread of durations: index `name`; times, median, lower and upper quartile, least and most (ms)."""
    rows = spread_rows(durations)
    return pd.DataFrame(
        [spread for _, spread in rows], index=_index([(each,) for each, _ in rows], [name]), columns=list(Spread._fields)
    )


def _table(rows: Iterable[Sequence[Any]], columns: Sequence[str]) -> pd.DataFrame:
    """Return rows as a table in which no text can move the cursor or keep it from being written; line breaks in it are data."""
    return pd.DataFrame([printable_values(list(row)) for row in rows], columns=list(columns))


def _cells(rows: Sequence[ComparedRow], count: int, absent: Any) -> Any:
    """Return the values as one array: with a column each, thousands of runs would take pandas a second."""
    cells = np.empty((len(rows), count), dtype=object)
    for line, row in zip(cells, rows, strict=True):
        values = map(_printable(row.values).get, range(count), repeat(absent))
        line[:] = np.fromiter(values, dtype=object, count=count)
    return cells


def _printable(values: Values) -> Values:
    came = list(values.values())
    shown = printable_values(came)
    return values if shown is came else dict(zip(values, shown, strict=True))


def _index(keys: Sequence[RowKey], names: Sequence[str]) -> pd.Index:
    keys = [tuple(map(in_one_line, key)) for key in keys]
    if len(names) > 1:
        return pd.MultiIndex.from_tuples(keys, names=list(names))
    return pd.Index([key[0] for key in keys], name=names[0])
