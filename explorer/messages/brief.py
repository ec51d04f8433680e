"""How a value is told in a line: texts from elsewhere cut, what is unseen in them written out, of many names the first."""

from __future__ import annotations

from collections.abc import Iterable

from ..printable import in_one_line, text_of

_NAMED = 10


def brief(text: object, most: int = 80) -> str:
    """Return a text on one line, cut where it is long."""
    told = text_of(text)
    shown = in_one_line(told[:most])
    return shown if len(told) <= most and len(shown) <= most else f"{shown[:most]}..."


def brief_names(names: Iterable[object]) -> str:
    """Return the first of some names with commas between them, and how many more there are."""
    found = list(names)
    more = f" and {len(found) - _NAMED:,} more" if len(found) > _NAMED else ""
    return ", ".join(brief(name, 40) for name in found[:_NAMED]) + more
