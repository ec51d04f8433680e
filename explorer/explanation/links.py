"""Addresses and forms of the front channel: the authorization request, and the answer to it."""

from __future__ import annotations

import re
import urllib.parse
from collections.abc import Iterable
from typing import Any

from ..errors import Mistake
from ..messages import parse_form, split_url
from ..protocol.authorize import AuthorizationRequest
from ..protocol.credentials import parameter_label
from ..protocol.redirect import AuthorizationResponse, parse_redirect
from ..secret import Text, reveal
from .alone import judge_authorize, judge_redirect, stand_in
from .answering import authorization_endpoint_answer
from .nowhere import NOWHERE, as_pasted, is_nowhere, place_of
from .opening import Opening, guessed_metadata
from .parts import in_full, misspelt, parameter_parts
from .plain_errors import not_from_a_browser
from .refusals import of_answer
from .sensitive import marked_params
from .value import Explanation, Part

_ASKS = ("response_type", "request_uri", "request", "code_challenge")
_RANDOM = frozenset({"state", "nonce", "code_challenge", "code_challenge_method", "client_id", "redirect_uri"})
_OWN_ARGUMENTS = frozenset(
    {"response_mode", "display", "prompt", "max_age", "ui_locales", "id_token_hint", "login_hint", "acr_values", "claims"}
)
_REQUEST_MISSING = (
    "What the provider offers: paste its discovery document too, or open this as a flow and discover it.",
    "How the client is registered: its redirect_uri, and whether it is public.",
)
_RESPONSE_MISSING = (
    "The authorization request that it answers: without its state nobody knows whether this is an answer to it.",
    "Which provider was asked (iss), and the redirect_uri that was registered.",
)


def looks_like_authorize(names: Iterable[str]) -> bool:
    """Tell whether parameters of these names ask for a sign-in; a misspelt one counts as what was meant."""
    given = set(names)
    known = given | set(misspelt(given, "authorize").values())
    if "grant_type" in known or "code_verifier" in known:
        return False
    return ("client_id" in known and bool(known & {*_ASKS, "scope", "redirect_uri"})) or (
        "response_type" in known and bool(known & {"redirect_uri", "scope"})
    )


def authorization_request(url: str, form: str = "") -> AuthorizationRequest:
    """Return the request in an address, or in the form that was sent to it."""
    address, _, query = url.partition("#")[0].partition("?")
    params = marked_params([*parse_form(query), *parse_form(form)])
    plain = dict(reversed([(name, reveal(value)) for name, value in params]))
    method = plain.get("code_challenge_method") or ("plain" if "code_challenge" in plain else None)
    return AuthorizationRequest(address, params, plain.get("state"), plain.get("nonce"), None, method)


def explain_authorize(request: AuthorizationRequest, shown: Iterable[tuple[str, Text]]) -> Explanation:
    """Explain an authorization request; `shown` are its parameters with the secrets among them marked."""
    report = judge_authorize(request)
    asked = ", ".join(request.scope.split()[:8]) or "nothing (there is no scope)"
    sentence = f"A link to the sign-in of {place_of(request.endpoint)}: the client {request.get('client_id') or '(not named)'} asks for {asked}."
    return Explanation(
        "authorization_request",
        "an authorization request",
        "certain" if request.get("client_id") and request.get("response_type") else "likely",
        sentence,
        (*_endpoint(request), *parameter_parts(shown, "authorize", "query")),
        report,
        _REQUEST_MISSING,
        would_answer=authorization_endpoint_answer(report),
        opening=_opening(request),
        message=request,
    )


def _endpoint(request: AuthorizationRequest) -> tuple[Part, ...]:
    shown = as_pasted(request.endpoint)
    return () if shown in ("", "/") else (Part("(endpoint)", shown, "Where the browser is sent.", "RFC 6749 3.1", "address"),)


def _opening(request: AuthorizationRequest) -> Opening | None:
    metadata = guessed_metadata(authorization_endpoint=request.endpoint)
    client_id = request.get("client_id")
    if not client_id or (metadata is None and not is_nowhere(request.endpoint)):
        return None
    return Opening(metadata, stand_in(client_id, request.redirect_uri), arguments_of(request))


def arguments_of(request: AuthorizationRequest) -> dict[str, Any]:
    """Return the arguments of `Flow.authorize` that ask the same with random values of one's own.

    A request without state, nonce or PKCE stays without, since that may be what is hunted.
    """
    names = [name for name, _ in request.params]
    arguments: dict[str, Any] = {"scope": request.scope, "response_type": request.get("response_type") or "code"}
    arguments |= {name: None for name in ("state", "nonce") if name not in names}
    challenge = request.get("code_challenge")
    arguments["pkce"] = (
        (request.code_challenge_method if request.code_challenge_method in ("S256", "plain") else "S256") if challenge else None
    )
    arguments |= {name: value for name, value in request.params if name in _OWN_ARGUMENTS and name != "max_age"}
    extra = [
        (n, v if parameter_label(n) else reveal(v))
        for n, v in request.params
        if n not in _RANDOM | _OWN_ARGUMENTS | {"scope", "response_type"} or n == "max_age"
    ]
    left_out = [name for name in ("redirect_uri", "scope", "response_type") if name not in names]
    return {**arguments, "extra": extra, "omit": left_out}


