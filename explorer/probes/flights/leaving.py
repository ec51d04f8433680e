"""Flights M, L and L2: signing in once more, and signing out; and what is flown by name only."""

from __future__ import annotations

import threading
from collections.abc import Callable

from ...messages import Request, with_query
from ...secret import Secret, reveal
from ..answer import NotAsked
from ..asking import FOREIGN, Ask
from ..back_channel import Back
from ..line import Jar
from ..outcomes import Outcome, same_place
from ..token_forgery import foreign, unsigned
from .flight import depart, is_alive, refresh, ride, tried

RACERS = 5
Pairs = tuple[tuple[str, str], ...]


def fly_again(ask: Ask, wanted: frozenset[str]) -> None:
    """Do flight M: sign in once more although there is a session."""
    ride(ask, "M", lambda: ask.link({"prompt": "login"}), [])


def fly_hybrid(ask: Ask, wanted: frozenset[str]) -> None:
    """Do flight N: what a hybrid type really returns; only by name."""
    if "v-hybrid-login" in ask.given.chosen:
        tried(
            ask,
            "v-hybrid-login",
            lambda: ask.sign_in(ask.link({"response_type": "code id_token", "response_mode": "fragment"})),
        )


def fly_races(ask: Ask, wanted: frozenset[str]) -> None:
    """Do flights X: five equal requests at the same moment; only by name."""
    if "cc-code-same-address" in ask.given.chosen:
        ticket = depart(ask, "X", ask.link)
        if ticket is not None:
            code, link = ticket
            ask.keep("cc-code-same-address", lambda: _race(ask, lambda: ask.token(code, link=link, kind="race")))
    if "cc-refresh-same-address" in ask.given.chosen:
        back = ride(ask, "X3", lambda: ask.link({"scope": "openid offline_access", "prompt": "consent"}), [])
        refresh = back.token("refresh_token") if back is not None else None
        if refresh is not None:
            grant = (("grant_type", "refresh_token"), ("refresh_token", refresh))
            ask.keep(
                "cc-refresh-same-address", lambda: _race(ask, lambda: ask.token(params=grant, step="refresh", kind="race"))
            )


