"""Files that the reader chooses or drops: they come in pieces, by message, and are never widget state."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from typing import Any

import traitlets

from .front_end import FrontEnd, script

MOST = 500_000_000  # bytes of a file; a HAR of an hour has less


class DropFile(FrontEnd):
    """A place for files. `on_files` is called with their names and contents when all of them have come."""

    _esm = script("drop_file.js")
    label = traitlets.Unicode("").tag(sync=True)
    accept = traitlets.Unicode("").tag(sync=True)
    multiple = traitlets.Bool(False).tag(sync=True)

    def __init__(self, label: str, *, accept: str = "", multiple: bool = False) -> None:
        super().__init__(label=label, accept=accept, multiple=multiple)
        self._on_files: Callable[[dict[str, bytes]], None] = lambda files: None
        self._name, self._size, self._content = "", 0, io.BytesIO()
        self._more, self._files = 0, dict[str, bytes]()
        self.on_msg(lambda _widget, content, buffers: self._receive(content, buffers))

    def on_files(self, act: Callable[[dict[str, bytes]], None]) -> None:
        """Call `act` when the files that were chosen, or dropped, have come."""
        self._on_files = act

    def say(self, text: str) -> None:
        """Say in the page what became of the file."""
        self.send({"kind": "said", "text": text})

    def _receive(self, content: dict[str, Any], buffers: Sequence[Any]) -> None:
        if content.get("kind") == "begin":
            more = content.get("more")
            self._more = more if isinstance(more, int) else 0
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
            self._hand_over()
        else:
            self._go_on()

    def _go_on(self) -> None:
        """Ask for the next piece, or hand over what has come."""
        at = self._content.tell()
        if at < self._size:
            self.send({"kind": "next", "at": at})
            return
        if sum(map(len, self._files.values())) + at <= MOST:
            self._files[self._name] = self._content.getvalue()
        self._content = io.BytesIO()
        self.say(f"read: {', '.join(self._files) or self._name}")
        self._hand_over()

    def _hand_over(self) -> None:
        """Once the last of them has come, hand all of them over."""
        if self._more <= 0 and self._files:
            files, self._files = self._files, {}
            self._on_files(files)
