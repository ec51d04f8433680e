"""A table of entries by their ids. What would otherwise be found out late, or never, it refuses at import, with a sentence.

    RULES: Registry[Rule] = Registry("rule")
    RULES.enter(rule, id="IDTC-NONCE-MISMATCH", question="Is this the answer to our question?", requires=["IDTC-NONCE-MISSING"])

The rules, the causes of a refusal and the exercises each have one. They are filled by decorated functions whose docstring
is the question.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Generic, TypeVar

Entry = TypeVar("Entry")

_NAMED = 5  # in the text of a registry


class Registry(Generic[Entry]):
    """Entries in the order in which they came. `kind` is the word for one of them, `after` holds those that come before."""

    def __init__(self, kind: str, *, after: Iterable[Registry[Entry]] = ()) -> None:
        self._kind = kind
        self._before = tuple(after)
        self._entries: dict[str, Entry] = {}

    def enter(self, entry: Entry, *, id: str, question: str, requires: Iterable[str] = ()) -> None:
        """Add an entry. Raises `TypeError` for a second one of its id, one that asks nothing, or one that needs what is not there."""
        if id in self._entries:
            raise TypeError(f"There is one {self._kind} {id} already: give the second an id of its own.")
        if not question.strip():
            raise TypeError(f"The {self._kind} {id} asks nothing: write its question, as the docstring where it is a function.")
        for need in requires:
            if need not in self and not any(need in registry for registry in self._before):
                raise TypeError(f"The {self._kind} {id} requires {need}, and no {self._kind} of that id comes before it.")
        self._entries[id] = entry

    def __getitem__(self, id: str) -> Entry:
        return self._entries[id]

    def get(self, id: str) -> Entry | None:
        """Return the entry of that id, or None."""
        return self._entries.get(id)

    def __contains__(self, id: object) -> bool:
        return id in self._entries

    def __iter__(self) -> Iterator[Entry]:
        return iter(self._entries.values())

    def __len__(self) -> int:
        return len(self._entries)

    def __repr__(self) -> str:
        many = f"{len(self)} entr{'y' if len(self) == 1 else 'ies'} of the kind {self._kind}"
        return f"<{many}: {', '.join(list(self._entries)[:_NAMED])}{', ...' if len(self) > _NAMED else ''}>"
