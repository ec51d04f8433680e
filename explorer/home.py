"""Where the explorer keeps what belongs to its user: runs, pending flows, and two keys."""

from __future__ import annotations

import contextlib
import os
import secrets
from pathlib import Path

import platformdirs


def home() -> Path:
    """Return the user's own folder for the explorer; `FLOW_EXPLORER_HOME` in the environment moves it."""
    chosen = os.environ.get("FLOW_EXPLORER_HOME")
    return Path(chosen).expanduser() if chosen else platformdirs.user_data_path("flow-explorer", appauthor=False)


def private_folder(*parts: str) -> Path:
    """Return a folder below `home()`, made if need be, that only its owner can enter."""
    whole = home().joinpath(*parts)
    if whole.is_dir():
        return whole
    folder = home()
    folder.parent.mkdir(parents=True, exist_ok=True)
    folder.mkdir(exist_ok=True, mode=0o700)
    for part in parts:  # one by one, since `parents` makes all but the last open to everyone
        folder = folder / part
        folder.mkdir(exist_ok=True, mode=0o700)
    return folder


def write_private(path: Path, content: bytes) -> None:
    """Write a file that only its owner can read, whole or not at all.

    The bytes go to a neighbour first and are moved into place, so that a reader, or a crash, never meets half a file.
    """
    neighbour = os.path.join(path.parent, f".{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(neighbour, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
        os.replace(neighbour, path)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(neighbour)
        raise
