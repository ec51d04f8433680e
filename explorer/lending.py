"""What a value offers, and a room above its own makes: `report.table` is a table of pandas, and `rules` know no pandas.

The shop window, which knows every room and is loaded before all of them, says here who lends what. Nothing is loaded for
it before somebody asks.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

_LENDERS: dict[str, Callable[[], Callable[..., Any]]] = {}


def lend(name: str, load: Callable[[], Callable[..., Any]]) -> None:
    """Say who makes something: `load` returns the function, and is called when somebody borrows it."""
    _LENDERS[name] = load


def borrowed(name: str) -> Callable[..., Any]:
    """Return the function of that name, from the room that lends it."""
    return _LENDERS[name]()
