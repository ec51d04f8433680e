"""The one bridge to the local provider: it starts it, registers clients, plays the browser, and says where a browser finds it.

A local provider brings a web server and the libraries that sign; they load when `LocalProvider` is first used, so that
whoever only asks whether one runs does not wait for them.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ..provider import Fault
    from .local_provider import LocalProvider

__all__ = ["Fault", "LocalProvider", "person_called", "provider_at"]


def provider_at(url: str) -> LocalProvider | None:
    """Return the local provider of this process to which an address belongs, or None; nothing is loaded to find out."""
    loaded = getattr(sys.modules.get(f"{__name__}.local_provider"), "LocalProvider", None)  # without it none can run
    return loaded.at(url) if loaded is not None else None


def person_called(sub: str) -> str:
    """Return the name of the local provider's person of that `sub`; empty for another, and where none runs here."""
    loaded = getattr(sys.modules.get(f"{__name__}.local_provider"), "LocalProvider", None)
    return loaded.person_called(sub) if loaded is not None else ""


def __getattr__(name: str) -> Any:
    """Load the provider on its first use (PEP 562)."""
    if name == "LocalProvider":
        from .local_provider import LocalProvider

        return LocalProvider
    if name == "Fault":
        from ..provider import Fault

        return Fault
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
