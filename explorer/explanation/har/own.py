"""A HAR that flow-explorer made itself: in it stands the record of the run, of which the entries are only the half.

In the entries fingerprints stand in the place of secrets, so to judge them anew would call a fingerprint a bad code. The record
has what was judged while the secrets lived (law "Evidence is taken while the secret lives").
"""

from __future__ import annotations

import io
from pathlib import Path

import ijson

from ...errors import Mistake
from ...redactor import redact
from ...runs import Run
from ...runs.redaction import with_texts
from .depth import ShallowStream

MEMBER = "_flow_explorer_run"  # HAR 1.2 leaves names that begin with an underscore to whoever writes the file
_CREATOR = "flow-explorer"


def own_run(source: Path | bytes, creator: str) -> Run | None:
    """Return the run in a HAR of ours; None for the HAR of any other program, and where the record is damaged."""
    if not creator.startswith(_CREATOR):
        return None
    with source.open("rb") if isinstance(source, Path) else io.BytesIO(source) as stream:
        try:
            kept = next(iter(ijson.items(ShallowStream(stream), f"log.{MEMBER}")), None)
            run = Run.from_json(kept, "this HAR") if isinstance(kept, str) else None
        except (ijson.JSONError, ValueError, RecursionError, Mistake):
            return None
    if run is None:
        return None
    # Whoever wrote it may have put tokens there, which no record has
    events = tuple(with_texts(event, lambda text: redact(text, ())) for event in run.events)
    return Run(run.id, run.created, run.label, events, run.problems)
