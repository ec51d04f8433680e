"""The ways in which the provider can lie: one small function each, spoiling one thing on its way out.

A fault names its place by its parameter, and changes what it is given:

    id_token, access_token   a `Draft`: `.header`, `.claims`, `.key`, `.alg`, just before it is signed
    redirect                 the parameters of the authorization response, a dict
    token_response           the body of the token response, a dict; `userinfo` and `introspection` likewise
    discovery, jwks          the document, a dict
    answer                   any `Response` at all: `.status`, `.body`, `.headers`, `.delay`, `.cut`

The docstring is what learners read. `caught_by` is the rule that a relying party's check must name.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from .drafts import Draft
from .keys import Key, make_key

PLACES = (
    "id_token",
    "access_token",
    "redirect",
    "token_response",
    "userinfo",
    "introspection",
    "discovery",
    "jwks",
    "answer",
)


@dataclass(frozen=True)
class Fault:
    """One way to lie: its name, what it does in a sentence, and the rule that must notice it."""

    name: str
    what: str
    caught_by: str
    place: str = field(repr=False)
    spoil: Callable[[Any], None] = field(repr=False)

    def __repr__(self) -> str:
        return f"<{self.name}: {self.what} Caught by {self.caught_by}.>"


FAULTS: dict[str, Fault] = {}


def fault(name: str, *, caught_by: str) -> Callable[[Callable[[Any], None]], Callable[[Any], None]]:
    """Enter a function into the catalogue of faults."""

    def enter(spoil: Callable[[Any], None]) -> Callable[[Any], None]:
        (place,) = inspect.signature(spoil).parameters
        what = inspect.getdoc(spoil)
        if place not in PLACES or not what or name in FAULTS:
            raise TypeError(f"fault {name!r} needs a name of its own, a docstring and one parameter out of {PLACES}")
        FAULTS[name] = Fault(name, what, caught_by, place, spoil)
        return spoil

    return enter


def spoil(names: Iterable[str], place: str, subject: Any) -> None:
    """Let the faults in force that belong to this place change what is about to leave."""
    for name in names:
        if FAULTS[name].place == place:
            FAULTS[name].spoil(subject)


@functools.cache
def _strangers_key(alg: str) -> Key:
    """A key of the right kind that the provider never published; made once, since RSA takes a moment."""
    return make_key(alg)


@fault("wrong-nonce", caught_by="IDTC-NONCE-MISMATCH")
def wrong_nonce(id_token: Draft) -> None:
    """Puts a nonce into the ID token that the app did not send."""
    id_token.claims["nonce"] = "the-nonce-of-another-sign-in"


@fault("wrong-issuer", caught_by="IDTC-ISS-MISMATCH")
def wrong_issuer(id_token: Draft) -> None:
    """Says in the ID token that another provider issued it."""
    id_token.claims["iss"] = "https://another-provider.example"


@fault("wrong-audience", caught_by="IDTC-AUD-MISMATCH")
def wrong_audience(id_token: Draft) -> None:
    """Hands out an ID token that was made for another app."""
    id_token.claims["aud"] = "another-app"


@fault("expired", caught_by="IDTC-EXP-PAST")
def expired(id_token: Draft) -> None:
    """Hands out an ID token that ran out two minutes ago."""
    for claim, age in (("auth_time", 240), ("iat", 240), ("exp", 120)):
        id_token.claims[claim] = id_token.now - age


@fault("bad-signature", caught_by="IDTH-SIGNATURE-INVALID")
def bad_signature(id_token: Draft) -> None:
    """Signs the ID token with a key that it never published, under the name of one that it did."""
    id_token.key = _strangers_key(id_token.header["alg"])


@fault("alg-none", caught_by="IDTH-ALG-NONE")
def alg_none(id_token: Draft) -> None:
    """Leaves the signature of the ID token empty and says so: alg none."""
    id_token.header["alg"] = id_token.alg = "none"
