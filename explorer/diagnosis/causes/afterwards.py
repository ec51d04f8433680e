"""After the sign-in: UserInfo, refresh, introspection, revocation, logout. The run itself often holds what spent a token."""

from __future__ import annotations

import re

from ...protocol.page_text import is_markup
from ...rules.id_token.subject import span
from ..case import Case
from ..cause import Signs, cause, known
from ..signs import (
    AGAINST,
    HINT,
    LITTLE,
    OFTEN,
    SAYS,
    SOMETIMES,
    STATED,
    Sign,
    against,
    contrary,
    doubtful,
    enough,
    hint,
    ours,
    slip,
)
from ..symptom import host_of

USERINFO = ("userinfo",)


BEARER = {"invalid_token": OFTEN, "token_inactive": OFTEN, "invalid_request": SOMETIMES, "unauthorized": SOMETIMES}


_TOKEN_LEGS = ("userinfo", "introspection")


def revoked(case: Case, kind: str) -> bool:
    """Tell whether this flow revoked a token of that kind before."""
    statuses = (event.get("status") for event in case.run.attempt if event["kind"] == "revoke" and event.get("token") == kind)
    return any(isinstance(status, int | float) and 200 <= status < 300 for status in statuses)


def age_of_token(case: Case) -> float | None:
    """How many seconds before what failed the access token came; None where nobody knows."""
    issued = [event["at"] for event in case.run.attempt if event["kind"] in ("tokens", "refresh")]
    return case.run.events[-1]["at"] - issued[-1] if issued else None


def is_just_issued(case: Case) -> bool:
    """The tokens came less than a minute before."""
    age = age_of_token(case)
    return case.got_tokens is not None and age is not None and age < 2 * _MOMENT


def is_fresh(case: Case) -> bool:
    """The access token came a moment ago, so hardly anybody has revoked it, and it has not run out."""
    age, lifetime = age_of_token(case), case.run.tokens.get("expires_in")
    return age is not None and age < _MOMENT and (not isinstance(lifetime, int | float) or age < lifetime)


_MOMENT = 30  # seconds


_TAKEN = "UserInfo took the same token before."


def was_taken(case: Case) -> bool:
    """UserInfo had answered with this access token before it refused it."""
    is_refused = case.symptom.leg == "userinfo" and (case.symptom.status or 0) >= 400
    return is_refused and case.did("userinfo", status=200) and not case.did("refresh")


_INACTIVE = "Introspection said before that this token is not good any more (active: false)."
_ACTIVE = "Introspection said before that this token is good (active: true)."


def asked_about(case: Case, kind: str) -> Signs:
    """Yield proof to the contrary where introspection was asked about a token of another kind."""
    told = case.run.last("introspect") if case.symptom.leg == "introspection" else None
    if told is not None and told.get("token") not in (kind, None):
        yield contrary(f"The question was about the {'refresh' if kind == 'access_token' else 'access'} token.")


@cause(
    "access-token-revoked",
    legs=_TOKEN_LEGS,
    topic="access-token",
    usual=BEARER,
    spec="RFC 7009 2.1; RFC 6750 3.1",
    advice="Refresh, or sign in again.",
    experiment="introspect",
)
def accessrevoked(case: Case) -> Signs:
    """The access token was revoked, by itself or with the refresh token."""
    yield from asked_about(case, "access_token")
    if case.told_active is False:
        yield slip(_INACTIVE)
    elif case.told_active:
        yield against(_ACTIVE)
    if case.symptom.kind == "inactive" and not case.run.access_token_claims:
        yield hint("The access token is no JWT, so the provider keeps it, and knows what became of it.")
    if revoked(case, "access_token"):
        sign = ours if case.symptom.kind == "inactive" else enough
        yield sign("This flow revoked the access token before.")
    elif case.symptom.leg == "introspection" and case.did("userinfo", status=200) and not case.did("revoke"):
        yield against("UserInfo took the same token before.")
    elif revoked(case, "refresh_token"):
        yield slip("This flow revoked the refresh token before, and many providers revoke the access token with it.")
    elif case.symptom.leg == "userinfo" and was_taken(case):
        yield slip("UserInfo took the same token before: somebody ended it since, a person, an administrator or a sign-out.")
    elif case.did("token_request") and sum(1 for event in case.run.attempt if event["kind"] == "token_request") > 1:
        yield doubtful("The code was sent more than once, and providers are to revoke what came from it then (RFC 6749 4.1.2).")


