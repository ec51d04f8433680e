"""The lines of a run's file: whole ones, and whatever else may stand in one."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import strategies as st

from tests.hostile import members
from tests.runs.made import run

HEADER = {"format": 1, "id": "r", "created": 1.5, "label": None}
KINDS = ("label", "metadata", "authorize", "receive", "token_request", "exchange", "tokens", "userinfo", "refusal", "report")
WHOLE = {event["kind"]: event for event in (*run(claims={}).events, *run().events)}
EVENTS = st.builds(
    lambda kind, at, pieces: {**WHOLE.get(kind, {}), **pieces, "kind": kind, "at": at},
    st.sampled_from(KINDS),
    st.integers() | st.floats(allow_nan=False, allow_infinity=False),
    members("members", "params", "thinking", "evidence", "step", "leg", "error", "about", "findings", "label", "response"),
)


def lines(*documents: Any) -> str:
    """Return JSON Lines."""
    return "".join(f"{json.dumps(document)}\n" for document in documents)
