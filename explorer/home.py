"""Where the explorer keeps what belongs to its user: runs, pending flows, and two keys."""

from __future__ import annotations

import contextlib
import os
import secrets
from pathlib import Path
from typing import Any

import platformdirs

from .errors import Mistake


def home() -> Path:
    """Return the user's own folder for the explorer; `FLOW_EXPLORER_HOME` in the environment moves it."""
    chosen = os.environ.get("FLOW_EXPLORER_HOME")
    return Path(chosen).expanduser() if chosen else platformdirs.user_data_path("flow-explorer", appauthor=False)


def given_path(path: Any, sentence: str) -> Path:
    """Return the path that a user gives. Raises `Mistake` with this sentence for what can be none; it is not quoted."""
    if not isinstance(path, str | Path) or not str(path).strip() or "\0" in str(path):
        raise Mistake(sentence)
    try:
        os.fsencode(path)  # a lone surrogate stands in no name of a file
        return Path(path).expanduser()
    except (UnicodeError, RuntimeError):  # the latter for the home of a user whom nobody knows: ~nobody
        raise Mistake(sentence) from None


def given_folder(folder: Any, what: str) -> Path:
    """Return the folder that a user gives as `what`. Raises `Mistake` for what can be none."""
    return given_path(folder, f"{what} takes the path of a folder, or nothing for your own.")


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

    Where there is one already, the bytes go to a neighbour first and are moved into place, so that a reader, or a crash, never
    meets half a file.
    """
    try:
        create_private(path, content)
    except FileExistsError:
        _replace(path, content)


def _replace(path: Path, content: bytes) -> None:
    neighbour = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        create_private(neighbour, content)
        os.replace(neighbour, path)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(neighbour)
        raise


def create_private(path: str | Path, content: bytes) -> None:
    """Write a new file that only its owner can read. Raises `FileExistsError` where there is one.

    On Linux it gets its name when it is complete (open(2), O_TMPFILE), so that a process that is killed in between leaves
    nothing behind; elsewhere, and on file systems without that, an empty file is the worst that a kill leaves.
    """
    if not _link_when_complete(path, content):
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
        try:
            with open(descriptor, "wb") as file:
                file.write(content)
        except BaseException:
            with contextlib.suppress(OSError):
                os.unlink(path)
            raise


def _link_when_complete(path: str | Path, content: bytes) -> bool:
    """Do it without a name, as far as this system can: False says that it cannot."""
    try:
        descriptor = os.open(os.path.dirname(path) or ".", os.O_WRONLY | os.O_TMPFILE, 0o600)
    except (AttributeError, OSError):
        return False
    with open(descriptor, "wb", buffering=0) as file:
        rest = memoryview(content)
        while rest:
            rest = rest[file.write(rest) :]
        try:
            # A folder has to be given for the symbolic link to be followed (Python calls linkat(2) only then); the path is absolute.
            os.link(f"/proc/self/fd/{descriptor}", path, src_dir_fd=descriptor, follow_symlinks=True)
        except FileExistsError:
            raise
        except OSError:
            return False
    return True
