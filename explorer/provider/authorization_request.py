"""Reading an authorization request: is it in order, and if not, may the browser be sent back? (OIDC Core 3.1.2.2)"""

from __future__ import annotations

import json
from typing import Any

from authlib.oauth2.rfc6749 import OAuth2Error

from .clients import Registration
from .errors import Refused, ReturnAddress
from .http import Pairs, Request, repeated
from .oauth import Server
from .setting import Setting
from .sound_request import AuthorizationRequest

PROMPTS = frozenset({"none", "login", "consent", "select_account"})
LONGEST_CLAIMS = 10_000  # characters; they are kept with every token


def read_authorization_request(setting: Setting, oauth: Server, request: Request) -> AuthorizationRequest:
    """Return the request, or raise `Refused`: without a return address until client and redirect_uri are known good.

    Authlib checks scope and PKCE; what it does not know is checked here.
    """
    pairs = request.form if request.method == "POST" else request.args
    params = dict(pairs)
    client, to = _client_and_address(setting, pairs, params)
    for problem in (_repeated(pairs), _response(params), _challenge(client, params), _unsupported(params)):
        if problem:
            raise Refused(*problem, to)
    scope = _scope(oauth, request, to)
    claims = _claims(params, to) if setting.profile.reads_claims_parameter else {}
    return AuthorizationRequest(
        params=pairs,
        client=client,
        to=to,
        scope=scope,
        prompts=_prompts(params, to),
        max_age=_max_age(params, to),
        claims=claims,
        only_sub=_only_sub(setting, params, claims, to),
        acr=_acr(setting, params, claims, to),
    )


Problem = tuple[str, str] | None


def _client_and_address(setting: Setting, pairs: Pairs, params: dict[str, str]) -> tuple[Registration, ReturnAddress]:
    """Nothing is sent to an address before it is known to be this client's (RFC 6749 4.1.2.1)."""
    if repeated([pair for pair in pairs if pair[0] in ("client_id", "redirect_uri")]):
        raise Refused("invalid_request", "client_id or redirect_uri comes twice, so it is not clear who asks.")
    name = params.get("client_id", "")
    if not name:
        raise Refused("invalid_request", "client_id is missing, so it is not clear who asks.")
    client = setting.memory.clients.get(name)
    if client is None:
        raise Refused("invalid_client", "No client is registered here under this client_id.", facts=[("client_id", name)])
    return client, ReturnAddress(_redirect_uri(setting, client, params), params.get("state"), _mode(params))


def _redirect_uri(setting: Setting, client: Registration, params: dict[str, str]) -> str:
    sent = params.get("redirect_uri")
    registered = [("registered", uri) for uri in client.redirect_uris]
    if sent is None:
        default = client.get_default_redirect_uri()
        if "openid" in params.get("scope", "").split() or default is None:  # Core requires it, OAuth alone does not
            raise Refused(
                "invalid_request", "redirect_uri is missing. OpenID Connect requires it (Core 3.1.2.1).", None, registered
            )
        return default
    if not client.check_redirect_uri(sent) and setting.enforces("registered redirect_uri"):
        raise Refused(
            setting.profile.wrong_redirect_uri,
            "redirect_uri is not registered for this client. Addresses are compared letter for letter.",
            None,
            [("sent", sent), *registered],
        )
    return sent


def _mode(params: dict[str, str]) -> str:
    return "form_post" if params.get("response_mode") == "form_post" else "query"


def _repeated(pairs: Pairs) -> Problem:
    return ("invalid_request", "A parameter comes twice; each may come once (RFC 6749 3.1).") if repeated(pairs) else None


def _response(params: dict[str, str]) -> Problem:
    if not params.get("response_type"):
        return "invalid_request", "response_type is missing; for the code flow it is: code."
    if params["response_type"] != "code":
        return "unsupported_response_type", "This provider knows one response_type: code."
    if params.get("response_mode", "query") not in ("query", "form_post"):
        return "invalid_request", "response_mode is query or form_post."
    return None


def _challenge(client: Registration, params: dict[str, str]) -> Problem:
    if client.require_pkce and not params.get("code_challenge"):
        return "invalid_request", "code_challenge is missing: this client is registered to use PKCE (RFC 7636 4.4.1)."
    return None


def _unsupported(params: dict[str, str]) -> Problem:
    for name in ("request", "request_uri", "registration"):
        if name in params:
            return f"{name}_not_supported", f"This provider does not take the parameter {name} (Core 3.1.2.6)."
    return None


def _scope(oauth: Server, request: Request, to: ReturnAddress) -> str:
    """Let Authlib check scope and code_challenge, and return the scopes that count."""
    try:
        grant = oauth.get_consent_grant(request)
    except OAuth2Error as error:
        raise Refused(error.error, error.description or error.error, to) from None
    scope: str = grant.request.scope
    return scope


def _prompts(params: dict[str, str], to: ReturnAddress) -> frozenset[str]:
    prompts = frozenset(params.get("prompt", "").split())
    if not prompts <= PROMPTS:
        raise Refused("invalid_request", "prompt holds none, login, consent and select_account only.", to)
    if "none" in prompts and len(prompts) > 1:
        raise Refused("invalid_request", "prompt=none stands alone: no page, and a page, cannot both be.", to)
    return prompts


def _max_age(params: dict[str, str], to: ReturnAddress) -> int | None:
    text = params.get("max_age")
    if text is None:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 12):
        raise Refused("invalid_request", "max_age is a whole number of seconds.", to)
    return int(text)


def _claims(params: dict[str, str], to: ReturnAddress) -> dict[str, Any]:
    """Return the claims parameter: for `userinfo` and `id_token`, an object with the names that are asked for."""
    text = params.get("claims", "{}")
    try:
        claims = json.loads(text) if len(text) <= LONGEST_CLAIMS else None
        json.dumps(claims, ensure_ascii=False).encode()  # half a surrogate pair can be written in JSON, and shown nowhere
    except (ValueError, RecursionError):
        claims = None
    if not isinstance(claims, dict) or not all(isinstance(part, dict) for part in claims.values()):
        raise Refused("invalid_request", "claims is not a JSON object of objects (Core 5.5), or it is too long.", to)
    return claims


def _acr(setting: Setting, params: dict[str, str], claims: dict[str, Any], to: ReturnAddress) -> str | None:
    """Return the level of the sign-in where one was asked for that exists here (Core 3.1.2.1, 5.5.1.1)."""
    wish = claims.get("id_token", {}).get("acr")
    wish = wish if isinstance(wish, dict) else {}
    values = wish.get("values", [wish["value"]] if "value" in wish else [])
    named = values if isinstance(values, list) else []
    found = next((acr for acr in setting.profile.acr_values if acr in [*params.get("acr_values", "").split(), *named]), None)
    if wish.get("essential") is True and values and found is None:  # then it is a failed sign-in
        raise Refused("unmet_authentication_requirements", "One click is all the proof that there is here.", to)
    return found


def _only_sub(setting: Setting, params: dict[str, str], claims: dict[str, Any], to: ReturnAddress) -> str | None:
    """Return the one person whom the client will take: named by id_token_hint, or by the claim sub (Core 3.1.2.2)."""
    if "id_token_hint" in params:
        known = setting.memory.id_tokens.get(params["id_token_hint"])
        if known is None:
            raise Refused("invalid_request", "id_token_hint is not an ID token that was issued here.", to)
        return str(known["sub"])
    sub = claims.get("id_token", {}).get("sub")
    return str(sub["value"]) if isinstance(sub, dict) and "value" in sub else None
