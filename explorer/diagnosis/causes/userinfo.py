"""UserInfo: whether the token reached it, was made for it, and whether its answer can be believed (OIDC Core 5.3)."""

from __future__ import annotations

import re

from ...protocol.page_text import is_markup
from ...rules.id_token.subject import span
from ..case import Case
from ..cause import Signs, cause
from ..signs import AGAINST, HINT, LITTLE, OFTEN, SAYS, SOMETIMES, STATED, Sign, against, contrary, doubtful, hint, slip
from ..symptom import host_of
from .access_token import ANSWERED, BEARER, TAKEN, age_of_token, answered, is_fresh, revoked

USERINFO = ("userinfo",)


_NOT_ASKED = "openid was not asked for."


def _is_openid_granted(case: Case) -> bool:
    """By the answer to the token request, and by what came with it; a scope that it leaves out is the one that was asked for (RFC 6749 5.1)."""
    granted = case.run.tokens.get("scope")
    scopes = granted.split() if isinstance(granted, str) else case.scopes()
    return "openid" in scopes and bool(case.run.claims) and not case.asked_for_api


def speaks_plain_oauth(case: Case) -> bool:
    """The endpoints were given by hand, openid was not asked for, and no ID token came: nothing says that the provider knows OpenID."""
    return case.run.provider.get("source") is None and "openid" not in case.scopes() and not case.run.claims


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
    usual={"insufficient_scope": STATED, "invalid_scope": STATED, "invalid_token": SOMETIMES, "access_denied": SOMETIMES},
    spec="RFC 6750 3.1; OIDC Core 5.3",
    advice="Ask for openid, and for the scope that the answer names (profile, email): UserInfo answers only where openid was granted.",
    in_panel="In step 2, ask for openid, and for the scope that the answer names.",
    experiment="more-scope",
    rules=("TOKR-SCOPE-NO-OPENID", "TOKR-SCOPE-NARROWER"),
)
def scope_lacking(case: Case) -> Signs:
    """The access token lacks a scope, most often openid."""
    if case.was_taken:
        yield against(TAKEN)
    wanted = _wanted(case)
    if answered(case):
        yield contrary(ANSWERED)
    elif _is_openid_granted(case) and not case.is_named("scope-lacking") and case.code != "insufficient_scope":
        yield against("openid was granted, and an ID token came beside this token.")
    if case.params and "openid" not in case.scopes():
        plain = hint if speaks_plain_oauth(case) else slip
        yield Sign(SAYS + HINT, _NOT_ASKED) if "openid" in wanted else plain(_NOT_ASKED)
    elif wanted and not set(wanted) - set(case.scopes()) and case.asked_for_api:
        yield Sign(2 * AGAINST, "What the answer asks for was asked for; the token is that of the API that was named.")
    if case.symptom.status == 403:
        yield hint("The status 403 is for a token that is good, and not good for this; some answer so to a dead one too.")


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
    if case.was_taken:
        yield against(TAKEN)
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
        is_near = asked.partition(":")[0] in (
            token_host.partition(":")[0],
            issuer.partition(":")[0],
        )  # another port of one machine
        sign = hint if is_near else slip
        yield sign(f"UserInfo was asked at {asked}, and the token came from {token_host}.")
    audience = case.run.access_token_claims.get("aud")
    if _is_for_provider(case):
        yield against(f"Its audience is {audience!s:.200}, which is the provider itself.")
    elif is_for_another(case):
        yield hint(f"Its audience is {audience!s:.200}.")


def _audiences(case: Case) -> list[str]:
    audience = case.run.access_token_claims.get("aud")
    return [str(each).rstrip("/") for each in (audience if isinstance(audience, list) else [audience]) if each]


def _is_for_provider(case: Case) -> bool:
    own = (case.run.provider.get("issuer"), case.run.metadata.get("userinfo_endpoint"))
    return any(str(place).rstrip("/") in _audiences(case) for place in own if place)


def is_for_another(case: Case) -> bool:
    """The access token names whom it is for, and that is neither the provider nor this client."""
    audiences = _audiences(case)
    return bool(audiences) and not _is_for_provider(case) and case.run.client.get("client_id") not in audiences


@cause(
    "token-not-shown",
    legs=USERINFO,
    topic="header",
    usual=BEARER,
    spec="RFC 6750 2.1, 3.1",
    advice="Look what stands between: a redirect, or a proxy that drops the Authorization header. Ask UserInfo at its own address "
    "(userinfo_endpoint).",
    rules=("UI-REDIRECT",),
    experiment="fresh-userinfo",
)
def not_shown(case: Case) -> Signs:
    """No access token arrived at UserInfo: the header was dropped on the way, by a redirect or a proxy."""
    if case.was_taken:
        yield against(TAKEN)
    elif revoked(case, "access_token") or revoked(case, "refresh_token"):
        yield against("This flow revoked a token before.")
    elif case.symptom.error == "insufficient_scope":
        yield contrary("The token was read: it lacks a scope (RFC 6750 3.1).")
    elif case.symptom.error == "invalid_token":
        is_by_the_book = case.words.code == "invalid_token"  # whose sentence oauthlib has for a request without a token too
        weight = -LITTLE if is_by_the_book or case.asks_anybody else AGAINST
        yield Sign(weight, "It answered with invalid_token, which is said of a token that arrived (RFC 6750 3.1).")
    elif case.symptom.status == 401 and case.asks_for_bearer and not case.is_told:
        yield doubtful(
            "The challenge names no error, which is for a request without a token (RFC 6750 3.1); a few never name one."
        )
    elif case.symptom.status == 401 and is_fresh(case) and case.asks_for_bearer:
        came = f"The token came {span(age_of_token(case) or 0)} ago"
        yield hint(f"{came}, and the answer asks for one and names no error, as of a request that has none (RFC 6750 3.1).")


def _refused(case: Case) -> Signs:
    """Proof to the contrary of whatever is said of an answer, where UserInfo refused to give one."""
    if case.symptom.kind == "refused" and (case.symptom.error or (case.symptom.status or 0) >= 400):
        yield contrary("UserInfo refused, and spoke of nobody.")


@cause(
    "other-subject",
    legs=USERINFO,
    topic="sub",
    spec="OIDC Core 5.3.2",
    advice="Throw its answer away, and report it: two sessions were mixed, or sub is made in two ways.",
    rules=("UI-SUB-MISMATCH",),
)
def other_subject(case: Case) -> Signs:
    """UserInfo speaks of another person than the ID token."""
    yield from _refused(case)


@cause(
    "subject-missing",
    legs=USERINFO,
    topic="sub",
    spec="OIDC Core 5.3.2",
    advice="Throw its answer away, and report it.",
    rules=("UI-SUB-MISSING",),
)
def subject_missing(case: Case) -> Signs:
    """UserInfo does not say of whom it speaks."""
    yield from _refused(case)
    if case.nothing_came:
        yield against("It says nothing at all.")


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
    """UserInfo answers in a form that cannot be read or believed: empty, encrypted, signed and not verified, no JSON."""
    yield from _refused(case)
    if case.nothing_came:
        yield slip(case.nothing_came)
    if any(isinstance(said, str) and is_markup(said) for said in case.symptom.said):
        yield Sign(2 * AGAINST, "A page came, which is no answer of UserInfo in any form.")
