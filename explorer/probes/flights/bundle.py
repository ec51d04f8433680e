"""Flights B, C and D: harmless changes together and the code used twice; the bare request and revocation; the riders."""

from __future__ import annotations

import functools
from collections.abc import Callable

from ...secret import Secret
from ..asking import Ask
from ..back_channel import Back
from ..links import Link
from .flight import depart, sent, tried

SCOPES = "address phone email profile openid"
BENIGN = {
    "display": "page", "ui_locales": "en", "claims_locales": "se", "login_hint": "probe-user", "foo": "bar", "max_age": "15000",
    "acr_values": "1 2",
}  # fmt: skip
_TWICE = {"code-single-use", "code-replay-kills-access", "code-replay-kills-refresh", "tm-code-reuse-30s"}
FIRST = ("foo", "redirect_uri", "scope", "state", "nonce", "response_type")


def fly_bundle(ask: Ask, wanted: frozenset[str]) -> None:
    """Do flight B: many harmless parameters at once, in another order; then its code a second time."""
    known = ask.members.get("acr_values_supported")
    acr = str(known[0]) if isinstance(known, list) and known else "1 2"
    ask.keep("asked acr", lambda: acr)
    ticket = depart(ask, "B", lambda: ask.link({**BENIGN, "acr_values": acr, "scope": SCOPES}, first=FIRST))
    if ticket is None:  # one of them is guilty: those that are questions of their own are asked alone
        ticket = _one_by_one(ask, acr)
    if ticket is None:
        return

    def odd(code: Secret, link: Link) -> Back:
        return ask.token(code, link=link, extra=(("foo", "bar"),))

    def honest(code: Secret, link: Link) -> Back:
        return ask.token(code, link=link)

    exchange = odd
    back = sent(ask, "foo B", odd, ticket)
    if back is not None and not back.has_tokens:  # the parameter that nobody knows is minded: without it, then
        exchange = honest
        back = sent(ask, "tokens B", honest, ticket)
    elif back is not None:
        ask.keep("tokens B", functools.partial(_same, back))
    access = back.token("access_token") if back is not None and back.has_tokens else None
    if access is not None:
        tried(ask, "ui B", lambda: ask.userinfo(access))
    if back is not None and back.has_tokens and wanted & _TWICE:
        _twice(ask, lambda: exchange(*ticket), access, back.token("refresh_token"))


def _twice(ask: Ask, exchange: Callable[[], Back], access: Secret | None, refresh: Secret | None) -> None:
    """Send the same code again, and look what became of the tokens that it brought."""
    tried(ask, "code-single-use", exchange)
    ask.settle()
    if access is not None:
        tried(ask, "ui B after", lambda: ask.userinfo(access))
    if "tm-code-reuse-30s" in ask.given.chosen:
        ask.pause(30)
        tried(ask, "tm-code-reuse-30s", exchange)
        if access is not None:
            tried(ask, "ui B after 30", lambda: ask.userinfo(access))
    if refresh is not None:
        tried(ask, "code-replay-kills-refresh", lambda: _refresh(ask, refresh))


def _same(back: Back) -> Back:
    return back


def _one_by_one(ask: Ask, acr: str) -> tuple[Secret, Link] | None:
    """The bundle brought no code: ask scopes, order and levels alone; returns a code of the last that brought one."""
    alone: dict[str, dict[str, str | None]] = {"B scopes": {"scope": SCOPES}, "B acr": {"acr_values": acr}, "B order": {}}
    found = None
    for name, change in alone.items():
        first = FIRST if name == "B order" else ()
        found = depart(ask, name, lambda change=change, first=first: ask.link(change, first=first)) or found  # type: ignore[misc]
    return found


def _refresh(ask: Ask, token: Secret) -> Back:
    return ask.token(params=(("grant_type", "refresh_token"), ("refresh_token", token)), step="refresh")
