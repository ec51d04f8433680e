"""Questions to a provider: `probe(provider, client)` returns a sheet of how it behaves, as seen on the wire.

    sheet = probe("https://tenant.example", Client("my-client", redirect_uri="https://app.example/cb"))
    sheet.alarms; sheet["code-single-use"].answer; sheet.table; sheet.to_markdown(); last_spring.changes(sheet)

One small function per question, in files by room; registry.py says how one is written.
"""

from .brought_back import NOWHERE_SHOWN, AnotherLink, brought_back
from .browser import FormSignIn
from .flights import SHORT_TOUR
from .given import Pasted
from .plan import Plan
from .registry import PROBES, Probe
from .row import Row
from .run import ProbeRun, probe
from .sheet import ProviderSheet
from .sheets import Sheets

__all__ = [
    "NOWHERE_SHOWN",
    "PROBES",
    "SHORT_TOUR",
    "AnotherLink",
    "FormSignIn",
    "Pasted",
    "Plan",
    "Probe",
    "ProbeRun",
    "ProviderSheet",
    "Row",
    "Sheets",
    "brought_back",
    "probe",
]
