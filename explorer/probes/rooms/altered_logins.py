"""Sign-ins with something changed: what is left out, added, or asked for in another way (OIDC Core 3.1.2.1, 5.4, 5.5)."""

from __future__ import annotations

from typing import Any

from ...protocol.jose import parse_jwt
from ..answer import Answer, NotAsked, Unclear, listed
from ..asking import Ask
from ..back_channel import Back
from ..links import Link
from ..outcomes import Outcome
from ..registry import left_out, probe
from .success import members_of, outcome_of

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


def _refused(outcome: Outcome) -> Answer | None:
    """Return "refused" where no code came."""
    return None if outcome.word == "code" else Answer("refused", f"{outcome.word}: {outcome.told}")


def _silently(ask: Ask, name: str) -> Outcome:
    """Return what a silent request was answered. Raises `Unclear` where there was no session to be silent about."""
    if not ask.has(name):
        silent = ask.once("silent", lambda: None) if ask.has("silent") else None
        if isinstance(silent, Outcome) and silent.word != "code":
            raise Unclear(f"there is no session to be had silently: {silent.error or silent.word}")
        raise NotAsked(ask.why_not("D"))
    outcome: Outcome = ask.kept(name, "D")
    return outcome


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


def _alone(ask: Ask, name: str) -> Outcome:
    """Return what became of one member of the bundle: of the bundle itself where that brought a code."""
    outcome = outcome_of(ask, "B")
    return outcome if outcome.word == "code" or not ask.has(f"outcome {name}") else outcome_of(ask, name)


def _page(ask: Ask, prompt: str) -> Outcome:
    if not ask.has(f"page {prompt}"):
        raise NotAsked("the pages of the session were not seen: that needs a browser such as FormSignIn")
    outcome: Outcome = ask.kept(f"page {prompt}", "A")
    return outcome


@probe("v-no-state", spec="RFC 6749 4.1.1", says="should", flight="C")
def v_no_state(ask: Ask) -> Answer:
    """Does a sign-in without state work, and is a state made up?"""
    outcome = outcome_of(ask, "C")
    return _refused(outcome) or Answer("works without" if outcome.get("state") is None else "state invented")


@probe(
    "v-no-nonce",
    spec="OIDC Core 3.1.2.1",
    says="may",
    flight="C",
    covers=("C ensure-request-without-nonce-succeeds-for-code-flow",),
)
def v_no_nonce(ask: Ask) -> Answer:
    """Does a sign-in without nonce work, and has the ID token then none?"""
    refused = _refused(outcome_of(ask, "C"))
    if refused:
        return refused
    return Answer("nonce invented" if "nonce" in claims_in(ask, "C") else "works, no nonce")


@probe("v-no-scope", spec="RFC 6749 3.3", flight="H")
def v_no_scope(ask: Ask) -> Answer:
    """What does a sign-in without scope give?"""
    refused = _refused(outcome_of(ask, "H"))
    if refused:
        return refused
    members = members_of(ask, "H")
    came = "with" if members.get("id_token") else "without"
    return Answer(
        "default scope" if members.get("scope") else "empty scope", f"{members.get('scope', '')} {came} an ID token".strip()
    )


@probe("v-no-openid", spec="OIDC Core 3.1.2.1", flight="G")
def v_no_openid(ask: Ask) -> Answer:
    """What does a sign-in without openid give?"""
    refused = _refused(outcome_of(ask, "G"))
    if refused:
        return refused
    return Answer("ID token anyway" if members_of(ask, "G").get("id_token") else "no ID token")


@probe(
    "v-unknown-scope",
    spec="RFC 6749 3.3; OIDC Core 3.1.2.1",
    flight="F",
    covers=("O AuthEndpoint.AutomaticRedirectInvalidScope",),
)
def v_unknown_scope(ask: Ask) -> Answer:
    """Is a scope that nobody knows ignored, refused, or granted?"""
    refused = _refused(outcome_of(ask, "F"))
    if refused:
        return refused
    said = members_of(ask, "F").get("scope")
    if not isinstance(said, str):
        return Answer("silent", "no scope in the answer")
    return Answer("granted" if "probe_unknown" in said.split() else "ignored", said)


@probe("v-parameter-order", spec="RFC 6749 3.3", flight="B", covers=("C alternate-happy-flow",), wrong=("error",))
def v_parameter_order(ask: Ask) -> Answer:
    """Does the order of parameters and scopes matter?"""
    outcome = _alone(ask, "B order")
    return Answer("accepted") if outcome.word == "code" else Answer("error", outcome.told)


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


@probe("v-scope-all", spec="OIDC Core 5.4", flight="B", covers=("C scope-all",))
def v_scope_all(ask: Ask) -> Answer:
    """Do all four standard scopes together work?"""
    outcome = _alone(ask, "B scopes")
    return Answer("works") if outcome.word == "code" else Answer("refused", outcome.told)


