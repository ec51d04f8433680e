"""What a run has seen so far, under names; and which exchanges the question that is asked now has looked at."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

from .answer import NotAsked, Unanswered

T = TypeVar("T")


class Memory:
    """Keeps what was seen, also that something could not be seen. `flights` says of those that were flown why they brought no code."""

    def __init__(self, can_sign_in: bool) -> None:
        self.flights: dict[str, str] = {}
        self._can_sign_in = can_sign_in
        self._kept: dict[str, Any] = {}
        self._numbers: dict[str, tuple[int, ...]] = {}
        self._used: list[int] = []

    def begin(self) -> None:
        """Begin a question: what it sees from now on is its evidence."""
        self._used = []

    @property
    def evidence(self) -> tuple[int, ...]:
        """The numbers of the exchanges that the question has seen."""
        return tuple(sorted(set(self._used)))

    def note(self, *numbers: int) -> None:
        self._used += numbers

    def once(self, name: str, make: Callable[[], T]) -> T:
        """Return what was seen under that name, or make it now; both are evidence. A failure is kept as well."""
        if name not in self._kept:
            before = len(self._used)
            try:
                self._kept[name] = make()
            except Unanswered as problem:
                self._kept[name] = problem
            self._numbers[name] = tuple(self._used[before:])
        self.note(*self._numbers[name])
        value = self._kept[name]
        if isinstance(value, Unanswered):
            raise type(value)(*value.args)
        return cast(T, value)

    def keep(self, name: str, make: Callable[[], Any]) -> Any:
        """Do something in a flight, and keep what came of it for the question of that name; None where nothing did."""
        try:
            return self.once(name, make)
        except Unanswered:
            return None

    def forget(self, name: str) -> None:
        """Forget what was seen under that name: it is looked for again."""
        self._kept.pop(name, None)

    def has(self, name: str) -> bool:
        """Tell whether something was seen under that name, or tried."""
        return name in self._kept and self._kept[name] is not None

    def kept(self, name: str, flight: str) -> Any:
        """Return what a flight has seen under that name. Raises `NotAsked` where it was not flown, or did not get there."""
        if self.has(name):
            return self.once(name, lambda: None)
        raise NotAsked(self.why_not(flight))

    def why_not(self, flight: str) -> str:
        """Say why nothing is there of a flight."""
        if not self._can_sign_in:
            return "nobody signs in: give sign_in"
        reason = self.flights.get(flight, "") or self.flights.get("A", "")
        return f"flight {flight} brought nothing: {reason}" if reason else f"flight {flight} did not come that far"
