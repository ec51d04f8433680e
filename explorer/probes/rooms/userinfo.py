"""UserInfo with a token that works (OIDC Core 5.3, RFC 6750)."""

from __future__ import annotations

from dataclasses import replace

from ...protocol.jose import looks_like_jwt
from ..answer import Answer, NotAsked, Unclear, each, listed
from ..asking import Ask
from ..back_channel import Back
from ..registry import probe
from .scopes import SCOPE_CLAIMS, claims_in
from .success import members_of

_TEXTS = ("sub", "name", "given_name", "family_name", "email", "phone_number", "locale", "zoneinfo", "birthdate")


def _asked(ask: Ask, name: str) -> Back:
    back: Back = ask.kept(name, "A")
    return back


def _control(ask: Ask) -> Back:
    back = _asked(ask, "ui-get")
    if not back.is_ok:
        raise Unclear(f"not even the honest request works: {back.told}")
    return back


def _ok_or_status(ask: Ask, name: str) -> Answer:
    _control(ask)
    back = _asked(ask, name)
    return back.answer("ok" if back.is_ok else back.error if back.error == "invalid_request" else str(back.status))


@probe(
    "ui-get",
    spec="OIDC Core 5.3.1, 5.3.2",
    says="must",
    flight="A",
    covers=(
        "O ApiEndpoint.SupportsAuthorizationHeader",
        "O Features.TestUriSupported",
        "O DocumentSupport.RFC6750Supported",
        "C userinfo-get",
    ),
)
def ui_get(ask: Ask) -> Answer:
    """Does it answer a GET with the token in the header, and about the same person?"""
    back = _asked(ask, "ui-get")
    if not back.is_ok:
        return back.answer(str(back.status), "wrong")
    mine = claims_in(ask, "A").get("sub")
    sub = "absent" if "sub" not in back.members else "equal" if back.members["sub"] == mine else "other"
    return Answer(
        "ok",
        f"{back.seen.media_type}; sub {sub}",
        "alarm" if sub == "other" else "wrong" if sub == "absent" and back.members else "",
    )


@probe("ui-post-header", spec="OIDC Core 5.3.1", says="must", flight="A", covers=("C userinfo-post-header",))
def ui_post_header(ask: Ask) -> Answer:
    """Does it answer a POST with the token in the header?"""
    answer = _ok_or_status(ask, "ui-post-header")
    return answer if answer.word == "ok" else replace(answer, mark="wrong")


@probe("ui-post-body", spec="RFC 6750 2.2", says="may", flight="A", covers=("C userinfo-post-body",))
def ui_post_body(ask: Ask) -> Answer:
    """Does it take the token from a form?"""
    return _ok_or_status(ask, "ui-post-body")


@probe(
    "ui-query",
    spec="RFC 6750 2.3; RFC 9700 4.3.2",
    says="should",
    flight="A",
    risk="C",
    covers=("O Features.TokenAsQueryParameter", "O ApiEndpoint.TokenAsQueryParameterDisabled", "O ApiEndpoint.CacheControl"),
    by_name=True,
)
def ui_query(ask: Ask) -> Answer:
    """Does it take the token from the address?"""
    answer, back = _ok_or_status(ask, "ui-query"), _asked(ask, "ui-query")
    cached = back.seen.response.header("Cache-Control") or "none"
    return replace(answer, detail=f"{answer.detail}; Cache-Control: {cached}")


@probe("ui-two-places", spec="RFC 6750 2, 3.1", says="must", flight="A")
def ui_two_places(ask: Ask) -> Answer:
    """What if the token comes in two places at once?"""
    return _ok_or_status(ask, "ui-two-places")


@probe("ui-scheme-case", spec="RFC 9110 11.1", flight="A")
def ui_scheme_case(ask: Ask) -> Answer:
    """May the scheme be written in small letters, or in capitals?"""
    _control(ask)
    words = {}
    for scheme in ("bearer", "BEARER"):
        back = _asked(ask, f"ui-scheme-case {scheme}")
        words[scheme] = "ok" if back.is_ok else str(back.status)
    return each(words)


@probe("ui-format", spec="OIDC Core 5.3.2", flight="A", covers=("C userinfo-rs256",))
def ui_format(ask: Ask) -> Answer:
    """Is the answer JSON, a signed JWT, or encrypted?"""
    return Answer(_control(ask).seen.media_type or "other")


@probe("ui-claims", spec="OIDC Core 5.1, 5.4", flight="A", covers=("C server",))
def ui_claims(ask: Ask) -> Answer:
    """Are the types of the claims right, and is nothing given that was not asked for?"""
    members = _control(ask).members
    faults = [f"{name} is no text" for name in _TEXTS if name in members and not isinstance(members[name], str)]
    faults += [
        f"{name} is no boolean"
        for name in ("email_verified", "phone_number_verified")
        if name in members and not isinstance(members[name], bool)
    ]
    faults += ["address is no object"] if "address" in members and not isinstance(members["address"], dict) else []
    granted = str(members_of(ask).get("scope") or "openid profile email").split()
    unasked = [name for scope, names in SCOPE_CLAIMS.items() if scope not in granted for name in names if name in members]
    faults += [f"{name} was not asked for" for name in unasked]
    return (
        Answer("clean", listed(list(members)))
        if not faults
        else Answer("faults", listed(faults), "wrong" if len(faults) > len(unasked) else "")
    )


@probe("ui-without-openid", spec="OIDC Core 5.3", flight="G")
def ui_without_openid(ask: Ask) -> Answer:
    """Does it work with a token that was got without openid?"""
    back: Back = ask.kept("ui-without-openid", "G")
    return back.answer("ok" if back.is_ok else f"{back.status} {back.error}".strip())


@probe(
    "ui-modified-jwt",
    spec="RFC 8725 2.1, 3.1; RFC 9068 4",
    says="must",
    flight="A",
    risk="T",
    covers=("O Jwt.AcceptsNoneSignature",),
    by_name=True,
)
def ui_modified_jwt(ask: Ask) -> Answer:
    """Does it take an access token without a signature, or with a stranger's?"""
    if not looks_like_jwt(str(members_of(ask).get("access_token"))):
        raise NotAsked("the access tokens are no JWTs")
    words = {}
    for name in ("none", "nOne", "foreign"):
        back = _asked(ask, f"ui-modified-jwt {name}")
        words[name] = "ok" if back.is_ok else str(back.status)
    return each(words, "", "alarm" if "ok" in words.values() else "")


@probe("ui-id-token-as-token", spec="RFC 9068 4; RFC 8725 3.11", says="must", flight="A", risk="T", wrong=("ok",))
def ui_id_token_as_token(ask: Ask) -> Answer:
    """Does it take an ID token for an access token?"""
    _control(ask)
    back = _asked(ask, "ui-id-token-as-token")
    return back.answer("ok" if back.is_ok else str(back.status))
