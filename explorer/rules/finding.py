"""The shape of a judgement: a question, a verdict with its evidence, and what to do about it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

if TYPE_CHECKING:
    import pandas

Verdict = Literal["pass", "fail", "skip"]
Severity = Literal["error", "warning", "info"]

_ORDER = {("fail", "error"): 0, ("fail", "warning"): 1, ("fail", "info"): 2, "skip": 3, "pass": 4}


class Finding(NamedTuple):
    """The answer to one question about one message: a tuple with names, since forty are made for each token.

    `rule` is a stable id; `message` one plain sentence: what is wrong, or why nothing could be said. `expected` and
    `received` are values for people; they hold no secrets. `advice` says what to do after a failure. A skipped question
    with `applies` False did not arise at all (no nbf in the token); one with True was left open (no keys to verify with).
    """

    rule: str
    question: str
    verdict: Verdict
    severity: Severity
    message: str
    spec: str
    expected: Any = None
    received: Any = None
    advice: str = ""
    applies: bool = True

    @property
    def is_error(self) -> bool:
        """True for a failure that makes the message unacceptable."""
        return self.verdict == "fail" and self.severity == "error"

    @property
    def rank(self) -> int:
        """Where it belongs in a list that begins with the worst."""
        return _ORDER[(self.verdict, self.severity)] if self.verdict == "fail" else _ORDER[self.verdict]


@dataclass(frozen=True)
class Report:
    """All findings of one check, in the order of the standard. Nothing is left out: what was not checked says why."""

    findings: tuple[Finding, ...]

    @property
    def ok(self) -> bool:
        """True when no finding of severity error failed. A question left open is not a passed one: look at `open`."""
        return not any(finding.is_error for finding in self.findings)

    @property
    def counts(self) -> dict[str, int]:
        """How many passed, failed and were skipped; `open` are those of the skipped that did arise."""
        counted = Counter(finding.verdict for finding in self.findings)
        return {verdict: counted[verdict] for verdict in ("fail", "skip", "pass")}

    @property
    def open(self) -> tuple[Finding, ...]:
        """The questions that arose and were not answered."""
        return tuple(finding for finding in self.findings if finding.verdict == "skip" and finding.applies)

    @property
    def worst_first(self) -> tuple[Finding, ...]:
        """The findings with failures first and passes last."""
        return tuple(sorted(self.findings, key=lambda finding: finding.rank))

    @property
    def table(self) -> pandas.DataFrame:
        """The findings as a table, one row each, worst first."""
        from ..runs.tables import findings_table  # pandas loads when a table is asked for, not before

        return findings_table(self.worst_first)

    def failed(self, rule: str) -> bool:
        """Tell whether the rule of that id failed."""
        return any(finding.rule == rule and finding.verdict == "fail" for finding in self.findings)

    def __getitem__(self, rule: str) -> Finding:
        """Return the finding of a rule by its id."""
        for finding in self.findings:
            if finding.rule == rule:
                return finding
        raise KeyError(rule)

    def __add__(self, other: Report) -> Report:
        return Report(self.findings + other.findings)

    def __repr__(self) -> str:
        counts = self.counts
        unarisen = counts["skip"] - len(self.open)
        summary = f"{counts['fail']} failed, {len(self.open)} left open, {counts['pass']} passed, {unarisen} did not arise"
        lines = [f"  {finding.rule}: {finding.message}" for finding in self.worst_first if finding.verdict == "fail"]
        return "\n".join([f"<Report: {summary}>", *lines])

    def to_dicts(self) -> list[dict[str, Any]]:
        """Return the findings as plain dictionaries, for JSON."""
        return [finding._asdict() for finding in self.findings]

    @classmethod
    def from_dicts(cls, rows: Iterable[Mapping[str, Any]]) -> Report:
        """Return the report that `to_dicts` wrote."""
        return cls(tuple(Finding(**{name: row[name] for name in Finding._fields if name in row}) for row in rows))
