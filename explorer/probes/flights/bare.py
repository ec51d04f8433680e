"""Flight C: nothing that may be missing is there; and its tokens taken back, where that was chosen by name."""

from __future__ import annotations

import dataclasses
import secrets

from ...protocol.client import Client
from ...secret import Secret
from ..asking import EVERY_PROOF, Ask
from ..back_channel import Back
from ..links import HONEST_SCOPE, Change, Link
from ..outcomes import Outcome
from .flight import Rider, is_alive, refresh, ride, tried

OFFLINE = "openid profile offline_access"
PARTS: dict[str, Change] = {"state": {"state": None}, "nonce": {"nonce": None}, "offline": {"scope": OFFLINE}}
_ENDS_REFRESH = {"rev-access-kills-refresh", "rev-refresh", "rev-refresh-kills-access"}
_ENDS_ACCESS = {"rev-access", "rev-access-kills-refresh", "intro-after-revocation"}
_REVOKES = _ENDS_REFRESH | _ENDS_ACCESS | {"rev-wrong-hint", "rev-other-client", "rev-unauthenticated"}


def fly_bare(ask: Ask, wanted: frozenset[str]) -> None:
    """Do flight C."""

    def make() -> Link:
        return ask.link({"state": None, "nonce": None, "scope": OFFLINE}, method=None)

    riders = [rider for rider in _riders(ask) if rider[0] in wanted]
    back = ride(ask, "C", make, riders)
    outcome: Outcome | None = ask.once("outcome C", lambda: None) if ask.has("outcome C") else None
    if outcome is not None and outcome.word in ("error-redirect", "error-page", "http-error") and ask.has("tokens A"):
        back = _one_by_one(ask, riders)
    if back is None or not back.has_tokens or not wanted & _REVOKES:
        return
    if back.token("refresh_token") is None and ask.has("refresh A"):
        back = _another(ask) or back
    _revoking(ask, back, wanted)


def _riders(ask: Ask) -> list[tuple[str, Rider]]:
    verifier = Secret(secrets.token_urlsafe(32), "code_verifier")
    riders: list[tuple[str, Rider]] = [
        ("pkce-verifier-without-challenge", lambda code, link: ask.token(code, link=link, extra=(("code_verifier", verifier),)))
    ]
    other = _other_method(ask.client)
    if other is not None:
        riders.append(("ca-other-method", lambda code, link: ask.token(code, link=link, client=other)))
    return riders


def _one_by_one(ask: Ask, riders: list[tuple[str, Rider]]) -> Back | None:
    """Something that was left out is missed here: each is left out alone, so that none is blamed for another."""
    found = None
    for part, change in PARTS.items():
        back = ride(ask, f"C {part}", lambda change=change: ask.link(change), [])  # type: ignore[misc]
        found = back if back is not None and back.has_tokens else found
    back = ride(ask, "C challenge", lambda: ask.link({}, method=None), riders)
    return back if back is not None and back.has_tokens else found


def _another(ask: Ask) -> Back | None:
    """Return the tokens of one more sign-in, with a refresh token; None where none came."""
    ask.forget("tokens C more")
    back = ride(ask, "C more", lambda: ask.link({"scope": f"{HONEST_SCOPE} offline_access", "prompt": "consent"}), [])
    return back if back is not None and back.has_tokens else None


def _other_method(client: Client) -> Client | None:
    methods = {"client_secret_basic": "client_secret_post", "client_secret_post": "client_secret_basic"}
    other = methods.get(client.method.name)
    return dataclasses.replace(client, token_endpoint_auth_method=other) if other else None


def _revoke(ask: Ask, token: Secret, hint: str, **how: object) -> Back:
    return ask.call("revocation_endpoint", (("token", token), ("token_type_hint", hint)), "revoke", **how)


def _revoking(ask: Ask, back: Back, wanted: frozenset[str]) -> None:
    """Take tokens back one by one; each dead or alive is told only after a sign of life right before."""
    first, held = back.token("access_token"), back.token("refresh_token")
    if first is None or not tried(ask, "alive C", lambda: ask.userinfo(first)):
        return
    if not ask.client.is_public and "rev-unauthenticated" in wanted:
        _foreign(ask, "rev-unauthenticated", first, omit=EVERY_PROOF)
    if "rev-other-client" in wanted and ask.has_second:
        _foreign(ask, "rev-other-client", first, client=ask.second)
    second = first
    if held is not None:
        old = held
        renewed: Back | None = tried(ask, "refresh C", lambda: refresh(ask, old))  # type: ignore[assignment]
        if renewed is not None and renewed.has_tokens:
            second = renewed.token("access_token") or first
            held = renewed.token("refresh_token") or held
    if second != first and "rev-wrong-hint" in wanted:
        _killed(ask, "rev-wrong-hint", first, "refresh_token")
    if not is_alive(ask, second) and (more := _another(ask)) is not None:  # one token took the whole grant along
        second, held = more.token("access_token") or second, more.token("refresh_token")
    if wanted & _ENDS_ACCESS:
        _killed(ask, "rev-access", second, "access_token")
        params = (("token", second), ("token_type_hint", "access_token"))
        tried(ask, "intro-after-revocation", lambda: ask.call("introspection_endpoint", params, "introspect"))
    if held is not None and wanted & _ENDS_REFRESH:
        _end_of_the_refresh_token(ask, held, wanted)


def _end_of_the_refresh_token(ask: Ask, held: Secret, wanted: frozenset[str]) -> None:
    name = "rev-access-kills-refresh" if ask.has("rev-access") else "refresh C again"
    after: Back | None = tried(ask, name, lambda: refresh(ask, held))  # type: ignore[assignment]
    if after is None or not after.has_tokens:
        after = _another(ask)
    if after is None or not wanted & {"rev-refresh", "rev-refresh-kills-access"}:
        return
    last, third = after.token("refresh_token") or held, after.token("access_token")
    alive = third is not None and is_alive(ask, third)
    tried(ask, "rev-refresh said", lambda: _revoke(ask, last, "refresh_token"))
    ask.settle()
    tried(ask, "rev-refresh", lambda: refresh(ask, last))
    if third is not None and alive:
        tried(ask, "rev-refresh-kills-access", lambda: ask.userinfo(third))


def _foreign(ask: Ask, name: str, token: Secret, **how: object) -> None:
    """Somebody else revokes: what was said, and whether the token lives on."""
    if is_alive(ask, token):
        tried(ask, f"{name} said", lambda: _revoke(ask, token, "access_token", **how))
        ask.settle()
        tried(ask, name, lambda: ask.userinfo(token))


def _killed(ask: Ask, name: str, token: Secret, hint: str) -> None:
    if is_alive(ask, token):
        tried(ask, f"{name} said", lambda: _revoke(ask, token, hint))
        ask.settle()
        tried(ask, name, lambda: ask.userinfo(token))
