"""The shape of a judgement: a question, a verdict with its evidence, and what to do about it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

if TYPE_CHECKING:
    import pandas

    from .kept import Kept, Row
    from .registry import Outcome, Rule

Verdict = Literal["pass", "fail", "skip"]
Severity = Literal["error", "warning", "info"]

_ORDER = {("fail", "error"): 0, ("fail", "warning"): 1, ("fail", "info"): 2, "skip": 3, "pass": 4}


class Finding(NamedTuple):
    """The answer to one question about one message.

    `rule` is a stable id; `message` one plain sentence: what is wrong, or why nothing could be said. `expected` and
    `received` are values for people; they hold no secrets. `advice` says what to do after a failure. A skipped question
    with `applies` False is not applicable (no nbf in the token); one with True was not checked (no keys to verify with).
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


class Report:
    """All findings of one check, in the order of the standard. Nothing is left out: what was not checked says why.

    Hundreds of rules are asked, most of them pass, and few passes are ever looked at. So a report keeps each rule with
    what it saw, and makes the findings when somebody asks for them.
    """

    def __init__(
        self, findings: Iterable[Finding] = (), *, results: Iterable[tuple[Rule[Any] | Finding, Outcome | Finding]] = ()
    ) -> None:
        """`results` are pairs of a rule and what it saw; a finding that is made already is both."""
        self.results = (*((finding, finding) for finding in findings), *results)

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """The findings, in the order of the standard."""
        return tuple(to_finding(rule, seen) for rule, seen in self.results)

    def _of(self, verdict: Verdict) -> tuple[Finding, ...]:
        return tuple(to_finding(rule, seen) for rule, seen in self.results if seen.verdict == verdict)

    @property
    def ok(self) -> bool:
        """True when no finding of severity error failed. A question that was not checked has not passed: look at `not_checked`."""
        return not any(finding.is_error for finding in self.failures)

    @property
    def failures(self) -> tuple[Finding, ...]:
        """The findings that failed, of whatever severity."""
        return self._of("fail")

    @property
    def counts(self) -> dict[str, int]:
        """How many passed, failed and were skipped; `not_checked` are those of the skipped that were applicable."""
        counted = Counter(seen.verdict for _, seen in self.results)
        return {verdict: counted[verdict] for verdict in ("fail", "skip", "pass")}

    @property
    def not_checked(self) -> tuple[Finding, ...]:
        """The questions that are applicable and were not answered."""
        return tuple(finding for finding in self._of("skip") if finding.applies)

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
        return any(finding.rule == rule for finding in self.failures)

    def __getitem__(self, rule: str) -> Finding:
        """Return the finding of a rule by its id."""
        for finding in self.findings:
            if finding.rule == rule:
                return finding
        raise KeyError(rule)

    def __add__(self, other: Report) -> Report:
        return Report(results=(*self.results, *other.results))

    def __reduce__(self) -> tuple[type[Report], tuple[tuple[Finding, ...]]]:
        """A pickle holds the findings: rules are functions, and stay at home."""
        return Report, (self.findings,)

    def __eq__(self, other: object) -> bool:
        return self.findings == other.findings if isinstance(other, Report) else NotImplemented

    __hash__ = None  # type: ignore[assignment]  # what a provider sent may be a list

    def __repr__(self) -> str:
        counts = self.counts
        unchecked = len(self.not_checked)
        rest = f"{counts['pass']} passed, {counts['skip'] - unchecked} not applicable"
        summary = f"{counts['fail']} failed, {unchecked} not checked, {rest}"
        lines = [f"  {finding.rule}: {finding.message}" for finding in self.worst_first if finding.verdict == "fail"]
        return "\n".join([f"<Report: {summary}>", *lines])

    def to_dicts(self) -> list[dict[str, Any]]:
        """Return the findings as plain dictionaries, for JSON."""
        return [finding._asdict() for finding in self.findings]

    def to_json(self) -> str:
        """Return the findings as a JSON text: a list of objects, in the order of the standard."""
        return json.dumps(self.to_dicts(), indent=2, default=str)

    def to_markdown(self) -> str:
        """Return the report as Markdown, for an issue or a wiki: what failed first, the passed ones by their ids."""
        from ..views.report_markdown import report_markdown  # the one text for people; nothing of it loads before

        return report_markdown(self)

    @classmethod
    def from_dicts(cls, rows: Kept | Iterable[Row]) -> Report:
        """Return the report that `to_dicts` wrote, or that a run has kept."""
        from .kept import result_of, rows_of  # it knows all rules, and they know this module

        return cls(results=map(result_of, rows_of(rows if isinstance(rows, Mapping) else list(rows))))


def to_finding(rule: Rule[Any] | Finding, seen: Outcome | Finding) -> Finding:
    """Return the finding of a pair in `Report.results`."""
    return rule if isinstance(rule, Finding) else rule.finding(seen)  # type: ignore[arg-type]  # a rule comes with an outcome
