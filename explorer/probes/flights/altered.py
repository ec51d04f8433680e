"""Flights E to S3 and P: one thing changed in the authorization request, and what the exchange makes of its code."""

from __future__ import annotations

import dataclasses
import functools
import secrets
import string

from ...protocol.authentication import basic_authorization
from ...secret import Secret, reveal
from ..answer import NotAsked
from ..asking import EVERY_PROOF, Ask
from ..back_channel import Back
from ..links import Link
from ..odd_requests import json_request
from ..outcomes import Outcome
from .flight import Rider, depart, ride, sent, tried

LONGEST = (string.ascii_letters + string.digits + "-._~") * 2
UNKNOWN_SCOPE = "openid profile probe_unknown"


def fly_plain(ask: Ask, wanted: frozenset[str]) -> None:
    """Do flight E: the method plain with the longest verifier; where that is refused, the verifier alone."""
    riders: list[tuple[str, Rider]] = []
    if "ca-basic-encoding" in ask.given.chosen and ask.client.client_secret is not None:
        other = dataclasses.replace(ask.client, basic_encoding="raw" if ask.client.basic_encoding == "form" else "form")
        riders.append(("ca-basic-encoding", lambda code, link: ask.token(code, link=link, client=other, kind="authentication")))
    scope = {"scope": "openid"}  # the control of the claims parameter: what comes when nothing more is asked for
    plain = ride(ask, "E", lambda: ask.link(scope, verifier=LONGEST[:128], method="plain"), riders)
    long, usual = None, None
    if plain is None or not plain.has_tokens:
        waiting = [rider for rider in riders if not ask.has(rider[0])]
        long = ride(ask, "E long", lambda: ask.link(scope, verifier=LONGEST[:128]), waiting)
        if long is not None:
            ask.keep("pkce-long", functools.partial(_same, long))
    if plain is not None and long is not None and not long.has_tokens:  # the length is refused: plain with a usual verifier
        usual = ride(ask, "E plain", lambda: ask.link(scope, method="plain"), [])
    back = next((each for each in (plain, long, usual) if each is not None and each.has_tokens), None)
    access = back.token("access_token") if back is not None else None
    if back is not None and access is not None:
        ask.keep("tokens openid", functools.partial(_same, back))
        tried(ask, "ui openid", lambda: ask.userinfo(access))


def fly_unknown_scope(ask: Ask, wanted: frozenset[str]) -> None:
    """Do flight F: a scope that nobody knows, and the client named beside the header."""
    riders: list[tuple[str, Rider]] = []
    if ask.client.method.name == "client_secret_basic" and "ca-id-beside-basic" in wanted:
        beside = (("client_id", ask.client.client_id),)
        riders.append(("ca-id-beside-basic", lambda code, link: ask.token(code, link=link, extra=beside)))
    ticket = depart(ask, "F", lambda: ask.link({"scope": UNKNOWN_SCOPE}))
    if ticket is None:
        return
    for name, rider in riders:
        back = sent(ask, name, rider, ticket)
        if back is not None and back.has_tokens:
            ask.keep("tokens F", functools.partial(_same, back))
            return
    sent(ask, "tokens F", lambda code, link: ask.token(code, link=link), ticket)


def _same(back: Back) -> Back:
    return back


def fly_without_openid(ask: Ask, wanted: frozenset[str]) -> None:
    """Do flight G: plain OAuth, as a form where that is possible."""

    def make() -> Link:
        link = ask.link({"scope": "profile", "nonce": None})
        posted = ask.once("az-post", lambda: None) if ask.has("az-post") else None
        can_post = isinstance(posted, Outcome) and posted.is_login and hasattr(ask.given.sign_in, "walk")
        return dataclasses.replace(link, context={"post": True}) if can_post else link

    back = ride(ask, "G", make, [])
    access = back.token("access_token") if back is not None and back.has_tokens else None
    if access is not None:
        tried(ask, "ui-without-openid", lambda: ask.userinfo(access))


def fly_without_scope(ask: Ask, wanted: frozenset[str]) -> None:
    """Do flight H: no scope at all; a parameter twice at the exchange. Where that brings no code, the honest request carries the rider."""
    twice = (("grant_type", "authorization_code"), ("grant_type", "authorization_code"))
    riders: list[tuple[str, Rider]] = [("code-duplicate", lambda code, link: ask.token(code, link=link, extra=twice))]
    ride(ask, "H", lambda: ask.link({"scope": None}), riders)
    if not ask.has("code-duplicate") and "code-duplicate" in wanted:
        ride(ask, "H honest", lambda: ask.link(), riders)


