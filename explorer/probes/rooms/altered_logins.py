"""Sign-ins with something changed: what is left out, added, or asked for in another way (OIDC Core 3.1.2.1, 5.4, 5.5)."""

from __future__ import annotations

from ...protocol.jose import parse_jwt
from ..answer import Answer, NotAsked, Unclear, listed
from ..asking import Ask
from ..links import Link
from ..outcomes import Outcome
from ..registry import left_out, probe
from .scopes import claims_in
from .success import asked_in, members_of, outcome_of, refused


def _silently(ask: Ask, name: str) -> Outcome:
    """Return what a silent request was answered. Raises `Unclear` where there was no session to be silent about."""
    if not ask.has(name):
        silent = ask.once("silent", lambda: None) if ask.has("silent") else None
        if isinstance(silent, Outcome) and silent.word != "code":
            raise Unclear(f"there is no session to be had silently: {silent.error or silent.word}")
        raise NotAsked(ask.why_not("D"))
    outcome: Outcome = ask.kept(name, "D")
    return outcome


def _alone(ask: Ask, name: str) -> Outcome:
    """Return what became of one member of the bundle: of the bundle itself where that brought a code."""
    outcome = outcome_of(ask, "B")
    return outcome if outcome.word == "code" or not ask.has(f"outcome {name}") else outcome_of(ask, name)


def _left_out(ask: Ask, part: str) -> str:
    """Return the flight that tells of one thing that was left out: C, or the one that left out nothing else where C was refused."""
    return "C" if outcome_of(ask, "C").word == "code" or not ask.has(f"outcome C {part}") else f"C {part}"


def _page(ask: Ask, prompt: str) -> Outcome:
    if not ask.has(f"page {prompt}"):
        raise NotAsked("the pages of the session were not seen: that needs a browser such as FormSignIn")
    outcome: Outcome = ask.kept(f"page {prompt}", "A")
    return outcome


@probe("v-no-state", spec="RFC 6749 4.1.1", says="should", flight="C")
def v_no_state(ask: Ask) -> Answer:
    """Does a sign-in without state work, and is a state made up?"""
    outcome = outcome_of(ask, _left_out(ask, "state"))
    return refused(ask, outcome) or Answer("works without" if outcome.get("state") is None else "state invented")


@probe(
    "v-no-nonce",
    spec="OIDC Core 3.1.2.1",
    says="may",
    flight="C",
    covers=("C ensure-request-without-nonce-succeeds-for-code-flow",),
)
def v_no_nonce(ask: Ask) -> Answer:
    """Does a sign-in without nonce work, and has the ID token then none?"""
    flight = _left_out(ask, "nonce")
    no = refused(ask, outcome_of(ask, flight))
    return no or Answer("nonce invented" if "nonce" in claims_in(ask, flight) else "works, no nonce")


@probe("v-no-scope", spec="RFC 6749 3.3", flight="H")
def v_no_scope(ask: Ask) -> Answer:
    """What does a sign-in without scope give?"""
    no = refused(ask, outcome_of(ask, "H"))
    if no:
        return no
    members = members_of(ask, "H")
    said = members.get("scope", parse_jwt(str(members.get("access_token"))).claims.get("scope"))
    came = "with" if members.get("id_token") else "without"
    if said is None and not members.get("id_token"):
        raise Unclear("the answer names no scope, and no ID token tells")
    return Answer("default scope" if said or said is None else "empty scope", f"{said or 'unnamed'}, {came} an ID token")


@probe("v-no-openid", spec="OIDC Core 3.1.2.1", flight="G")
def v_no_openid(ask: Ask) -> Answer:
    """What does a sign-in without openid give?"""
    no = refused(ask, outcome_of(ask, "G"))
    return no or Answer("ID token anyway" if members_of(ask, "G").get("id_token") else "no ID token")


@probe(
    "v-unknown-scope",
    spec="RFC 6749 3.3; OIDC Core 3.1.2.1",
    flight="F",
    covers=("O AuthEndpoint.AutomaticRedirectInvalidScope",),
)
def v_unknown_scope(ask: Ask) -> Answer:
    """Is a scope that nobody knows ignored, refused, or granted?"""
    no = refused(ask, outcome_of(ask, "F"))
    if no:
        return no
    members = members_of(ask, "F")
    said = members.get("scope", parse_jwt(str(members.get("access_token"))).claims.get("scope"))
    said = " ".join(map(str, said)) if isinstance(said, list) else said
    if not isinstance(said, str):
        return Answer("silent", "no scope in the answer")
    return Answer("granted" if "probe_unknown" in said.split() else "ignored", said)


@probe("v-parameter-order", spec="RFC 6749 3.3", flight="B", covers=("C alternate-happy-flow",), wrong=("error",))
def v_parameter_order(ask: Ask) -> Answer:
    """Does the order of parameters and scopes matter?"""
    no = refused(ask, _alone(ask, "B order"))
    return Answer("error", no.detail) if no else Answer("accepted")


@probe("v-scope-all", spec="OIDC Core 5.4", flight="B", covers=("C scope-all",))
def v_scope_all(ask: Ask) -> Answer:
    """Do all four standard scopes together work?"""
    return refused(ask, _alone(ask, "B scopes")) or Answer("works")


@probe("v-acr-values", spec="OIDC Core 3.1.2.1, 15.1", flight="B", covers=("C ensure-request-with-acr-values-succeeds",))
def v_acr_values(ask: Ask) -> Answer:
    """Is acr_values heard, and what is acr then?"""
    no = refused(ask, _alone(ask, "B acr"))
    if no:
        return Answer("error", no.detail, "wrong")
    acr, asked = claims_in(ask, "B").get("acr"), str(ask.kept("asked acr", "B")).split()
    return Answer(
        "absent" if acr is None else "as asked" if str(acr) in asked else "other", f"asked {' '.join(asked)}, acr {acr}"
    )


