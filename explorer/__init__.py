"""Take the OpenID Connect Authorization Code flow apart, against any provider.

The names below are the shop window; heavy rooms load when they are first used, so that `import explorer` stays light.
"""

from __future__ import annotations

import importlib
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .diagnosis import diagnose
    from .flow import Flow
    from .local import LocalProvider
    from .protocol.client import Client
    from .protocol.metadata import ProviderMetadata
    from .runs import Run, Runs
    from .runs.comparison import compare
    from .secret import Secret
    from .wire import Http

_HOMES = {
    "Client": ".protocol.client",
    "Flow": ".flow",
    "Http": ".wire",
    "LocalProvider": ".local",
    "ProviderMetadata": ".protocol.metadata",
    "Run": ".runs",
    "Runs": ".runs",
    "Secret": ".secret",
    "compare": ".runs.comparison",
    "diagnose": ".diagnosis",
}

__all__ = ["Client", "Flow", "Http", "LocalProvider", "ProviderMetadata", "Run", "Runs", "Secret", "compare", "diagnose"]


def __getattr__(name: str) -> Any:
    """Load the room of a name on its first use (PEP 562)."""
    if name not in _HOMES:
        raise AttributeError(f"module 'explorer' has no attribute {name!r}")
    value = getattr(importlib.import_module(_HOMES[name], __name__), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})


if "IPython" in sys.modules:  # in a notebook our values show themselves; elsewhere nothing is loaded for it
    from .views import display as _display

    _display.install()