@cause(
    "access-token-expired",
    legs=_TOKEN_LEGS,
    topic="access-token",
    usual=BEARER,
    spec="RFC 6750 3.1; RFC 6749 5.1",
    advice="Refresh, or sign in again: flow.refresh().",
    in_panel="In step 5, press Refresh.",
    experiment="introspect",
)
def access_expired(case: Case) -> Signs:
    """The access token has expired."""
    yield from asked_about(case, "access_token")
    age, lifetime = age_of_token(case), case.run.tokens.get("expires_in")
    exp = case.run.access_token_claims.get("exp")
    if case.told_active is False:
        yield hint(_INACTIVE)
    elif case.told_active:
        yield against(_ACTIVE)
    now = case.run.events[-1]["at"]
    if isinstance(exp, int | float) and not isinstance(exp, bool) and exp < now:
        yield enough(f"By its own exp it ran out {span(now - exp)} ago.")
    if age is None or not isinstance(lifetime, int | float) or isinstance(lifetime, bool):
        return
    if age > lifetime and case.is_named("token-not-shown"):
        yield hint(f"It lives for {span(lifetime)} and was {span(age)} old; but the provider says that it saw none.")
    elif age > lifetime and any(isinstance(said, str) and is_markup(said) for said in case.symptom.said):
        yield hint(f"It lives for {span(lifetime)} and was {span(age)} old; but a page answered, and pages judge no tokens.")
    elif age > lifetime:
        yield enough(f"It lives for {span(lifetime)} and was {span(age)} old.")
    else:
        yield against(f"It was {span(age)} old and lives for {span(lifetime)}, by the word of the provider.")


@cause(
    "access-token-replaced",
    legs=_TOKEN_LEGS,
    topic="access-token",
    usual=BEARER,
    spec="RFC 6749 6, 10.4",
    advice="Use the newest access token.",
    experiment="introspect",
)
def access_replaced(case: Case) -> Signs:
    """The access token was replaced by a refresh, or fell with a refresh token that was used twice."""
    yield from asked_about(case, "access_token")
    if case.told_active:
        yield against(_ACTIVE)
    if any(event["kind"] == "refusal" and event["leg"] == "refresh" for event in case.run.attempt):
        yield doubtful(
            "A refresh was refused before; where a replaced refresh token is used again, all tokens fall (RFC 9700 4.14.2)."
        )
    elif case.did("refresh"):
        yield hint("The tokens were refreshed before.")
    else:
        yield Sign(-2 * LITTLE, "Nothing was refreshed in this run.")


_NOT_ASKED = "openid was not asked for."


def _wanted(case: Case) -> list[str]:
    """The scopes that the answer asks for: in the challenge (RFC 6750 3), or in the provider's words."""
    told = " ".join(text for text in case.symptom.said if isinstance(text, str))
    challenge = re.search(r'\bscope="([^"]{1,300})"', told)
    return (
        challenge[1].split()
        if challenge
        else [scope for scope in ("openid",) if re.search(rf"\b{scope}\b.{{0,12}}\bscope|scope.{{0,12}}\b{scope}\b", told)]
    )


@cause(
    "scope-lacking",
    legs=USERINFO,
    topic="scope",
    usual={"insufficient_scope": STATED, "invalid_token": SOMETIMES, "access_denied": SOMETIMES},
    spec="RFC 6750 3.1; OIDC Core 5.3",
    advice="Ask for openid, and for the scope that the answer names (profile, email): UserInfo answers only where openid was granted.",
    in_panel="In step 2, ask for openid, and for the scope that the answer names.",
    experiment="more-scope",
    rules=("TOKR-SCOPE-NO-OPENID", "TOKR-SCOPE-NARROWER"),
)
def scope_lacking(case: Case) -> Signs:
    """The access token lacks a scope, most often openid."""
    if was_taken(case):
        yield against(_TAKEN)
    wanted = _wanted(case)
    if case.params and "openid" not in case.scopes():
        sign = Sign(SAYS + HINT, _NOT_ASKED) if "openid" in wanted else slip(_NOT_ASKED)
        yield sign
    elif wanted and not set(wanted) - set(case.scopes()) and case.asked_for_api:
        yield Sign(2 * AGAINST, "What the answer asks for was asked for; the token is that of the API that was named.")
    if case.symptom.status == 403:
        yield doubtful("The status 403 says that the token is good, and not good for this.")


