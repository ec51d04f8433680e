"""After the sign-in: what the tokens are good for, and how to give them back."""

from __future__ import annotations

from collections.abc import Iterable

from ..errors import Mistake
from ..messages import require_names, require_text, unquoted
from ..protocol.introspection import introspection_params
from ..protocol.jose import parse_jwt
from ..protocol.json_answer import JsonAnswer, jwt_of, parse_json_answer
from ..protocol.logout import build_logout_url
from ..protocol.provider_words import NOTHING, event_of_words
from ..protocol.revocation import revocation_params
from ..protocol.tokens import TokenErrorResponse, TokenResponse, parse_token_response, refresh_grant
from ..protocol.userinfo import build_userinfo_request
from ..rules import Report
from ..rules.introspection import check_introspection
from ..rules.logout import check_logout
from ..rules.refresh import check_refresh
from ..rules.refresh_request import check_refresh_request
from ..rules.signature import NO_KEYS, Keys
from ..rules.userinfo import check_userinfo
from ..secret import Secret, refuse_secrets
from .checking import keys_for
from .code_exchange import authenticated, taken
from .state import FlowState, step
from .way import require_ways


def access_token(flow: FlowState) -> Secret | None:
    """Return the access token that is good now: a refreshed one where there is one."""
    newest = flow.refreshed or flow.tokens
    return newest.access_token if newest else None


def refresh_token(flow: FlowState) -> Secret | None:
    """Return the refresh token to use next: without rotation the old one stays good."""
    renewed = flow.refreshed.refresh_token if flow.refreshed else None
    return renewed or (flow.tokens.refresh_token if flow.tokens else None)


def _needed(flow: FlowState, token: Secret | None, sentence: str) -> Secret:
    """Return the token that a step wants to send; that it could not be sent is recorded, for nothing else in the run tells it."""
    if token is None:
        flow.record("unsent", why=sentence)
        raise Mistake(sentence)
    return token


# UserInfo (OIDC Core 5.3)


@step
def userinfo(flow: FlowState, *, despite: Iterable[str] = ()) -> JsonAnswer:
    """Ask the provider about the person who signed in, and compare `sub`."""
    overruled = require_ways(require_names(despite, "despite"))
    first = flow.some_tokens("userinfo()")
    token = _needed(flow, access_token(flow), "userinfo() needs an access token, and the provider sent none.")
    request = build_userinfo_request(flow.known_metadata("userinfo()"), token)
    answer = flow.ask(request, "userinfo", parse_json_answer, overruled)
    flow.held["userinfo_response"] = _recorded(flow, "userinfo", answer)
    flow.report("userinfo", _judged_userinfo(flow, answer, first))
    return answer


def _judged_userinfo(flow: FlowState, answer: JsonAnswer, tokens: TokenResponse) -> Report:
    jwt = jwt_of(answer.response) if answer.signed else None
    return check_userinfo(
        answer,
        parse_jwt(tokens.id_token).claims.get("sub") if tokens.id_token else None,
        client=flow.client,
        issuer=flow.issuer,
        requested=flow.asked("userinfo()").scope,
        token_type=tokens.token_type,
        believed=_is_believed(flow) if tokens.id_token else None,
        keys=Keys(*keys_for(flow, jwt)) if jwt else NO_KEYS,
    )


def _is_believed(flow: FlowState) -> bool:
    """The ID token was checked, and held; one that nobody checked is not believed."""
    report = flow.recorder.reported("id_token")
    return bool(report.results) and report.ok


# Refresh (RFC 6749 6, OIDC Core 12)


@step
def refresh(
    flow: FlowState, *, scope: str | None = None, again: bool = False, despite: Iterable[str] = ()
) -> TokenResponse | TokenErrorResponse:
    """Get new tokens without a new sign-in."""
    overruled = require_ways(require_names(despite, "despite"))
    refuse_secrets(scope=scope)
    if scope is not None:
        require_text("scope", scope)
    first, newest = flow.some_tokens("refresh()"), refresh_token(flow)
    token = _needed(flow, first.refresh_token if again else newest, _without_refresh_token(flow))
    asked = check_refresh_request(scope, granted=first.scope, replaced=token != newest)
    sent = authenticated(flow, refresh_grant(token, scope), "token_endpoint")
    result = taken(flow, "refresh", flow.ask(sent.request, "refresh", parse_token_response, overruled))
    if isinstance(result, TokenResponse):
        flow.held["refresh_response"] = result
        before = parse_jwt(first.id_token).claims if first.id_token else None
        after = parse_jwt(result.id_token).claims if result.id_token else None
        asked += check_refresh(
            result, sent=token, before=before, after=after, is_public=flow.client.is_public, granted=first.scope
        )
    flow.report("refresh", asked)
    return result


