"""Times: what the provider says, what the clock says, and, where it is chosen by name, how long things really live."""

from __future__ import annotations

import statistics

from ...protocol.jose import parse_jwt
from ..answer import Answer, NotAsked, Unclear
from ..asking import Ask
from ..back_channel import Back
from ..registry import left_out, probe
from .refresh import refreshed
from .scopes import claims_in
from .success import members_of, tokens_of


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


@probe(
    "tm-code-lifetime",
    spec="RFC 6749 4.1.2; FAPI 2",
    says="should",
    flight="W",
    risk="W",
    covers=("O TokenEndpoint.AuthorizationCodeTimeout",),
    by_name=True,
)
def tm_code_lifetime(ask: Ask) -> Answer:
    """How long does a code live?"""
    lived, died = ask.kept("tm-code-lifetime", "W")
    return Answer(f"works at {lived} s, refused at {died} s" if died else f"works at {lived} s")


@probe(
    "tm-code-reuse-30s",
    spec="RFC 6749 4.1.2",
    says="must",
    flight="B",
    risk="W",
    covers=("C codereuse-30seconds",),
    alarm=("tokens",),
    by_name=True,
)
def tm_code_reuse_30s(ask: Ask) -> Answer:
    """Is a used code still refused half a minute later, and is the first token dead then?"""
    back: Back = ask.kept("tm-code-reuse-30s", "B")
    token: Back = ask.kept("ui B after 30", "B")
    return back.answer(detail=f"token {'alive' if token.is_ok else 'dead'}")


@probe(
    "tm-access-token-said",
    spec="RFC 6819 5.1.5.3; RFC 6750 5.3; FAPI 1",
    flight="A",
    covers=("O Tokens.TokenTimeout", "O Tokens.ShortTokenTimeout"),
)
def tm_access_token_said(ask: Ask) -> Answer:
    """How long does the access token live, by the provider's word?"""
    members = members_of(ask)
    said = _number(members.get("expires_in"))
    claims = parse_jwt(str(members.get("access_token"))).claims
    exp, iat = _number(claims.get("exp")), _number(claims.get("iat"))
    own = exp - iat if exp is not None and iat is not None else None
    if said is None and own is None:
        return Answer("not said")
    differs = said is not None and own is not None and abs(said - own) > 5
    told = "exp differs: " + f"{own:.0f} s" if differs and own is not None else ""
    seconds = said if said is not None else own or 0
    return Answer(f"{seconds:.0f} s", told or ("an hour or less" if seconds <= 3600 else "more than an hour"))


left_out(
    "tm-access-token-dies",
    "Is the access token dead then?",
    "it waits until the access token has run out",
    room=__name__,
    spec="RFC 6749 5.1; RFC 6750 3.1",
    flight="A",
    risk="W",
    covers=("O Tokens.TokenTimeout", "O Tokens.ShortTokenTimeout"),
)


@probe(
    "tm-refresh-grace", spec="RFC 9700 4.14.2", flight="A", risk="R", covers=("O TokenEndpoint.RefreshTokenRevokedAfterUse",)
)
def tm_refresh_grace(ask: Ask) -> Answer:
    """How long does an old refresh token still work?"""
    if refreshed(ask, "rt-works") and not ask.has("rt-old-again"):
        raise NotAsked("the refresh token is not replaced")
    if not refreshed(ask, "rt-old-again").has_tokens:
        return Answer("none", "refused after half a second")
    if not ask.has("tm-refresh-grace 10"):
        raise Unclear("it works after half a second; to wait for longer choose this question by its name")
    after = [age for age in (10, 40) if refreshed(ask, f"tm-refresh-grace {age}").has_tokens]
    return Answer("never dies" if 40 in after else f"grace up to {max(after, default=10)} s")


@probe("tm-refresh-lifetime", spec="RFC 9700 4.14.2", says="should", flight="A")
def tm_refresh_lifetime(ask: Ask) -> Answer:
    """Has the refresh token an end, by the provider's word?"""
    members = members_of(ask)
    if "refresh_token" not in members:
        raise NotAsked("no refresh token came")
    for name in ("refresh_expires_in", "refresh_token_expires_in"):
        if _number(members.get(name)) is not None:
            return Answer(f"{members[name]} s", name)
    exp = _number(parse_jwt(str(members["refresh_token"])).claims.get("exp"))
    told: Back | None = ask.once("intro-refresh", lambda: None) if ask.has("intro-refresh") else None
    begun = _number(parse_jwt(str(members["refresh_token"])).claims.get("iat"))
    if exp is None and told is not None:
        exp, begun = _number(told.members.get("exp")), _number(told.members.get("iat"))
    if exp is None:
        return Answer("not said")
    return Answer(f"{exp - (begun or ask.now):.0f} s", "exp")


left_out(
    "tm-request-uri-expiry",
    "Is a pushed request dead after its time?",
    "this version pushes no requests (PAR)",
    room=__name__,
    spec="RFC 9126 4",
    says="must",
    risk="W",
    covers=("O ParEndpoint.RequestUriTimeout",),
)


@probe("tm-id-token", spec="OIDC Core 2", flight="A", covers=("C server",))
def tm_id_token(ask: Ask) -> Answer:
    """How long does the ID token live, and how old is it when it comes?"""
    claims = claims_in(ask, "A")
    exp, iat = _number(claims.get("exp")), _number(claims.get("iat"))
    if exp is None or iat is None:
        raise Unclear("exp or iat is missing")
    timing = tokens_of(ask).seen.exchange.timing
    return Answer(f"{exp - iat:.0f} s", f"{timing.started_at - iat:.0f} s old when it came")


@probe("tm-clock", spec="OIDC Core 3.1.3.7", covers=("C server",))
def tm_clock(ask: Ask) -> Answer:
    """How far is the provider's clock from ours?"""
    offsets = [seen.exchange.clock_offset for seen in ask.line.seen if seen.exchange.clock_offset is not None]
    if not offsets:
        raise Unclear("no answer has a Date header")
    middle = statistics.median(offsets)
    return Answer(
        "within a second" if abs(middle) <= 1 else f"{middle:+.0f} s", f"from {len(offsets)} answers, each exact to a second"
    )


left_out(
    "tm-session",
    "How long does a silent sign-in go on working?",
    "it waits for an hour",
    room=__name__,
    spec="no standard",
    risk="W",
)


@probe("tm-answer-times", spec="no standard")
def tm_answer_times(ask: Ask) -> Answer:
    """How long do the endpoints take?"""
    places = {"discovery": ask.discovery_url, "keys": ask.endpoint("jwks_uri")}
    times = {name: [ask.get(url, "timing").exchange.timing.total for _ in range(5)] for name, url in places.items()}
    found = {
        name: f"{statistics.median(values):.0f} ms, {min(values):.0f} to {max(values):.0f}" for name, values in times.items()
    }
    slow = max(statistics.median(values) for values in times.values())
    return Answer(
        "under 100 ms" if slow < 100 else "under a second" if slow < 1000 else "more than a second",
        "; ".join(f"{n}: {v}" for n, v in found.items()),
    )
