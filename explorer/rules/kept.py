"""How a run keeps findings: whole where somebody will ask later, short where nothing has to be told.

A finding that failed, or was not checked, is an object with all its words, as they were when it was judged. One that passed
is `[rule, "pass", expected, received]`, one that is not applicable `[rule, "skip", reason]`: an id keeps its meaning, so that
its question and its section can be looked up. Where a run names a rule that this version does not have, the verdict stays.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

from .catalogue import every_rule
from .finding import Finding, Report, to_finding
from .registry import Outcome, Rule, not_applicable, passed

Row = Mapping[str, Any] | list[Any]

_UNKNOWN: Rule[Any] = Rule(
    "", "(This version of the explorer does not have the rule.)", "", "info", "", (), lambda _: NotImplemented
)


def to_rows(report: Report) -> list[Row]:
    """Return the findings as a run keeps them."""
    rows: list[Row] = []
    for rule, seen in report.results:
        if isinstance(rule, Finding) or not _needs_no_words(seen):
            rows.append(to_finding(rule, seen)._asdict())
        elif seen.verdict == "pass":
            rows.append([rule.id, "pass", seen.expected, seen.received])
        else:
            rows.append([rule.id, "skip", seen.message])
    return rows


def _needs_no_words(seen: Outcome | Finding) -> bool:
    """It passed and has nothing to add, or it is not applicable."""
    return not seen.message if seen.verdict == "pass" else seen.verdict == "skip" and not seen.applies


def result_of(row: Row) -> tuple[Rule[Any] | Finding, Outcome | Finding]:
    """Return the rule of a kept row and what it saw, or twice the finding that was kept whole, as `Report.results` has them."""
    if isinstance(row, Mapping):
        finding = Finding(**{name: row[name] for name in Finding._fields if name in row})
        return finding, finding
    name, verdict, *told = row
    rule = every_rule().get(name) or dataclasses.replace(_UNKNOWN, id=name)
    return rule, passed(*told) if verdict == "pass" else not_applicable(*told)


def is_short(row: Any) -> bool:
    """Tell whether a JSON value is a finding in its short form."""
    if not isinstance(row, list) or len(row) not in (3, 4) or not isinstance(row[0], str):
        return False
    verdict, told = row[1], row[2]
    return verdict == "pass" if len(row) == 4 else verdict == "skip" and isinstance(told, str)


def rule_and_verdict(row: Row) -> tuple[str, str]:
    """Return what most readers of a run want to know."""
    return (row["rule"], row["verdict"]) if isinstance(row, Mapping) else (row[0], row[1])


def is_error(row: Row) -> bool:
    """Tell whether a kept finding is a failure that makes the message unacceptable."""
    return isinstance(row, Mapping) and row["verdict"] == "fail" and row["severity"] == "error"
