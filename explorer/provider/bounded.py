"""A memory that cannot be filled: of everything that strangers can make the provider remember, only the newest stays."""

from __future__ import annotations

import sys
from collections.abc import Callable, Hashable
from typing import Any, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


def weight(value: Any) -> int:
    """Return about how many bytes a value of texts, numbers, lists and dicts takes."""
    if isinstance(value, dict):
        return sys.getsizeof(value) + sum(weight(name) + weight(one) for name, one in value.items())
    if isinstance(value, list | tuple | set | frozenset):
        return sys.getsizeof(value) + sum(map(weight, value))
    return sys.getsizeof(value)


class Bounded(dict[K, V]):
    """A dict of at most so many entries and bytes. What is entered pushes out the oldest, those first that are `expendable`.

    `parts` returns what of an entry takes room: texts, lists and dicts.
    """

    def __init__(
        self, most: int, most_bytes: int, parts: Callable[[V], Any], expendable: Callable[[V], bool] | None = None
    ) -> None:
        super().__init__()
        self._most, self._most_bytes = most, most_bytes
        self._parts, self._expendable = parts, expendable
        self._weights: dict[K, int] = {}
        self._bytes = 0

    def __setitem__(self, key: K, value: V) -> None:
        self.pop(key, None)
        self._weights[key] = weight(key) + weight(self._parts(value))
        self._bytes += self._weights[key]
        super().__setitem__(key, value)
        while len(self) > 1 and (len(self) > self._most or self._bytes > self._most_bytes):
            self.pop(self._least(key), None)

    def _least(self, newest: K) -> K:
        """The entry that goes next."""
        if self._expendable is not None:
            for key, value in self.items():
                if key != newest and self._expendable(value):
                    return key
        return next(iter(self))

    def __delitem__(self, key: K) -> None:
        super().__delitem__(key)
        self._bytes -= self._weights.pop(key)

    def pop(self, key: K, default: Any = None) -> Any:
        """Take an entry out, and return it, or the default."""
        if key not in self:
            return default
        value = self[key]
        del self[key]
        return value