@probe("v-acr-essential", spec="OIDC Core 5.5.1.1; Unmet Authentication Requirements 1", flight="D2")
def v_acr_essential(ask: Ask) -> Answer:
    """What happens where a level is compulsory, and impossible?"""
    outcome = _silently(ask, "v-acr-essential")
    return Answer("ignored" if outcome.word == "code" else outcome.error or outcome.word, outcome.told)


@probe("v-max-age-large", spec="OIDC Core 3.1.2.1, 15.1", says="must", flight="B, D", covers=("C max-age-10000",))
def v_max_age_large(ask: Ask) -> Answer:
    """Where the session is young enough: no new sign-in, and auth_time?"""
    asked = [flight for flight in ("B", "D") if ask.has(f"link {flight}") and asked_in(ask, flight).get("max_age")]
    times = [claims_in(ask, flight).get("auth_time") for flight in asked]
    if not times:
        raise NotAsked(ask.why_not("B"))
    if any(time is None for time in times):
        return Answer("absent", mark="wrong")
    silent = ask.once("silent", lambda: None) if ask.has("silent") else None
    if isinstance(silent, Outcome) and silent.word != "code":
        raise Unclear("there is no session to be had silently, so every sign-in is a new one")
    if len(times) < 2:
        raise Unclear("only one of the two sign-ins was asked with max_age, so there is nothing to compare")
    if len(set(times)) > 1 and asked_in(ask, "D").get("prompt") == "none":
        return Answer("auth_time differs", "although nobody can have signed in again: no page was allowed")
    return Answer("auth_time equal in both" if len(set(times)) == 1 else "new login asked")


@probe("v-max-age-small", spec="OIDC Core 3.1.2.1", says="must", flight="D2", covers=("C max-age-1",))
def v_max_age_small(ask: Ask) -> Answer:
    """Where the session is too old: must somebody sign in again?"""
    outcome = _silently(ask, "v-max-age-small")
    return Answer(
        "code" if outcome.word == "code" else outcome.error or outcome.word,
        outcome.told,
        "wrong" if outcome.word == "code" else "",
    )


@probe("v-max-age-zero", spec="OIDC Core 3.1.2.1", flight="D2")
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
    if outcome.page is not None and outcome.page.asks_consent(ask.client.client_id) and outcome.status < 400:
        return Answer("consent-page", outcome.told)
    return Answer("code at once" if outcome.word == "code" else outcome.error or outcome.word, outcome.told)


@probe("v-prompt-select-account", spec="OIDC Core 3.1.2.1", says="should", flight="A")
def v_prompt_select_account(ask: Ask) -> Answer:
    """Does prompt=select_account show a choice?"""
    outcome = _page(ask, "select_account")
    is_page = outcome.is_login or (
        outcome.word == "error-page" and outcome.status < 400 and bool(outcome.page and outcome.page.forms)
    )
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
    no = refused(ask, outcome)
    if no:
        return no
    cached = outcome.seen[-1].response.header("Cache-Control") if outcome.seen else None
    return Answer("posted" if outcome.mode == "form_post" else "ignored", f"Cache-Control: {cached}" if cached else "")


@probe("v-fragment-mode", spec="Multiple Response Types 2.1", flight="S1")
def v_fragment_mode(ask: Ask) -> Answer:
    """Does response_mode=fragment move the code into the fragment?"""
    outcome = outcome_of(ask, "S1")
    return refused(ask, outcome) or Answer("fragment" if outcome.mode == "fragment" else "ignored")


@probe("v-offline-without-consent", spec="OIDC Core 11", says="must", flight="C")
def v_offline_without_consent(ask: Ask) -> Answer:
    """Does offline_access without prompt=consent give a refresh token?"""
    flight = _left_out(ask, "offline")
    no = refused(ask, outcome_of(ask, flight))
    if no:
        return Answer("not given", no.detail)
    members = members_of(ask, flight)
    return Answer("given" if members.get("refresh_token") else "not given")


@probe("v-resource", spec="RFC 8707 2", says="may", flight="S3", by_name=True)
def v_resource(ask: Ask) -> Answer:
    """Does the parameter resource restrict the token?"""
    if not ask.given.resource:
        raise NotAsked("no API was named: give resource")
    outcome = outcome_of(ask, "S3")
    if outcome.word != "code":
        return Answer(outcome.error or outcome.word, outcome.told)
    token = parse_jwt(str(members_of(ask, "S3").get("access_token")))
    if not token.header:
        raise Unclear("the access token is opaque, so it does not say for whom it is")
    audience, before = token.claims.get("aud"), parse_jwt(str(members_of(ask, "A").get("access_token"))).claims.get("aud")
    named = audience == ask.given.resource or (isinstance(audience, list) and ask.given.resource in audience)
    return Answer("aud changes" if named and audience != before else "ignored", f"aud {audience}; without it {before}")


@probe("v-constant-challenge", spec="RFC 9700 2.1.1", flight="S1")
def v_constant_challenge(ask: Ask) -> Answer:
    """Is a nonce and a challenge noticed that was used before?"""
    outcome = outcome_of(ask, "S1")
    if outcome.word != "code":
        outcome = outcome_of(ask, "S1 again")
    first: Link = ask.kept("link A", "A")
    if first.code_verifier is None:
        raise NotAsked("the first sign-in had no challenge")
    return refused(ask, outcome) or Answer("accepted")


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
