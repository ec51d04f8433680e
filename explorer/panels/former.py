"""An address that answers a sign-in of before, in this very panel: which one, and what became of its code."""

from __future__ import annotations

from collections.abc import Iterable

from ..runs import Run
from ..views.values import moment


def former_sign_in(state: str | None, runs: Iterable[Run]) -> str:
    """Return a sentence about the earlier sign-in that this state was made for; empty where there is none."""
    for run in runs if state else ():
        begun, kinds = 0.0, set[str]()
        for event in run.events:
            if event["kind"] == "authorize":
                if begun:
                    break
                begun = event["at"] if ["state", state] in [list(pair) for pair in event["params"]] else 0.0
            elif begun:
                kinds.add(event["kind"])
        if begun:
            return f"This is the answer to your sign-in of {moment(begun)}, {_became(kinds)}. {_NOW}"
    return ""


_NOW = "Paste the address of the tab that you opened last, or open the sign-in link once more."


def _became(kinds: set[str]) -> str:
    if "tokens" in kinds:
        return "whose code was used already: it brought tokens"
    if "token_request" in kinds:
        return "whose code was sent already, and brought no tokens"
    return "whose place a fresh link has taken since"