@probe("v-claims-userinfo", spec="OIDC Core 5.5", flight="D", covers=("C claims-essential",))
def v_claims_userinfo(ask: Ask) -> Answer:
    """Does UserInfo deliver a claim that was asked for by its name?"""
    asked = ask.kept("claims asked", "D")
    ui: Back = ask.kept("ui D", "D")
    if not asked:
        return Answer("refused", "with claims no code came")
    return Answer("delivered" if "name" in ui.members else "ignored")


@probe("v-claims-id-token", spec="OIDC Core 5.5", says="may", flight="D")
def v_claims_id_token(ask: Ask) -> Answer:
    """Can a claim be put into the ID token?"""
    asked = ask.kept("claims asked", "D")
    if not asked:
        return Answer("refused", "with claims no code came")
    return Answer("delivered" if "email" in claims_in(ask, "D") else "ignored")


@probe("v-acr-values", spec="OIDC Core 3.1.2.1, 15.1", flight="B", covers=("C ensure-request-with-acr-values-succeeds",))
def v_acr_values(ask: Ask) -> Answer:
    """Is acr_values heard, and what is acr then?"""
    if _alone(ask, "B acr").word != "code":
        return Answer("error", outcome_of(ask, "B").told, "wrong")
    acr, asked = claims_in(ask, "B").get("acr"), str(ask.kept("asked acr", "B")).split()
    return Answer(
        "absent" if acr is None else "as asked" if str(acr) in asked else "other", f"asked {' '.join(asked)}, acr {acr}"
    )


@probe("v-acr-essential", spec="OIDC Core 5.5.1.1; Unmet Authentication Requirements 1", flight="D")
def v_acr_essential(ask: Ask) -> Answer:
    """What happens where a level is compulsory, and impossible?"""
    outcome = _silently(ask, "v-acr-essential")
    return Answer("ignored" if outcome.word == "code" else outcome.error or outcome.word, outcome.told)


@probe("v-max-age-large", spec="OIDC Core 3.1.2.1, 15.1", says="must", flight="B, D", covers=("C max-age-10000",))
def v_max_age_large(ask: Ask) -> Answer:
    """Where the session is young enough: no new sign-in, and auth_time?"""
    times = [claims_in(ask, flight).get("auth_time") for flight in ("B", "D") if ask.has(f"tokens {flight}")]
    if not times:
        raise NotAsked(ask.why_not("B"))
    if any(time is None for time in times):
        return Answer("absent", mark="wrong")
    silent = ask.once("silent", lambda: None) if ask.has("silent") else None
    if isinstance(silent, Outcome) and silent.word != "code":
        raise Unclear("there is no session to be had silently, so every sign-in is a new one")
    return Answer("auth_time equal in both" if len(set(times)) == 1 else "new login asked")


@probe("v-max-age-small", spec="OIDC Core 3.1.2.1", says="must", flight="D", covers=("C max-age-1",))
def v_max_age_small(ask: Ask) -> Answer:
    """Where the session is too old: must somebody sign in again?"""
    outcome = _silently(ask, "v-max-age-small")
    return Answer(
        "code" if outcome.word == "code" else outcome.error or outcome.word,
        outcome.told,
        "wrong" if outcome.word == "code" else "",
    )


@probe("v-max-age-zero", spec="OIDC Core 3.1.2.1", flight="D")
def v_max_age_zero(ask: Ask) -> Answer:
    """Is max_age=0 a demand to sign in again?"""
    outcome = _silently(ask, "v-max-age-zero")
    return Answer("code" if outcome.word == "code" else outcome.error or outcome.word, outcome.told)


@probe("v-prompt-login", spec="OIDC Core 3.1.2.1", says="should", flight="A, M", covers=("C prompt-login",))
def v_prompt_login(ask: Ask) -> Answer:
    """Does prompt=login ask again although there is a session?"""
    if ask.has("tokens M") and ask.has("tokens A"):
        times = [claims_in(ask, flight).get("auth_time") for flight in ("A", "B", "D", "M") if ask.has(f"tokens {flight}")]
        before, after = next((time for time in times[:-1] if time is not None), None), times[-1]
        told = "absent" if after is None or before is None else "later" if after > before else "same"
    else:
        told = "not seen"
    if not ask.has("page login"):
        if told == "not seen":
            raise NotAsked("neither the page nor a second sign-in was seen")
        raise Unclear(f"the page was not seen; auth_time is {told}, and a window that is new each time has no session")
    outcome = _page(ask, "login")
    word = "login-page" if outcome.is_login else "code at once" if outcome.word == "code" else outcome.error or outcome.word
    return Answer(word, f"auth_time: {told}")


@probe("v-prompt-none-session", spec="OIDC Core 3.1.2.1", flight="D", covers=("C prompt-none-logged-in",))
def v_prompt_none_session(ask: Ask) -> Answer:
    """Does a silent sign-in work where there is a session?"""
    outcome: Outcome = ask.kept("silent", "D")
    return Answer("code" if outcome.word == "code" else outcome.error or outcome.word, outcome.told)


@probe("v-id-token-hint", spec="OIDC Core 3.1.2.1", says="should", flight="D", covers=("C id-token-hint",))
def v_id_token_hint(ask: Ask) -> Answer:
    """Does it work with the ID token as a hint?"""
    outcome = _silently(ask, "v-id-token-hint")
    return Answer("code" if outcome.word == "code" else outcome.error or outcome.word, outcome.told)


