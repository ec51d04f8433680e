"""Telling the local provider which faults to have: by their names, or by a number that keeps the name secret."""

from __future__ import annotations

import abc
import contextlib
from collections.abc import Iterator
from typing import Self

from ..errors import Mistake, told_alone
from ..messages import unquoted
from ..provider import FAULTS, MYSTERIES, Fault, Provider
from ..provider.setting import Setting
from .catalogue import FaultCatalogue
from .mystery_log import note_mystery


@told_alone
class FaultInjection(abc.ABC):
    """The half of a local provider that decides how honest it is."""

    _mystery: int | None = None

    @property
    @abc.abstractmethod
    def _provider(self) -> Provider:
        """The provider that runs. Raises `Mistake` when none does."""

    @property
    def faults(self) -> FaultCatalogue:
        """The faults that it can have: a catalogue that shows itself. `faults["alg-none"]` is one, `faults.table` a table."""
        return FaultCatalogue(FAULTS.values())

    @property
    def fault_names(self) -> tuple[str, ...]:
        """The names of the faults in force; of a mystery only its number."""
        names = tuple(fault.name for fault in self._provider.setting.faults_in_force)
        return names if self._mystery is None else (f"mystery {self._mystery}",)

    @property
    def behaviour(self) -> str:
        """In a few words, how it behaves: "honest", "misbehaving: wrong-nonce", "mystery 4"."""
        names = ", ".join(self.fault_names)
        return "honest" if not names else names if self._mystery is not None else f"misbehaving: {names}"

    def misbehave(self, *names: str) -> None:
        """Have these faults from now on, and no others. Raises `Mistake` for a name that is not in `faults`."""
        if not names:
            raise Mistake("Name what it should do, such as wrong-audience: provider.faults shows it all. behave() ends it.")
        self._set_faults(tuple({fault.name: fault for fault in map(self.faults.__getitem__, names)}.values()), None)

    def mystery(self, number: int) -> None:
        """Have the fault of that number from now on, without telling which; `reveal_mystery()` tells. Each shows in one run.

        A number is the same fault on every computer; with the oracle profile some show only after `publish_keys()`.
        Raises `Mistake` for a number that has none.
        """
        if isinstance(number, bool) or not isinstance(number, int) or number not in self.mysteries:
            raise Mistake(f"A mystery is a whole number from 1 to {len(MYSTERIES)}; got {unquoted(number)}.")
        self._set_faults((FAULTS[MYSTERIES[number - 1]],), number)

    @property
    def mysteries(self) -> range:
        """The numbers that `mystery` takes."""
        return range(1, len(MYSTERIES) + 1)

    def reveal_mystery(self) -> Fault:
        """Return the fault behind the mystery, which goes on under its own name. Raises `Mistake` when there is none."""
        faults = self._provider.setting.faults_in_force
        if self._mystery is None:
            raise Mistake(f"There is no mystery to reveal: the provider is {self.behaviour}. mystery(1) begins one.")
        self._set_faults(faults, None)
        return faults[0]

    reveal = reveal_mystery  # its name in earlier versions

    def behave(self) -> None:
        """Be honest again."""
        self._set_faults((), None)

    @contextlib.contextmanager
    def misbehaving(self, *names: str) -> Iterator[Self]:
        """Have these faults inside a `with`, and go back to what was before."""
        setting, before = self._provider.setting, (self._provider.setting.faults_in_force, self._mystery)
        self.misbehave(*names)
        try:
            yield self
        finally:
            self._set_in(setting, *before)  # it may have been stopped meanwhile

    def _set_faults(self, faults: tuple[Fault, ...], mystery: int | None) -> None:
        self._set_in(self._provider.setting, faults, mystery)

    def _set_in(self, setting: Setting, faults: tuple[Fault, ...], mystery: int | None) -> None:
        if mystery != self._mystery:
            note_mystery(setting.issuer, mystery)
        setting.faults_in_force, self._mystery = faults, mystery
