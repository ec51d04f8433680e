"""What a comparison keeps of its runs: only the values that are compared, so that ten thousand runs are compared one by one."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any

from ..rules.kept import KeptFinding, KeptReport, kept_findings, question_of, verdicts_in
from .readings import KeyedValues, RowKey, claims_of, durations_of, judgeable_in, parameters_of, verdict_of
from .record import Run
from .summary import RunSummary

Values = Mapping[int, Any]  # by the number of the run; a run that has none is absent
Pattern = Mapping[RowKey, Any]  # (about, rule) -> verdict


class Columns:
    """The values of several runs: key -> number of the run -> value. One that came more than once in a run is a list."""

    def __init__(self) -> None:
        self.values: dict[RowKey, dict[int, Any]] = {}
        self._repeated: set[tuple[RowKey, int]] = set()

    def add(self, number: int, pairs: Iterable[tuple[RowKey, Any]]) -> None:
        """Take the values of the run of that number, which comes after those that were added before."""
        for key, value in pairs:
            found = self.values.setdefault(key, {})
            if number not in found:
                found[number] = value
            elif (key, number) in self._repeated:
                found[number].append(value)
            else:
                found[number] = [found[number], value]
                self._repeated.add((key, number))


class Verdicts:
    """The verdicts of several runs. Most runs are judged alike, so each way to be judged is kept once, with its runs."""

    def __init__(self) -> None:
        self._runs: dict[Hashable, tuple[Pattern, list[int]]] = {}
        self.questions: dict[str, str] = {}

    def add(self, number: int, reports: Mapping[str, KeptReport]) -> None:
        """Take what was found of the run of that number: about -> report as it is kept."""
        for about, kept in reports.items():
            known = about, verdicts_in(kept)
            if known not in self._runs:
                self._runs[known] = self._judged(about, kept_findings(kept)), []
            self._runs[known][1].append(number)

    def _judged(self, about: str, rows: Iterable[KeptFinding]) -> Pattern:
        columns = Columns()
        for row in rows:
            rule, verdict = verdict_of(row)
            columns.add(0, [((about, rule), verdict)])
            self.questions[rule] = question_of(row)
        return {key: values[0] for key, values in columns.values.items()}

    @property
    def values(self) -> Mapping[RowKey, Values]:
        """The verdicts as `Columns` have them, with the key (about, rule)."""
        found: dict[RowKey, dict[int, Any]] = {}
        for pattern, numbers in self._runs.values():
            for key, verdict in pattern.items():
                found.setdefault(key, {}).update(dict.fromkeys(numbers, verdict))
        return found


class Gathered:
    """What is compared of several runs; of runs that somebody holds in memory each part is read when it is asked for."""

    def __init__(self, runs: Sequence[Run]) -> None:
        self._runs = runs

    @classmethod
    def one_by_one(cls, runs: Iterable[Run]) -> Gathered:
        """Read all parts of runs that nobody holds, one run after the other; none is kept."""
        all_parts = cls(())
        all_parts.summaries, all_parts.verdicts = [], Verdicts()
        all_parts.claims, all_parts.parameters, all_parts.durations = Columns(), Columns(), Columns()
        all_parts.judgeable = []
        for number, run in enumerate(runs):
            all_parts.summaries.append(RunSummary.of(run))
            all_parts.claims.add(number, claims_of(run))
            all_parts.parameters.add(number, parameters_of(run))
            all_parts.durations.add(number, _added_up(durations_of(run)))
            all_parts.verdicts.add(number, run.kept_reports)
            all_parts.judgeable.append(frozenset(judgeable_in(run)))
        return all_parts

    @cached_property
    def summaries(self) -> list[RunSummary]:
        """What there is to say of each run in a line."""
        return [RunSummary.of(run) for run in self._runs]

    @cached_property
    def claims(self) -> Columns:
        """The claims of every token."""
        return self._columns(claims_of)

    @cached_property
    def parameters(self) -> Columns:
        """What was said in both directions."""
        return self._columns(parameters_of)

    @cached_property
    def durations(self) -> Columns:
        """How long each step took, in milliseconds."""
        return self._columns(lambda run: _added_up(durations_of(run)))

    @cached_property
    def verdicts(self) -> Verdicts:
        """The verdict of every rule."""
        verdicts = Verdicts()
        for number, run in enumerate(self._runs):
            verdicts.add(number, run.kept_reports)
        return verdicts

    @cached_property
    def judgeable(self) -> list[frozenset[str]]:
        """Of each run what there is to be judged, by the words of reports: what never came is not left unchecked."""
        return [frozenset(judgeable_in(run)) for run in self._runs]

    def _columns(self, read: Callable[[Run], Iterable[tuple[RowKey, Any]]]) -> Columns:
        columns = Columns()
        for number, run in enumerate(self._runs):
            columns.add(number, read(run))
        return columns


def _added_up(durations: KeyedValues) -> Iterable[tuple[RowKey, float]]:
    """The time of each step; that of a step that was done several times is added."""
    spent: dict[RowKey, float] = {}
    for step, milliseconds in durations:
        spent[step] = spent.get(step, 0) + milliseconds
    return spent.items()
