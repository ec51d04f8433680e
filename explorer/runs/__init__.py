"""The record of a flow: redacted, append-only, on disk after every step; and what can be read from several of them."""

from .record import Run
from .store import Runs
from .summary import RunSummary

__all__ = ["Run", "RunSummary", "Runs"]