def _race(ask: Ask, send: Callable[[], Back]) -> list[Back]:
    """Send the same request five times at once; returns what came."""
    found: list[Back] = []
    start = threading.Barrier(RACERS)

    def run() -> None:
        start.wait(10)
        try:
            found.append(send())
        except Exception:  # one racer that falls is one answer less
            return

    threads = [threading.Thread(target=run) for _ in range(RACERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if not found:
        raise NotAsked("no racer came back")
    return found


def fly_waiting(ask: Ask, wanted: frozenset[str]) -> None:
    """Do flights W: a code for each age; only by name."""
    if "tm-code-lifetime" not in ask.given.chosen:
        return
    lived, died = 0, 0
    for age in (45, 75, 150, 330, 660):
        ticket = depart(ask, "W", ask.link)
        if ticket is None:
            return
        ask.pause(age)
        if not ask.token(ticket[0], link=ticket[1]).has_tokens:
            died = age
            break
        lived = age
    ask.keep("tm-code-lifetime", lambda: (lived, died))


class _Exit:
    """The logout endpoint, asked by the browser that is signed in, or by one without a session."""

    def __init__(self, ask: Ask) -> None:
        self._ask, self._jar = ask, Jar()
        self._endpoint = ask.endpoint("end_session_endpoint")
        self.back = ask.given.post_logout_redirect_uri or ""
        self.has_browser = hasattr(ask.given.sign_in, "jar")  # else nobody's session goes along

    def leave(self, pairs: Pairs, *, post: bool = False, altered: str | None = None) -> Outcome:
        """Open the logout endpoint with these parameters; "redirect" says that the browser was sent to the address."""
        accept = (("Accept", "text/html,application/xhtml+xml"),)
        shown = tuple((name, Secret(value, name) if name == "id_token_hint" else value) for name, value in pairs)
        if post:
            request = Request.post(self._endpoint, shown, headers=accept)
        else:
            request = Request.get(with_query(self._endpoint, pairs) if pairs else self._endpoint, headers=accept)
        jar = getattr(self._ask.given.sign_in, "jar", self._jar)
        seen = self._ask.send(request, "logout", "authorize", jar)
        target = altered or self.back
        for _ in range(5):
            location = self._ask.recogniser.onward(seen)
            if location is None or (target and same_place(location, target)):
                break
            if not self._ask.recogniser.is_home(location):
                break
            seen = self._ask.send(Request.get(location, headers=accept), "logout", jar=jar)
        location = self._ask.recogniser.onward(seen) or ""
        if target and same_place(location, target):
            return Outcome("redirect", (seen,), location=location)
        if location:
            return Outcome("foreign-redirect" if ".invalid" in location else "other", (seen,), location=location)
        return self._ask.recogniser.of_page((seen,), None)


def fly_out(ask: Ask, wanted: frozenset[str]) -> None:
    """Do flight L, by name only: the refusals first, the honest logout last; only what was chosen is sent."""
    try:
        door = _Exit(ask)
    except NotAsked:
        return
    back = ride(ask, "L", ask.link, [])
    token = back.token("id_token") if back is not None and back.has_tokens else None
    if token is None or back is None:
        return
    ask.keep("session before", lambda: door.has_browser and _has_session(ask))
    for name in _requests(ask, door, token):
        if name.partition(" ")[0] in wanted:
            tried(ask, name, _requests(ask, door, token)[name])
            if door.has_browser and not _has_session(ask):  # a refusal ended it all the same: sign in again for the next
                ask.forget("tokens L")
                back = ride(ask, "L", ask.link, []) or back
                token = back.token("id_token") or token
    if wanted & _AFTER:
        _honest(ask, door, token, back)


def _requests(ask: Ask, door: _Exit, token: Secret) -> dict[str, Callable[[], Outcome]]:
    """The requests to the logout endpoint before the honest one."""
    hint, state = (("id_token_hint", reveal(token)),), (("state", "probe-state"),)
    found: dict[str, Callable[[], Outcome]] = {}
    if door.back:
        address = (("post_logout_redirect_uri", door.back),)
        added = (("post_logout_redirect_uri", f"{door.back}{'&' if '?' in door.back else '?'}probe=1"),)
        bad = (*hint, ("post_logout_redirect_uri", FOREIGN), *state)
        own = (("client_id", ask.client.client_id),)
        found["lo-bad-redirect"] = lambda: door.leave(bad, altered=FOREIGN)
        found["lo-query-added"] = lambda: door.leave((*hint, *added, *state))
        for name, forged in (("lo-unsigned-hint", unsigned(token)), ("lo-foreign-hint", foreign(token))):
            pairs = (("id_token_hint", reveal(forged)), *address, *state)
            found[name] = lambda pairs=pairs: door.leave(pairs)  # type: ignore[misc]
        found["lo-no-hint"] = lambda: door.leave((*address, *state))
        found["lo-no-hint client"] = lambda: door.leave((*address, *own, *state))
        if ask.given.second_client is not None:
            other = (("client_id", ask.given.second_client.client_id),)
            found["lo-client-id-mismatch"] = lambda: door.leave((*hint, *other, *address))
    found["lo-no-parameters"] = lambda: door.leave(())
    found["lo-no-parameters state"] = lambda: door.leave(state)
    found["lo-no-parameters hint"] = lambda: door.leave(hint)
    return found


_AFTER = {"lo-works", "lo-no-state", "lo-post", "lo-session-gone", "lo-tokens-after"}


def _honest(ask: Ask, door: _Exit, token: Secret, back: Back) -> None:
    """The honest logout, what is left after it, and the same without a state and as a form."""
    hint = (("id_token_hint", reveal(token)),)
    address = (("post_logout_redirect_uri", door.back),) if door.back else ()
    access, held = back.token("access_token"), back.token("refresh_token")
    lives = access is not None and is_alive(ask, access)
    left: Outcome | None = tried(ask, "lo-works", lambda: door.leave((*hint, *address, ("state", "probe-state"))))  # type: ignore[assignment]
    confirm = getattr(ask.given.sign_in, "confirm", None)
    if left is not None and left.page is not None and left.page.forms and left.status < 400 and confirm is not None:
        tried(ask, "lo-works confirmed", lambda: confirm(ask, left))
    tried(ask, "lo-session-gone", lambda: ask.sign_in(ask.link({"prompt": "none"})))
    if access is not None and lives:
        tried(ask, "lo-tokens-after", lambda: ask.userinfo(access))
    if held is not None:
        tried(ask, "lo-tokens-after refresh", lambda: refresh(ask, held))
    tried(ask, "lo-no-state", lambda: door.leave((*hint, *address)))
    tried(ask, "lo-post", lambda: door.leave((*hint, *address), post=True))


def _has_session(ask: Ask) -> bool:
    """Whether the browser is signed in."""
    return ask.sign_in(ask.link({"prompt": "none"})).word == "code"
