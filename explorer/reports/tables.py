"""The tables of a value as one long table: each row says which part it belongs to, so that a spreadsheet can filter.

Cells keep their kinds where they have one: times are numbers of milliseconds, a claim that is no text is its JSON.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator, Sequence
from typing import Any

from ..diagnosis import Cause, Diagnosis
from ..explanation import Explanation
from ..printable import in_one_line, in_several_lines, text_of
from ..protocol.flow_table import title
from ..rules import Report
from ..runs import Run
from ..runs.comparison import ABSENT, Comparison
from ..runs.readings import claims_of, parameters_of, status_of
from ..runs.side_by_side import ComparedRow
from ..runs.spread import sound_timing
from ..secret import Secret
from .subject import Row, Table

_RUN = ("part", "where", "name", "value", "severity", "question", "told", "advice", "section", "milliseconds")
_COMPARED = ("part", "where", "name")
_CAUSE = tuple(each.name for each in dataclasses.fields(Cause))


def cell(value: Any) -> str | int | float | bool | None:
    """Return a value as a cell: a text, a number, a truth value, or None; what is none of them is its JSON."""
    if value is None or isinstance(value, bool | int | float):
        return value
    return in_several_lines(value if isinstance(value, str) else _json(value))


def text(value: Any) -> str:
    """Return a value as the text of a cell, so that a column of claims is a column of texts."""
    shown = cell(value)
    return shown if isinstance(shown, str) else _json(shown)


def _json(value: Any) -> str:
    try:
        return json.dumps(value, ensure_ascii=False, default=str)
    except (TypeError, ValueError, RecursionError):  # a number of more than 4,300 digits; a list that holds itself
        return text_of(value)


def run_table(run: Run) -> Table:
    """Return what was said, claimed, checked and timed in a run, a row each."""
    return Table(_RUN, [*_said(run), *_checks(run), *_exchanges(run)])


def _said(run: Run) -> Iterator[Row]:
    for (message, name), value in parameters_of(run):
        yield _row("parameter", title(message), name, text(value))
    for (token, name), value in claims_of(run):
        yield _row("claim", title(token), name, text(value))


def _checks(run: Run) -> Iterator[Row]:
    for about, report in run.reports.items():
        yield from _findings(title(about), report)


def _findings(where: str, report: Report) -> Iterator[Row]:
    for finding in report.findings:
        verdict = finding.verdict if finding.verdict != "skip" else "not checked" if finding.applies else "not applicable"
        told = (finding.severity, finding.question, finding.message, finding.advice, finding.spec)
        yield _row("check", where, finding.rule, verdict, *map(in_one_line, told))


def _exchanges(run: Run) -> Iterator[Row]:
    for event in run.exchanges:
        request = event["request"]
        row = _row("exchange", event["step"], f"{request['method']} {request['url']}", text(status_of(event)))
        yield [*row[:-1], round(sound_timing(event).total, 3)]


def _row(part: str, where: str, name: str, value: str, *told: str) -> Row:
    rest = [*told, *[None] * (len(_RUN) - 4 - len(told))]
    return [part, in_one_line(where), in_one_line(name), value, *rest]


def comparison_table(comparison: Comparison) -> Table:
    """Return what is compared, a row each and a column for each run, then whether it differs and whether it is always new."""
    names = _beside(comparison.names)
    rows = [
        *_compared("parameter", comparison.parameter_rows, len(names)),
        *_compared("claim", comparison.claim_rows, len(names)),
        *_compared("check", comparison.finding_rows, len(names)),
        *_compared("milliseconds", comparison.timing_rows, len(names)),
    ]
    return Table((*_COMPARED, *names, "differs", "varies"), rows)


def _beside(names: Sequence[str]) -> list[str]:
    """The names of the runs as names of columns: none is called like one of ours, or like another run."""
    unique: list[str] = []
    for name in names:
        chosen = name
        while chosen in _COMPARED or chosen in unique or (chosen != name and chosen in names):
            chosen = f"{chosen} (run)"
        unique.append(chosen)
    return unique


def _compared(part: str, rows: Sequence[ComparedRow], count: int) -> Iterator[Row]:
    for row in rows:
        where, name = row.key if len(row.key) > 1 else ("", row.key[0])
        values = [text(row.values[index]) if index in row.values else ABSENT for index in range(count)]
        yield [part, in_one_line(title(where)), in_one_line(name), *values, row.differs, row.varies]


def diagnosis_table(diagnosis: Diagnosis) -> Table:
    """Return the causes, a row each."""
    return Table(_CAUSE, [[_listed(getattr(cause, name)) for name in _CAUSE] for cause in diagnosis.causes])


def _listed(value: Any) -> Any:
    """What a cause has: several sentences become one text."""
    return " ".join(map(str, value)) if isinstance(value, list | tuple) else cell(value)


def explanation_table(explanation: Explanation) -> Table:
    """Return the parts of what was pasted, what was found about it, and of each sign-in in it what a run's table has."""
    rows: list[Row] = []
    for each in explanation.everything:
        rows += [_row("part", in_one_line(each.title), part.name, text(_shown(part.value))) for part in each.parts]
        rows += _findings(each.title, each.report)
        for run in each.runs:
            rows += run_table(run).rows
    return Table(_RUN, rows)


def _shown(value: Any) -> Any:
    return repr(value) if isinstance(value, Secret) else value


def sheet_table(sheet: Any) -> Table:
    """Return the questions of a sheet with their answers: its own table."""
    frame = sheet.table
    frame = frame.reset_index() if frame.index.name or any(frame.index.names) else frame
    return Table(tuple(map(str, frame.columns)), [[cell(value) for value in row] for row in frame.itertuples(index=False)])
