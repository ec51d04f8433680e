"""Taking tokens back: each is told dead only after a sign of life right before (RFC 7009).

The tokens are those of this run. All the same they are revoked, so these questions are asked by name only: by their ids, or
by that of the room.
"""

from __future__ import annotations

from ..answer import Answer, NotAsked, Unclear
from ..asking import Ask
from ..back_channel import Back
from ..registry import probe


def _back(ask: Ask, name: str) -> Back:
    ask.endpoint("revocation_endpoint")
    back: Back = ask.kept(name, "C")
    return back


def _killed(ask: Ask, name: str) -> Answer:
    said, after = _back(ask, f"{name} said"), _back(ask, name)
    if said.error == "unsupported_token_type":
        return said.answer("unsupported_token_type")
    return after.answer(
        "alive" if after.is_ok else "dead", detail=f"revocation said {said.status}, UserInfo then {after.status}"
    )


def _foreign(ask: Ask, name: str) -> Answer:
    said, after = _back(ask, f"{name} said"), _back(ask, name)
    status = "200" if said.is_ok else "401" if said.status == 401 and name == "rev-unauthenticated" else "error"
    word = f"{status}, {'alive' if after.is_ok else 'dead'}"
    return said.answer(word, "alarm" if word == "200, dead" else None)


@probe(
    "rev-access",
    spec="RFC 7009 2",
    says="should",
    flight="C",
    risk="R",
    by_name=True,
    covers=("O Revocation.CanAccessTokensBeRevoked",),
)
def rev_access(ask: Ask) -> Answer:
    """Can an access token be taken back, and is it dead then?"""
    return _killed(ask, "rev-access")


@probe(
    "rev-access-kills-refresh",
    spec="RFC 7009 2.1",
    says="may",
    flight="C",
    risk="R",
    by_name=True,
    covers=("O Revocation.AccessRevokesRefresh",),
)
def rev_access_kills_refresh(ask: Ask) -> Answer:
    """Does that end the refresh token, too?"""
    back = _back(ask, "rev-access-kills-refresh")
    return back.answer("alive" if back.has_tokens else "dead")


@probe(
    "rev-refresh",
    spec="RFC 7009 2",
    says="must",
    flight="C",
    risk="R",
    by_name=True,
    covers=("O Revocation.CanRefreshTokensBeRevoked",),
    wrong=("alive",),
)
def rev_refresh(ask: Ask) -> Answer:
    """Can a refresh token be taken back?"""
    _back(ask, "rev-refresh said")
    back = _back(ask, "rev-refresh")
    return back.answer("alive" if back.has_tokens else "dead")


@probe(
    "rev-refresh-kills-access",
    spec="RFC 7009 2.1",
    says="should",
    flight="C",
    risk="R",
    by_name=True,
    covers=("O Revocation.RefreshRevokesAccess",),
)
def rev_refresh_kills_access(ask: Ask) -> Answer:
    """Does that end the access tokens of the same grant?"""
    after = _back(ask, "rev-refresh-kills-access")
    return after.answer("alive" if after.is_ok else "dead")


@probe(
    "rev-other-client",
    spec="RFC 7009 2.1",
    says="must",
    flight="C",
    risk="R",
    by_name=True,
    covers=("O Revocation.IsBoundToClient",),
)
def rev_other_client(ask: Ask) -> Answer:
    """Is another client's revocation refused, and does the token live on?"""
    ask.require_second()
    return _foreign(ask, "rev-other-client")


@probe(
    "rev-unauthenticated",
    spec="RFC 7009 2.1",
    says="must",
    flight="C",
    risk="R",
    by_name=True,
    covers=("O Revocation.IsClientAuthRequired",),
)
def rev_unauthenticated(ask: Ask) -> Answer:
    """Must the client prove who it is to take a token back?"""
    if ask.client.is_public:
        raise NotAsked("the client is a public one")
    return _foreign(ask, "rev-unauthenticated")


@probe("rev-wrong-hint", spec="RFC 7009 2.1", says="must", flight="C", risk="R", by_name=True, wrong=("alive",))
def rev_wrong_hint(ask: Ask) -> Answer:
    """Does a wrong token_type_hint take it back all the same?"""
    answer = _killed(ask, "rev-wrong-hint")
    if answer.word == "alive" and ask.has("rev-access") and _killed(ask, "rev-access").word != "dead":
        raise Unclear("with the right hint it lives on as well, so the hint tells nothing")
    return answer
