"""What an answer brought is written once: with its exchange. The event that tells of it says where that is.

    {"kind": "exchange", "step": "exchange", "response": {"body": {"access_token": ...}}, ...}
    {"kind": "tokens", "members_of": "exchange"}

It means the newest exchange of that step before it. Whoever reads a run finds the members in both.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

Event = Mapping[str, Any]


def spelled_out(events: Iterable[Event], answers: dict[str, Any]) -> Iterator[Event]:
    """Yield the events with their members; `answers` are the bodies of the newest exchanges by their steps, and kept so."""
    for event in events:
        if event["kind"] == "exchange":
            answers[event["step"]] = (event.get("response") or {}).get("body")
        if "members_of" in event:
            members = answers.get(event["members_of"])
            event = {name: value for name, value in event.items() if name != "members_of"}
            event["members"] = members if isinstance(members, dict) else {}
        yield event
