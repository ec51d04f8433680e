"""The faults of the local provider as a catalogue that shows itself."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from ..errors import Mistake
from ..messages import unquoted
from ..provider import FAULTS, MYSTERIES, Fault

if TYPE_CHECKING:
    import pandas

_LONGEST = 80  # characters of a name that can be near to one
COLUMNS = ("name", "where", "what", "caught_by", "in_the_wild")


def mystery_rules() -> dict[str, int]:
    """Return the number of each mystery by the rule that notices it: who made that check fail has found it."""
    found = {FAULTS[name].caught_by: number for number, name in enumerate(MYSTERIES, 1)}
    return {rule: number for rule, number in found.items() if rule is not None}


class FaultCatalogue:
    """Every fault that the local provider can have: one by its name, all by a loop, and as a table."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self._faults = {fault.name: fault for fault in faults}

    def __getitem__(self, name: str) -> Fault:
        """Return one fault. Raises `Mistake` for a name that is not there."""
        if not isinstance(name, str) or name not in self._faults:
            near = difflib.get_close_matches(name[:_LONGEST], self._faults, n=3, cutoff=0.4) if isinstance(name, str) else ()
            hint = f"Did you mean {' or '.join(near)}?" if near else "provider.faults shows them all; one is alg-none."
            raise Mistake(f"There is no fault called so, {unquoted(name)}. {hint}")
        return self._faults[name]

    def __iter__(self) -> Iterator[Fault]:
        return iter(self._faults.values())

    def __len__(self) -> int:
        return len(self._faults)

    @property
    def table(self) -> pandas.DataFrame:
        """The faults as a table, one row each: name, where, what, caught_by, in_the_wild."""
        import pandas as pd  # it loads when a table is asked for, not before

        return pd.DataFrame([[getattr(fault, name) for name in COLUMNS] for fault in self], columns=list(COLUMNS))

    def __repr__(self) -> str:
        return "\n".join(repr(fault).strip("<>") for fault in self)
