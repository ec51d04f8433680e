"""Telling the local provider to lie: by the name of a fault, or by a number that keeps the name secret."""

from __future__ import annotations

import contextlib
import difflib
from collections.abc import Iterator
from typing import Any, Self

from ..errors import Mistake
from ..provider import FAULTS, MYSTERIES, Fault


class Lying:
    """The half of a local provider that decides how honest it is."""

    _provider: Any  # the provider that runs; asking for it raises `Mistake` when none does
    _mystery: int | None = None

    @property
    def faults(self) -> tuple[Fault, ...]:
        """The ways in which it can lie: `name`, `what` it does, and the rule it is `caught_by`."""
        return tuple(FAULTS.values())

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
            raise Mistake(f"Name what it should do: {', '.join(FAULTS)}; behave() makes it honest again.")
        for name in names:
            if name not in FAULTS:
                near = difflib.get_close_matches(str(name), FAULTS, n=3, cutoff=0.4)
                hint = f"Did you mean {' or '.join(near)}?" if near else f"There are {', '.join(FAULTS)}."
                raise Mistake(f"There is no fault called {name!r}. {hint}")
        self._lie(tuple(dict.fromkeys(names)), None)

    def mystery(self, number: int) -> None:
        """Lie from now on by the fault of that number, without telling which; `reveal()` tells. Each shows in one run.

        A number is the same fault on every computer. Raises `Mistake` for a number that has none.
        """
        if isinstance(number, bool) or not isinstance(number, int) or not 1 <= number <= len(MYSTERIES):
            raise Mistake(f"A mystery is a whole number from 1 to {len(MYSTERIES)}; got {number!r}.")
        self._lie((MYSTERIES[number - 1],), number)

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
