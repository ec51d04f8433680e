"""Which row of the sheet a question gets: with an answer, without one, or from an earlier part of the run."""

from __future__ import annotations

from .answer import Answer, NotAsked, Unanswered
from .choice import letters, named_rooms
from .registry import PROBES, Probe
from .row import Row


def row_of(probe: Probe, said: Answer | Unanswered, evidence: tuple[int, ...] = (), run: str = "") -> Row:
    """Return the row of a question and what was said to it, or why nothing was."""
    told = (probe.id, probe.room, probe.question)
    if isinstance(said, Unanswered):
        return Row(*told, said.word, str(said), "", probe.spec, probe.says, evidence, run)
    mark = probe.mark_of(said.word) if said.mark is None else said.mark
    return Row(*told, said.word, said.detail, mark, probe.spec, probe.says, evidence, run, said.facts)


def not_chosen(probe: Probe) -> Row:
    """Return the row of a question that nobody chose, with the reason, or with how to choose it."""
    why = probe.left_out or (_named_how(probe) if probe.by_name else "it was not chosen")
    return row_of(probe, NotAsked(why))


def is_done(row: Row, flown: tuple[str, ...]) -> bool:
    """Tell whether a row of an earlier part of the run stands: it has an answer, or its sign-in was made and brought none.

    What an honest sign-in said that will be made again is asked again, too: it may have brought nothing but a refusal.
    """
    its = letters(PROBES[row.id]) if row.id in PROBES else set()
    is_again = "A" in its and "A" not in flown
    return (row.is_answered and not is_again) or (bool(its) and its <= set(flown))


def _named_how(probe: Probe) -> str:
    by_room = f", or by the room {probe.room!r}" if probe.room in named_rooms() else ""
    return f"it is asked only when it is chosen by its own id{by_room}"
