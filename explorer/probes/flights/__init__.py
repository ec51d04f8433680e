"""The sign-ins of a run, in their order: each is one link, one code, and the chain of requests that is made with it.

What needs the session comes before what may end the grant: at some providers a token that is taken back, or a code that
comes twice, ends the consent, and no silent sign-in works any more.
"""

from __future__ import annotations

from ..answer import Unanswered
from ..asking import Ask
from .altered import (
    fly_form_post,
    fly_fragment,
    fly_no_method,
    fly_plain,
    fly_public,
    fly_resource,
    fly_short,
    fly_unknown_scope,
    fly_without_openid,
    fly_without_scope,
)
from .bare import fly_bare
from .bundle import fly_bundle
from .first import fly_first
from .flight import Flight
from .leaving import fly_again, fly_hybrid, fly_out, fly_races, fly_waiting
from .riders import fly_riders, fly_silent

__all__ = ["FLIGHTS", "SHORT_TOUR", "Flight", "fly"]

SHORT_TOUR = ("A", "D", "B", "C")  # they answer most questions

FLIGHTS: tuple[Flight, ...] = (
    Flight(
        "A", "the honest sign-in; UserInfo, introspection, refresh with its tokens (the refresh token is used up)", fly_first
    ),
    Flight("D", "silent where there is a session; a dozen wrong token requests on one code", fly_riders, ("A",)),
    Flight("D2", "silent requests for which a session is too old, or not good enough", fly_silent, ("A", "D"), 3),
    Flight("B", "many harmless parameters; the code is sent twice, which may end its tokens", fly_bundle, ("A",)),
    Flight("C", "no state, nonce or PKCE; where it was chosen by name its tokens are revoked", fly_bare, ("A",)),
    Flight("E", "PKCE plain, with the longest verifier", fly_plain),
    Flight("F", "a scope that nobody knows", fly_unknown_scope),
    Flight("G", "without openid", fly_without_openid),
    Flight("H", "without scope", fly_without_scope),
    Flight("I", "the answer as a form (form_post)", fly_form_post),
    Flight("J1", "a code_verifier that is too short", fly_short, ("A",)),
    Flight("J2", "a challenge without its method", fly_no_method, ("A",)),
    Flight("S1", "the answer in the fragment; nonce and challenge of the first sign-in again", fly_fragment, ("A",)),
    Flight("S3", "a token for the API that was named", fly_resource, ("A",)),
    Flight("P", "the public client", fly_public, (), 3),
    Flight("N", "a hybrid response type, by name only", fly_hybrid),
    Flight("X", "requests at the same moment, by name only", fly_races),
    Flight("W", "codes that wait, by name only", fly_waiting, (), 5),
    Flight("M", "sign in again although there is a session", fly_again, ("A",)),
    Flight("L", "signing out, by name only; the session ends", fly_out, ("A", "D"), 2),
)
_BY_LETTER = {flight.letter: flight for flight in FLIGHTS}


def fly(ask: Ask, letter: str, wanted: frozenset[str]) -> None:
    """Do one flight: sign in, and make the requests of its chain; what they saw is kept for the questions."""
    try:
        _BY_LETTER[letter].chain(ask, wanted)
    except Unanswered as problem:
        ask.flights.setdefault(letter, str(problem))
