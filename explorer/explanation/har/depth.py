"""A HAR as a stream of JSON that costs little: it ends where it is nested too deep, and of an endless text the beginning is enough.

A parser keeps the path of every level, and puts a text together anew with every piece that it is given: both take all memory,
or all time, that there is.
"""

from __future__ import annotations

import re
from typing import Any

from ...protocol.json_text import DEEPEST

_NO_BRACKETS = bytes(byte for byte in range(256) if byte not in b"[]{}")
_PAIRS = (b"{}", b"[]")
_ROUNDS = 6  # of taking out what opens and closes at once, which leaves little to count
_LONGEST = 1 << 21  # bytes of one text: more than entries.py reads of any
_SPLIT = re.compile(rb"(\\+)(u[0-9A-Fa-f]{0,3})?\Z")


class ShallowStream:
    """Reads from a stream of bytes, and raises `ValueError` where its JSON has more levels than any HAR."""

    def __init__(self, stream: Any) -> None:
        self._stream = stream
        self._depth = 0
        self._in_string = False
        self._escape = b""  # a backslash at the end of a piece belongs to what follows
        self._text = 0  # bytes of the text in which we are, in whole pieces
        self._last = b""
        self._is_skipping = False

    def read(self, size: int = -1) -> bytes:
        """Return the next piece; pieces from the middle of an endless text are left out."""
        while piece := self._stream.read(size):
            inside = self._follow(self._escape + piece)
            self._text = self._text + len(piece) if inside else 0
            split, self._last = _belongs_to(self._last, piece), piece
            was_skipping, self._is_skipping = self._is_skipping, self._text > _LONGEST
            if was_skipping != self._is_skipping:
                piece = piece[:split] if self._is_skipping else piece[split:]
            elif self._is_skipping:
                continue
            if piece:
                return bytes(piece)
        return b""

    def _follow(self, data: bytes) -> bool:
        """Count the brackets that stand outside of texts: every second piece between quotes, once escapes are taken out.

        True where all of it is inside of one text.
        """
        plain = data.replace(b"\\\\", b"") if b"\\" in data else data
        self._escape = b"\\" if plain.endswith(b"\\") else b""
        pieces = plain.replace(b'\\"', b"").split(b'"')
        outside = pieces[1::2] if self._in_string else pieces[::2]
        inside = self._in_string and len(pieces) == 1
        self._in_string ^= len(pieces) % 2 == 0
        self._count(b"".join(outside).translate(None, _NO_BRACKETS))
        return inside

    def _count(self, brackets: bytes) -> None:
        for _ in range(_ROUNDS):
            for pair in _PAIRS:
                brackets = brackets.replace(pair, b"")
        for bracket in brackets:
            self._depth += 1 if bracket in b"[{" else -1
            if self._depth > DEEPEST:
                raise ValueError("nested too deep")


def _belongs_to(before: bytes, piece: bytes) -> int:
    """How many bytes at the beginning of a piece of text finish an escape, or a letter, that the piece before began."""
    split = _SPLIT.search(before[-4_096:])
    if split is not None and len(split[1]) % 2:
        began = split[2] or b""
        return 5 - len(began) if began or piece[:1] == b"u" else 1
    return next(at for at in range(5) if at == 4 or not 0x80 <= int.from_bytes(piece[at : at + 1]) < 0xC0)
