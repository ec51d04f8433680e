"""What a report is about: a value of ours, and what every format needs to know of it.

Each kind of value says the same few things: a title, its view, its table, and its cases for a test report. So a new kind
comes out in every format, and a new format takes every kind.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal, NamedTuple

from ..views.text import Html

Row = Sequence[Any]
Outcome = Literal["passed", "failed", "skipped"]


class Table(NamedTuple):
    """Rows under the names of their columns. A cell is a text, a number, a truth value, or None."""

    columns: tuple[str, ...]
    rows: list[Row]


class Case(NamedTuple):
    """One question of a test report: to whom it belongs, what it asks, and what came of it."""

    group: str
    name: str
    outcome: Outcome
    told: str = ""
    details: str = ""


@dataclass(frozen=True)
class Kind:
    """A kind of value that can be reported, by the word for it, and how to read one."""

    word: str
    is_one: Callable[[Any], bool]
    title: Callable[[Any], str]
    about: Callable[[Any], str]
    view: Callable[[Any], Html]
    table: Callable[[Any], Table]
    cases: Callable[[Any], list[Case]]


@dataclass(frozen=True)
class Subject:
    """A value, its kind, and the name of the file that it becomes, without the suffix."""

    value: Any
    kind: Kind
    stem: str
    is_redacted: bool = field(default=False)  # persons, that is; secrets never were in it

    @property
    def title(self) -> str:
        """What it is called."""
        return self.kind.title(self.value)

    @property
    def about(self) -> str:
        """What it is, in a sentence."""
        return self.kind.about(self.value)

    @cached_property
    def view(self) -> Html:
        """All that there is to show of it."""
        return self.kind.view(self.value)

    @cached_property
    def table(self) -> Table:
        """All that can be told in rows."""
        return self.kind.table(self.value)

    @cached_property
    def cases(self) -> list[Case]:
        """What a test report says of it."""
        return self.kind.cases(self.value)
