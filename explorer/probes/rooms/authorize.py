"""What the authorization endpoint makes of odd requests, up to the login page (RFC 6749 3.1 and 4.1.2.1, OIDC Core 3.1.2)."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping

from ...printable import counted
from ..answer import Answer, NotAsked, Unclear, each, listed
from ..asking import Ask
from ..outcomes import Outcome
from ..registry import probe

NAMES = frozenset(
    {  # RFC 6749 4.1.2.1, OIDC Core 3.1.2.6, RFC 9101 7, RFC 8707 2
        *(
            "invalid_request",
            "unauthorized_client",
            "access_denied",
            "unsupported_response_type",
            "invalid_scope",
            "server_error",
        ),
        *(
            "temporarily_unavailable",
            "interaction_required",
            "login_required",
            "account_selection_required",
            "consent_required",
        ),
        *("invalid_request_uri", "invalid_request_object", "request_not_supported", "request_uri_not_supported"),
        *("registration_not_supported", "invalid_target", "unmet_authentication_requirements", "unsupported_response_mode"),
    }
)
_TEXT = re.compile(r"[\x20-\x21\x23-\x5B\x5D-\x7E]*")  # RFC 6749 A.7 and A.8
BUNDLE = {  # harmless parameters, which no provider may refuse
    "display": "page",
    "ui_locales": "en",
    "claims_locales": "se",
    "login_hint": "probe-user",
    "foo": "bar",
}


def refusal(outcome: Outcome) -> Answer:
    """Return an answer in the words error-redirect, error-page, login-page."""
    word = "login-page" if outcome.is_login else "error-page" if outcome.word == "http-error" else outcome.word
    return Answer(word, outcome.told, None, {"error": outcome.error, "status": outcome.status})


def error_name(outcome: Outcome, page: str = "page") -> Answer:
    """Return the bare name of the error as an answer; `page` is the word for a page of the provider."""
    if outcome.word == "error-redirect":
        return Answer(outcome.error, outcome.told)
    word = page if outcome.word in ("error-page", "http-error") else "login-page" if outcome.is_login else outcome.word
    return Answer(word, outcome.told, None, {"status": outcome.status})


def ignored_or(outcome: Outcome, word: str = "ignored") -> Answer:
    """Return `word` where the request was read as if nothing were odd in it, and else the error's name or the page.

    A login page says no more than that it was not refused so far: it is called ignored, and never an error that did not come.
    """
    if outcome.is_login:
        return Answer("ignored" if word == "ignored" else "login-page", f"not refused so far; {outcome.told}")
    if outcome.is_silent_refusal:
        return Answer("ignored" if word == "ignored" else outcome.error, outcome.told)
    return Answer("ignored", "a code came at once") if outcome.word == "code" else error_name(outcome)


def plain(ask: Ask, change: Mapping[str, str | None], **how: object) -> Outcome:
    """Ask once, with the control."""
    ask.require_control()
    return ask.authorize(change, **how)  # type: ignore[arg-type]


def silent_or_plain(ask: Ask, change: Mapping[str, str | None]) -> Outcome:
    """Ask silently where this provider answers that, else plain."""
    return ask.silently(change) if ask.silence.is_answer else plain(ask, change)


def _type(ask: Ask, response_type: str) -> str:
    """Return what is made of a response type: the name of the error, "parsed", "page", or "login-page" (not refused so far)."""
    outcome = silent_or_plain(ask, {"response_type": response_type})
    if outcome.is_silent_refusal or outcome.word == "code":
        return "parsed"
    return error_name(outcome).word


def _types(ask: Ask, *types: str) -> Answer:
    return each({name: ask.once(f"type {name}", functools.partial(_type, ask, name)) for name in types})


@probe("az-control", spec="no standard", covers=("O Features.HasSupportedFlows",))
def az_control(ask: Ask) -> Answer:
    """How does the honest request look up to the login page?"""
    outcome = ask.control
    hosts = listed(list(dict.fromkeys(seen.request.address.split("/")[2] for seen in outcome.seen)))
    cookies = listed(sorted({cookie.partition("=")[0] for seen in outcome.seen for cookie in seen.cookies}))
    told = f"{counted(len(outcome.seen), 'exchange')}, hosts {hosts}, cookies {cookies}; {outcome.told}"
    return Answer(outcome.word, told)


@probe(
    "az-missing-response-type",
    spec="RFC 6749 3.1.1, 4.1.2.1",
    says="must",
    covers=("O AuthEndpoint.IsResponseTypeChecked", "C response-type-missing"),
)
def az_missing_response_type(ask: Ask) -> Answer:
    """What is answered where response_type is missing?"""
    return ask.once("missing type", lambda: refusal(plain(ask, {"response_type": None})))


@probe(
    "az-unknown-response-type",
    spec="RFC 6749 3.1.1, 4.1.2.1",
    covers=(
        "O AuthEndpoint.IsResponseTypeChecked",
        "O AuthEndpoint.AutomaticRedirectInvalidResponseType",
        "C response-type-missing",
    ),
)
def az_unknown_response_type(ask: Ask) -> Answer:
    """What is answered to a response_type that nobody knows?"""
    return ask.once("unknown type", lambda: refusal(plain(ask, {"response_type": "probe"})))


@probe(
    "az-response-type-token",
    spec="RFC 9700 2.1.2",
    says="should",
    covers=("O Features.TokenFlowSupported", "O AuthEndpoint.RefreshTokenPresent"),
)
def az_response_type_token(ask: Ask) -> Answer:
    """Is the implicit grant open to this client?"""
    return _types(ask, "token")


@probe(
    "az-response-type-id-token",
    spec="OIDC Core 3.2; RFC 9700 2.1.2",
    covers=("O Features.IdTokenFlowSupported", "O Features.IdTokenTokenFlowSupported"),
)
def az_response_type_id_token(ask: Ask) -> Answer:
    """Does this client get ID tokens in the front channel?"""
    return _types(ask, "id_token", "id_token token")


@probe(
    "az-response-type-hybrid",
    spec="OIDC Core 3.3; RFC 9700 2.1.2",
    covers=(
        "O Features.CodeIdTokenFlowSupported",
        "O Features.CodeTokenFlowSupported",
        "O Features.CodeIdTokenTokenFlowSupported",
    ),
)
def az_response_type_hybrid(ask: Ask) -> Answer:
    """Are the hybrid response types open to this client?"""
    return _types(ask, "code id_token", "code token", "code id_token token")


@probe(
    "az-hybrid-without-nonce",
    spec="OIDC Core 3.2.2.1, 3.3.2.1",
    says="must",
    covers=("O AuthEndpoint.NonceRequired", "C ensure-request-without-nonce-fails"),
)
def az_hybrid_without_nonce(ask: Ask) -> Answer:
    """Is a nonce compulsory where the ID token travels in front?"""
    if ask.once("type code id_token", lambda: _type(ask, "code id_token")) != "parsed":
        raise NotAsked("the type code id_token is not open to this client")
    outcome = ask.silently({"response_type": "code id_token", "nonce": None})
    return Answer("login_required", outcome.told) if outcome.is_silent_refusal else error_name(outcome)


@probe("az-unknown-response-mode", spec="OIDC Core 3.1.2.6; Multiple Response Types 2.1")
def az_unknown_response_mode(ask: Ask) -> Answer:
    """What is answered to a response_mode that nobody knows?"""
    outcome = plain(ask, {"response_mode": "probe"})
    if outcome.word in ("error-page", "http-error"):
        return Answer("http-error" if outcome.status >= 400 else "error-page", outcome.told, None, {"status": outcome.status})
    return refusal(outcome)


@probe("az-query-mode-for-tokens", spec="Multiple Response Types 3, 5", says="must", wrong=("error in query",))
def az_query_mode_for_tokens(ask: Ask) -> Answer:
    """Would tokens be put into a query?"""
    outcome = silent_or_plain(ask, {"response_type": "token", "response_mode": "query"})
    if outcome.is_silent_refusal or outcome.word == "code":
        return Answer("error in query" if outcome.mode == "query" else "ignored", outcome.told)
    return Answer("login-page" if outcome.is_login else "refused", outcome.told)


@probe("az-missing-scope", spec="RFC 6749 3.3", flight="0, H")
def az_missing_scope(ask: Ask) -> Answer:
    """What is answered where scope is missing?"""
    return refusal(plain(ask, {"scope": None}))


@probe(
    "az-unknown-scope",
    spec="RFC 6749 3.3; OIDC Core 3.1.2.1",
    says="should",
    flight="0, F",
    covers=("O AuthEndpoint.AutomaticRedirectInvalidScope",),
)
def az_unknown_scope(ask: Ask) -> Answer:
    """What is answered to a scope that nobody knows?"""

    def one(scope: str) -> str:
        answer = refusal(plain(ask, {"scope": scope}))
        if answer.word == "error-redirect":
            return str(answer.facts["error"])
        return "page" if answer.word == "error-page" else answer.word

    words = {"beside openid": ask.once("unknown scope", lambda: one("openid probe_unknown")), "alone": one("probe_unknown")}
    return each(words)


@probe("az-malformed-scope", spec="RFC 6749 3.3")
def az_malformed_scope(ask: Ask) -> Answer:
    """What is answered to a scope that breaks the syntax?"""
    words = {"comma": "openid,profile", "quote": 'openid pro"file'}
    return each({name: error_name(plain(ask, {"scope": scope})).word for name, scope in words.items()})


@probe(
    "az-prompt-none",
    spec="OIDC Core 3.1.2.1, 3.1.2.6",
    says="must",
    covers=("C prompt-none-not-logged-in",),
    wrong=("login-page",),
)
def az_prompt_none(ask: Ask) -> Answer:
    """Is a silent request without a session answered at the redirect address?"""
    ask.require_control()
    outcome = ask.silence
    if outcome.word == "error-redirect":
        return Answer(outcome.error, outcome.told)
    return Answer("login-page" if outcome.is_login else outcome.word, outcome.told)


@probe("az-prompt-contradiction", spec="OIDC Core 3.1.2.1")
def az_prompt_contradiction(ask: Ask) -> Answer:
    """Is prompt=none refused beside prompt=login?"""
    outcome = plain(ask, {"prompt": "none login"})
    if outcome.is_login:
        return Answer("treated as login", outcome.told)
    return Answer("treated as none", outcome.told) if outcome.is_silent_refusal else error_name(outcome)


@probe("az-prompt-unknown", spec="OIDC Core 3.1.2.1")
def az_prompt_unknown(ask: Ask) -> Answer:
    """What is made of a prompt that nobody knows?"""
    return ignored_or(plain(ask, {"prompt": "probe"}))


@probe("az-error-echo", spec="RFC 6749 4.1.2.1; RFC 9207 2", says="must", covers=("O AuthEndpoint.StatePresent",))
def az_error_echo(ask: Ask) -> Answer:
    """Does an error carry the state unchanged, and iss where it was promised?"""
    outcome = ask.silence
    if outcome.word != "error-redirect":
        raise Unclear("there was no error at the redirect address to read")
    sent = "Aa0-._~ +/%41"
    state, iss = outcome.get("state"), outcome.get("iss")
    state_word = "absent" if state is None else "equal" if state == sent else "changed"
    iss_word = "absent" if iss is None else "equal" if iss == ask.members.get("issuer") else "other"
    promised = ask.members.get("authorization_response_iss_parameter_supported") is True
    flawed = state_word != "equal" or iss_word == "other" or (promised and iss_word == "absent")
    return Answer(f"state {state_word}, iss {iss_word}", "", "wrong" if flawed else "")


@probe(
    "az-error-style",
    spec="no standard",
    covers=("O AuthEndpoint.AutomaticRedirectInvalidResponseType", "O AuthEndpoint.AutomaticRedirectInvalidScope"),
)
def az_error_style(ask: Ask) -> Answer:
    """Where do errors go: back to the client at once, to a page, or back after the login?"""
    made: dict[str, dict[str, str | None]] = {
        "missing type": {"response_type": None},
        "unknown type": {"response_type": "probe"},
        "unknown scope": {"scope": "openid probe_unknown"},
    }
    styles = {
        "error-redirect": "redirect at once",
        "error-page": "page at once",
        "http-error": "page at once",
        "crash": "page at once",
    }
    words = {name: refusal(plain(ask, change)).word for name, change in made.items()}
    found = {
        styles.get(word, "redirect after login")
        for name, word in words.items()
        if name != "unknown scope" or word != "login-page"
    }
    return Answer(found.pop() if len(found) == 1 else "mixed", "; ".join(f"{name}: {word}" for name, word in words.items()))


@probe("az-error-text", spec="RFC 6749 4.1.2.1")
def az_error_text(ask: Ask) -> Answer:
    """Are the names and texts of all errors of this room within their alphabets?"""
    found = set()
    errors = [outcome for outcome in ask.outcomes if outcome.word == "error-redirect"]
    if not errors:
        raise NotAsked("no error came to the redirect address")
    for outcome in errors:
        if outcome.error:
            found |= {outcome.error} - NAMES
            found |= {
                name for name in ("error", "error_description", "error_uri") if not _TEXT.fullmatch(outcome.get(name) or "")
            }
    return Answer("clean") if not found else Answer("faults", listed(sorted(found)), "wrong")