# The answer


def read_response(text: str) -> AuthorizationResponse | None:
    """Return the authorization response in a text; None where there is none."""
    try:
        return parse_redirect(text)
    except Mistake:
        return None


def is_answer(pairs: Iterable[tuple[str, str]]) -> bool:
    """Tell whether parameters are the answer to an authorization request, and not something else with a code in it."""
    names = {name for name, _ in pairs}
    if names & {"grant_type", "code_verifier", "client_secret", "client_id"}:
        return False
    beside = names & {"state", "iss", "session_state", "scope", "error_description", "token_type", "client_info"}
    return bool(names & {"code", "error"} and (beside or len(names) <= 2)) or bool(
        names & {"id_token", "response"} and names & {"state", "response"}
    )


def explain_response(response: AuthorizationResponse, *, form_post: bool = False) -> Explanation:
    """Explain what a browser brought back; parameters that none brings back are called what they are."""
    if not form_post and (other := not_from_a_browser(response)) is not None:
        return other
    bare = response.kind in ("code", "code_and_state")
    kind = "form_post" if form_post else "code" if bare else "authorization_response"
    title = {
        "form_post": "an authorization response, posted as a form (form_post)",
        "code": "a bare code" if response.kind == "code" else "a code with its state",
    }.get(kind, "an authorization response")
    landed = as_pasted(response.address) if response.address else ""
    unknown = ", of a host that does not stand in it," if landed != (response.address or "") else ""
    where = f" at {landed}{unknown}" if landed else ""
    if response.error:
        sentence = f"The provider sent the browser back{where} with a refusal: {response.error}.{_own_words(response)}"
    else:
        sentence = (
            f"The provider sent the browser back{where} with {'a code' if response.code else 'an answer without a code'}."
        )
    address = (Part("(address)", landed, "Where the browser landed.", "RFC 6749 3.1.2", "address"),) if response.address else ()
    return Explanation(
        kind,
        title,
        "possible" if response.kind == "code" else "certain" if response.state else "likely",
        "It looks like a code: one text of the characters that a code may have." if response.kind == "code" else sentence,
        address + parameter_parts(marked_params((n, reveal(v)) for n, v in response.params), "redirect", "query"),
        judge_redirect(response),
        _RESPONSE_MISSING,
        response.changes,
        refused=bool(response.error),
        why=of_answer(response) if response.error else None,
        message=response,
    )


def _own_words(response: AuthorizationResponse) -> str:
    said = response.get("error_description")
    return f" The provider's own words: {in_full(said)}" if said else ""


# A whole text


def explain_address(text: str) -> Explanation | None:
    """Explain one address of the front channel; None for another."""
    if re.search(r"\s", text) or split_url(text) is None or not re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", text):
        return None
    query = text.partition("#")[0].partition("?")[2]
    pairs = parse_form(query)
    names = [name for name, _ in pairs]
    if looks_like_authorize(names):
        request = authorization_request(text)
        return explain_authorize(request, marked_params(pairs))
    fragment = parse_form(text.partition("#")[2].partition("?")[2] or text.partition("#")[2])
    if is_answer(pairs) or is_answer(fragment):
        response = read_response(text)
        return explain_response(response) if response else None
    return _logout(text, pairs)


def _logout(text: str, pairs: list[tuple[str, str]]) -> Explanation | None:
    names = {name for name, _ in pairs}
    if not names & {"id_token_hint", "post_logout_redirect_uri"}:
        return None
    return Explanation(
        "logout_request",
        "a logout request",
        "certain",
        f"A link that ends the session at {place_of(text)} (RP-Initiated Logout 1.0, 2).",
        parameter_parts(marked_params(pairs), "logout", "query"),
        missing=("The ID token of the session, and the addresses that are registered for the way back.",),
    )


def explain_form(text: str) -> Explanation | None:
    """Explain a form body of the front channel: the answer of form_post, or an authorization request that was posted."""
    if re.search(r"\s", text.strip()) or not re.match(r"[A-Za-z_][\w.-]*=", text):
        return None
    pairs = parse_form(text)
    if is_answer(pairs):
        response = read_response(text)
        other = not_from_a_browser(response) if response else None
        return other or (explain_response(response, form_post=True) if response else None)
    if looks_like_authorize(name for name, _ in pairs):
        return explain_authorize(authorization_request(f"{NOWHERE}/", text), marked_params(pairs))
    return None


def is_page_address(text: str) -> bool:
    """Tell whether a text is an address at all."""
    parts = urllib.parse.urlsplit(text) if not re.search(r"\s", text) else None
    return parts is not None and parts.scheme in ("http", "https") and bool(parts.netloc)
