"""What came with a sign-in that worked, and what of it bites: lives of tokens, claims, scopes."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from ..reference import scope
from ..rules.id_token.subject import span
from .case import Case

_ADDRESS = re.compile(r"[^@\s]{1,64}@[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,6}", re.IGNORECASE)
_BRIEF = 60  # seconds of life of an ID token below which a check comes too late
_LONG = 86_400  # seconds of life of a token above which a copy of it is worth having
_NO_TIME = 1e11  # seconds since 1970; what is more is counted in something else
_SHORT = 120  # seconds of life of an access token below which hardly a client refreshes in time
_LARGE = 3_000  # bytes of claims above which a token with its header and signature is no cookie any more
_SLOW = 5.0  # seconds after which many a client gives up
_ASKED = ("discover", "exchange", "keys", "userinfo", "refresh")
_OF_PERSONS = ("email", "email_verified", "preferred_username", "name", "phone_number")


def of_tokens(case: Case) -> Iterator[str]:
    """What an application does with the tokens next: calls, a renewal; and what they may that nobody asked for."""
    lifetime = case.run.tokens.get("expires_in")
    if isinstance(lifetime, int | float) and not isinstance(lifetime, bool) and 0 < lifetime < _SHORT:
        yield f"The access token lives for {lifetime:.0f} s: what takes longer needs a refresh on its way."
    yield from _of_long_lives(case)
    life = _life_of(case.run.claims)
    if 0 < life < _BRIEF:
        yield f"The ID token lives for {life:.0f} s: a slow client, or a clock that is a little off, finds it expired."
    granted = case.run.tokens.get("scope")
    # Google names the scopes of OpenID Connect by addresses of its own.
    more = (
        [name for name in granted.split() if name not in case.scopes() and "://" not in name]
        if isinstance(granted, str) and case.scopes()
        else []
    )
    if more:
        yield f"{_listed(more)} was granted, and nobody asked for it: the tokens may do more than the application needs (RFC 6749 3.3)."
    slow = [(seconds, event["step"]) for event in case.run.exchanges if (seconds := _seconds_of(event)) > _SLOW]
    if slow:
        seconds, step = max(slow)
        yield f"The answer to {step} took {seconds:.0f} s: a client that waits for less gives up, and where a code was sent it is spent."


def _seconds_of(event: Mapping[str, Any]) -> float:
    """How long an answer took that this program asked for, by the phases of its exchange."""
    timing = event.get("timing") if event["step"] in _ASKED and event.get("response") else None
    phases = timing.get("phases") if isinstance(timing, Mapping) else None
    lengths = [pair[1] for pair in phases.values() if isinstance(pair, list | tuple)] if isinstance(phases, Mapping) else []
    return sum(each for each in lengths if isinstance(each, int | float)) / 1000


def of_persons(case: Case) -> Iterator[str]:
    """By what an account is found: claims that may be another person's."""
    claims, members = case.run.claims, _members(case)
    if isinstance(sub := claims.get("sub"), str) and _ADDRESS.fullmatch(sub):
        yield (
            "The subject (sub) has the form of an e-mail address: where it is one it changes with the person's name, and may be given to "
            "somebody else later; sub has to stay and never to be given again (OIDC Core 5.7)."
        )
    if claims.get("email_verified") is False:
        yield "The provider has not verified the e-mail address: whoever finds accounts by it lets strangers in."
    elif ("email" in claims or "email" in members) and "email_verified" not in {*claims, *members}:
        yield "The e-mail address comes without email_verified: nobody says that it was verified, and whoever finds accounts by it may let strangers in."


def of_claims(case: Case) -> Iterator[str]:
    """What stands in the claims: what differs from UserInfo, what is elsewhere, how large it is."""
    claims, members = case.run.claims, _members(case)
    if differ := [name for name in _OF_PERSONS if name in claims and name in members and claims[name] != members[name]]:
        yield f"The ID token and UserInfo differ in {_listed(differ)}: which one an application takes decides whom it sees."
    if isinstance(elsewhere := claims.get("_claim_names"), Mapping) and elsewhere:
        names = _listed([str(name) for name in elsewhere])
        yield (
            f"The provider left {names} out of the token, and says where to fetch what is missing (_claim_names, OIDC Core 5.6.2): an "
            "application that looks there finds nothing."
        )
    if len(json.dumps(dict(claims), default=str)) > _LARGE:
        yield "The ID token has more than 4 kB: it fits in no cookie, and proxies refuse headers of that size; ask for fewer claims (groups, roles)."


def _members(case: Case) -> Mapping[str, Any]:
    told = case.run.last("userinfo")
    members = told.get("members") if told else None
    return members if isinstance(members, Mapping) else {}


def _of_long_lives(case: Case) -> Iterator[str]:
    """Tokens that live for longer than a day, by what the answer or the tokens themselves say (RFC 6750 5.3, OIDC Core 16.18)."""
    token = case.run.tokens.get("access_token")
    life = max(
        _seconds(case.run.tokens.get("expires_in")), _life_of(token.get("claims") if isinstance(token, Mapping) else None)
    )
    if life > _LONG:
        yield f"The access token lives for {span(life)}: whoever gets hold of it has it as long, and hardly an API asks whether it was revoked."
    if (life := _life_of(case.run.claims)) > _LONG:
        yield f"The ID token lives for {span(life)}: a copy of it tells of this sign-in as long, and minutes are enough."


def _life_of(claims: Any) -> float:
    """The seconds between iat and exp; 0 where the claims do not say."""
    known = claims if isinstance(claims, Mapping) else {}
    begins, ends = _seconds(known.get("iat")), _seconds(known.get("exp"))
    return ends - begins if begins and ends else 0.0


def _seconds(value: Any) -> float:
    is_number = isinstance(value, int | float) and not isinstance(value, bool) and 0 < value < _NO_TIME
    return float(value) if is_number else 0.0


def of_scopes(case: Case) -> Iterator[str]:
    """Scopes that were granted, whose claims came nowhere, in one sentence; most providers have them in UserInfo alone (OIDC Core 5.4)."""
    run = case.run
    told, granted = run.last("userinfo"), run.tokens.get("scope")
    if "id_token" not in run.tokens or not run.claims:
        return
    asked = (each for each in case.scopes() if not isinstance(granted, str) or each in granted.split())
    names = [name for name in dict.fromkeys(asked) if _has_no_claim(name, _members(case).keys() | run.claims.keys())]
    if not names:
        return
    was, them = ("was", "it") if len(names) == 1 else ("were", "them")
    where = f"neither the ID token nor UserInfo has a claim of {them}" if told else f"the ID token has no claim of {them}"
    rest = "" if told else "; UserInfo, where most providers have them, was not asked"
    yield f"{_listed(names)} {was} granted, and {where}: an application that looks for {them} there finds nothing{rest}."


def _has_no_claim(name: str, came: set[str]) -> bool:
    known = scope(name)
    claims = set(known.claims) - {"sub"} if known else set()
    return bool(claims) and not claims & came


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
