"""What a comparison keeps of its runs: only the values that are compared, so that ten thousand runs are compared one by one."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from typing import Any

from ..rules.kept import Kept, Row, question_of, rows_of, verdicts_in
from .readings import Key, Pairs, claims_of, durations_of, parameters_of, verdict_of
from .record import Run
from .summary import RunSummary

Values = Mapping[int, Any]  # by the number of the run; a run that has none is absent
Pattern = Mapping[Key, Any]  # (about, rule) -> verdict


class Columns:
    """The values of several runs: key -> number of the run -> value. One that came more than once in a run is a list."""

    def __init__(self) -> None:
        self.values: dict[Key, dict[int, Any]] = {}
        self._repeated: set[tuple[Key, int]] = set()

    def add(self, number: int, pairs: Iterable[tuple[Key, Any]]) -> None:
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

    def add(self, number: int, reports: Mapping[str, Kept]) -> None:
        """Take what was found of the run of that number: about -> report as it is kept."""
        for about, kept in reports.items():
            known = about, verdicts_in(kept)
            if known not in self._runs:
                self._runs[known] = self._judged(about, rows_of(kept)), []
            self._runs[known][1].append(number)

    def _judged(self, about: str, rows: Iterable[Row]) -> Pattern:
        columns = Columns()
        for row in rows:
            rule, verdict = verdict_of(row)
            columns.add(0, [((about, rule), verdict)])
            self.questions[rule] = question_of(row)
        return {key: values[0] for key, values in columns.values.items()}

    @property
    def values(self) -> Mapping[Key, Values]:
        """The verdicts as `Columns` have them, with the key (about, rule)."""
        found: dict[Key, dict[int, Any]] = {}
        for pattern, numbers in self._runs.values():
            for key, verdict in pattern.items():
                found.setdefault(key, {}).update(dict.fromkeys(numbers, verdict))
        return found


class Gathered:
    """What is compared of several runs, and what there is to say of each in a line."""

    def __init__(self, runs: Iterable[Run]) -> None:
        """Read the runs one after the other; none is kept."""
        self.summaries: list[RunSummary] = []
        self.claims, self.parameters, self.durations = Columns(), Columns(), Columns()
        self.verdicts = Verdicts()
        for number, run in enumerate(runs):
            self.summaries.append(RunSummary.of(run))
            self.claims.add(number, claims_of(run))
            self.parameters.add(number, parameters_of(run))
            self.durations.add(number, _added_up(durations_of(run)))
            self.verdicts.add(number, run.kept_reports)


def _added_up(durations: Pairs) -> Iterable[tuple[Key, float]]:
    """The time of each step; that of a step that was done several times is added."""
    spent: dict[Key, float] = {}
    for step, milliseconds in durations:
        spent[step] = spent.get(step, 0) + milliseconds
    return spent.items()
