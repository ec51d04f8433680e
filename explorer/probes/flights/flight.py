"""One sign-in that questions share, and the riders on its code.

A token request that is refused normally leaves the code alive, so one code carries many wrong requests, and the honest one
last. That one is the control as well: where it fails, the first refusal counts alone, and the others are asked again singly.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass

from ...secret import Secret
from ..answer import Unanswered
from ..asking import Ask
from ..back_channel import Back
from ..links import Link
from ..outcomes import Outcome

Rider = Callable[[Secret, Link], Back]
MakeLink = Callable[[], Link]


@dataclass(frozen=True)
class Flight:
    """One round trip of a browser: its letter in the catalogue, what it is for, which flights it needs before it.

    `links` is how many links somebody opens for it where all goes well.
    """

    letter: str
    told: str
    chain: Callable[[Ask, frozenset[str]], None]
    needs: tuple[str, ...] = ()
    links: int = 1


def depart(ask: Ask, letter: str, make: MakeLink) -> tuple[Secret, Link] | None:
    """Sign in with a link; returns the code with the link that brought it. Why there is none is kept."""
    link = ask.link_for(letter, make)
    outcome = ask.sign_in(link)
    ask.arrived_by(letter)
    if not ask.has(f"outcome {letter}"):
        ask.keep(f"outcome {letter}", lambda: outcome)
    code = outcome.get("code")
    if outcome.word != "code" or not code:
        ask.flights.setdefault(letter, f"{outcome.word} ({outcome.told})" if outcome.told else outcome.word)
        return None
    secret = Secret(code, "code")
    ask.gather("code", secret)
    ask.forget(f"link {letter}")
    ask.keep(f"link {letter}", lambda: link)
    return secret, link


def ride(ask: Ask, letter: str, make: MakeLink, riders: list[tuple[str, Rider]], final: Rider | None = None) -> Back | None:
    """Send the riders on one code, and the honest exchange last; returns what came of that.

    A rider that is accepted uses up the code, and one that burns it spoils what follows: then another code is fetched.
    """
    honest = final or (lambda code, link: ask.token(code, link=link))
    ticket = depart(ask, letter, make)
    if ticket is None:
        return None
    aboard: list[tuple[str, Rider]] = []
    for name, rider in riders:
        if ticket is None:
            ticket, aboard = depart(ask, letter, make), []
            if ticket is None:
                return None
        back = sent(ask, name, rider, ticket)
        if back is not None and back.has_tokens:
            ask.keep("first wrong one accepted", functools.partial(str, name))
            ticket = None
        elif back is not None:
            aboard.append((name, rider))
    ticket = ticket or depart(ask, letter, make)
    if ticket is None:
        return None
    back = sent(ask, f"tokens {letter}", honest, ticket)
    if aboard and back is not None:
        ask.keep(f"burns {letter}", lambda: not back.has_tokens)
    if back is not None and not back.has_tokens and len(aboard) > 0:
        return _again_singly(ask, letter, make, aboard[1:], honest)
    return back


def _again_singly(ask: Ask, letter: str, make: MakeLink, riders: list[tuple[str, Rider]], honest: Rider) -> Back | None:
    """The code was burnt by the first refusal: each of the others gets a code of its own, and so does the honest exchange."""
    for name, rider in riders:
        ticket = depart(ask, letter, make)
        ask.forget(name)
        if ticket is None:
            return None
        sent(ask, name, rider, ticket)
    ticket = depart(ask, letter, make)
    ask.forget(f"tokens {letter}")
    return sent(ask, f"tokens {letter}", honest, ticket) if ticket else None


def sent(ask: Ask, name: str, rider: Rider, ticket: tuple[Secret, Link]) -> Back | None:
    """Send a request for a code, and keep what came under a name."""
    back: Back | None = ask.keep(name, lambda: rider(*ticket))
    if back is not None:
        for kind in ("access_token", "refresh_token", "id_token"):
            token = back.token(kind)
            if token is not None and back.has_tokens:
                ask.gather(kind, token)
    return back


def tried(ask: Ask, name: str, make: Callable[[], Back | Outcome]) -> Back | Outcome | None:
    """Do one thing more with what a flight brought; None where that could not be done."""
    try:
        return ask.once(name, make)
    except Unanswered:
        return None


def is_alive(ask: Ask, token: Secret) -> bool:
    """Tell whether an access token works now, at UserInfo."""
    return ask.userinfo(token).is_ok


def refresh(ask: Ask, token: Secret) -> Back:
    """Use a refresh token."""
    return ask.token(params=(("grant_type", "refresh_token"), ("refresh_token", token)), step="refresh")
