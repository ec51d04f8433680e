"""Flight D: silent where there is a session, and many wrong requests on one code; what a session is too old for."""

from __future__ import annotations

import dataclasses
import json

from ...secret import Secret, reveal
from ..asking import EVERY_PROOF, Ask
from ..back_channel import Back
from ..links import Link
from ..outcomes import Outcome
from .flight import Rider, ride, tried

CLAIMS = json.dumps({"userinfo": {"name": {"essential": True}}, "id_token": {"email": None}}, separators=(",", ":"))
_UNMET = json.dumps({"id_token": {"acr": {"essential": True, "value": "urn:probe:none"}}})
Way = dict[str, str | None]


def fly_riders(ask: Ask, wanted: frozenset[str]) -> None:
    """Do flight D. One link asks everything; where it brings no code, prompt, then claims and hint are left away."""
    first = ask.once("tokens A", lambda: None) if ask.has("tokens A") else None
    token = first.token("id_token") if isinstance(first, Back) else None
    hint: Way = {"id_token_hint": reveal(token)} if token is not None else {}
    full: Way = {"max_age": "10000", "scope": "openid", "claims": CLAIMS}
    ways: list[Way] = [{**full, **hint, "prompt": "none"}, full, {"scope": "openid"}]
    back, chosen = None, 0
    for chosen, way in enumerate(ways):
        ask.forget("outcome D")
        ask.flights.pop("D", None)
        back = ride(ask, "D", lambda way=way: ask.link(way), _riders(ask, wanted))  # type: ignore[misc]
        if chosen == 0:
            _note_silence(ask, hint)
        if ask.has("link D"):
            break
    ask.keep("claims asked", lambda: "claims" in ways[chosen])
    access = back.token("access_token") if back is not None and back.has_tokens else None
    if access is not None:
        tried(ask, "ui D", lambda: ask.userinfo(access))
    if not ask.given.by_paste:
        fly_silent(ask, wanted)


def _note_silence(ask: Ask, hint: Way) -> None:
    """What the first link says of silent sign-ins; where it brought no code, and links cost nothing, each is asked alone."""
    together: Outcome = ask.once("outcome D", lambda: Outcome("stopped"))
    if together.word == "code" or ask.given.by_paste:
        if together.word == "code" or together.error == "login_required":  # a consent may be missing for the claims alone
            ask.keep("silent", lambda: together)
            if hint and together.word == "code":
                ask.keep("v-id-token-hint", lambda: together)
        return
    silent: Outcome | None = tried(ask, "silent", lambda: ask.sign_in(ask.link({"prompt": "none"})))  # type: ignore[assignment]
    if hint and silent is not None and silent.word == "code":
        tried(ask, "v-id-token-hint", lambda: ask.sign_in(ask.link({"prompt": "none", **hint})))


def fly_silent(ask: Ask, wanted: frozenset[str]) -> None:
    """Do flight D2: silent requests for which the session is too old, or not good enough; none of them brings a code that is used."""
    if ask.given.by_paste and not ask.has("silent"):
        tried(ask, "silent", lambda: ask.sign_in(ask.link({"prompt": "none"})))
    silent = ask.once("silent", lambda: None) if ask.has("silent") else None
    if not isinstance(silent, Outcome) or silent.word != "code":
        return
    changes: dict[str, Way] = {
        "v-max-age-small": {"max_age": "1"},
        "v-max-age-zero": {"max_age": "0"},
        "v-acr-essential": {"claims": _UNMET},
    }
    for name, change in changes.items():
        if name in wanted and not ask.has(name):
            if name == "v-max-age-small":
                ask.pause(2.1)
            tried(ask, name, lambda change=change: ask.sign_in(ask.link({"prompt": "none", **change})))


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
    if ask.client.is_public or _is_decided(ask):
        riders = {name: rider for name, rider in riders.items() if not name.startswith("ca-")}
    public = ask.given.public_client
    if "code-other-client" in wanted and ask.has_second:
        second = ask.second
        riders["code-other-client"] = lambda code, link: ask.token(code, link=link, client=second)
    if public is not None and public.client_id != ask.client.client_id:
        riders["code-other-client-public"] = lambda code, link: ask.token(code, link=link, client=public)
    if ask.client.method.name in ("client_secret_basic", "client_secret_post"):
        riders["ca-two-methods"] = lambda code, link: _both(ask, code, link)
    return [(name, rider) for name, rider in riders.items() if name.partition(" ")[0] in wanted]


def _is_decided(ask: Ask) -> bool:
    """Whether an invented code has told already that nobody gets in without a proof: each such request may be counted."""
    backs = [ask.once(name, lambda: None) for name in ("ca-none invented", "ca-nothing invented") if ask.has(name)]
    return len(backs) == 2 and all(isinstance(back, Back) and back.error == "invalid_client" for back in backs)


def _both(ask: Ask, code: Secret, link: Link) -> Back:
    """Prove it twice, with the right secret both times."""
    basic = dataclasses.replace(ask.client, token_endpoint_auth_method="client_secret_basic")  # noqa: S106  (a method's name)
    secret = ask.client.client_secret or Secret("", "client_secret")
    twice = (("client_id", ask.client.client_id), ("client_secret", secret))
    return ask.token(code, link=link, client=basic, extra=twice)
