"""One line of a sheet."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ..printable import in_one_line, printable_value
from .answer import NOT_ASKED, UNCLEAR

_SHORT = 80


@dataclass(frozen=True)
class Row:
    """One question with its answer.

    `answer` is a word of the catalogue, "unclear" or "not asked"; `detail` says more, or why there is no answer. `mark` is
    "alarm" or "wrong" where the answer breaks a MUST; `evidence` are the numbers of the exchanges in the run.
    """

    id: str
    room: str
    question: str
    answer: str
    detail: str = ""
    mark: str = ""
    spec: str = ""
    says: str = "open"
    evidence: tuple[int, ...] = ()
    run: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Write out what is unseen, so that no page, table or export has to: most of it is quoted from a provider."""
        texts = {each.name: in_one_line(getattr(self, each.name)) for each in dataclasses.fields(self) if each.type == "str"}
        for name, value in (texts | {"facts": printable_value(self.facts)}).items():
            object.__setattr__(self, name, value)

    def __repr__(self) -> str:
        marked = f" ({self.mark})" if self.mark else ""
        return in_one_line(f"<Row {self.id[:_SHORT]}: {self.answer[:_SHORT]}{marked}>")

    @property
    def is_answered(self) -> bool:
        """Whether there is an answer."""
        return self.answer not in (NOT_ASKED, UNCLEAR)

    def to_dict(self) -> dict[str, Any]:
        """Return it for JSON; what is empty is left out."""
        members = {each.name: getattr(self, each.name) for each in dataclasses.fields(self)}
        return {name: value for name, value in members.items() if value not in ("", (), {}, "open")}
