"""Refreshing: what comes, how far it is bound to the client, and what happens to the old token (RFC 6749 6, RFC 9700 4.14)."""

from __future__ import annotations

from ...protocol.jose import parse_jwt
from ..answer import Answer, NotAsked, Unclear, each, listed
from ..asking import Ask
from ..back_channel import Back
from ..registry import probe
from .scopes import claims_in
from .success import tokens_of


def refreshed(ask: Ask, name: str) -> Back:
    """Return the answer to one of the refreshes of flight A."""
    tokens = tokens_of(ask)
    if tokens.token("refresh_token") is None:
        raise NotAsked("no refresh token came")
    back: Back = ask.kept(name, "A")
    return back


def _control(ask: Ask) -> Back:
    back = refreshed(ask, "rt-works")
    if not back.has_tokens:
        raise Unclear(f"not even the honest refresh works: {back.told}")
    return back


def _scope_of(back: Back) -> list[str]:
    """Return the scope of new tokens as the answer names it, or their JWT. Raises `Unclear` where neither does."""
    said = back.members.get("scope", parse_jwt(str(back.members.get("access_token"))).claims.get("scope"))
    if isinstance(said, list):
        return [str(scope) for scope in said]
    if not isinstance(said, str):
        raise Unclear("tokens came, and nothing says with which scope")
    return said.split()


@probe("rt-works", spec="RFC 6749 6; OIDC Core 12", flight="A", covers=("C refresh-token",))
def rt_works(ask: Ask) -> Answer:
    """Does a refresh work, and what comes back?"""
    back = refreshed(ask, "rt-works")
    return back.answer(detail=listed(list(back.members)) if back.has_tokens else "")


@probe("rt-id-token", spec="OIDC Core 12.2", flight="A", covers=("C refresh-token",))
def rt_id_token(ask: Ask) -> Answer:
    """Does a refreshed ID token speak of the same sign-in?"""
    token = _control(ask).members.get("id_token")
    if not isinstance(token, str):
        return Answer("none")
    before, after = claims_in(ask, "A"), parse_jwt(token).claims
    faults = [
        name
        for name in ("iss", "sub", "aud", "auth_time", "azp")
        if before.get(name) != after.get(name) and (name in before or name != "azp")
    ]
    faults += ["nonce"] if after.get("nonce") not in (None, before.get("nonce")) else []
    faults += ["iat"] if isinstance(after.get("iat"), int) and after["iat"] < before.get("iat", 0) else []
    return (
        Answer("clean", "nonce repeated" if "nonce" in after else "")
        if not faults
        else Answer("faults", listed(faults), "wrong")
    )


@probe("rt-narrower", spec="RFC 6749 6", says="may", flight="A")
def rt_narrower(ask: Ask) -> Answer:
    """Can the scope be narrowed?"""
    _control(ask)
    back = refreshed(ask, "rt-narrower")
    if not back.has_tokens:
        return back.answer("refused")
    said = _scope_of(back)
    return Answer("narrowed" if said == ["openid"] else "ignored", f"scope {' '.join(said)}")


@probe("rt-wider", spec="RFC 6749 6", says="must", flight="A", covers=("C refresh-token",), alarm=("granted",))
def rt_wider(ask: Ask) -> Answer:
    """Is a wider scope refused?"""
    _control(ask)
    more = str(ask.kept("wider scope", "A"))
    back = refreshed(ask, "rt-wider")
    if not back.has_tokens:
        return back.answer()
    said = _scope_of(back)
    return Answer("granted" if more in said else "ignored", f"asked for {more}; scope {' '.join(said)}")


@probe(
    "rt-unauthenticated",
    spec="RFC 6749 6, 3.2.1; RFC 9700 2.2.2",
    says="must",
    flight="A",
    covers=("O TokenEndpoint.IsRefreshAuthenticationRequired",),
    alarm=("tokens",),
)
def rt_unauthenticated(ask: Ask) -> Answer:
    """Must the client prove who it is to refresh?"""
    if ask.client.is_public:
        raise NotAsked("the client is a public one")
    _control(ask)
    words = {"named": refreshed(ask, "rt-unauthenticated"), "nothing": refreshed(ask, "rt-unauthenticated nothing")}
    return each(
        {name: back.word for name, back in words.items()}, "", "alarm" if any(b.has_tokens for b in words.values()) else ""
    )


@probe(
    "rt-other-client",
    spec="RFC 6749 6, 10.4; RFC 9700 4.14.2",
    says="must",
    flight="A",
    risk="T",
    covers=("O TokenEndpoint.IsRefreshBoundToClient", "C refresh-token"),
    alarm=("tokens",),
)
def rt_other_client(ask: Ask) -> Answer:
    """Is a refresh token bound to its client?"""
    _control(ask)
    ask.require_second()
    return refreshed(ask, "rt-other-client").answer()


@probe("rt-after-foreign-try", spec="no standard", flight="A", risk="R")
def rt_after_foreign_try(ask: Ask) -> Answer:
    """Did the try of the other client end the refresh token?"""
    _control(ask)
    ask.require_second()
    back = refreshed(ask, "rt-after-foreign-try")
    return back.answer("alive" if back.has_tokens else "dead")


@probe(
    "rt-rotates",
    spec="RFC 9700 2.2.2, 4.14.2",
    says="must",
    flight="A",
    covers=("O TokenEndpoint.UsesTokenRotation", "O TokenEndpoint.RefreshTokenRevokedAfterUse"),
)
def rt_rotates(ask: Ask) -> Answer:
    """Does each refresh bring a new refresh token?"""
    _control(ask)
    back = refreshed(ask, "rt-rotates")
    if not back.has_tokens:
        raise Unclear(f"the refresh did not work: {back.told}")
    new = back.token("refresh_token")
    public = "wrong" if ask.client.is_public else ""
    if new is None:
        return Answer("none returned", "the old one stays", public)  # type: ignore[arg-type]
    sent = back.seen.request.parameter("refresh_token")
    return Answer("same", "", public) if new == sent else Answer("rotates")  # type: ignore[arg-type]


@probe("rt-old-again", spec="RFC 9700 4.14.2", flight="A", risk="R", covers=("O TokenEndpoint.RefreshTokenRevokedAfterUse",))
def rt_old_again(ask: Ask) -> Answer:
    """Is the old one refused after it was replaced?"""
    _control(ask)
    if not ask.has("rt-old-again"):
        raise NotAsked("it is not replaced")
    back = refreshed(ask, "rt-old-again")
    if not back.has_tokens:
        return back.answer()
    after = refreshed(ask, "rt-old-after-new")
    return Answer(
        "tokens", "always" if after.has_tokens else "until the new one is used", "wrong" if ask.client.is_public else ""
    )


@probe("rt-family-dies", spec="RFC 9700 4.14.2", flight="A", risk="R", covers=("O TokenEndpoint.InvalidatedRefreshToken",))
def rt_family_dies(ask: Ask) -> Answer:
    """Does using the old one end the new one, too?"""
    _control(ask)
    if not ask.has("rt-family-dies"):
        raise NotAsked("the old one is not replaced, or not refused")
    newest = refreshed(ask, "rt-family-dies")
    access = refreshed(ask, "rt-family access") if ask.has("rt-family access") else None
    told = "" if access is None else f"access token {'alive' if access.is_ok else 'dead'}"
    return Answer("newest lives" if newest.has_tokens else "family revoked", told)
