"""What a run would ask and send: the dry run."""

from __future__ import annotations

import math
import textwrap
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..printable import counted
from .choice import letters
from .flights import FLIGHTS, Flight
from .line import LIMITS, PAUSES
from .registry import PROBES, Probe

if TYPE_CHECKING:
    from .given import Given
    from .row import Row

_WIDTH = 88  # letters
_NOTHING = "nothing more, since it is read from what the sign-ins bring"
_REASONS = 3  # that a sentence names
_SENT = {  # what goes out for the questions of a room
    "discovery": "the discovery document, its twin, WebFinger",
    "keys": "the key set",
    "redirect_addresses": "authorization requests with another redirect_uri, by nobody",
    "authorize": "authorization requests with one thing altered, by nobody",
    "parameters": "authorization requests with one parameter more, by nobody",
    "pkce": "authorization requests, and token requests with a verifier altered",
    "back_channel": "token, UserInfo, introspection and revocation requests with an invented code or token",
    "client_authentication": "token requests with another proof of the client",
    "client_assertions": "token requests with an altered assertion and an invented code",
    "headers": "small requests to each endpoint; the rest is read from what came anyhow",
    "transport": "a bare GET over plain http, and handshakes",
    "introspection": "introspection requests for the tokens of this run",
    "revocation": "revocation requests for the tokens of this run",
    "logout": "logout requests",
    "userinfo": "UserInfo requests with the tokens of this run",
    "refresh": "refresh requests",
    "races": "five equal requests at once",
}


@dataclass(frozen=True)
class Plan:
    """The questions of a run, the sign-ins it needs, and what it changes; nothing of it is sent yet.

    `flights` are the letters of the sign-ins, `links` how many links that is where all goes well.
    """

    questions: tuple[Probe, ...]
    flights: tuple[str, ...]
    links: int
    changes: tuple[Probe, ...]
    left_out: tuple[Probe, ...]

    def __repr__(self) -> str:
        return self.told

    @property
    def sign_ins(self) -> tuple[Flight, ...]:
        """The sign-ins themselves, each with what it is for."""
        return tuple(flight for flight in FLIGHTS if flight.letter in self.flights)

    @property
    def summary(self) -> tuple[str, ...]:
        """The plan in a few sentences."""
        asked, links = counted(len(self.questions), "question"), counted(self.links, "link")
        return (
            f"Up to {asked}, {links} to sign in with; {counted(len(self.left_out), 'more question')} this version does not ask.",
            "What turns out not to arise at this provider, or for this client, is not asked; its row in the sheet says why.",
            f"Pauses: {PAUSES['authorize']:g} s between two links, {PAUSES['token']:g} s between two token requests (none on this machine).",
            f"At most {LIMITS['authorize']} requests to the authorization endpoint and {LIMITS['token']} to the token endpoint.",
        )

    @property
    def rooms(self) -> list[tuple[str, str, list[Probe]]]:
        """The questions by their rooms: the name of each room, what is sent for it, and its questions."""
        found: dict[str, list[Probe]] = {}
        for each in self.questions:
            found.setdefault(each.room, []).append(each)
        return [(room, _SENT.get(room, _NOTHING), questions) for room, questions in found.items()]

    @property
    def told(self) -> str:
        """The plan as text."""
        lines = [*self.summary, *(f"Link {flight.letter}: {flight.told}" for flight in self.sign_ins)]
        lines += ["What changes something, or is counted:"] if self.changes else ["Nothing of it changes anything."]
        lines += [f"  {each.id}: {each.risks}" for each in self.changes]
        lines += ["What is sent, room by room:"] if self.questions else []
        lines += [f"  {room}, {counted(len(each), 'question')}: {sent}" for room, sent, each in self.rooms]
        return "\n".join(map(_wrapped, lines))

    @property
    def size(self) -> str:
        """How much it is, in a sentence: questions, links, requests, and the time that the pauses take."""
        links = f"{counted(self.links, 'link')} to sign in with" if self.links else "nobody signs in"
        paused = sum(LIMITS[kind] * PAUSES[kind] for kind in ("authorize", "token"))
        return (
            f"Up to {counted(len(self.questions), 'question')}, {links}. At most {LIMITS['authorize']} requests go to the authorization endpoint "
            f"and {LIMITS['token']} to the token endpoint, one by one, with pauses of {math.ceil(paused / 60)} min in all at most (none "
            "on this machine)."
        )


def plan_of(
    ids: Iterable[str], may_fly: tuple[Flight, ...], given: Given, known: Mapping[str, Row], made: tuple[str, ...]
) -> Plan:
    """Return the plan for these questions, without those that are known and the sign-ins that are made already."""
    wanted = [PROBES[id] for id in ids if id not in known]
    out = tuple(each for each in wanted if each.left_out)
    wanted = [each for each in wanted if not each.left_out]
    flights = flights_of((each.id for each in wanted), may_fly, given, made)
    flown = {flight.letter for flight in flights} | ({"D2"} if any(f.letter == "D" for f in flights) else set())
    spent = {f"ca-wrong-{method}" for method in ("basic", "post") if given.client.method.name != f"client_secret_{method}"}
    unasked = (
        set() if given.client.is_public else (spent | {"ca-secret-in-url"}) - given.chosen
    )  # a run has one failed client authentication
    asked = [each for each in wanted if (each.flight.startswith("0") or letters(each) & flown) and each.id not in unasked]
    changes = tuple(each for each in asked if set(each.risk) & set("LRC"))
    return Plan(tuple(asked), tuple(f.letter for f in flights), sum(f.links for f in flights), changes, out)


def share_of(plan: Plan, rows: Mapping[str, Row]) -> str:
    """Say how many of the planned questions have an answer, and what mostly kept the others from one."""
    left = [rows[probe.id] for probe in plan.questions if probe.id in rows and not rows[probe.id].is_answered]
    count = len(plan.questions)
    if not left:
        return f"All {count} questions of the plan were answered."
    reasons = Counter(row.detail for row in left).most_common()
    told = "; ".join(f"{why} ({many})" if many > 1 else why for why, many in reasons[:_REASONS])
    rest = sum(many for _, many in reasons[_REASONS:])
    more = f"; and {rest} more, each with its reason in its row" if rest else ""
    return f"{count - len(left)} of the {count} questions of the plan were answered. The others: {told}{more}."


def flights_of(ids: Iterable[str], may_fly: tuple[Flight, ...], given: Given, made: tuple[str, ...]) -> list[Flight]:
    """Return the sign-ins for these questions, in their order, with those that others build on.

    `made` are those of an earlier part of this run: nobody signs in for them again.
    """
    if given.sign_in is None:
        return []
    wanted = {letter for id in ids for letter in letters(PROBES[id])}
    if not given.by_paste:
        wanted |= {"D"} if "D2" in wanted else set()
    missing = {"P": given.public_client is None, "S3": given.resource is None, "I": given.by_paste, "D2": not given.by_paste}
    chosen: list[Flight] = []
    for flight in reversed(may_fly):
        if flight.letter in wanted and flight.letter not in made and not missing.get(flight.letter, False):
            chosen.append(flight)
            wanted |= set(flight.needs)
    return chosen[::-1]


def _wrapped(line: str) -> str:
    """A line in several where it is long: a notebook would break it within an id."""
    return textwrap.fill(line, _WIDTH, subsequent_indent="    ", break_on_hyphens=False, break_long_words=False)
