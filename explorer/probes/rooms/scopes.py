"""Which claims come for which scope, and whether one can be asked for by its name (OIDC Core 5.4, 5.5)."""

from __future__ import annotations

from typing import Any

from ...protocol.jose import parse_jwt
from ..answer import Answer, Unclear, listed
from ..asking import Ask
from ..back_channel import Back
from ..registry import probe
from .success import members_of

SCOPE_CLAIMS = {  # OIDC Core 5.4
    "profile": (
        *(
            "name",
            "family_name",
            "given_name",
            "middle_name",
            "nickname",
            "preferred_username",
            "profile",
            "picture",
            "website",
        ),
        *("gender", "birthdate", "zoneinfo", "locale", "updated_at"),
    ),
    "email": ("email", "email_verified"),
    "address": ("address",),
    "phone": ("phone_number", "phone_number_verified"),
}


def claims_in(ask: Ask, flight: str) -> dict[str, Any]:
    """Return the claims of the ID token of a flight."""
    return dict(parse_jwt(str(members_of(ask, flight).get("id_token"))).claims)


def _scope(ask: Ask, scope: str, flight: str, where: str) -> Answer:
    """Tell which claims a scope gives, and where they come."""
    known = ask.members.get("scopes_supported")
    if isinstance(known, list) and scope not in known:
        return Answer("not announced")
    ui: Back = ask.kept(where, flight)
    there = [name for name in SCOPE_CLAIMS[scope] if name in ui.members]
    inside = [name for name in SCOPE_CLAIMS[scope] if name in claims_in(ask, flight)]
    words = [*(["at UserInfo"] if there else []), *(["in ID token"] if inside else [])]
    return Answer(listed(words, "nowhere"), f"UserInfo: {listed(there)}; ID token: {listed(inside)}")


def _control_openid(ask: Ask, claim: str, where: str) -> str:
    """Return what a sign-in with openid alone says of a claim: "comes anyway", "does not come", or "" where there was none."""
    if not ask.has("tokens openid"):
        return ""
    ui: Back | None = ask.once("ui openid", lambda: None) if ask.has("ui openid") else None
    members = claims_in(ask, "openid") if where == "ID token" else ui.members if ui is not None else None
    return "" if members is None else "comes anyway" if claim in members else "does not come"


def _delivered(ask: Ask, claim: str, came: bool, where: str) -> Answer:
    """Return whether a claim came because it was asked for; one that comes anyway tells nothing."""
    if not came:
        return Answer("ignored")
    control = _control_openid(ask, claim, where)
    if control == "comes anyway":
        raise Unclear(f"{claim} comes with openid alone, so that it came tells nothing")
    return Answer("delivered", "" if control else "whether it comes without being asked for was not seen")


@probe("v-scope-profile", spec="OIDC Core 5.4", flight="A", covers=("C scope-profile",))
def v_scope_profile(ask: Ask) -> Answer:
    """Which claims does profile give, and where?"""
    return _scope(ask, "profile", "A", "ui-get")


@probe("v-scope-email", spec="OIDC Core 5.4", flight="A", covers=("C scope-email",))
def v_scope_email(ask: Ask) -> Answer:
    """Which claims does email give, and where?"""
    return _scope(ask, "email", "A", "ui-get")


@probe("v-scope-address", spec="OIDC Core 5.4, 5.1.1", flight="B", covers=("C scope-address",))
def v_scope_address(ask: Ask) -> Answer:
    """Which claims does address give, and where?"""
    return _scope(ask, "address", "B", "ui B")


@probe("v-scope-phone", spec="OIDC Core 5.4", flight="B", covers=("C scope-phone",))
def v_scope_phone(ask: Ask) -> Answer:
    """Which claims does phone give, and where?"""
    return _scope(ask, "phone", "B", "ui B")


@probe("v-claims-userinfo", spec="OIDC Core 5.5", flight="D", covers=("C claims-essential",))
def v_claims_userinfo(ask: Ask) -> Answer:
    """Does UserInfo deliver a claim that was asked for by its name?"""
    asked = ask.kept("claims asked", "D")
    ui: Back = ask.kept("ui D", "D")
    if not asked:
        return Answer("refused", "with claims no code came")
    if not ui.is_ok:
        raise Unclear(f"UserInfo does not answer: {ui.told}")
    return _delivered(ask, "name", "name" in ui.members, "UserInfo")


@probe("v-claims-id-token", spec="OIDC Core 5.5", says="may", flight="D")
def v_claims_id_token(ask: Ask) -> Answer:
    """Can a claim be put into the ID token?"""
    asked = ask.kept("claims asked", "D")
    if not asked:
        return Answer("refused", "with claims no code came")
    return _delivered(ask, "email", "email" in claims_in(ask, "D"), "ID token")
