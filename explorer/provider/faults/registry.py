"""How a fault is written: a function that spoils one thing on its way out.

It names its place by its parameter, and changes what it is given:

    id_token, access_token   a `Draft`: `.header`, `.claims`, `.key`, `.alg`, just before it is signed;
                             `refreshed_id_token` is the one of a refresh alone
    signed_id_token          the parts of the ID token between the dots, a list of texts
    redirect                 the parameters of the authorization response, a dict; a list is sent as that name several times
    redirect_answer          the `Response` that sends the browser back
    token_response           the body of the token response, a dict; `userinfo` and `introspection` likewise;
                             `refresh_response` is the one of a refresh alone
    discovery, jwks          the document, a dict
    token_answer             the `Response` of the token endpoint: `.status`, `.body`, `.headers`, `.delay`, `.cut`;
                             `userinfo_answer`, `discovery_answer` and `jwks_answer` likewise, and `answer` is any of all
    checks                   what the provider insists on, a set of names out of `CHECKS`

The docstring is what learners read. `caught_by` is the rule that a relying party's check must name; None where one run of
an honest client shows nothing, and then the docstring says why. `seen` says which real provider did so.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from .careless import careless

PLACES = {  # and in words, where that is
    "id_token": "in the ID token",
    "signed_id_token": "in the ID token",
    "access_token": "in the access token",
    "refreshed_id_token": "at a refresh",
    "refresh_response": "at a refresh",
    "redirect": "in the redirect",
    "redirect_answer": "in the redirect",
    "token_response": "at the token endpoint",
    "token_answer": "at the token endpoint",
    "userinfo": "at UserInfo",
    "userinfo_answer": "at UserInfo",
    "introspection": "at introspection",
    "discovery": "in the metadata",
    "discovery_answer": "in the metadata",
    "jwks": "in the key set",
    "jwks_answer": "in the key set",
    "answer": "on the line",
    "checks": "in what it lets pass",
}

CHECKS = frozenset(
    {
        "code is new",
        "code is fresh",
        "code_verifier",
        "redirect_uri",
        "registered redirect_uri",
        "refresh_token is new",
        "refresh_token is replaced",
    }
)

Spoil = Callable[[Any], None]


@dataclass(frozen=True)
class Fault:
    """One way to lie: its name, what it does, the rule that must notice it (if one run can show it), and who did so."""

    name: str
    what: str
    caught_by: str | None
    seen: str = ""
    places: dict[str, Spoil] = field(default_factory=dict, repr=False)

    @property
    def where(self) -> str:
        """In words, where it shows."""
        place = next(iter(self.places))
        return PLACES.get(place, place)

    @property
    def careless(self) -> str:
        """What a client that leaves that check out would have done; empty where no rule must notice the fault."""
        return careless(self.caught_by or "")

    def __repr__(self) -> str:
        caught = f" Caught by {self.caught_by}." if self.caught_by else ""
        return f"<{self.name}: {self.what}{caught}>"


FAULTS: dict[str, Fault] = {}


def fault(name: str, *, caught_by: str | None, what: str | None = None, seen: str = "") -> Callable[[Spoil], Spoil]:
    """Enter a function into the catalogue of faults; `what` stands for the docstring where one function serves many."""

    def register(spoil: Spoil) -> Spoil:
        text = what or inspect.getdoc(spoil)
        place = _place(name, spoil)
        if not text or name in FAULTS:
            raise TypeError(f"fault {name!r} needs a name of its own and a docstring")
        FAULTS[name] = Fault(name, text, caught_by, seen, {place: spoil})
        return spoil

    return register


Row = tuple[str, str | None, str, Spoil] | tuple[str, str | None, str, Spoil, str]


def enter(*rows: Row) -> None:
    """Enter faults that need no function of their own: name, caught_by, what, the function, and seen where it was."""
    for name, caught_by, what, spoil, *seen in rows:
        fault(name, caught_by=caught_by, what=what, seen="".join(seen))(spoil)


def also(name: str) -> Callable[[Spoil], Spoil]:
    """Let a fault spoil a second place."""

    def register(spoil: Spoil) -> Spoil:
        FAULTS[name].places[_place(name, spoil)] = spoil
        return spoil

    return register


def _place(name: str, spoil: Spoil) -> str:
    (place,) = inspect.signature(spoil).parameters
    if place not in PLACES:
        raise TypeError(f"fault {name!r} needs one parameter out of {', '.join(PLACES)}")
    return place


def spoil(names: Iterable[str], place: str, subject: Any) -> None:
    """Let the faults in force that belong to this place change what is about to leave."""
    for name in names:
        if place in FAULTS[name].places:
            FAULTS[name].places[place](subject)
