"""Several runs side by side: what differs first."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from ..errors import Mistake
from .record import Run
from .tables import claims_table, findings_table, name_of, parameters_table, scope_of, timing_table

ABSENT = "(absent)"  # told apart from an empty value

_BY: dict[str, Callable[[Run], str]] = {
    "label": name_of,
    "scope": scope_of,
    "client": lambda run: str(run.client.get("client_id", ABSENT)),
    "issuer": lambda run: str(run.provider.get("issuer", ABSENT)),
}


@dataclass(frozen=True)
class Comparison:
    """Runs side by side: one column a run, one row a thing that is compared, the rows that differ first."""

    runs: tuple[Run, ...]
    names: tuple[str, ...]

    @property
    def claims(self) -> pd.DataFrame:
        """The claims: index (token, claim), a column for each run, and `differs`."""
        return self._pivot(claims_table, ["token", "claim"], "value")

    @property
    def parameters(self) -> pd.DataFrame:
        """The parameters of the requests: index (request, parameter), a column for each run, and `differs`."""
        return self._pivot(parameters_table, ["request", "parameter"], "value")

    @property
    def timing(self) -> pd.DataFrame:
        """Total milliseconds of each step: index step in the order of the flow, a column for each run."""
        tables = [timing_table([run]).groupby("step", sort=False)["total"].sum() for run in self.runs]
        return pd.concat(tables, axis=1, keys=self.names)

    @property
    def findings(self) -> pd.DataFrame:
        """The verdict of every rule: index rule, a column for each run, and `differs`."""
        return self._pivot(_findings, ["rule"], "verdict")

    def _pivot(self, table: Callable[[Sequence[Run]], pd.DataFrame], index: list[str], value: str) -> pd.DataFrame:
        """One column a run; a value that came more than once is a list; what differs stands first."""
        columns = []
        for run in self.runs:
            rows = table([run])
            columns.append(rows.groupby(index, sort=False)[value].agg(_only))
        joined = pd.concat(columns, axis=1, keys=self.names).astype(object)
        joined = joined.where(joined.notna(), ABSENT)
        differs = pd.Series(
            [len({repr(cell) for cell in row}) > 1 for row in joined.itertuples(index=False)], index=joined.index, dtype=bool
        )
        return joined.assign(differs=differs).sort_values("differs", ascending=False, kind="stable")

    def __repr__(self) -> str:
        differing = (
            int(self.claims["differs"].sum()),
            int(self.parameters["differs"].sum()),
            int(self.findings["differs"].sum()),
        )
        return f"<Comparison of {', '.join(self.names)}: {differing[0]} claims, {differing[1]} parameters and {differing[2]} findings differ>"


def compare(*runs: Run, by: str = "label") -> Comparison:
    """Put runs side by side; `by` says what names the columns: "label", "scope", "client" or "issuer".

    Raises `Mistake` for fewer than two runs and for another `by`.
    """
    if len(runs) < 2:
        raise Mistake(f"compare() puts two or more runs side by side; got {len(runs)}. Use compare(first.run, second.run).")
    if by not in _BY:
        raise Mistake(f"compare(by=...) is one of {', '.join(_BY)}; got {by!r}.")
    return Comparison(runs, _unique([_BY[by](run) for run in runs]))


def _unique(names: list[str]) -> tuple[str, ...]:
    """Number the names that occur more than once: two columns of one name cannot be told apart."""
    seen: dict[str, int] = {}
    unique = []
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        unique.append(f"{name} ({seen[name]})" if names.count(name) > 1 else name)
    return tuple(unique)


def _findings(runs: Sequence[Run]) -> pd.DataFrame:
    return findings_table(runs[0].report.findings)


def _only(values: pd.Series[Any]) -> Any:
    return values.iloc[0] if len(values) == 1 else list(values)
