"""Several runs side by side: what differs first."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from ..errors import Mistake
from .masking import timing_of
from .record import Run
from .tables import BROWSER, claims_of, name_of, parameters_of, scope_of

ABSENT = "(absent)"  # told apart from an empty value, and from null
DIFFERS = "differs"
STEPS = ("discover", BROWSER, "exchange", "keys", "userinfo", "refresh", "introspect", "revoke")  # in the order of the flow

Key = tuple[str, ...]  # what a row is about

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
        return self._side_by_side(claims_of, ["token", "claim"])

    @property
    def parameters(self) -> pd.DataFrame:
        """The parameters of the requests: index (request, parameter), a column for each run, and `differs`."""
        return self._side_by_side(parameters_of, ["request", "parameter"])

    @property
    def findings(self) -> pd.DataFrame:
        """The verdict of every rule: index rule, a column for each run, and `differs`."""
        return self._side_by_side(_verdicts, ["rule"])

    @property
    def timing(self) -> pd.DataFrame:
        """Total milliseconds of each step: index step in the order of the flow, a column for each run."""
        columns = [_durations(run) for run in self.runs]
        found = dict.fromkeys(step for column in columns for step in column)
        steps = [step for step in STEPS if step in found] + [step for step in found if step not in STEPS]
        values = {name: [column.get(step) for step in steps] for name, column in zip(self.names, columns, strict=True)}
        return pd.DataFrame(values, index=pd.Index(steps, name="step"), dtype=float)

    def _side_by_side(self, read: Callable[[Run], Iterable[tuple[Key, Any]]], index: list[str]) -> pd.DataFrame:
        """One column a run; a value that came more than once is a list; what differs stands first."""
        columns = [_collected(read(run)) for run in self.runs]
        keys = dict.fromkeys(key for column in columns for key in column)
        differs = {key: len({_spelled(column, key) for column in columns}) > 1 for key in keys}
        ordered = sorted(keys, key=lambda key: not differs[key])
        values = {name: [column.get(key, ABSENT) for key in ordered] for name, column in zip(self.names, columns, strict=True)}
        rows = (
            pd.MultiIndex.from_tuples(ordered, names=index)
            if len(index) > 1
            else pd.Index([key[0] for key in ordered], name=index[0])
        )
        return pd.DataFrame(values, index=rows, dtype=object).assign(**{DIFFERS: [differs[key] for key in ordered]})

    def __repr__(self) -> str:
        tables = (("claims", self.claims), ("parameters", self.parameters), ("findings", self.findings))
        counts = [f"{int(table[DIFFERS].sum())} {what}" for what, table in tables]
        names = ", ".join(self.names[:5]) + (f" and {len(self.names) - 5} more" if len(self.names) > 5 else "")
        return f"<Comparison of {names}: {counts[0]}, {counts[1]} and {counts[2]} differ>"


def compare(*runs: Run, by: str = "label") -> Comparison:
    """Put runs side by side; `by` says what names the columns: "label", "scope", "client" or "issuer".

    Raises `Mistake` for fewer than two runs and for another `by`.
    """
    if len(runs) < 2:
        raise Mistake(f"compare() puts two or more runs side by side; got {len(runs)}. Use compare(first.run, second.run).")
    strangers = [type(run).__name__ for run in runs if not isinstance(run, Run)]
    if strangers:
        raise Mistake(f"compare() takes runs, such as flow.run or Run.load(path); got {strangers[0]}.")
    if by not in _BY:
        raise Mistake(f"compare(by=...) is one of {', '.join(_BY)}; got {by!r}.")
    return Comparison(runs, _unique([_BY[by](run) for run in runs]))


def _unique(names: list[str]) -> tuple[str, ...]:
    """Number the names that occur more than once, or are taken: two columns of one name cannot be told apart."""
    counts = Counter([*names, DIFFERS])
    seen: Counter[str] = Counter()
    taken = {name for name, count in counts.items() if count == 1} | {DIFFERS}
    unique = []
    for name in names:
        chosen = name
        while counts[name] > 1 and (chosen == name or chosen in taken):
            seen[name] += 1
            chosen = f"{name} ({seen[name]})"
        unique.append(chosen)
        taken.add(chosen)
    return tuple(unique)


def _collected(pairs: Iterable[tuple[Key, Any]]) -> Mapping[Key, Any]:
    found: dict[Key, list[Any]] = {}
    for key, value in pairs:
        found.setdefault(key, []).append(value)
    return {key: values[0] if len(values) == 1 else values for key, values in found.items()}


def _spelled(column: Mapping[Key, Any], key: Key) -> str | None:
    """A value as text that is the same for the same JSON value; None where there is none."""
    return json.dumps(column[key], sort_keys=True, default=str) if key in column else None


def _verdicts(run: Run) -> Iterator[tuple[Key, Any]]:
    return (((finding.rule,), finding.verdict) for finding in run.report.findings)


def _durations(run: Run) -> Mapping[str, float]:
    """Milliseconds for each step; those of a step that was done twice are added."""
    found: dict[str, float] = {}
    for event in run.events:
        if event["kind"] == "exchange":
            found[event["step"]] = found.get(event["step"], 0.0) + timing_of(event).total
        elif event["kind"] == "receive":
            found[BROWSER] = found.get(BROWSER, 0.0) + event["thinking"] * 1000
    return found
