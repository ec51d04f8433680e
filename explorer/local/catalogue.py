"""The faults of the local provider as a catalogue that shows itself."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING, SupportsIndex, overload

from ..errors import Mistake
from ..provider import Fault

if TYPE_CHECKING:
    import pandas

COLUMNS = ("name", "where", "what", "caught_by", "seen")


class Faults(tuple[Fault, ...]):
    """Every way in which the local provider can lie: by number or by name, and as a table."""

    __slots__ = ()

    @overload
    def __getitem__(self, key: SupportsIndex | str) -> Fault: ...

    @overload
    def __getitem__(self, key: slice) -> Faults: ...

    def __getitem__(self, key: SupportsIndex | str | slice) -> Fault | Faults:
        """Return one fault by its name or number, or several. Raises `Mistake` for a name that is not there."""
        if isinstance(key, str):
            return self._named(key)
        chosen = super().__getitem__(key)
        return chosen if isinstance(chosen, Fault) else Faults(chosen)

    def _named(self, name: str) -> Fault:
        named = {fault.name: fault for fault in self}
        if name not in named:
            near = difflib.get_close_matches(name, named, n=3, cutoff=0.4)
            hint = f"Did you mean {' or '.join(near)}?" if near else "provider.faults shows them all; one is alg-none."
            raise Mistake(f"There is no fault called {name!r}. {hint}")
        return named[name]

    @property
    def table(self) -> pandas.DataFrame:
        """The faults as a table, one row each: name, where, what, caught_by, seen."""
        import pandas as pd  # it loads when a table is asked for, not before

        return pd.DataFrame([[getattr(fault, name) for name in COLUMNS] for fault in self], columns=list(COLUMNS))

    def __repr__(self) -> str:
        return "\n".join(repr(fault).strip("<>") for fault in self)
