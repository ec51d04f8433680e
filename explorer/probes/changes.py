"""Two sheets side by side: what answers differently first, then what only one of them knows, then the rest."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from ..lending import borrowed
from ..printable import in_one_line
from .row import Row

if TYPE_CHECKING:
    import pandas

Kind = Literal["changed", "differs", "known once", "same", "unknown"]
_ORDER: tuple[Kind, ...] = ("changed", "differs", "known once", "same", "unknown")


@dataclass(frozen=True)
class Change:
    """One question in two sheets.

    `kind` is "changed" (another answer), "differs" (the same answer, with another status, error or mark), "known once" (only
    one of the sheets answers it), "same", or "unknown" (neither does).
    """

    id: str
    room: str
    question: str
    kind: Kind
    before: str
    after: str
    mark_before: str = ""
    mark_after: str = ""
    detail: str = ""


@dataclass(frozen=True)
class Side:
    """One of two sheets: its id, and what to call it."""

    id: str
    name: str


@dataclass(frozen=True)
class SheetChanges:
    """The comparison of two sheets, what changed first."""

    before: Side
    after: Side
    rows: tuple[Change, ...]

    def __repr__(self) -> str:
        told = ", ".join(f"{len(self.of(kind))} {kind}" for kind in _ORDER)
        return in_one_line(f"<SheetChanges {self.before.name[:80]} -> {self.after.name[:80]}: {told}>")

    def of(self, kind: Kind) -> tuple[Change, ...]:
        """Return the rows of one kind."""
        return tuple(row for row in self.rows if row.kind == kind)

    @property
    def changed(self) -> tuple[Change, ...]:
        """What is answered differently."""
        return self.of("changed")

    @property
    def table(self) -> pandas.DataFrame:
        """The rows as a table: what changed first, then what differs, then the rest."""
        table: pandas.DataFrame = borrowed("changes_table")(self)
        return table

    def to_markdown(self) -> str:
        """Return the comparison as Markdown."""
        text: str = borrowed("changes_markdown")(self)
        return text

    def to_json(self) -> str:
        """Return the comparison as a JSON text."""
        return json.dumps(
            {"before": self.before.id, "after": self.after.id, "rows": [vars(row) for row in self.rows]}, indent=2
        )


def changes_between(old: Mapping[str, Row], new: Mapping[str, Row], before: Side, after: Side) -> SheetChanges:
    """Return the comparison of two sheets: by id and answer first, then by status, error and mark."""
    ids = list(dict.fromkeys([*old, *new]))
    found = [_change(old.get(id), new.get(id)) for id in ids]
    rank = {kind: place for place, kind in enumerate(_ORDER)}
    marks = {"alarm": 0, "wrong": 1}

    def order(change: Change) -> tuple[int, int]:
        return rank[change.kind], min(marks.get(change.mark_before, 2), marks.get(change.mark_after, 2))

    return SheetChanges(before, after, tuple(sorted(found, key=order)))


def _change(one: Row | None, two: Row | None) -> Change:
    known = two or one
    assert known is not None  # noqa: S101  (the id came from one of them)
    words = [row.answer if row else "not asked" for row in (one, two)]
    answered = [row is not None and row.is_answered for row in (one, two)]
    marks = [row.mark if row else "" for row in (one, two)]
    facts: list[Mapping[str, Any]] = [row.facts if row else {} for row in (one, two)]
    other = [
        f"{name}: {facts[0][name]} and {facts[1][name]}"
        for name in facts[0]
        if facts[0][name] != facts[1].get(name, facts[0][name])
    ]
    kind: Kind = "same"
    if not any(answered):
        kind = "unknown"
    elif not all(answered):
        kind = "known once"
    elif words[0] != words[1]:
        kind = "changed"
    elif marks[0] != marks[1] or other:
        kind = "differs"
    detail = "; ".join(other) if kind == "differs" else ""
    return Change(known.id, known.room, known.question, kind, words[0], words[1], marks[0], marks[1], detail)
