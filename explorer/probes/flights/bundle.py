"""Flights B, C and D: harmless changes together and the code used twice; the bare request and revocation; the riders."""

from __future__ import annotations

import dataclasses
import json
import secrets

from ...protocol.client import Client
from ...secret import Secret, reveal
from ..asking import Ask
from ..back_channel import Back
from ..links import HONEST_SCOPE, Link
from ..outcomes import Outcome
from .first import EVERY_PROOF
from .flight import Rider, depart, is_alive, ride, sent, tried

SCOPES = "address phone email profile openid"
BENIGN = {
    "display": "page", "ui_locales": "en", "claims_locales": "se", "login_hint": "probe-user", "foo": "bar", "max_age": "15000",
    "acr_values": "1 2",
}  # fmt: skip
FIRST = ("foo", "redirect_uri", "scope", "state", "nonce", "response_type")
CLAIMS = json.dumps({"userinfo": {"name": {"essential": True}}, "id_token": {"email": None}}, separators=(",", ":"))


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
    code, link = ticket

    def exchange(code: Secret, link: Link) -> Back:
        return ask.token(code, link=link, extra=(("foo", "bar"),))

    back = sent(ask, "tokens B", exchange, ticket)
    if back is None or not back.has_tokens:
        return
    access, refresh = back.token("access_token"), back.token("refresh_token")
    if access is not None:
        tried(ask, "ui B", lambda: ask.userinfo(access))
    if "code-single-use" not in wanted:
        return
    tried(ask, "code-single-use", lambda: exchange(code, link))
    ask.settle()
    if access is not None:
        tried(ask, "ui B after", lambda: ask.userinfo(access))
    if "tm-code-reuse-30s" in ask.given.chosen:
        ask.pause(30)
        tried(ask, "tm-code-reuse-30s", lambda: exchange(code, link))
        if access is not None:
            tried(ask, "ui B after 30", lambda: ask.userinfo(access))
    if refresh is not None:
        tried(ask, "code-replay-kills-refresh", lambda: _refresh(ask, refresh))


def _one_by_one(ask: Ask, acr: str) -> tuple[Secret, Link] | None:
    """The bundle brought no code: ask scopes, order and levels alone; returns a code of the last that brought one."""
    alone: dict[str, dict[str, str | None]] = {"B scopes": {"scope": SCOPES}, "B acr": {"acr_values": acr}, "B order": {}}
    found = None
    for name, change in alone.items():
        found = depart(ask, name, lambda change=change: ask.link(change, first=FIRST)) or found  # type: ignore[misc]
    return found


def _refresh(ask: Ask, token: Secret) -> Back:
    return ask.token(params=(("grant_type", "refresh_token"), ("refresh_token", token)), step="refresh")


def fly_bare(ask: Ask, wanted: frozenset[str]) -> None:
    """Do flight C: nothing that may be missing is there; then its tokens are taken back."""

    def make() -> Link:
        return ask.link({"state": None, "nonce": None, "scope": "openid profile offline_access"}, method=None)

    verifier = Secret(secrets.token_urlsafe(32), "code_verifier")
    riders: list[tuple[str, Rider]] = [
        ("pkce-verifier-without-challenge", lambda code, link: ask.token(code, link=link, extra=(("code_verifier", verifier),)))
    ]
    other = _other_method(ask.client)
    if other is not None:
        riders.append(("ca-other-method", lambda code, link: ask.token(code, link=link, client=other)))
    back = ride(ask, "C", make, [rider for rider in riders if rider[0] in wanted])
    if back is None or not back.has_tokens or not any(id.startswith("rev-") for id in wanted):
        return
    if back.token("refresh_token") is None and ask.has("refresh A"):
        back = _another(ask) or back
    _revoking(ask, back)


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


def _revoking(ask: Ask, back: Back) -> None:
    """Take tokens back one by one; each dead or alive is told only after a sign of life right before."""
    first, refresh = back.token("access_token"), back.token("refresh_token")
    if first is None:
        return
    if not tried(ask, "alive C", lambda: ask.userinfo(first)):
        return
    if not ask.client.is_public:
        _foreign(ask, "rev-unauthenticated", first, omit=EVERY_PROOF)
    if ask.given.second_client is not None:
        _foreign(ask, "rev-other-client", first, client=ask.given.second_client)
    second = first
    if refresh is not None:
        held = refresh
        renewed: Back | None = tried(ask, "refresh C", lambda: _refresh(ask, held))  # type: ignore[assignment]
        if renewed is not None and renewed.has_tokens:
            second = renewed.token("access_token") or first
            refresh = renewed.token("refresh_token") or refresh
    if second != first:
        _killed(ask, "rev-wrong-hint", first, "refresh_token")
    if not is_alive(ask, second) and (more := _another(ask)) is not None:  # one token took the whole grant along
        second, refresh = more.token("access_token") or second, more.token("refresh_token")
    _killed(ask, "rev-access", second, "access_token")
    params = (("token", second), ("token_type_hint", "access_token"))
    tried(ask, "intro-after-revocation", lambda: ask.call("introspection_endpoint", params, "introspect"))
    if refresh is not None:
        _end_of_the_refresh_token(ask, refresh)


