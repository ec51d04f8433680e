"""Which exchanges of a HAR belong to one sign-in. A sign-in begins with a request for it, and takes what answers to that.

What answers is found by its state, its code, its token; where these say nothing, by the address and by the time. A broker
that signs in at another provider on the way asks that one with a request of its own: it is a stop on the way of the first.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice

from ...messages import encode_form, origin
from ...protocol.authorize import AuthorizationRequest
from ...protocol.flow_table import is_asked_once
from ...protocol.redirect import AuthorizationResponse
from ...protocol.tokens import TokenErrorResponse, TokenResponse, parse_token_response
from ...runs.token_hunt import GIVING
from ...secret import Secret, reveal
from ..links import authorization_request, read_response
from .entries import Entry
from .roles import LATER, Role, answer_of, is_answer_address, role_of, sent_to

MOST_ATTEMPTS = 200  # sign-ins in one HAR
_OPEN = 20  # sign-ins that nobody came back from, and that may still be answered: a person has not more tabs
_MOST_HOPS = 60  # of one sign-in
_MOST_AFTER = 5  # pages of the application after the way back
_STILL_ITS_PAGE = 30  # seconds in which such a page belongs to the sign-in
_SAME_WAY = 600  # seconds, after which a page is no part of a sign-in any more


@dataclass
class Attempt:
    """One sign-in: its request (None where it was not saved), the way through the browser, the answer, and what was done with it."""

    begins: Entry | None
    request: AuthorizationRequest
    hops: list[Entry] = field(default_factory=list)
    response: AuthorizationResponse | None = None
    answered: float = 0.0
    landing: Entry | None = None
    posted: bool = False
    began: str = ""  # the origin of the page of the application that sent the browser off
    discovery: Entry | None = None  # where it ended before it began
    after: list[Entry] = field(default_factory=list)  # pages of the application that followed
    later: list[tuple[Role, Entry]] = field(default_factory=list)
    tokens: list[TokenResponse] = field(default_factory=list)
    refused: TokenErrorResponse | None = None  # of what was pasted, where its request was not

    @property
    def silent(self) -> bool:
        """True for a renewal that may show no page (prompt=none)."""
        return self.request.get("prompt") == "none"

    @property
    def places(self) -> set[str]:
        """The origins that this sign-in has passed."""
        passed = [self.request.endpoint, *(hop.url for hop in self.hops), *(to for hop in self.hops if (to := sent_to(hop)))]
        return {origin(place) for place in passed if place}

    def holds(self, token: str) -> bool:
        """Tell whether this sign-in brought a token."""
        return any(token == reveal(found) for each in self.tokens for found in (each.access_token, each.refresh_token) if found)


_NOTHING = AuthorizationRequest("", (), None, None, None, None)


class Sorting:
    """Sorts the entries of a HAR, in the order of time, into sign-ins; discovery and keys serve all."""

    def __init__(self) -> None:
        self.attempts: list[Attempt] = []
        self.shared: list[tuple[Role, Entry]] = []
        self._sent_off: tuple[str, str] = ("", "")  # the origin of the latest redirect, and where it led

    def take(self, entry: Entry) -> None:
        """Take the next entry."""
        role = role_of(entry)
        if is_asked_once(role):
            self.shared.append((role, entry))
        elif role == "authorize":
            self._authorize(entry)
        elif role == "response" and self._respond(answer_of(entry) or "", entry, entry.at, landed=True):
            pass
        elif role in LATER:
            self._later(role, entry)
        elif entry.page or 300 <= entry.status < 400:
            self._on_the_way(entry)
        target = sent_to(entry)
        if target is not None:
            self._sent_off = (origin(entry.url), target)
        if target is not None and is_answer_address(target):
            self._respond(target, entry, entry.ended, landed=False)

    @property
    def without_sign_in(self) -> list[Attempt]:
        """What there is where nobody got as far as a sign-in: one that ended at discovery."""
        failed = [entry for role, entry in self.shared if role == "discover" and entry.status != 200]
        return [Attempt(None, _NOTHING, discovery=failed[-1])] if failed else []

    def _open(self) -> Iterator[Attempt]:
        return islice((attempt for attempt in reversed(self.attempts) if attempt.response is None), _OPEN)

    def _waiting(self, entry: Entry) -> Attempt | None:
        return next((attempt for attempt in self._open() if attempt.begins and entry.at - attempt.begins.at < _SAME_WAY), None)

    def _on_the_way(self, entry: Entry) -> None:
        """A page: of a sign-in that is under way, or of the application to which one has come back."""
        latest = self.attempts[-1] if self.attempts else None
        if latest is not None and latest.landing and origin(entry.url) == origin(latest.landing.url):
            if len(latest.after) < _MOST_AFTER and entry.at - latest.landing.at < _STILL_ITS_PAGE:
                latest.after.append(entry)
        elif (waiting := self._waiting(entry)) is not None:
            _pass(waiting, entry)

    def _authorize(self, entry: Entry) -> None:
        form = entry.form if entry.exchange.request.method == "POST" else ()
        request = authorization_request(entry.url, "&".join(_encoded(form)))
        for attempt in self._open():
            is_again = attempt.request.state is not None and attempt.request.state == request.state
            of_broker = bool(request.redirect_uri) and origin(request.redirect_uri or "") in attempt.places
            if is_again or of_broker:
                _pass(attempt, entry)
                return
        if len(self.attempts) < MOST_ATTEMPTS:
            who, where = self._sent_off
            self.attempts.append(Attempt(entry, request, began=who if where == entry.url else _page_of(entry)))

    def _respond(self, address: str, entry: Entry, at: float, *, landed: bool) -> bool:
        """Give an answer to the sign-in that it belongs to. False where it is that of a broker, or none at all."""
        response = read_response(address)
        if response is None:
            return False
        attempt = self._asked_by(response)
        if attempt is None:
            waiting = self._waiting(entry)
            if waiting is not None and response.address and origin(response.address) in waiting.places:
                _pass(waiting, entry)  # a broker's own answer
                return True
            if not landed:
                return False
            attempt = Attempt(None, _NOTHING)
            self.attempts.append(attempt)
        if attempt.response is None:
            if not landed:
                _pass(attempt, entry)
            attempt.response, attempt.answered = response, at
        if landed:
            attempt.landing, attempt.posted = attempt.landing or entry, bool(entry.form)
        return True

    def _asked_by(self, response: AuthorizationResponse) -> Attempt | None:
        """The sign-in whose state came back; without one the last that waits at this address."""
        for attempt in reversed(self.attempts):
            same_code = (
                attempt.response is not None and attempt.response.code is not None and attempt.response.code == response.code
            )
            if (response.state is not None and attempt.request.state == response.state) or same_code:
                return attempt
        for attempt in self._open():
            plain = (attempt.request.redirect_uri or "").partition("?")[0].partition("#")[0]
            if plain and plain == response.address:
                return attempt
        return None

    def _later(self, role: Role, entry: Entry) -> None:
        attempt = self._by_secret(entry) or next(reversed(self.attempts), None)
        if attempt is None:
            attempt = Attempt(None, _NOTHING)
            self.attempts.append(attempt)
        attempt.later.append((role, entry))
        if role in GIVING and entry.exchange.response is not None:
            answer = parse_token_response(entry.exchange.response)
            if isinstance(answer, TokenResponse):
                attempt.tokens.append(answer)

    def _by_secret(self, entry: Entry) -> Attempt | None:
        """The sign-in whose code, or whose token, an exchange sends."""
        form = {name: reveal(value) for name, value in entry.form}
        header = reveal(entry.exchange.request.header("Authorization") or "").partition(" ")[2]
        sent = {form.get("refresh_token"), form.get("token"), header} - {None, ""}
        for attempt in reversed(self.attempts):
            code = attempt.response.code if attempt.response else None
            if code is not None and code.reveal() == form.get("code"):
                return attempt
            if any(attempt.holds(str(token)) for token in sent):
                return attempt
        client = form.get("client_id")
        return next((each for each in reversed(self.attempts) if client and each.request.get("client_id") == client), None)


def _page_of(entry: Entry) -> str:
    """The origin of the page on which the link was clicked, where the browser says so (Referer)."""
    referer = reveal(entry.exchange.request.header("Referer") or "")
    return origin(referer) if referer.startswith("http") else ""


def _pass(attempt: Attempt, entry: Entry) -> None:
    if len(attempt.hops) < _MOST_HOPS and entry is not attempt.begins and entry not in attempt.hops[-2:]:
        attempt.hops.append(entry)


def _encoded(form: Iterable[tuple[str, str | Secret]]) -> Iterator[str]:
    yield from (encode_form([(name, reveal(value))]) for name, value in form)


def attempts_in(entries: Iterable[Entry]) -> Sorting:
    """Return the sign-ins that these exchanges make."""
    sorting = Sorting()
    for entry in entries:
        sorting.take(entry)
    return sorting
