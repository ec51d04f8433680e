"""A file that the reader keeps: the kernel makes it, and the browser saves it, wherever the kernel runs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import traitlets

from .front_end import FrontEnd, script


class Save(FrontEnd):
    """A button that saves a file. `on_save` is called when it is pressed; `give` sends the file to the page."""

    _esm = script("save.js")
    label = traitlets.Unicode("Save").tag(sync=True)

    def __init__(self, label: str) -> None:
        super().__init__(label=label)
        self._on_save: Callable[[], None] = lambda: None
        self.on_msg(lambda _widget, content, _buffers: self._receive(content))

    def on_save(self, act: Callable[[], None]) -> None:
        """Call `act` when the button is pressed."""
        self._on_save = act

    def give(self, name: str, content: bytes) -> None:
        """Let the browser save this under that name."""
        self.send({"kind": "file", "name": name}, buffers=[content])

    def refuse(self) -> None:
        """Say that no file comes: the sentence stands beside the button."""
        self.send({"kind": "refused"})

    def _receive(self, content: dict[str, Any]) -> None:
        if content.get("kind") == "save":
            self._on_save()
