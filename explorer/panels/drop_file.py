"""A file that the reader chooses or drops: it comes in pieces, by message, and is never widget state."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import anywidget
import traitlets

MOST = 500_000_000  # bytes of a file; a HAR of an hour has less


class DropFile(anywidget.AnyWidget):
    """A place for a file. `on_file` is called with its name and its content when all of it has come."""

    _esm = Path(__file__).with_name("drop_file.js")
    label = traitlets.Unicode("").tag(sync=True)

    def __init__(self, label: str) -> None:
        super().__init__(label=label)
        self._on_file: Callable[[str, bytes], None] = lambda name, content: None
        self._name, self._size, self._content = "", 0, io.BytesIO()
        self.on_msg(lambda _widget, content, buffers: self._receive(content, buffers))

    def on_file(self, act: Callable[[str, bytes], None]) -> None:
        """Call `act` when a file has come."""
        self._on_file = act

    def say(self, text: str) -> None:
        """Say in the page what became of the file."""
        self.send({"kind": "said", "text": text})

    def _receive(self, content: dict[str, Any], buffers: Sequence[Any]) -> None:
        if content.get("kind") == "begin":
            self._begin(str(content.get("name", ""))[:200], content.get("size"))
        elif content.get("kind") == "piece" and buffers and content.get("at") == self._content.tell():
            self._content.write(buffers[0])
            self._go_on()

    def _begin(self, name: str, size: Any) -> None:
        self._name, self._size, self._content = name, size if isinstance(size, int) else 0, io.BytesIO()
        if self._size > MOST:
            self.say(
                f"This file has {self._size:,} bytes; {MOST:,} are read at most. Explain it in a terminal: flow-explorer explain."
            )
        else:
            self._go_on()

    def _go_on(self) -> None:
        """Ask for the next piece, or hand over what has come."""
        at = self._content.tell()
        if at < self._size:
            self.send({"kind": "next", "at": at})
            return
        name, content = self._name, self._content.getvalue()
        self._content = io.BytesIO()
        self.say(f"read: {name}")
        self._on_file(name, content)
