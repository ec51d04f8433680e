"""A flow between sign-in and paste, on disk so that a restarted kernel can go on.

The one exception to "no secret is kept" (design law 9): the verifier has to survive. The file is its owner's alone,
never holds the client secret, and goes at the exchange or after 15 minutes.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import re
import time
from pathlib import Path
from typing import Any

from ..errors import Mistake
from ..home import private_folder, write_private

LIFETIME = 15 * 60  # seconds

_SAFE = re.compile(r"[A-Za-z0-9_-]{1,128}")


def _path(state: str) -> Path:
    name = state if _SAFE.fullmatch(state) else "h-" + hashlib.sha256(state.encode("utf-8", "surrogatepass")).hexdigest()
    return private_folder("pending") / f"{name}.json"


def save_pending(state: str, document: dict[str, Any]) -> None:
    """Keep a pending flow under its state; old ones are swept out. A folder that refuses costs only the resuming."""
    with contextlib.suppress(OSError):
        sweep()
        write_private(_path(state), json.dumps({"format": 1, "saved": time.time(), **document}).encode())


def load_pending(state: str) -> dict[str, Any]:
    """Return the pending flow of that state. Raises `Mistake` when there is none any more."""
    with contextlib.suppress(OSError):
        sweep()
    try:
        document: dict[str, Any] = json.loads(_path(state).read_bytes())
    except (OSError, ValueError):
        raise Mistake(
            "No flow is waiting for this state. It was finished, or made elsewhere, or is older than 15 minutes: "
            "open a fresh link with flow.authorize()."
        ) from None
    return document


def remove_pending(state: str) -> None:
    """Forget a pending flow."""
    with contextlib.suppress(OSError):
        _path(state).unlink(missing_ok=True)


def sweep() -> None:
    """Remove pending flows that are older than their lifetime."""
    for path in private_folder("pending").glob("*.json"):
        with contextlib.suppress(OSError):
            if time.time() - path.stat().st_mtime > LIFETIME:
                path.unlink()
