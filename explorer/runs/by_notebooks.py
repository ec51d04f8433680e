"""Which runs this notebook made, also before its kernel was restarted: they stay near at hand, and others wait behind a fold.

A run does not say it: whoever gets one is not told where a notebook of somebody else lies. One file for each notebook, whose
name does not tell the path either, with an id a line.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
from pathlib import Path

from ..home import home, private_folder
from .pending import this_notebook

_FOLDER = "notebooks"
_LARGEST = 1_000_000  # bytes that are read, the newest: some thirty thousand runs
_MADE_HERE: set[str] = set()  # the runs that this process began or saved


def note_run(run_id: str) -> None:
    """Note that this process, and so its notebook, made a run. A disk that refuses costs only the order of a list."""
    _MADE_HERE.add(run_id)
    notebook = this_notebook()
    if notebook is None:
        return
    with contextlib.suppress(OSError):
        private_folder(_FOLDER)
        file = os.open(_file(notebook), os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            os.write(file, f"\n{run_id}".encode())  # a line break first: the line before may have been cut
        finally:
            os.close(file)


def made_here() -> frozenset[str]:
    """Return the ids of the runs that this process began or saved."""
    return frozenset(_MADE_HERE)


def made_in_notebook() -> frozenset[str]:
    """Return the ids of these, and of the runs that earlier kernels of this notebook made."""
    notebook = this_notebook()
    if notebook is None:
        return made_here()
    try:
        lines = _file(notebook).read_bytes()[-_LARGEST:].decode("utf-8", "replace").splitlines()
    except OSError:
        lines = []
    return made_here().union(lines)


def _file(notebook: str) -> Path:
    return home() / _FOLDER / f"{hashlib.sha256(os.fsencode(notebook)).hexdigest()[:32]}.txt"
