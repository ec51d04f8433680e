"""`AUTO`: the argument that says "choose for me". It is no text, so that every text can be sent, the word auto too."""

from __future__ import annotations

import enum
from typing import Any, Final


class Auto(enum.Enum):
    """The type of `AUTO`. An enumeration of one: a type checker narrows it, and a copy or a pickle is the same object."""

    AUTO = enum.auto()

    def __repr__(self) -> str:
        return self.name

    __str__ = __repr__


AUTO: Final = Auto.AUTO


def without_auto(arguments: dict[str, Any]) -> dict[str, Any]:
    """Return the arguments that say something; JSON has no word for `AUTO`, and to leave an argument out means the same."""
    return {name: value for name, value in arguments.items() if value is not AUTO}
