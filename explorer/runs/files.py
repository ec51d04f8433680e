"""A run's file, read with care: it may come from anywhere, and be no file at all, or one that no memory holds."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from ..errors import Mistake
from ..messages import brief

LARGEST = 50_000_000  # bytes of a file; a run has about a tenth of a million
LONGEST = 16_000_000  # bytes of a line; an answer has a million at most, and escapes make six of one letter
MOST_LINES = 500_000  # in a file; a flow writes a dozen in an attempt
MOST_VALUES = 1_500_000  # in all lines together; as Python keeps them each takes 30 to 80 bytes

_READ = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)  # to open a pipe would else wait for a writer


def read_file(path: str | Path, largest: int = LARGEST) -> bytes:
    """Return the content of a run's file. Raises `OSError`, or `Mistake` for what is no ordinary file or too large."""
    refuse(os.stat(path), path, largest)  # before it is opened, which alone does something at some devices
    file = os.open(path, _READ)
    with open(file, "rb") as content:
        found = os.fstat(file)
        refuse(found, path, largest)  # it may have been another one meanwhile
        return content.read(found.st_size)  # not `largest`: Python makes room for as much as may come


def refuse(found: os.stat_result, path: str | Path, largest: int = LARGEST) -> None:
    """Raise `Mistake` for what cannot be a run's file: a folder, a pipe, a device, a socket, or a file that is too large."""
    if not stat.S_ISREG(found.st_mode):
        raise Mistake(f"The run {brief(path, 200)} cannot be read (no ordinary file). Runs().folder says where runs are kept.")
    if found.st_size > largest:
        raise Mistake(
            f"The run {brief(path, 200)} cannot be read: it has {found.st_size:,} bytes, and no run has more than {largest:,}."
        )


def lines_of(content: bytes, source: str) -> Iterator[tuple[int, bytes]]:
    """Yield the number and the content of each line; one without its end was being written when the machine stopped.

    Raises `Mistake` where there are more of them, or more values in them, than memory should hold.
    """
    if content.count(b"\n") > MOST_LINES:
        raise Mistake(f"The run in {source} cannot be read: it has more than {MOST_LINES:,} lines, which no run has.")
    values, may_be_many = 0, len(content) > MOST_VALUES
    for number, line in enumerate(BytesIO(content), 1):
        if not line.endswith(b"\n") and number > 1:
            return
        values += sum(map(line.count, (b",", b":", b"[", b"{"))) if may_be_many else 0
        if values > MOST_VALUES:
            raise Mistake(f"The run in {source} cannot be read: it holds more than {MOST_VALUES:,} values, which no run does.")
        yield number, line.removesuffix(b"\n")
