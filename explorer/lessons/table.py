"""A small table for a lesson, which a notebook shows like every other one of the explorer's."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class LessonTable:
    """Rows of sentences under the names of their columns; `backticks` stand around what is spelled as on the wire."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def __getitem__(self, name: str) -> tuple[str, ...]:
        """Return what stands beside a name of the first column. Raises `KeyError` for one that has no row."""
        return {row[0].strip("`"): row[1:] for row in self.rows}[name]

    def __len__(self) -> int:
        return len(self.rows)
