"""How a run behaves towards a provider that it does not own: one at a time, and not one failed login too many."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator

from ..errors import Mistake
from ..protocol.client import Client
from .sheets import Sheets

_HOUR = 3600.0
FAILURES = ("ca-wrong-basic", "ca-wrong-post", "ca-secret-in-url", "ca-basic-encoding")  # each is a failed authentication
_under_way: set[tuple[str, str]] = set()
_lock = threading.Lock()


def failed_lately(sheets: Sheets, issuer: str, client: Client, now: float) -> bool:
    """Tell whether a sheet of the last hour has a failed authentication of this client: providers count them."""
    for sheet in sheets:
        if sheet.created < now - _HOUR:
            return False
        mine = sheet.issuer == issuer and sheet.client.get("client_id") == client.client_id
        if mine and any((row := sheet.get(id)) is not None and row.is_answered for id in FAILURES):
            return True
    return False


@contextlib.contextmanager
def alone(issuer: str, client_id: str) -> Iterator[None]:
    """One run at a time for one client at one provider."""
    key = (issuer, client_id)
    with _lock:
        if key in _under_way:
            raise Mistake(f"A run of questions to {issuer} for this client is under way: wait for it, or stop it.")
        _under_way.add(key)
    try:
        yield
    finally:
        with _lock:
            _under_way.discard(key)
