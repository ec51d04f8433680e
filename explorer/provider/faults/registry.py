"""How a fault is written: its name, its place, and what it changes there on its way out.

    row = rows("id_token")
    row("wrong-audience", "Hands out an ID token that was made for another client.", sets(aud="another-app"), caught_by="IDTC-...")

    @fault("bad-signature", at="id_token", caught_by="IDTH-SIGNATURE-INVALID")
    def bad_signature(id_token: UnsignedJwt) -> None: ...  # the docstring says what it does

What a place hands to the change:

    id_token, access_token   an `UnsignedJwt`: `.header`, `.claims`, `.key`, `.alg`, just before it is signed;
                             `refreshed_id_token` is the one of a refresh alone
    signed_id_token          the parts of the ID token between the dots, a list of texts
    redirect                 the parameters of the authorization response, a dict; a list is sent as that name several times
    redirect_answer          the `Response` that sends the browser back
    token_response           the body of the token response, a dict; `userinfo` and `introspection` likewise;
                             `refresh_response` is the one of a refresh alone
    discovery, jwks          the document, a dict
    token_answer             the `Response` of the token endpoint: `.status`, `.body`, `.headers`, `.delay`, `.cut`;
                             `userinfo_answer`, `discovery_answer` and `jwks_answer` likewise, and `answer` is any of all
    checks                   what the provider enforces, a set of names out of `CHECKS`

`caught_by` is the rule that a relying party's check must name; None where one run of an honest client shows nothing, and
then the text says why. `in_the_wild` says which real provider did so. `and_at` are changes at other places that belong to it.
`makers` has the changes that many rows need.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

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

Change = Callable[[Any], object]  # it changes what it is given; what it returns does not count


@dataclass(frozen=True)
class Fault:
    """One thing that a provider does wrong: its name, what it does, the rule that must notice it, where, and who did so.

    `caught_by` is None where one run of an honest client shows nothing. `changes` are by place, the first where it shows.
    """

    name: str
    what: str
    caught_by: str | None
    changes: Mapping[str, Change]
    in_the_wild: str = ""

    @property
    def where(self) -> str:
        """In words, where it shows."""
        place = next(iter(self.changes))
        return PLACES.get(place, place)

    def apply(self, place: str, subject: Any) -> None:
        """Change what is about to leave at this place, if the fault has anything to do there."""
        if place in self.changes:
            self.changes[place](subject)

    def __repr__(self) -> str:
        caught = f" Caught by {self.caught_by}." if self.caught_by else ""
        return f"<{self.name}: {self.what}{caught}>"


FAULTS: dict[str, Fault] = {}


def fault(
    name: str, *, at: str, caught_by: str | None, in_the_wild: str = "", and_at: Mapping[str, Change] | None = None
) -> Callable[[Change], Change]:
    """Make the decorated function a fault: what it does to the thing at that place. The docstring is what learners read."""

    def register(change: Change) -> Change:
        _register(Fault(name, inspect.getdoc(change) or "", caught_by, {at: change, **(and_at or {})}, in_the_wild))
        return change

    return register


class rows:  # noqa: N801  (it is called, and reads as a function)
    """What enters faults of one place that need no function of their own; in the order of a rule's row: name, text, change."""

    def __init__(self, at: str) -> None:
        self._at = at

    def __call__(
        self,
        name: str,
        what: str,
        change: Change,
        *,
        caught_by: str | None,
        in_the_wild: str = "",
        and_at: Mapping[str, Change] | None = None,
    ) -> None:
        """Enter one fault."""
        _register(Fault(name, what, caught_by, {self._at: change, **(and_at or {})}, in_the_wild))


def _register(fault: Fault) -> None:
    """Enter a fault into the catalogue, or say what is wrong with it."""
    if fault.name in FAULTS:
        raise TypeError(f"There are two faults called {fault.name!r}; a name stands for one.")
    if not fault.what:
        raise TypeError(f"The fault {fault.name!r} does not say what it does: give it a docstring, or a row its text.")
    for place in fault.changes:
        if place not in PLACES:
            raise TypeError(f"The fault {fault.name!r} is at {place!r}, which is no place. Places are {', '.join(PLACES)}.")
    FAULTS[fault.name] = fault
