"""A sign-in that works: what the honest request brings, read closely (RFC 6749 4.1.2 and 5.1, OIDC Core 3.1.3.3)."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from ...protocol.jose import parse_jwt
from ..answer import Answer, NotAsked, Unclear, listed
from ..asking import Ask
from ..back_channel import Back
from ..links import Link
from ..outcomes import Outcome
from ..registry import probe

_RESPONSE = ("code", "state", "iss", "session_state", "scope", "client_id")
_TOKEN_RESPONSE = ("access_token", "token_type", "expires_in", "refresh_token", "scope", "id_token")


def outcome_of(ask: Ask, flight: str) -> Outcome:
    """Return where the browser went in a flight."""
    outcome: Outcome = ask.kept(f"outcome {flight}", flight)
    return outcome


def coded(ask: Ask, flight: str = "A") -> Outcome:
    """Return the outcome of a flight that brought a code. Raises `Unclear` where none came."""
    outcome = outcome_of(ask, flight)
    if outcome.word != "code":
        raise Unclear(f"no code came: {outcome.word} ({outcome.told})")
    return outcome


def tokens_of(ask: Ask, flight: str = "A") -> Back:
    """Return the answer with the tokens of a flight. Raises `Unclear` where none came."""
    back: Back = ask.kept(f"tokens {flight}", flight)
    if not back.has_tokens:
        raise Unclear(f"no tokens came: {back.told}")
    return back


def members_of(ask: Ask, flight: str = "A") -> dict[str, Any]:
    """Return what the token response of a flight holds."""
    return dict(tokens_of(ask, flight).members)


@probe(
    "ok-login",
    spec="no standard",
    flight="A",
    risk="T",
    covers=(
        "O Features.CodeFlowSupported",
        "O Features.HasSupportedFlows",
        "O DocumentSupport.OpenIdSupported",
        "O DocumentSupport.RFC6749Supported",
        "O DocumentSupport.RFC6819Supported",
        "C server",
    ),
)
def ok_login(ask: Ask) -> Answer:
    """Does the honest sign-in work at all?"""
    outcome = outcome_of(ask, "A")
    told = (
        f"{outcome.word}: {outcome.told}"
        if outcome.word != "code"
        else f"{len(outcome.seen)} exchanges seen"
        if outcome.seen
        else ""
    )
    return Answer("code" if outcome.word == "code" else outcome.error or outcome.word, told)


@probe("ok-response-parameters", spec="RFC 6749 4.1.2; OIDC Core 3.1.2.5", flight="A", covers=("C server",))
def ok_response_parameters(ask: Ask) -> Answer:
    """Which parameters come back to the redirect address?"""
    names = [name for name, _ in coded(ask).params]
    unknown = [name for name in names if name not in _RESPONSE]
    return Answer(", ".join(names), f"unknown: {listed(unknown)}" if unknown else "")


@probe(
    "ok-state",
    spec="RFC 6749 4.1.2",
    says="must",
    flight="A",
    covers=("O AuthEndpoint.StatePresent", "C server"),
    wrong=("changed", "missing", "re-encoded"),
)
def ok_state(ask: Ask) -> Answer:
    """Does state come back unchanged?"""
    link: Link = ask.kept("link A", "A")
    sent, came = link.get("state"), coded(ask).get("state")
    if came is None:
        return Answer("missing")
    return Answer("equal" if came == sent else "re-encoded" if came.replace("%", "") in str(sent) else "changed")


@probe("ok-iss", spec="RFC 9207 2, 2.4", flight="A", wrong=("other",))
def ok_iss(ask: Ask) -> Answer:
    """Does iss come back, and is it the issuer?"""
    iss = coded(ask).get("iss")
    promised = ask.members.get("authorization_response_iss_parameter_supported") is True
    if iss is None:
        return Answer("absent", "although it is promised" if promised else "", "wrong" if promised else "")
    return Answer("equal" if iss == ask.members.get("issuer") else "other")


@probe(
    "ok-code-place",
    spec="OIDC Core 3.1.2.5; Multiple Response Types 2.1, 5",
    flight="A",
    covers=("C server",),
    alarm=("tokens in URL",),
)
def ok_code_place(ask: Ask) -> Answer:
    """Does the code come in the query, alone, without any token?"""
    outcome = coded(ask)
    tokens = {name for name, _ in outcome.params} & {"access_token", "id_token", "refresh_token"}
    return Answer("tokens in URL" if tokens else outcome.mode or "query")


@probe("ok-fragment-fix", spec="RFC 9700 4.1.3", says="may", flight="A", covers=("O AuthEndpoint.FragmentFix",))
def ok_fragment_fix(ask: Ask) -> Answer:
    """Does the provider add a fragment of its own?"""
    outcome = coded(ask)
    if not outcome.location and not outcome.seen:
        return Answer("none")
    fragment = urlsplit(outcome.location).fragment
    ends = outcome.location.endswith("#")
    return Answer(f"#{fragment}" if outcome.mode == "query" and (fragment or ends) else "none")


@probe("ok-consent", spec="RFC 6749 10.2; RFC 9700 4.1.1", flight="A", covers=("O AuthEndpoint.RequireUserConsent",))
def ok_consent(ask: Ask) -> Answer:
    """Is consent asked the first time?"""
    outcome_of(ask, "A")
    if not ask.has("consent A"):
        return Answer("not seen", "the pages of the sign-in were not seen")
    return Answer(str(ask.once("consent A", lambda: "")))


@probe("ok-consent-again", spec="no standard", flight="B", covers=("O AuthEndpoint.RequireUserConsent",))
def ok_consent_again(ask: Ask) -> Answer:
    """Is it asked again for the same client and the same scopes?"""
    if not ask.has("page consent"):
        raise NotAsked("the pages of the session were not seen: that needs a browser such as FormSignIn")
    silent = ask.once("silent", lambda: None) if ask.has("silent") else None
    if not isinstance(silent, Outcome):
        raise NotAsked(ask.why_not("D"))
    if silent.word == "code":
        return Answer("remembered")
    return Answer("asked again" if silent.error == "consent_required" else silent.error or silent.word)


@probe("ok-token-response", spec="RFC 6749 5.1; OIDC Core 3.1.3.3", flight="A", covers=("C server",))
def ok_token_response(ask: Ask) -> Answer:
    """Which members does the token response hold, and of which types?"""
    members = members_of(ask)
    types = {"access_token": str, "token_type": str, "expires_in": int, "refresh_token": str, "scope": str, "id_token": str}
    odd = [name for name, kind in types.items() if name in members and not isinstance(members[name], kind)]
    unknown = [name for name in members if name not in _TOKEN_RESPONSE]
    told = ", ".join(members)
    if odd:
        return Answer("faults", f"of another type: {listed(odd)}; {told}", "wrong")
    return Answer("clean", told if not unknown else f"{told}; unknown: {listed(unknown)}")


@probe("ok-token-type", spec="RFC 6749 5.1, 7.1", says="must", flight="A", wrong=("missing",))
def ok_token_type(ask: Ask) -> Answer:
    """How is token_type spelled?"""
    value = members_of(ask).get("token_type")
    return Answer(str(value) if value else "missing")


@probe("ok-expires-in", spec="RFC 6749 5.1", says="should", flight="A")
def ok_expires_in(ask: Ask) -> Answer:
    """What is expires_in, and is it a number?"""
    value = members_of(ask).get("expires_in")
    if value is None:
        return Answer("absent")
    if isinstance(value, bool) or not isinstance(value, int | float):
        return Answer("text", str(value), "wrong")
    return Answer("negative" if value < 0 else f"{value} s")


@probe("ok-scope", spec="RFC 6749 3.3, 5.1", says="must", flight="A")
def ok_scope(ask: Ask) -> Answer:
    """Which scope was granted, and does the answer say so?"""
    link: Link = ask.kept("link A", "A")
    said = members_of(ask).get("scope")
    asked = set(str(link.get("scope")).split())
    if not isinstance(said, str):
        return Answer("absent", "which means: as asked for")
    granted = set(said.split())
    return Answer("same" if granted == asked else "more" if granted > asked else "fewer", said)


@probe("ok-refresh-token", spec="OIDC Core 11", flight="A, C", covers=("O Features.HasRefreshTokens", "C refresh-token"))
def ok_refresh_token(ask: Ask) -> Answer:
    """Does a refresh token come, and what made it come?"""
    first = bool(members_of(ask).get("refresh_token"))
    bare = ask.once("tokens C", lambda: None) if ask.has("tokens C") else None
    second = bool(bare.members.get("refresh_token")) if isinstance(bare, Back) and bare.has_tokens else None
    link: Link = ask.kept("link A", "A")
    asked = "offline_access" in str(link.get("scope"))
    told = f"asked for: {'yes' if asked else 'no'}; without prompt=consent: {'not seen' if second is None else 'yes' if second else 'no'}"
    if not first:
        return Answer("never" if not second else "without consent only", told)
    return Answer("only when asked" if asked and second is False else "always" if second else "given", told)


@probe(
    "ok-access-token-format",
    spec="RFC 9068 2.1",
    flight="A",
    covers=("O Features.HasAccessTokens", "O Features.HasJwtAccessTokens"),
)
def ok_access_token_format(ask: Ask) -> Answer:
    """Is the access token opaque, a JWT, or a typed one?"""
    token = members_of(ask).get("access_token")
    jwt = parse_jwt(str(token))
    if "encrypted" in jwt.problems:
        return Answer("encrypted")
    if not jwt.header:
        return Answer(f"opaque({len(str(token))})")
    return Answer(
        "jwt(at+jwt)" if str(jwt.header.get("typ", "")).lower().endswith("at+jwt") else "jwt",
        f"header: {', '.join(jwt.header)}; alg {jwt.alg}",
    )


@probe(
    "ok-unknown-token-parameter",
    spec="RFC 6749 3.2",
    says="must",
    flight="B",
    covers=("O TokenEndpoint.UnrecognizedParameterAllowed",),
)
def ok_unknown_token_parameter(ask: Ask) -> Answer:
    """Does the token endpoint ignore a parameter that nobody knows?"""
    back: Back = ask.kept("tokens B", "B")
    return back.answer("tokens" if back.has_tokens else "oauth-error", None if back.has_tokens else "wrong")


@probe("ok-failed-try-burns", spec="RFC 6749 4.1.2", flight="D")
def ok_failed_try_burns(ask: Ask) -> Answer:
    """Does a refused exchange use up the code?"""
    if not ask.has("burns D") and ask.has("first wrong one accepted"):
        return Answer("first wrong one accepted", str(ask.once("first wrong one accepted", lambda: "")))
    burnt = ask.kept("burns D", "D")
    return Answer("code burnt" if burnt else "code survives")
