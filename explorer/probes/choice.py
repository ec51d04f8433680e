"""Which questions somebody chose, and in which order they are asked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import zip_longest

from ..errors import Mistake
from ..messages import require_names, word_or_unquoted
from .registry import PROBES, Probe

LAST = (
    "ca-secret-strength",
    "az-error-text",
    "tk-error-shape",
    "hd-cookies",
    "hd-rate-limit",
    "hd-versions",
    "hd-hsts",
    "tm-clock",
)
_FRONT = ("redirect_addresses", "authorize", "parameters", "pkce")  # they ask the authorization endpoint


@dataclass(frozen=True)
class Choice:
    """Which questions are asked, and which of them were chosen by name."""

    ids: tuple[str, ...]
    named: frozenset[str]


def chosen(ask: str | Iterable[str] | None) -> Choice:
    """Return which questions somebody chose: nothing or "all" for all that need not be named, ids, rooms, or "az-*".

    What revokes, signs out, floods or registers is asked only by its own id, or by the name of a room that does nothing else
    ("revocation", "logout", "races"). Raises `Mistake` for a word that chooses nothing.
    """
    words = ["all"] if ask is None else [ask] if isinstance(ask, str) else list(require_names(ask, "ask"))
    named: set[str] = set()
    wanted: set[str] = set()
    for word in words:
        found = {probe.id for probe in PROBES if _is_meant(probe, word)}
        if not found:
            raise Mistake(
                f"ask= names questions such as 'az-post', rooms such as 'discovery', or 'all'; {word_or_unquoted(word)} is none."
            )
        named |= {id for id in found if id == word or (PROBES[id].room == word and word in named_rooms())}
        wanted |= {id for id in found if id in named or not PROBES[id].by_name}
    return Choice(tuple(probe.id for probe in PROBES if probe.id in wanted), frozenset(named))


def named_rooms() -> set[str]:
    """Return the rooms all of whose questions are asked by name only: to name the room is to name them."""
    rooms = {probe.room for probe in PROBES}
    return {room for room in rooms if all(p.by_name or p.left_out for p in PROBES if p.room == room)} & {
        p.room for p in PROBES if p.by_name
    }


def in_turns(ids: list[str]) -> list[str]:
    """Return questions so that the two kinds that wait for their own pauses take turns; those that look back come last."""
    front = [id for id in ids if id not in LAST and PROBES[id].room in _FRONT]
    back = [id for id in ids if id not in LAST and PROBES[id].room not in _FRONT]
    turns = [id for pair in zip_longest(back, front) for id in pair if id is not None]
    return [*turns, *(id for id in ids if id in LAST)]


def letters(probe: Probe) -> set[str]:
    """Return the flights in which an answer falls out; none for one that needs no login."""
    return {part.strip() for part in probe.flight.split(",")} - {"0"}


def _is_meant(probe: Probe, word: str) -> bool:
    if not isinstance(word, str):
        return False
    return word in ("all", probe.id, probe.room) or (word.endswith("*") and probe.id.startswith(word[:-1]))
