"""The field of a random value, such as state: made for the reader, their own, or left out on purpose."""

from __future__ import annotations

import ipywidgets as W  # noqa: N812 - as everybody calls it

from ..errors import Mistake
from ..protocol.auto import AUTO, Auto
from .parts import Row, box, explain, field, make, visible

MADE, OWN_VALUE, LEFT_OUT = "made for me", "my own", "left out"


class RandomValueField:
    """A random value: made, one's own, or left out on purpose."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.how = make(W.Dropdown, options=[MADE, OWN_VALUE, LEFT_OUT], description=name)
        self.own = make(W.Text, placeholder=f"my own {name}", description=f"my {name}")
        self._own = field(self.own, name=name)
        self.controls = (self.how, self.own)
        self._how = field(self.how, explain(name), name=name)
        self.widget = box(self._how, self._own, kind="fxp-fields")

    def take(self, value: str | Auto | None) -> None:
        """Write the argument of `flow.authorize` into the form."""
        self.own.value = value if isinstance(value, str) else ""
        self.how.value = LEFT_OUT if value is None else MADE if value is AUTO else OWN_VALUE

    def draw(self) -> None:
        """Show the field for one's own value when one is wanted."""
        visible(self._own, self.how.value == OWN_VALUE)

    @property
    def row(self) -> Row:
        """The field whose content counts now: one's own value, or how it is made."""
        used, other = (self._own, self._how) if self.how.value == OWN_VALUE else (self._how, self._own)
        other.mark("")
        return used

    @property
    def value(self) -> str | Auto | None:
        """The argument of `flow.authorize`. Raises `Mistake` for an own value that is empty."""
        if self.how.value == LEFT_OUT:
            return None
        if self.how.value == OWN_VALUE and not self.own.value:
            raise Mistake(f"Type your own {self.name}, or choose {LEFT_OUT!r}: an empty one protects nothing.")
        return self.own.value if self.how.value == OWN_VALUE else AUTO
