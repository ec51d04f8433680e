"""From what a reader hands in to what can be compared."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any


def words(answer: Any) -> set[str]:
    """An answer as a set of words: a text with spaces or commas between them, or any collection of texts."""
    pieces: Iterable[Any] = re.split(r"[\s,]+", answer) if isinstance(answer, str) else answer
    return {str(piece).strip() for piece in pieces} - {""}


def text(answer: Any) -> str:
    """An answer as a text, without the white space round it."""
    return str(answer).strip()
