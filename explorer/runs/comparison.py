"""Several runs side by side, as tables: what differs first."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from ..errors import Mistake, told_alone
from ..messages import unquoted
from ..printable import counted, in_one_line
from ..protocol.flow_table import order, order_of_exchange
from .columns import Gathered
from .readings import BROWSER, NOT_APPLICABLE, NOT_CHECKED, name_of, scope_of
from .record import Run
from .side_by_side import ComparedRow, claim_varies, condensed, meanings, parameter_varies, side_by_side
from .summary import RunSummary

if TYPE_CHECKING:
    import pandas as pd

ABSENT = "(absent)"  # told apart from an empty value, and from null
DIFFERS, VARIES = "differs", "varies"
_BAD = {"fail", "warning"}
_REFUSED = ("error", "(problem)")  # what an answer says in place of what was asked for

_BY: dict[str, Callable[[Run], str]] = {
    "label": name_of,
    "scope": scope_of,
    "client": lambda run: str(run.client.get("client_id", ABSENT)),
    "issuer": lambda run: str(run.provider.get("issuer", ABSENT)),
}


@dataclass(frozen=True, eq=False, repr=False)
class Comparison:
    """Runs side by side: one column a run, one row a thing that is compared, the rows that differ first.

    Behind the columns of the runs stand `differs` (not all runs have the same value; having none is a difference too)
    and `varies` (the value is new at every sign-in, such as a nonce, so that a difference says nothing; `meanings`
    compares those). "(absent)" says that a run has no such value; null and "" are values. The text "3600" differs from the
    number 3600, though pandas prints both alike.

    `names` are what the columns are called; `summaries` says of each run what there is to say in a line.
    """

    names: tuple[str, ...]
    gathered: Gathered

    @property
    def summaries(self) -> Sequence[RunSummary]:
        """What there is to say of each run in a line."""
        return self.gathered.summaries

    @property
    def questions(self) -> Mapping[str, str]:
        """The question of every rule that was asked in any of the runs."""
        return self.gathered.verdicts.questions

    @property
    def differences(self) -> pd.DataFrame:
        """Only what differs: index (part, where, name), and a column for each run.

        `part` is "parameter", "claim" or "finding"; `where` the message, the token, or what was checked. Values that are
        new at every sign-in are compared by their meaning. What a run lacks altogether is one row, "(as a whole)".
        """
        return self._table(self.differing_rows, "part", "where", "name")

    @property
    def claims(self) -> pd.DataFrame:
        """The claims: index (token, claim), a column for each run, `differs` and `varies`."""
        return self._table(self.claim_rows, "token", "claim", flags=(DIFFERS, VARIES))

    @property
    def parameters(self) -> pd.DataFrame:
        """What was said on both legs: index (message, parameter), a column for each run, `differs` and `varies`.

        The messages are "authorize", "redirect", "token" (the token request) and "token_response".
        """
        return self._table(self.parameter_rows, "message", "parameter", flags=(DIFFERS, VARIES))

    @property
    def meanings(self) -> pd.DataFrame:
        """What is new at every sign-in, by its meaning: index (where, meaning), a column for each run, and `differs`.

        Times are spans in seconds (lifetime, age of the sign-in), other values are words ("sent", "not there", "empty").
        Ages that lie within a minute of each other do not differ: a person takes that long to sign in.
        """
        return self._table(self.meaning_rows, "where", "meaning", flags=(DIFFERS,))

    @property
    def findings(self) -> pd.DataFrame:
        """The verdict of every rule: index rule, a column for each run, and `differs`.

        The verdicts are "pass", "fail", "not checked" and "not applicable". That a question was
        applicable in one run and not in another is no difference, where the answer was that all is well.
        """
        return self._table(self.finding_rows, "rule", flags=(DIFFERS,))

    @property
    def timing(self) -> pd.DataFrame:
        """Milliseconds of each step: index step in the order of the flow, a column for each run; NaN where it was not done.

        A step that was done twice counts twice. The step "browser" is the person's time: observed, not timed.
        """
        from .tables import times_table

        return times_table(self.timing_rows, self.names)

    @property
    def spread(self) -> pd.DataFrame:
        """Median and spread of each step over all runs, in milliseconds: index step; times, median, lower, upper, least, most."""
        from .tables import spread_table

        return spread_table(self.durations, "step")

    @property
    def durations(self) -> Mapping[str, Sequence[float]]:
        """Milliseconds of each step of the wire, of all runs that did it, in the order of the flow."""
        rows = [(row.key[0], list(row.values.values())) for row in self.timing_rows]
        return {step: values for step, values in rows if step != BROWSER}

    # The rows behind the tables, each made once

    @cached_property
    def claim_rows(self) -> list[ComparedRow]:
        """The rows of `claims`; their values are by number of the run."""
        return side_by_side(self.gathered.claims.values, len(self.names), claim_varies)

    @cached_property
    def parameter_rows(self) -> list[ComparedRow]:
        """The rows of `parameters`."""
        return side_by_side(self.gathered.parameters.values, len(self.names), parameter_varies)

    @cached_property
    def finding_rows(self) -> list[ComparedRow]:
        """The rows of `findings`, with the key (what was checked, rule)."""
        rows = [self._told(row) for row in side_by_side(self.gathered.verdicts.values, len(self.names))]
        return sorted(rows, key=lambda row: not row.differs)

    def _told(self, row: ComparedRow) -> ComparedRow:
        """A row of verdicts; passed and not applicable are the same."""
        verdicts = {"pass" if verdict == NOT_APPLICABLE else verdict for verdict in set(map(str, row.values.values()))}
        return dataclasses.replace(row, differs=len(verdicts) > 1 or len(row.values) < len(self.names))

    @cached_property
    def meaning_rows(self) -> list[ComparedRow]:
        """The rows of `meanings`, what differs first."""
        found = meanings([*self.parameter_rows, *self.claim_rows], len(self.names))
        return sorted(found, key=lambda row: not row.differs)

    @cached_property
    def differing_rows(self) -> list[ComparedRow]:
        """The rows of `differences`, with the key (part, where, name); of those that vary the values are meanings."""
        count = len(self.names)
        parts = {
            "parameter": self._differing_parameters(count),
            "claim": condensed(self.claim_rows, meanings(self.claim_rows, count), count),
            "finding": self._differing_findings(count),
        }
        return [ComparedRow((part, *row.key), row.values, True, row.varies) for part, rows in parts.items() for row in rows]

    def _differing_parameters(self, count: int) -> list[ComparedRow]:
        """What differs in what was said; a refusal is told, too, where another run had no such answer at all."""
        rows = condensed(self.parameter_rows, meanings(self.parameter_rows, count), count)
        told = {row.key for row in rows}
        rows += [row for row in self.parameter_rows if row.key[1] in _REFUSED and row.differs and row.key not in told]
        return sorted(rows, key=lambda row: order(row.key[0]))

    def _differing_findings(self, count: int) -> list[ComparedRow]:
        """What differs among the verdicts; what failed is told, too, where another run was never asked."""
        rows = condensed(self.finding_rows, (), count, words=("checked", NOT_CHECKED))
        told = {row.key for row in rows}
        alone = [row for row in self.finding_rows if row.key not in told and not _BAD.isdisjoint(map(str, row.values.values()))]
        unasked = dict.fromkeys(range(count), NOT_CHECKED)
        rows += [dataclasses.replace(row, values={**unasked, **row.values}) for row in alone if len(row.values) < count]
        return sorted(rows, key=lambda row: order(row.key[0]))

    @cached_property
    def timing_rows(self) -> list[ComparedRow]:
        """The rows of `timing`, with the key (step,), in the order of the flow."""
        found = side_by_side(self.gathered.durations.values, len(self.names))
        return sorted(found, key=lambda row: order_of_exchange(row.key[0]))

    def _table(self, rows: list[ComparedRow], *index: str, flags: tuple[str, ...] = ()) -> pd.DataFrame:
        from .tables import compared_table  # pandas loads when a table is asked for, not before

        return compared_table(rows, self.names, index, flags, ABSENT)

    def __repr__(self) -> str:
        counts = Counter(row.key[0] for row in self.differing_rows)
        names = ", ".join(self.names[:5]) + (f" and {len(self.names) - 5} more" if len(self.names) > 5 else "")
        claims, parameters, findings = (counted(counts[name], name) for name in ("claim", "parameter", "finding"))
        told = f"{claims}, {parameters} and {findings} differ"
        return in_one_line(f"<Comparison of {names}: {told}>")


@told_alone
def compare(*runs: Run | Iterable[Run], by: str = "label") -> Comparison:
    """Put runs side by side; `by` says what names the columns: "label", "scope", "client" or "issuer".

    Each argument is a run, or something that holds runs: `compare(flow.run, Runs().where(label="before"))`,
    `compare(Runs(folder))`. Of a folder, or of whatever makes its runs one by one, only what is compared is kept in memory.

    Raises `Mistake` for fewer than two runs and for another `by`.
    """
    if by not in tuple(_BY):  # a tuple, which may be asked for anything
        raise Mistake(f"compare(by=...) is one of {', '.join(_BY)}; got {unquoted(by)}.")
    names: list[str] = []
    every = _named((run for each in runs for run in _several(each)), _BY[by], names)
    is_held = all(isinstance(each, (Run, list, tuple)) for each in runs)
    gathered = Gathered(tuple(every)) if is_held else Gathered.one_by_one(every)
    if len(names) < 2:
        raise Mistake(f"compare() puts two or more runs side by side; got {len(names)}. Use compare(first.run, second.run).")
    return Comparison(unique_names(names), gathered)


def _named(runs: Iterable[Run], name: Callable[[Run], str], names: list[str]) -> Iterator[Run]:
    """Yield the runs, and note what each is called as it passes."""
    for run in runs:
        names.append(in_one_line(name(run)))
        yield run


def _several(given: Run | Iterable[Run]) -> Iterator[Run]:
    runs = [given] if isinstance(given, Run) or not isinstance(given, Iterable) else given
    for run in runs:
        if not isinstance(run, Run):
            raise Mistake(
                f"compare() takes runs, such as flow.run or Run.load(path), or Runs(folder); got {type(run).__name__}."
            )
        yield run


def unique_names(names: Sequence[str]) -> tuple[str, ...]:
    """Number the names that occur more than once, or are taken: two columns of one name cannot be told apart."""
    counts = Counter([*names, DIFFERS, VARIES])
    seen: Counter[str] = Counter()
    taken = {name for name, count in counts.items() if count == 1} | {DIFFERS, VARIES}
    unique = []
    for name in names:
        chosen = name
        while counts[name] > 1 and (chosen == name or chosen in taken):
            seen[name] += 1
            chosen = f"{name} ({seen[name]})"
        unique.append(chosen)
        taken.add(chosen)
    return tuple(unique)
