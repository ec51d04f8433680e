"""How the work for a text grows with its length: what is quadratic is found without a watch, on a machine that is busy too.

The time of this thread alone is taken, the least of three, so that other programs and threads do not count.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

_TIMES = 8  # as long: what is linear costs eight times as much, what is quadratic sixty-four times
_MOST = 25


def _cost(text: str, search: Callable[[str], Any], times: int = 3) -> float:
    spent = []
    for _ in range(times):
        begun = time.thread_time()
        search(text)
        spent.append(time.thread_time() - begun)
    return min(spent)


def assert_linear(make: Callable[[int], str], search: Callable[[str], Any], size: int = 25_000, floor: float = 0.001) -> None:
    """Fail where a text of eight times `size` costs far more than eight times as much; below `floor` seconds is noise."""
    large = _cost(make(_TIMES * size), search, 1)
    if large < _MOST * floor:
        return  # however little the short text costs
    small = max(_cost(make(size), search), floor)
    if large >= _MOST * small:
        large = _cost(make(_TIMES * size), search)
    assert large < _MOST * small, f"{large:.3f} s for {_TIMES} times the text that costs {small:.3f} s"


def repeated(piece: str, before: str = "") -> Callable[[int], str]:
    """Return what makes a text of any length from one piece."""
    return lambda size: f"{before}{piece * (size // len(piece) + 1)}"[:size]
