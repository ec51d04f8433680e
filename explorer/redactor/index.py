"""Many patterns, looked for at once: a text is cut into pieces, and each piece is looked up.

Of a pattern of fifteen letters or more, wherever it stands, one whole piece of eight lies in its last fifteen letters, so
the eight stretches there are entered; the ends of secrets differ where their beginnings are alike, as those of JWTs are.
Shorter patterns go by pieces of four, and the shortest are looked for one by one.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Generic, Literal, NamedTuple, TypeVar

T = TypeVar("T")


class Match(NamedTuple, Generic[T]):
    """Where a pattern stands, and what it belongs to; None where `Steps` ran out, and something may stand there."""

    start: int
    end: int
    value: T | None


class Steps:
    """How many comparisons a text is worth. A text that is made to cost more is not searched to its end."""

    def __init__(self, length: int) -> None:
        self.left = 10_000 + length // 4

    def take(self, compared: int) -> None:
        """Count a comparison; a long one counts more."""
        self.left -= 1 + compared // 1_000


class _Pieces(Generic[T]):
    def __init__(self, width: int, code: Literal["I", "Q"]) -> None:
        self.width, self._code = width, code
        self._entries: dict[int, list[tuple[bytes, int, T]]] = {}  # by the piece: the pattern, and where in it the piece stands

    def add(self, pattern: bytes, value: T) -> None:
        for back in range(self.width, 2 * self.width):
            offset = len(pattern) - back
            piece = int.from_bytes(pattern[offset : offset + self.width], sys.byteorder)
            self._entries.setdefault(piece, []).append((pattern, offset, value))

    def _cut(self, data: bytes) -> memoryview[int]:
        return memoryview(data)[: len(data) // self.width * self.width].cast(self._code)

    def are_not_in(self, data: bytes) -> bool:
        """Tell whether no piece of a pattern is a piece of the text."""
        return not self._entries or self._entries.keys().isdisjoint(self._cut(data))

    def matches(self, data: bytes, steps: Steps) -> Iterator[Match[T]]:
        if self.are_not_in(data):
            return
        width, entries, pieces = self.width, self._entries, self._cut(data)
        doubtful: Match[T] | None = None
        hidden: dict[bytes, int] = {}  # up to where each pattern was found
        for number, piece in enumerate(pieces):
            if piece not in entries:
                continue
            at = number * width
            for pattern, offset, value in entries[piece] if steps.left > 0 else ():
                start = at - offset
                if start < 0 or start + len(pattern) <= hidden.get(
                    pattern, 0
                ):  # a pattern of one letter stands everywhere in itself
                    continue
                steps.take(len(pattern))
                if data.startswith(pattern, start):
                    hidden[pattern] = start + len(pattern)
                    yield Match(start, start + len(pattern), value)
            if steps.left <= 0:
                if doubtful is not None and doubtful.end < at:
                    yield doubtful
                    doubtful = None
                doubtful = Match(doubtful.start if doubtful else at, at + width, None)
        if doubtful is not None:
            yield doubtful


class Index(Generic[T]):
    """The patterns. To add one costs the same however many there are."""

    def __init__(self) -> None:
        self._long: _Pieces[T] = _Pieces(8, "Q")
        self._middle: _Pieces[T] = _Pieces(4, "I")
        self._short: list[tuple[bytes, T]] = []
        self._known: set[tuple[bytes, T]] = set()

    def add(self, pattern: bytes, value: T) -> None:
        """Look for this too."""
        if (pattern, value) in self._known:
            return
        self._known.add((pattern, value))
        if len(pattern) >= 15:
            self._long.add(pattern, value)
        elif len(pattern) >= 7:
            self._middle.add(pattern, value)
        else:
            self._short.append((pattern, value))

    def stands_in(self, data: bytes, steps: Steps) -> bool:
        """Tell whether a pattern stands there; nearly always a look at the pieces is enough."""
        no_piece = self._long.are_not_in(data) and self._middle.are_not_in(data)
        if no_piece and not self._short:
            return False
        return any(True for _ in self.matches(data, steps))

    def matches(self, data: bytes, steps: Steps) -> Iterator[Match[T]]:
        """Yield every place where a pattern stands, in no order."""
        yield from self._long.matches(data, steps)
        yield from self._middle.matches(data, steps)
        for pattern, value in self._short:
            start = data.find(pattern)
            while start >= 0:
                steps.take(0)
                yield Match(start, start + len(pattern), value if steps.left > 0 else None)
                start = data.find(pattern, start + len(pattern))
