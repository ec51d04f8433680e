"""What a run would ask and send: the dry run."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .flights import Flight
from .line import LIMITS, PAUSES
from .registry import PROBES, RISKS, Probe

if TYPE_CHECKING:
    from .given import Given


@dataclass(frozen=True)
class Plan:
    """The questions of a run, the sign-ins it needs, and what it changes; nothing of it is sent yet."""

    questions: tuple[Probe, ...]
    flights: tuple[str, ...]
    changes: tuple[Probe, ...]
    left_out: tuple[Probe, ...]
    told: str

    def __repr__(self) -> str:
        return self.told


def plan_of(ids: Iterable[str], may_fly: tuple[Flight, ...], given: Given, known: frozenset[str]) -> Plan:
    """Return the plan for these questions, without those that are answered already."""
    wanted = [PROBES[id] for id in ids if id not in known]
    out = tuple(each for each in wanted if each.left_out)
    wanted = [each for each in wanted if not each.left_out]
    letters = {part.strip() for each in wanted for part in each.flight.split(",")}
    flights = [flight for flight in may_fly if flight.letter in letters] if given.sign_in is not None else []
    asked = [each for each in wanted if each.flight.startswith("0") or flights]
    changes = tuple(each for each in asked if set(each.risk) & set("LRC"))
    return Plan(tuple(asked), tuple(flight.letter for flight in flights), changes, out, _told(asked, flights, changes, out))


def _told(asked: list[Probe], flights: list[Flight], changes: tuple[Probe, ...], out: tuple[Probe, ...]) -> str:
    lines = [
        f"{len(asked)} questions, {len(flights)} links to sign in with; {len(out)} are not asked by this version.",
        f"Pauses: {PAUSES['authorize']:g} s between two links, {PAUSES['token']:g} s between two token requests (none on this machine).",
        f"At most {LIMITS['authorize']} requests to the authorization endpoint and {LIMITS['token']} to the token endpoint.",
    ]
    lines += [f"Link {flight.letter}: {flight.told}" for flight in flights]
    lines += ["What changes something, or is counted:"] if changes else ["Nothing of it changes anything."]
    lines += [f"  {each.id}: {', '.join(RISKS[letter] for letter in each.risk if letter in RISKS)}" for each in changes]
    return "\n".join(lines)
