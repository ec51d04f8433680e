"""A sign-in that works: what the honest request brings, read closely (RFC 6749 4.1.2 and 5.1, OIDC Core 3.1.3.3)."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote_plus, urlsplit

from ...printable import counted
from ...protocol.jose import parse_jwt
from ..answer import Answer, NotAsked, Unclear, listed
from ..asking import Ask
from ..back_channel import Back
from ..links import Link
from ..outcomes import SILENT, Outcome
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


_NO_VERDICT = (*SILENT, "access_denied", "server_error", "temporarily_unavailable")


def refused(ask: Ask, outcome: Outcome) -> Answer | None:
    """Return "refused" where the provider said so, None where a code came.

    Raises `Unclear` for all else: a person who gave up, a server that failed, and a page that was not understood refuse nothing;
    nor is anything told where the honest sign-in was refused as well.
    """
    if outcome.word == "code":
        return None
    if ask.has("outcome A") and not ask.has("link A"):
        raise Unclear(f"the honest sign-in brought no code either: {outcome_of(ask, 'A').told}")
    by_error = outcome.word == "error-redirect" and outcome.error not in _NO_VERDICT
    by_page = outcome.word in ("error-page", "http-error") and bool(outcome.seen)
    if by_error or (by_page and (outcome.status >= 400 or not (outcome.page and outcome.page.has_scripts))):
        return Answer("refused", f"{outcome.word}: {outcome.told}")
    raise Unclear(f"no code came, and no refusal of this: {outcome.word} ({outcome.told})")


def asked_in(ask: Ask, flight: str) -> Link:
    """Return the link that brought the code of a flight."""
    link: Link = ask.kept(f"link {flight}", flight)
    return link


def rider(ask: Ask, name: str, flight: str) -> Back:
    """Return what a request was answered that rode on the code of a flight. Raises `Unclear` for a refusal without its control."""
    back: Back = ask.kept(name, flight)
    if not back.has_tokens:
        honest = [ask.once(f"tokens {at}", lambda: None) for at in (flight, "A") if ask.has(f"tokens {at}")]
        if honest and not any(isinstance(each, Back) and each.has_tokens for each in honest):
            raise Unclear(f"the honest exchange is refused as well: {honest[0].told}")  # type: ignore[attr-defined]
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
        else f"{counted(len(outcome.seen), 'exchange')} seen"
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
    return Answer("equal" if came == sent else "re-encoded" if unquote_plus(came) == sent else "changed")


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
    fragment = urlsplit(outcome.location).fragment
    ends = outcome.location.endswith("#")
    if outcome.mode == "query" and (fragment or ends):
        return Answer(f"#{fragment}")
    return Answer("none") if outcome.seen else Answer("not seen", "a browser hides what it does not show in its address bar")


@probe("ok-consent", spec="RFC 6749 10.2; RFC 9700 4.1.1", flight="A", covers=("O AuthEndpoint.RequireUserConsent",))
def ok_consent(ask: Ask) -> Answer:
    """Is consent asked the first time?"""
    coded(ask)
    if not ask.has("consent A"):
        return Answer("not seen", "the pages of the sign-in were not seen")
    return Answer(str(ask.once("consent A", lambda: "")))


@probe("ok-consent-again", spec="no standard", flight="A, D", covers=("O AuthEndpoint.RequireUserConsent",))
def ok_consent_again(ask: Ask) -> Answer:
    """Is it asked again for the same client and the same scopes?"""
    if not ask.has("page consent"):
        raise NotAsked("the pages of the session were not seen: that needs a browser such as FormSignIn")
    silent = ask.once("silent", lambda: None) if ask.has("silent") else None
    if not isinstance(silent, Outcome):
        raise NotAsked(ask.why_not("D"))
    if silent.word == "code":
        return Answer("remembered")
    if silent.error == "consent_required":
        return Answer("asked again")
    raise Unclear(f"there is no session to be had silently: {silent.error or silent.word}")


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
    word = "same" if granted == asked else "more" if granted > asked else "fewer" if granted < asked else "others"
    return Answer(word, said)


@probe("ok-refresh-token", spec="OIDC Core 11", flight="A, C", covers=("O Features.HasRefreshTokens", "C refresh-token"))
def ok_refresh_token(ask: Ask) -> Answer:
    """Does a refresh token come, and what made it come?"""
    came = {True: set[bool](), False: set[bool]()}  # asked for offline_access -> whether one came
    members_of(ask)
    for flight in ("A", "B", "C", "D", "F", "G"):
        back = ask.once(f"tokens {flight}", lambda: None) if ask.has(f"tokens {flight}") else None
        if isinstance(back, Back) and back.has_tokens and ask.has(f"link {flight}"):
            asked = "offline_access" in str(asked_in(ask, flight).get("scope"))
            came[asked].add(bool(back.members.get("refresh_token")))
    told = "; ".join(
        f"{'with' if asked else 'without'} offline_access: {' and '.join(sorted('yes' if one else 'no' for one in seen)) or 'not seen'}"
        for asked, seen in came.items()
    )
    if True not in came[True] | came[False]:
        return Answer("never", told)
    if True in came[False]:
        return Answer("always" if False not in came[True] | came[False] else "sometimes", told)
    return Answer("only when asked" if came[False] else "given", told)


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
    back = rider(ask, "foo B", "B")
    return back.answer("tokens" if back.has_tokens else "oauth-error", None if back.has_tokens else "wrong")


@probe("ok-failed-try-burns", spec="RFC 6749 4.1.2", flight="D")
def ok_failed_try_burns(ask: Ask) -> Answer:
    """Does a refused exchange use up the code?"""
    if not ask.has("burns D") and ask.has("first wrong one accepted"):
        return Answer("first wrong one accepted", str(ask.once("first wrong one accepted", lambda: "")))
    burnt = ask.kept("burns D", "D")
    return Answer("code burnt" if burnt else "code survives")
