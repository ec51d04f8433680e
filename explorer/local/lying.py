"""Telling the local provider to lie: by the name of a fault, or by a number that keeps the name secret."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any, Self

from ..errors import Mistake
from ..provider import FAULTS, MYSTERIES, Fault
from .catalogue import Faults


class Lying:
    """The half of a local provider that decides how honest it is."""

    _provider: Any  # the provider that runs; asking for it raises `Mistake` when none does
    _mystery: int | None = None

    @property
    def faults(self) -> Faults:
        """The ways in which it can lie: a catalogue that shows itself. `faults["alg-none"]` is one, `faults.table` a table."""
        return Faults(FAULTS.values())

    @property
    def misbehaviours(self) -> tuple[str, ...]:
        """The names of the faults in force; of a mystery only its number."""
        names: tuple[str, ...] = self._provider.faults
        return names if self._mystery is None else (f"mystery {self._mystery}",)

    @property
    def manner(self) -> str:
        """In a few words, how it behaves: "honest", "misbehaving: wrong-nonce", "mystery 4"."""
        names = ", ".join(self.misbehaviours)
        return "honest" if not names else names if self._mystery is not None else f"misbehaving: {names}"

    def misbehave(self, *names: str) -> None:
        """Lie from now on, with these faults and no others. Raises `Mistake` for a name that is not in `faults`."""
        if not names:
            raise Mistake("Name what it should do, such as wrong-audience: provider.faults shows it all. behave() ends it.")
        found = [self.faults[str(name)].name for name in names]
        self._lie(tuple(dict.fromkeys(found)), None)

    def mystery(self, number: int) -> None:
        """Lie from now on by the fault of that number, without telling which; `reveal()` tells. Each shows in one run.

        A number is the same fault on every computer; with the oracle profile some show only after `publish_keys()`.
        Raises `Mistake` for a number that has none.
        """
        if isinstance(number, bool) or not isinstance(number, int) or number not in self.mysteries:
            raise Mistake(f"A mystery is a whole number from 1 to {len(MYSTERIES)}; got {number!r}.")
        self._lie((MYSTERIES[number - 1],), number)

    @property
    def mysteries(self) -> range:
        """The numbers that `mystery` takes."""
        return range(1, len(MYSTERIES) + 1)

    def reveal(self) -> Fault:
        """Return the fault behind the mystery, which goes on under its own name. Raises `Mistake` when there is none."""
        names = self._provider.faults
        if self._mystery is None:
            raise Mistake(f"There is no mystery to reveal: the provider is {self.manner}. mystery(1) begins one.")
        self._mystery = None
        return FAULTS[names[0]]

    def behave(self) -> None:
        """Be honest again."""
        self._lie((), None)

    @contextlib.contextmanager
    def misbehaving(self, *names: str) -> Iterator[Self]:
        """Lie inside a `with`, and go back to what was before."""
        provider, before = self._provider, (self._provider.faults, self._mystery)
        self.misbehave(*names)
        try:
            yield self
        finally:
            provider.faults, self._mystery = before

    def _lie(self, names: tuple[str, ...], mystery: int | None) -> None:
        self._provider.faults, self._mystery = names, mystery
