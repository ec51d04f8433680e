"""What the widgets with a front end of their own have in common."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import uuid4

import anywidget
import traitlets

_HERE = Path(__file__).parent
_HEAR = (_HERE / "hear.js").read_text(encoding="utf-8")


def script(name: str) -> str:
    """Return the front end of that file name; its `initialize` is `hear`."""
    return _HEAR + (_HERE / name).read_text(encoding="utf-8")


class FrontEnd(anywidget.AnyWidget):
    """A widget that hears the kernel however long its page took to load it. `own_id` is by which the page finds the model."""

    own_id = traitlets.Unicode().tag(sync=True)

    def __init__(self, **values: Any) -> None:
        own_id = uuid4().hex
        super().__init__(model_id=own_id, own_id=own_id, **values)