def _without_refresh_token(flow: FlowState) -> str:
    """What to say where none came: who asked for one already has the other half to do."""
    scope = flow.request.scope if flow.request is not None else None
    if "offline_access" in (scope or "").split():
        return (
            "refresh() needs a refresh token, and none came although offline_access was asked for: some providers want "
            "prompt=consent beside it, others a right of the client."
        )
    return (
        "refresh() needs a refresh token, and none came: ask for the scope offline_access, some providers with prompt=consent."
    )


# Introspection and revocation (RFC 7662, RFC 7009)


@step
def introspect(flow: FlowState, kind: str, *, despite: Iterable[str] = ()) -> JsonAnswer:
    """Ask the provider what a token is worth."""
    overruled = require_ways(require_names(despite, "despite"))
    params = introspection_params(_token_of_kind(flow, kind, "introspect()"), kind)
    sent = authenticated(flow, params, "introspection_endpoint")
    answer = flow.ask(sent.request, "introspect", parse_json_answer, overruled)
    flow.report("introspection", check_introspection(answer))
    return _recorded(flow, "introspect", answer, token=kind)


@step
def revoke(flow: FlowState, kind: str, *, despite: Iterable[str] = ()) -> JsonAnswer:
    """Give a token back; the provider forgets it."""
    overruled = require_ways(require_names(despite, "despite"))
    params = revocation_params(_token_of_kind(flow, kind, "revoke()"), kind)
    sent = authenticated(flow, params, "revocation_endpoint")
    answer = flow.ask(sent.request, "revoke", parse_json_answer, overruled)
    return _recorded(flow, "revoke", answer, token=kind)


def _token_of_kind(flow: FlowState, kind: str, step: str) -> Secret:
    flow.some_tokens(step)
    tokens = {"access_token": access_token(flow), "refresh_token": refresh_token(flow)}
    if kind not in tuple(tokens):  # a tuple, which may be asked for anything
        raise Mistake(f"{step} takes 'access_token' or 'refresh_token', not {unquoted(kind)}.")
    return _needed(flow, tokens[kind], f"{step} needs a token of the kind {kind}, and none came.")


def _recorded(flow: FlowState, step: str, answer: JsonAnswer, **more: str) -> JsonAnswer:
    """Record an answer under the name of the step, with what the provider said where it refuses; return it."""
    said = {} if answer.said == NOTHING else {"error": answer.said.code, **event_of_words(answer.said, answer.said.code)}
    flow.recorder.record_answer(
        step, step, answer.members, **more, status=answer.response.status, problem=answer.problem, **said
    )
    return answer


# Logout (RP-Initiated Logout 1.0, 2)


@step
def logout_url(flow: FlowState, *, post_logout_redirect_uri: str | None, state: str | None) -> Secret:
    """Return the link that ends the session at the provider; the ID token in it says whose."""
    refuse_secrets(post_logout_redirect_uri=post_logout_redirect_uri, state=state)
    for name, value in {"post_logout_redirect_uri": post_logout_redirect_uri, "state": state}.items():
        if value is not None:
            require_text(name, value)
    hint, metadata = flow.some_tokens("logout_url()").id_token, flow.known_metadata("logout_url()")
    link = build_logout_url(
        metadata,
        id_token_hint=hint,
        client_id=flow.client.client_id,
        post_logout_redirect_uri=post_logout_redirect_uri,
        state=state,
    )
    flow.recorder.add_secrets(link)
    report = check_logout(
        metadata.endpoint("end_session_endpoint"),
        hint=parse_jwt(hint).claims if hint else None,
        client_id=flow.client.client_id,
        post_logout_redirect_uri=post_logout_redirect_uri,
        state=state,
    )
    flow.record("logout", post_logout_redirect_uri=post_logout_redirect_uri, state=state)
    flow.report("logout", report)  # what is judged about a message comes behind it, as with every other one
    return link
