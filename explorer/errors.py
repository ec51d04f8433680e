"""What can go wrong on our side of the wire.

A provider that misbehaves is never an exception: it is a finding, and a refusal is a value that explains
itself. Two things remain, and whose fault it is decides which one is raised:

    Exception
    └── ExplorerError
        ├── Mistake        ours: a step out of order, an argument that cannot be right, text that is not what it should be
        └── Unreachable    nobody's answer: no route, no TLS, no reply in time, or a reply that cannot be used at all
"""

from __future__ import annotations

from .printable import in_one_line


class ExplorerError(Exception):
    """Something that the explorer has to say in one sentence; in a notebook it shows that sentence, not a traceback.

    The sentence may quote what came from outside, so unseen characters in it are written out: it stays one line of ours.
    """

    def __init__(self, message: str = "") -> None:
        super().__init__(in_one_line(message))

    def _render_traceback_(self) -> list[str]:
        """Show the sentence alone: IPython asks for this before it formats a traceback."""
        return [f"{type(self).__name__}: {self}"]


class Mistake(ExplorerError):
    """A step, an argument or a pasted text is not what it has to be; the sentence says what to do instead."""


class Unreachable(ExplorerError):
    """No usable answer came from the other side: the sentence names the address, the cause and what to try.

    `kind` is a stable word for programs: "dns", "connect", "tls", "timeout", "cut", "too-large", "stopped",
    "proxy", "protocol" or "not-metadata".
    """

    def __init__(self, message: str, kind: str = "connect") -> None:
        super().__init__(message)
        self.kind = kind