def fly_form_post(ask: Ask, wanted: frozenset[str]) -> None:
    """Do flight I: the answer in a form. Whoever pastes addresses never sees it."""
    if ask.given.by_paste:
        raise NotAsked("the answer is posted to the redirect address, and what is posted cannot be pasted")
    ride(ask, "I", lambda: ask.link({"response_mode": "form_post"}), [])


def fly_short(ask: Ask, wanted: frozenset[str]) -> None:
    """Do flight J1: a verifier that is too short."""
    ticket = depart(ask, "J1", lambda: ask.link({}, verifier="abc"))
    if ticket is not None:
        sent(ask, "pkce-short", lambda code, link: ask.token(code, link=link), ticket)


def fly_no_method(ask: Ask, wanted: frozenset[str]) -> None:
    """Do flight J2: a challenge without a method; the challenge itself as the verifier first (plain), then what it was made of."""
    ticket = depart(ask, "J2", lambda: ask.link({"code_challenge_method": None}))
    if ticket is None:
        return
    challenge = str(ticket[1].get("code_challenge"))
    plain = sent(ask, "plain J2", lambda code, link: ask.token(code, link=link, extra=(("code_verifier", challenge),)), ticket)
    back = plain if plain is not None and plain.has_tokens else None
    rule = "tokens with plain rule"
    if back is None and plain is not None and ask.has("burns D") and ask.once("burns D", lambda: False):
        ticket = depart(ask, "J2", lambda: ask.link({"code_challenge_method": None}))
        if ticket is None:
            return
    if back is None:
        back = sent(ask, "hashed J2", lambda code, link: ask.token(code, link=link), ticket)
        rule = "tokens with S256 rule"
    if back is not None:
        ask.keep("pkce-method-missing", lambda: back)
        ask.keep("pkce rule", lambda: rule if back.has_tokens else "refused")


def fly_fragment(ask: Ask, wanted: frozenset[str]) -> None:
    """Do flight S1: the answer in the fragment, nonce and challenge of flight A once more, and a body of JSON."""
    first = ask.once("link A", lambda: None) if ask.has("link A") else None

    def make(mode: str | None) -> Link:
        if isinstance(first, Link) and first.code_verifier is not None:
            change: dict[str, str | None] = {"response_mode": mode, "nonce": first.get("nonce")}
            return ask.link(change, verifier=reveal(first.code_verifier))
        return ask.link({"response_mode": mode})

    riders: list[tuple[str, Rider]] = (
        [("code-json", lambda code, link: _as_json(ask, code, link))] if "code-json" in wanted else []
    )
    if ride(ask, "S1", lambda: make("fragment"), riders) is None:
        ride(ask, "S1 again", lambda: make(None), riders)


def _as_json(ask: Ask, code: Secret, link: Link) -> Back:
    grant = (("grant_type", "authorization_code"), ("code", code), ("redirect_uri", ask.client.redirect_uri))
    verifier = (("code_verifier", link.code_verifier),) if link.code_verifier else ()
    request = ask.form("token_endpoint", (*grant, *verifier))
    headers = tuple((name, value) for name, value in request.headers if name == "Authorization")
    return Back(ask.send(json_request(request.url, request.form or (), headers), "exchange", "token"))


def fly_resource(ask: Ask, wanted: frozenset[str]) -> None:
    """Do flight S3: a token for the API that was named."""
    resource = ask.given.resource
    if resource and "v-resource" in ask.given.chosen:
        ride(ask, "S3", lambda: ask.link({"resource": resource}), [])


def fly_public(ask: Ask, wanted: frozenset[str]) -> None:
    """Do flight P: what a public client need not send, and what it may."""
    public = ask.given.public_client
    if public is None:
        return
    own = (("client_id", public.client_id),)

    def exchange(code: Secret, link: Link) -> Back:
        return ask.token(code, link=link, client=public)

    def made(method: str | None = "S256") -> Link:
        return ask.link({}, client=public, method=method)

    no_id: list[tuple[str, Rider]] = [
        ("ca-public-no-id", lambda code, link: ask.token(code, link=link, client=public, omit=EVERY_PROOF))
    ]
    ride(ask, "P", lambda: made(method=None), no_id, exchange)
    if not ask.has("ca-public-no-id"):
        ride(ask, "P honest", made, no_id, exchange)
    secret = Secret(f"probe-{secrets.token_urlsafe(18)}", "client_secret")
    header = (("Authorization", basic_authorization(public.client_id, "")),)
    for name, rider in {
        "ca-public-with-secret": lambda code, link: ask.token(
            code, link=link, client=public, extra=(*own, ("client_secret", secret))
        ),
        "ca-public-basic-empty": lambda code, link: ask.token(code, link=link, client=public, omit=EVERY_PROOF, headers=header),
    }.items():
        ticket = depart(ask, "P2", made)
        if ticket is not None:
            sent(ask, name, rider, ticket)
