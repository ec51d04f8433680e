"""All that was found about one message: each question with its answer, and what to do about it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from ..lending import borrowed
from ..printable import in_one_line
from .finding import Finding, Verdict
from .rule import Outcome, Rule

if TYPE_CHECKING:
    import pandas


Judged = tuple[Rule[Any], Outcome]  # a rule with what it saw of one message: a finding that is not made yet
Result = Judged | Finding


def to_finding(result: Result) -> Finding:
    """Return a result of `Report.results` as a finding."""
    return result if isinstance(result, Finding) else result[0].finding(result[1])


def answer_in(result: Result) -> Outcome | Finding:
    """Return what tells the verdict of a result, and whether the question is applicable."""
    return result if isinstance(result, Finding) else result[1]


class Tally(NamedTuple):
    """How many checks came to what: the one count that every screen shows.

    A check counts where its question is applicable: it failed, with a warning or a note where it hardly matters, was not
    checked, or passed. A question that is not applicable is none of them.
    """

    failed: int
    warnings: int
    notes: int
    not_checked: int
    passed: int
    not_applicable: int

    @property
    def checks(self) -> int:
        """How many questions were applicable."""
        return sum(self) - self.not_applicable

    @property
    def words(self) -> str:
        """The count in words: "189 checks passed, 2 failed, 1 warning"."""
        unchecked = [f"{self.not_checked} not checked"] if self.not_checked else []
        failed = [f"{self.failed} failed"] if self.failed else []
        return ", ".join([f"{self.passed} check{'' if self.passed == 1 else 's'} passed", *failed, *self.mild, *unchecked])

    @property
    def mild(self) -> list[str]:
        """What failed and hardly matters: ["1 warning", "2 notes"]."""
        counted = ((self.warnings, "warning"), (self.notes, "note"))
        return [f"{count} {word}{'' if count == 1 else 's'}" for count, word in counted if count]


class Report:
    """All findings of one check, in the order of the standard. Nothing is left out: what was not checked says why.

    Hundreds of rules are asked, most of them pass, and few passes are ever looked at. So a report keeps each rule with
    what it saw, and makes the findings when somebody asks for them.
    """

    def __init__(self, findings: Iterable[Finding] = (), *, results: Iterable[Result] = ()) -> None:
        """`findings` are those that are made already; `results` may be rules with what they saw."""
        self.results: tuple[Result, ...] = (*findings, *results)

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """The findings, in the order of the standard."""
        return tuple(map(to_finding, self.results))

    def _of(self, verdict: Verdict) -> tuple[Finding, ...]:
        return tuple([to_finding(result) for result in self.results if answer_in(result).verdict == verdict])

    @property
    def ok(self) -> bool:
        """True when no finding of severity error failed. A question that was not checked has not passed: look at `not_checked`."""
        return not any(finding.is_error for finding in self.failures)

    @cached_property
    def failures(self) -> tuple[Finding, ...]:
        """The findings that failed, of whatever severity."""
        return self._of("fail")

    @property
    def counts(self) -> dict[str, int]:
        """How many passed, failed and were skipped; `not_checked` are those of the skipped that were applicable."""
        counted = Counter(answer_in(result).verdict for result in self.results)
        return {verdict: counted[verdict] for verdict in ("fail", "skip", "pass")}

    @cached_property
    def tally(self) -> Tally:
        """How many checks came to what, the failed ones by their weight."""
        weighed = Counter(finding.severity for finding in self.failures)
        counts, unchecked = self.counts, len(self.not_checked)
        known = weighed["error"], weighed["warning"]
        return Tally(*known, counts["fail"] - sum(known), unchecked, counts["pass"], counts["skip"] - unchecked)

    @property
    def not_checked(self) -> tuple[Finding, ...]:
        """The questions that are applicable and were not answered."""
        unanswered = [result for result in self.results if (said := answer_in(result)).verdict == "skip" and said.applies]
        return tuple(map(to_finding, unanswered))

    @property
    def worst_first(self) -> tuple[Finding, ...]:
        """The findings with failures first and passes last."""
        return tuple(sorted(self.findings, key=lambda finding: finding.rank))

    @property
    def table(self) -> pandas.DataFrame:
        """The findings as a table, one row each, worst first."""
        table: pandas.DataFrame = borrowed("findings_table")(self.worst_first)
        return table

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
        tally = self.tally
        rest = f"{tally.not_checked} not checked, {tally.passed} passed, {tally.not_applicable} not applicable"
        summary = ", ".join([f"{tally.failed} failed", *tally.mild, rest])
        failed = sorted(self.failures, key=lambda finding: finding.weight)
        lines = [f"  {in_one_line(finding.rule)}: {in_one_line(finding.message)}" for finding in failed]
        return "\n".join([f"<Report: {summary}>", *lines])

    def to_dicts(self) -> list[dict[str, Any]]:
        """Return the findings as plain dictionaries, for JSON."""
        return [finding._asdict() for finding in self.findings]

    def to_json(self) -> str:
        """Return the findings as a JSON text: a list of objects, in the order of the standard."""
        return json.dumps(self.to_dicts(), indent=2, default=str)

    def to_markdown(self) -> str:
        """Return the report as Markdown, for an issue or a wiki: what failed first, the passed ones by their ids."""
        text: str = borrowed("report_markdown")(self)
        return text

    @classmethod
    def from_dicts(cls, rows: Mapping[str, Any] | Iterable[Mapping[str, Any] | list[Any]]) -> Report:
        """Return the report that `to_dicts` wrote, or that a run has kept."""
        return cls(results=borrowed("results_of")(rows))
