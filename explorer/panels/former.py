"""An address that answers a sign-in of before, in this very panel: which one, and what became of its code."""

from __future__ import annotations

from collections.abc import Iterable

from ..runs import Run
from ..views.values import duration, moment


def former_sign_in(state: str | None, runs: Iterable[Run], waits_since: float | None = None) -> str:
    """Return a sentence about the earlier sign-in that this state was made for; empty where there is none.

    `waits_since` is when the link was made that waits for its answer, in seconds since 1970: people know their sign-ins by that.
    """
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
            return f"This is the answer to {_which(begun, waits_since)}. {_became(kinds)} {_NOW}"
    return ""


_NOW = "Paste the address of the tab that you opened last, or open the sign-in link once more."


def _which(begun: float, waits_since: float | None) -> str:
    if waits_since is None or waits_since < begun:
        return f"your sign-in of {moment(begun)}"
    before = duration(waits_since - begun) if waits_since - begun >= 1 else "a moment"
    return f"an earlier sign-in of yours, whose link was made {before} before the one that waits"


def _became(kinds: set[str]) -> str:
    if "tokens" in kinds:
        return "Its code was used already: it brought tokens."
    if "token_request" in kinds:
        return "Its code was sent already, and brought no tokens."
    return "A fresh link has taken its place since."
