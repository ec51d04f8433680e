"""A stream of JSON that ends where it is nested too deep: a parser keeps the path of every level, which takes all memory there is."""

from __future__ import annotations

from typing import Any

from ...protocol.json_text import DEEPEST

_NO_BRACKETS = bytes(byte for byte in range(256) if byte not in b"[]{}")


class ShallowStream:
    """Reads from a stream of bytes, and raises `ValueError` where its JSON has more levels than any HAR."""

    def __init__(self, stream: Any) -> None:
        self._stream = stream
        self._depth = 0
        self._in_string = False
        self._escape = b""  # a backslash at the end of a piece belongs to what follows

    def read(self, size: int = -1) -> bytes:
        """Return the next piece."""
        piece: bytes = self._stream.read(size)
        self._follow(self._escape + piece)
        return piece

    def _follow(self, data: bytes) -> None:
        """Count the brackets that stand outside of texts: every second piece between quotes, once escapes are taken out."""
        plain = data.replace(b"\\\\", b"")
        self._escape = b"\\" if plain.endswith(b"\\") else b""
        pieces = plain.replace(b'\\"', b"").split(b'"')
        outside = pieces[1::2] if self._in_string else pieces[::2]
        self._in_string ^= len(pieces) % 2 == 0
        brackets = b"".join(outside).translate(None, _NO_BRACKETS)
        for bracket in brackets:
            self._depth += 1 if bracket in b"[{" else -1
            if self._depth > DEEPEST:
                raise ValueError("nested too deep")
