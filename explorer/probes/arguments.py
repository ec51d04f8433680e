"""What a run of questions may be given: each argument is looked at before anything is sent."""

from __future__ import annotations

from collections.abc import Iterable

from ..errors import Mistake
from ..messages import require_names, word_or_unquoted
from ..protocol.client import Client
from .flights import FLIGHTS, SHORT_TOUR, Flight
from .sheet import ProviderSheet


def flights_given(flights: Iterable[str] | None) -> tuple[Flight, ...]:
    """Return the flights that may be flown. Raises `Mistake` for a letter that is none."""
    if flights is None:
        return FLIGHTS
    letters = require_names(flights, "flights")
    unknown = set(letters) - {flight.letter for flight in FLIGHTS}
    if unknown:
        raise Mistake(f"flights= are letters such as {', '.join(SHORT_TOUR)}; {word_or_unquoted(sorted(unknown)[0])} is none.")
    return tuple(flight for flight in FLIGHTS if flight.letter in letters)


def require_arguments(client: Client, second: Client | None, public: Client | None, sign_in: object, pause: float) -> None:
    """Raise `Mistake` for what is no client, no way to sign in, or no factor."""
    if not isinstance(client, Client):
        raise Mistake("A probe needs a Client of your own: Client('my-client-id', redirect_uri='https://...').")
    for name, given in (("second_client", second), ("public_client", public)):
        if given is not None and not isinstance(given, Client):
            raise Mistake(f"{name} is a Client.")
    if sign_in is not None and not callable(sign_in) and not hasattr(sign_in, "walk"):
        raise Mistake("sign_in is a function that takes a link and returns the address to which the browser came back.")
    if isinstance(pause, bool) or not isinstance(pause, int | float) or not 0 <= pause <= 60:
        raise Mistake("pause is a factor on the pauses between requests, from 0 to 60.")


def require_sheets(earlier: object, resume: object) -> None:
    """Raise `Mistake` for what is no sheet."""
    for name, sheet in (("earlier", earlier), ("resume", resume)):
        if sheet is not None and not isinstance(sheet, ProviderSheet) and not (name == "resume" and isinstance(sheet, str)):
            raise Mistake(f"{name} is a sheet, such as Sheets().load(id).")
