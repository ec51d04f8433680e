"""What is known already is written once: an answer with its exchange, the client where it is introduced.

    {"kind": "exchange", "step": "exchange", "response": {"body": {"access_token": ...}}, ...}
    {"kind": "tokens", "members_of": "exchange"}
    {"kind": "token_request", "evidence": {"client": "as above", ...}, ...}

The newest exchange of that step is meant, and the newest client, before it. Whoever reads a run finds all of it in both.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

Event = Mapping[str, Any]

AS_ABOVE = "as above"
_CLIENT = "(client)"  # beside the steps, none of which is called so


def spelled_out(events: Iterable[Event], answers: dict[str, Any]) -> Iterator[Event]:
    """Yield the events with all that they say; `answers` are the bodies of the newest exchanges by their steps, and kept so."""
    for event in events:
        if event["kind"] == "exchange":
            answers[event["step"]] = (event.get("response") or {}).get("body")
        elif event["kind"] == "client":
            answers[_CLIENT] = client_in(event)
        elif event["kind"] == "token_request" and (event.get("evidence") or {}).get("client") == AS_ABOVE:
            event = {**event, "evidence": {**event["evidence"], "client": answers.get(_CLIENT, {})}}
        if "members_of" in event:
            members = answers.get(event["members_of"])
            event = {name: value for name, value in event.items() if name != "members_of"}
            event["members"] = members if isinstance(members, dict) else {}
        yield event


def client_in(event: Event) -> dict[str, Any]:
    """Return what an event says of the client."""
    return {name: value for name, value in event.items() if name not in ("kind", "at")}