left_out(
    "v-id-token-hint-other",
    "What does the hint of another user give?",
    "it needs the ID token of a second user",
    room=__name__,
    spec="OIDC Core 3.1.2.2",
    says="must",
)


@probe("v-prompt-consent", spec="OIDC Core 3.1.2.1", says="should", flight="A")
def v_prompt_consent(ask: Ask) -> Answer:
    """Does prompt=consent show the consent page again?"""
    outcome = _page(ask, "consent")
    if outcome.word == "error-page" and outcome.status < 400:
        return Answer("consent-page", outcome.told)
    return Answer("code at once" if outcome.word == "code" else outcome.error or outcome.word, outcome.told)


@probe("v-prompt-select-account", spec="OIDC Core 3.1.2.1", says="should", flight="A")
def v_prompt_select_account(ask: Ask) -> Answer:
    """Does prompt=select_account show a choice?"""
    outcome = _page(ask, "select_account")
    is_page = outcome.is_login or (outcome.word == "error-page" and outcome.status < 400)
    return Answer(
        "page" if is_page else "code at once" if outcome.word == "code" else outcome.error or outcome.word, outcome.told
    )


left_out(
    "v-user-cancels",
    "What comes back where the user says no?",
    "it needs a person who says no",
    room=__name__,
    spec="RFC 6749 4.1.2.1",
)


@probe(
    "v-form-post",
    spec="Form Post 2",
    says="may",
    flight="I",
    covers=("O AuthEndpoint.SupportsPostResponseMode", "O DocumentSupport.FormPostSupported"),
)
def v_form_post(ask: Ask) -> Answer:
    """Does response_mode=form_post post the answer to the redirect address?"""
    outcome = outcome_of(ask, "I")
    if outcome.word != "code":
        return Answer("refused", outcome.told)
    cached = outcome.seen[-1].response.header("Cache-Control") if outcome.seen else None
    return Answer("posted" if outcome.mode == "form_post" else "ignored", f"Cache-Control: {cached}" if cached else "")


@probe("v-fragment-mode", spec="Multiple Response Types 2.1", flight="S1")
def v_fragment_mode(ask: Ask) -> Answer:
    """Does response_mode=fragment move the code into the fragment?"""
    outcome = outcome_of(ask, "S1")
    return _refused(outcome) or Answer("fragment" if outcome.mode == "fragment" else "ignored")


@probe("v-offline-without-consent", spec="OIDC Core 11", says="must", flight="C")
def v_offline_without_consent(ask: Ask) -> Answer:
    """Does offline_access without prompt=consent give a refresh token?"""
    members = members_of(ask, "C")
    return Answer("given" if members.get("refresh_token") else "not given")


@probe("v-resource", spec="RFC 8707 2", says="may", flight="S3", by_name=True)
def v_resource(ask: Ask) -> Answer:
    """Does the parameter resource restrict the token?"""
    if not ask.given.resource:
        raise NotAsked("no API was named: give resource")
    outcome = outcome_of(ask, "S3")
    if outcome.word != "code":
        return Answer(outcome.error or outcome.word, outcome.told)
    audience = parse_jwt(str(members_of(ask, "S3").get("access_token"))).claims.get("aud")
    named = audience == ask.given.resource or (isinstance(audience, list) and ask.given.resource in audience)
    return Answer("aud changes" if named else "ignored", f"aud {audience}")


@probe("v-constant-challenge", spec="RFC 9700 2.1.1", flight="S1")
def v_constant_challenge(ask: Ask) -> Answer:
    """Is a nonce and a challenge noticed that was used before?"""
    outcome = outcome_of(ask, "S1")
    if outcome.word != "code":
        outcome = outcome_of(ask, "S1 again")
    first: Link = ask.kept("link A", "A")
    if first.code_verifier is None:
        raise NotAsked("the first sign-in had no challenge")
    return Answer("accepted" if outcome.word == "code" else "refused", outcome.told)


@probe(
    "v-hybrid-login",
    spec="OIDC Core 3.3.2.5, 3.3.2.11, 3.2.2.10",
    flight="N",
    risk="C",
    covers=(
        "O Features.CodeIdTokenFlowSupported",
        "O Features.CodeTokenFlowSupported",
        "O Features.CodeIdTokenTokenFlowSupported",
        "O Features.TokenFlowSupported",
        "O Features.IdTokenFlowSupported",
        "O Features.IdTokenTokenFlowSupported",
        "O AuthEndpoint.RefreshTokenPresent",
    ),
    by_name=True,
)
def v_hybrid_login(ask: Ask) -> Answer:
    """What does an allowed hybrid type return, and with which hashes?"""
    outcome: Outcome = ask.kept("v-hybrid-login", "N")
    names = [name for name, _ in outcome.params]
    claims = parse_jwt(outcome.get("id_token") or "").claims
    hashes = [name for name in ("c_hash", "at_hash") if name in claims]
    return Answer(outcome.error or outcome.mode or outcome.word, f"{listed(names)}; hashes: {listed(hashes)}")
