"""How the work for a text grows with its length: what is quadratic is found without a watch, on a machine that is busy too.

The time of this thread alone is taken, the least of three, so that other programs and threads do not count.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

_TIMES = 8  # as long: what is linear costs eight times as much, what is quadratic sixty-four times
_MOST = 25


def _cost(text: str, search: Callable[[str], Any]) -> float:
    spent = []
    for _ in range(3):
        begun = time.thread_time()
        search(text)
        spent.append(time.thread_time() - begun)
    return min(spent)


def assert_linear(make: Callable[[int], str], search: Callable[[str], Any], size: int = 25_000, floor: float = 0.001) -> None:
    """Fail where a text of eight times `size` costs far more than eight times as much; below `floor` seconds is noise."""
    small = max(_cost(make(size), search), floor)
    large = _cost(make(_TIMES * size), search)
    assert large < _MOST * small, f"{large:.3f} s for {_TIMES} times the text that costs {small:.3f} s"


def repeated(piece: str, before: str = "") -> Callable[[int], str]:
    """Return what makes a text of any length from one piece."""
    return lambda size: f"{before}{piece * (size // len(piece) + 1)}"[:size]
