"""The latest paste alone: what an earlier one brought is no evidence of it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ..runs import Run

_PASTED = ("receive", "page", "unread")
_OF_THE_BROWSER = ("authorize", "paste")  # the legs on which a paste is what failed


def of_latest_paste(run: Run, leg: str) -> Run:
    """Return the run without what earlier texts of this attempt brought, where a pasted text is what failed.

    An error page has no state (RFC 6749 4.1.2.1): the wrong one of an older address would "prove" a cause that it has not.
    """
    first = len(run.events) - len(run.attempt)
    pastes = [at for at, event in enumerate(run.events) if at >= first and event["kind"] in _PASTED]
    if leg not in _OF_THE_BROWSER or len(pastes) < 2:
        return run
    kept = [event for at, event in enumerate(run.events) if at < first or at >= pastes[-1] or not _is_of_paste(event)]
    return replace(run, events=tuple(kept))


def _is_of_paste(event: Any) -> bool:
    """A text, what was found of it, and the refusal that stood in it."""
    kind = event["kind"]
    is_refusal, is_report = kind == "refusal" and event["leg"] == "authorize", kind == "report" and event["about"] == "redirect"
    return kind in _PASTED or is_refusal or is_report