def _end_of_the_refresh_token(ask: Ask, refresh: Secret) -> None:
    after: Back | None = tried(ask, "rev-access-kills-refresh", lambda: _refresh(ask, refresh))  # type: ignore[assignment]
    if after is None or not after.has_tokens:
        after = _another(ask)
    if after is None:
        return
    held, third = after.token("refresh_token") or refresh, after.token("access_token")
    alive = third is not None and is_alive(ask, third)
    tried(ask, "rev-refresh said", lambda: _revoke(ask, held, "refresh_token"))
    ask.settle()
    tried(ask, "rev-refresh", lambda: _refresh(ask, held))
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


def fly_riders(ask: Ask, wanted: frozenset[str]) -> None:
    """Do flight D: silently where there is a session, and many wrong requests on one code."""
    hint = ask.once("tokens A", lambda: None) if ask.has("tokens A") else None
    token = hint.token("id_token") if isinstance(hint, Back) else None
    full: dict[str, str | None] = {"prompt": "none", "max_age": "10000", "scope": "openid", "claims": CLAIMS}
    silent: Outcome | None = tried(ask, "silent", lambda: ask.sign_in(ask.link({"prompt": "none"})))  # type: ignore[assignment]
    session = silent is not None and silent.word == "code"
    if token is not None:
        change = {"prompt": "none", "id_token_hint": reveal(token)}
        if session:
            tried(ask, "v-id-token-hint", lambda: ask.sign_in(ask.link(change)))
    if session:
        _ages(ask, wanted)
    ways: list[dict[str, str | None]] = [full, {**full, "prompt": None}, {"scope": "openid"}]
    ways = ways if session else ways[1:]
    chosen = 0

    def make() -> Link:
        return ask.link(ways[chosen])

    while True:
        back = ride(ask, "D", make, _riders(ask, wanted))
        if ask.has("tokens D") or chosen == len(ways) - 1:
            break
        chosen += 1
        ask.forget("outcome D")
        ask.flights.pop("D", None)
    ask.keep("claims asked", lambda: "claims" in ways[chosen])
    access = back.token("access_token") if back is not None and back.has_tokens else None
    if access is not None:
        tried(ask, "ui D", lambda: ask.userinfo(access))


def _ages(ask: Ask, wanted: frozenset[str]) -> None:
    """What a session's age does to silent requests; none of them needs a code."""
    small = {"v-max-age-small": "1", "v-max-age-zero": "0"}
    for name, age in small.items():
        if name in wanted:
            if age == "1":
                ask.pause(2.1)
            change: dict[str, str | None] = {"prompt": "none", "max_age": age}
            tried(ask, name, lambda change=change: ask.sign_in(ask.link(change)))  # type: ignore[misc]
    claims = json.dumps({"id_token": {"acr": {"essential": True, "value": "urn:probe:none"}}})
    if "v-acr-essential" in wanted:
        tried(ask, "v-acr-essential", lambda: ask.sign_in(ask.link({"prompt": "none", "claims": claims})))


def _riders(ask: Ask, wanted: frozenset[str]) -> list[tuple[str, Rider]]:
    """The wrong requests, the most harmless first."""
    own = (("client_id", ask.client.client_id),)
    uri = ask.client.redirect_uri
    riders: dict[str, Rider] = {
        "ca-nothing": lambda code, link: ask.token(code, link=link, omit=EVERY_PROOF),
        "ca-none": lambda code, link: ask.token(code, link=link, omit=EVERY_PROOF, extra=own),
        "pkce-missing-verifier": lambda code, link: ask.token(code, link=link, omit=["code_verifier"]),
        "pkce-empty-verifier": lambda code, link: ask.token(code, link=link, extra=(("code_verifier", ""),)),
        "pkce-challenge-as-verifier": lambda code, link: ask.token(
            code, link=link, extra=(("code_verifier", str(link.get("code_challenge"))),)
        ),
        "pkce-wrong-verifier": lambda code, link: ask.token(
            code, link=link, extra=(("code_verifier", Secret(reveal(link.code_verifier or "")[::-1], "code_verifier")),)
        ),
        "code-redirect-missing": lambda code, link: ask.token(code, link=link, omit=["redirect_uri"]),
        "code-redirect-missing misspelt": lambda code, link: ask.token(
            code, link=link, omit=["redirect_uri"], extra=(("reidrect_uri", uri),)
        ),
        "code-redirect-wrong": lambda code, link: ask.token(
            code, link=link, extra=(("redirect_uri", f"{uri}{'&' if '?' in uri else '?'}probe=1"),)
        ),
    }
    if ask.client.is_public:
        riders = {name: rider for name, rider in riders.items() if not name.startswith("ca-")}
    second, public = ask.given.second_client, ask.given.public_client
    if second is not None:
        riders["code-other-client"] = lambda code, link: ask.token(code, link=link, client=second)
    if public is not None and public.client_id != ask.client.client_id:
        riders["code-other-client-public"] = lambda code, link: ask.token(code, link=link, client=public)
    if ask.client.method.name in ("client_secret_basic", "client_secret_post"):
        riders["ca-two-methods"] = lambda code, link: _both(ask, code, link)
    return [(name, rider) for name, rider in riders.items() if name.partition(" ")[0] in wanted]


def _both(ask: Ask, code: Secret, link: Link) -> Back:
    """Prove it twice, with the right secret both times."""
    basic = dataclasses.replace(ask.client, token_endpoint_auth_method="client_secret_basic")  # noqa: S106  (a method's name)
    secret = ask.client.client_secret or Secret("", "client_secret")
    twice = (("client_id", ask.client.client_id), ("client_secret", secret))
    return ask.token(code, link=link, client=basic, extra=twice)
