"""A flow between sign-in and paste, on disk so that a restarted kernel can go on.

The one secret on disk (law "Nothing is lost"): the verifier has to survive. The file is its owner's alone,
never holds the client secret, and goes at the exchange; after 15 minutes it counts for nothing, and goes when the next
flow begins.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ..errors import Mistake
from ..home import private_folder, write_private
from ..protocol.json_text import JsonProblem, parse_json
from .by_lessons import runs_of_lessons
from .event_check import DEEPEST
from .files import LONGEST, read_file

LIFETIME = 15 * 60  # seconds
FORMAT = 1

_SAFE = re.compile(r"[A-Za-z0-9_-]{1,128}")


def _name(state: str) -> str:
    name = state if _SAFE.fullmatch(state) else "h-" + hashlib.sha256(state.encode("utf-8", "surrogatepass")).hexdigest()
    return f"{name}.json"


def _path(state: str) -> Path:
    return private_folder("pending") / _name(state)


def save_pending(state: str, document: dict[str, Any]) -> None:
    """Keep a pending flow under its state; old ones are swept out. A folder that refuses costs only the resuming."""
    with contextlib.suppress(OSError):
        folder = str(private_folder("pending"))
        _sweep(folder)
        content = {"format": FORMAT, "state": state, "saved": time.time(), **document}
        write_private(Path(folder, _name(state)), json.dumps(content).encode())


def load_pending(state: str) -> dict[str, Any]:
    """Return the pending flow of that state. Raises `Mistake` when there is none any more."""
    with contextlib.suppress(OSError):
        sweep()
    try:
        document = parse_json(read_file(_path(state), LONGEST), DEEPEST)
    except (OSError, Mistake, JsonProblem):
        document = None
    # The state is compared, because a folder that takes "A" for "a" would give the flow of another one.
    if not isinstance(document, dict) or document.get("format") != FORMAT or document.get("state") != state:
        raise Mistake(
            "No flow is waiting for this state. It was finished, or made elsewhere, or is older than 15 minutes: "
            "open a fresh link with flow.authorize()."
        )
    return document


def this_notebook() -> str | None:
    """Return the notebook of this kernel, as Jupyter calls its session; None where nobody says."""
    return os.environ.get("JPY_SESSION_NAME")


def left_waiting() -> dict[str, Any] | None:
    """Return the newest flow that an earlier kernel of this very notebook left waiting for its browser; None without one.

    What a lesson's own cell left so is none: its reader never meant to open that link.
    """
    found = [each for each in _kept() if _is_left_here(each)]
    if found:
        made_by_lessons = runs_of_lessons()
        found = [each for each in found if Path(str(each.get("run"))).stem not in made_by_lessons]
    return max(found, key=lambda each: each["saved"], default=None)


def _kept() -> Iterator[dict[str, Any]]:
    """Yield what is kept and can be read, as far as it is not too old."""
    with contextlib.suppress(OSError):
        sweep()
        for path in private_folder("pending").iterdir():
            with contextlib.suppress(OSError, Mistake, JsonProblem):
                document = parse_json(read_file(path, LONGEST), DEEPEST)
                if isinstance(document, dict) and document.get("format") == FORMAT:
                    yield document


def _is_left_here(document: dict[str, Any]) -> bool:
    kernel, notebook = document.get("kernel"), this_notebook()
    if notebook is None or not isinstance(kernel, dict) or not isinstance(document.get("saved"), float):
        return False
    return kernel.get("notebook") == notebook and kernel.get("process") != os.getpid()


def remove_pending(state: str) -> None:
    """Forget a pending flow."""
    with contextlib.suppress(OSError):
        _path(state).unlink(missing_ok=True)


def sweep() -> None:
    """Remove pending flows that are older than their lifetime, and what a machine that stopped left half-written."""
    _sweep(str(private_folder("pending")))


def _sweep(folder: str) -> None:
    now = time.time()
    with os.scandir(folder) as files:
        for file in files:
            with contextlib.suppress(OSError):
                if now - file.stat().st_mtime > LIFETIME:
                    os.unlink(file)
