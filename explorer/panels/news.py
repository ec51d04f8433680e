"""What a panel says aloud: each result once, when it is final, to whoever cannot see it; and where the cursor goes with it."""

from __future__ import annotations

from collections import deque
from typing import NamedTuple

from .words import in_panel_words

_KEPT = 20  # a panel that is shown later says no more than these


class Item(NamedTuple):
    """A sentence about a step, under a number that grows; `at` is a CSS selector of the control that it speaks of."""

    number: int
    step: str
    text: str
    at: str = ""


class News:
    """What happened in the steps of one flow, in its order. Each panel of the flow takes from it what it has not said yet."""

    def __init__(self) -> None:
        self.latest = 0
        self.note = ("", "")  # a step, and why the reader was led there: it stands at its head until the next thing is done
        self._items: deque[Item] = deque(maxlen=_KEPT)

    def tell(self, step: str, text: str, *, at: str = "") -> None:
        """Say something about a step, and lead the cursor to a control, where one is named."""
        self.latest += 1
        self._items.append(Item(self.latest, step, in_panel_words(text).replace("`", ""), at))

    def lead(self, step: str, note: str, at: str) -> None:
        """Lead the reader to a control of another step, and say there what for."""
        self.note = (step, in_panel_words(note))
        self.tell(step, note, at=at)

    def since(self, number: int, step: str = "") -> list[Item]:
        """Return what was told after that number; of one step only, where it is named."""
        return [item for item in self._items if item.number > number and step in ("", item.step)]
