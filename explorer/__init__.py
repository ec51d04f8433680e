"""Take the OpenID Connect Authorization Code flow apart, against any provider.

    flow = Flow("https://tenant.example", Client("my-client", redirect_uri="http://127.0.0.1:9999/callback"))
    flow.discover(); flow.authorize().url; flow.receive(pasted); flow.exchange(); flow.check()

The names below are the shop window, and the way to everything else; heavy rooms load when they are first used, so that
`import explorer` stays light. How the house is built stands in README.md beside this file.
"""

from __future__ import annotations

import functools
import importlib
import sys
from typing import TYPE_CHECKING, Any

from .lending import lend

if TYPE_CHECKING:
    from .diagnosis import diagnose as diagnose
    from .explanation import explain as explain
    from .flow import Flow as Flow
    from .local import LocalProvider as LocalProvider
    from .probes.run import probe as probe
    from .protocol.client import Client as Client
    from .protocol.metadata import ProviderMetadata as ProviderMetadata
    from .reports import report as report
    from .runs import Run as Run
    from .runs import Runs as Runs
    from .runs.comparison import compare as compare
    from .secret import Secret as Secret
    from .wire import Http as Http

_ROOMS = {
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
    "explain": ".explanation",
    "report": ".reports",
    "probe": ".probes.run",
}

__all__ = sorted(_ROOMS)

# What a value offers, and other rooms make: report.table, sheet.to_markdown(), Report.from_dicts(rows), explanation.flow()
_LENT = {
    "findings_table": ".runs.tables",
    "report_markdown": ".views.report_markdown",
    "results_of": ".rules.kept",
    "open_flow": ".flow.opening",
    "explanation_markdown": ".views.explanation_markdown",
    "sheet_table": ".probes.tables",
    "changes_table": ".probes.tables",
    "sheet_markdown": ".views.sheet",
    "changes_markdown": ".views.sheet",
    "sheet_page": ".views.sheet",
    "sheet_text": ".views.sheet_text",
}


def _loaded(name: str, room: str) -> Any:
    return getattr(importlib.import_module(room, __name__), name)


def __getattr__(name: str) -> Any:
    """Load the room of a name on its first use (PEP 562)."""
    if name not in _ROOMS:
        raise AttributeError(f"module 'explorer' has no attribute {name!r}")
    value = _loaded(name, _ROOMS[name])
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """The shop window and nothing else: this is what Tab offers in a notebook."""
    return list(__all__)


for _name, _room in _LENT.items():
    lend(_name, functools.partial(_loaded, _name, _room))

if "IPython" in sys.modules:  # in a notebook our values show themselves; elsewhere nothing is loaded for it
    from .views import display as _display

    _display.install()