@cause(
    "token-for-another-api",
    legs=USERINFO,
    topic="audience",
    usual={"invalid_token": OFTEN},
    spec="RFC 6750 3.1; RFC 9068 4",
    advice="Leave resource and audience out of the authorize request: the token for UserInfo is the one that no API was named for.",
    in_panel="In step 2, take resource and audience out.",
    experiment="smallest-request",
)
def other_api(case: Case) -> Signs:
    """The access token is for another API, or of another provider."""
    if was_taken(case):
        yield against(_TAKEN)
    named = case.asked_for_api
    if named and set(_wanted(case)) & set(case.scopes()):
        yield Sign(
            SAYS + HINT, f"{' and '.join(named)} named an API, and the token is for it: it lacks a scope that was asked for."
        )
    elif named:
        yield slip(f"{' and '.join(named)} named an API in a request.")
    elif case.params:
        yield Sign(-2 * LITTLE, "The authorize request named no API.")
    issuer, asked = host_of(str(case.run.provider.get("issuer") or "")), host_of(str(case.request("userinfo").get("url") or ""))
    token_host = host_of(str(case.run.metadata.get("token_endpoint") or ""))
    if asked and token_host and asked not in (token_host, issuer):
        yield slip(f"UserInfo was asked at {asked}, and the token came from {token_host}.")
    audience = case.run.access_token_claims.get("aud")
    if audience and case.run.client.get("client_id") not in (audience if isinstance(audience, list) else [audience]):
        yield hint(f"Its audience is {audience!s:.200}.")


@cause(
    "token-not-shown",
    legs=USERINFO,
    topic="header",
    usual=BEARER,
    spec="RFC 6750 2.1, 3.1",
    advice="Look what stands between: a redirect, or a proxy that drops the Authorization header. Ask UserInfo at its own address "
    "(userinfo_endpoint).",
    rules=("UI-REDIRECT",),
)
def not_shown(case: Case) -> Signs:
    """No access token arrived at UserInfo: the header was dropped on the way, by a redirect or a proxy."""
    if was_taken(case):
        yield against(_TAKEN)
    elif revoked(case, "access_token") or revoked(case, "refresh_token"):
        yield against("This flow revoked a token before.")
    elif case.symptom.error == "insufficient_scope":
        yield contrary("The token was read: it lacks a scope (RFC 6750 3.1).")
    elif case.symptom.error == "invalid_token":
        is_by_the_book = case.words.code == "invalid_token"  # whose sentence oauthlib has for a request without a token too
        weight = -LITTLE if is_by_the_book else AGAINST
        yield Sign(weight, "It answered with invalid_token, which is said of a token that arrived (RFC 6750 3.1).")
    elif case.symptom.status == 401 and is_fresh(case):
        yield hint(f"The token came {span(age_of_token(case) or 0)} ago, and UserInfo does not know of it.")


known(
    "other-subject",
    "UserInfo speaks of another person than the ID token.",
    legs=USERINFO,
    topic="sub",
    spec="OIDC Core 5.3.2",
    advice="Throw its answer away, and report it: two sessions were mixed, or sub is made in two ways.",
    rules=("UI-SUB-MISMATCH",),
)


known(
    "subject-missing",
    "UserInfo does not say of whom it speaks.",
    legs=USERINFO,
    topic="sub",
    spec="OIDC Core 5.3.2",
    advice="Throw its answer away, and report it.",
    rules=("UI-SUB-MISSING",),
)


@cause(
    "userinfo-unreadable",
    legs=USERINFO,
    topic="form",
    spec="OIDC Core 5.3.2",
    advice="If the client is registered for signed answers, say so: Client(userinfo_signed_response_alg=...); else let it be registered "
    "without userinfo_signed_response_alg and userinfo_encrypted_response_alg.",
    in_panel="Let the client be registered without userinfo_signed_response_alg and userinfo_encrypted_response_alg.",
    rules=(
        "UI-ENCRYPTED",
        "UI-CONTENT-TYPE",
        "UI-CONTENT-TYPE-MISMATCH",
        "UI-JWT-UNVERIFIED",
        "UI-JWT-ALG",
        "UI-EXPECTED-JWT",
        "UI-JWT-ISS-AUD",
        "UI-CLAIM-TYPES",
    ),
)
def unreadable(case: Case) -> Signs:
    """UserInfo answers in a form that cannot be read or believed: encrypted, signed and not verified, no JSON."""
    if any(isinstance(said, str) and is_markup(said) for said in case.symptom.said):
        yield Sign(2 * AGAINST, "A page came, which is no answer of UserInfo in any form.")
