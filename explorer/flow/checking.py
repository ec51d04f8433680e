"""Why to believe what came: the provider's keys, and the checks of all that it sent (OIDC Core 3.1.3.5, 3.1.3.7)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..errors import Unreachable
from ..messages import Request, Response
from ..protocol.jose import SYMMETRIC, Jwt, parse_jwt
from ..protocol.json_text import JsonProblem, read_answer
from ..protocol.jwk import choose_keys
from ..protocol.tokens import TokenResponse
from ..rules import Report, check_id_token
from ..rules.access_token import check_access_token
from ..rules.jwks import check_jwks
from ..rules.token_response import check_token_response
from ..rules.transport import check_transport
from ..secret import Secret, reveal
from .state import FlowState, step


@step
def check(flow: FlowState) -> Report:
    """Judge the tokens with fresh keys, and tell of everything in this run: what came, and what we sent."""
    tokens = flow.some_tokens("check()")
    flow.report("tokens", check_token_response(tokens, flow.asked("check()").scope))
    if tokens.id_token is not None:
        _check_id_token(flow, tokens, tokens.id_token)
    if tokens.access_token is not None:
        _check_access_token(flow, tokens, tokens.access_token)
    flow.report("transport", check_transport(flow.recorder.travelled))
    flow.recorder.judge()
    return flow.recorder.reported()


def _check_id_token(flow: FlowState, tokens: TokenResponse, id_token: Secret) -> None:
    request, response, settings = flow.asked("check()"), flow.response, flow.settings
    jwks, no_jwks = keys_for(flow, parse_jwt(id_token), fresh=True)
    _judge_keys(flow)
    report = check_id_token(
        id_token,
        client=flow.client,
        issuer=flow.issuer,
        jwks=jwks,
        no_jwks=no_jwks,
        nonce=request.nonce,
        access_token=tokens.access_token,
        code=response.code if response else None,
        max_age=request.max_age,
        acr_values=(request.get("acr_values") or "").split(),
        trusted_audiences=settings.trusted_audiences,
        now=flow.recorder.clock(),
        leeway=settings.leeway,
        asked={name: reveal(value) for name, value in request.params},
        asked_at=flow.recorder.last_time("authorize"),
        answered_by=response.iss if response else None,
        metadata=flow.known_metadata("check()").members,
    )
    flow.report("id_token", report)


def _check_access_token(flow: FlowState, tokens: TokenResponse, access_token: Secret) -> None:
    report = check_access_token(
        access_token,
        issuer=flow.issuer,
        client_id=flow.client.client_id,
        now=flow.recorder.clock(),
        leeway=flow.settings.leeway,
        scope=tokens.scope,
        sub=parse_jwt(tokens.id_token).claims.get("sub") if tokens.id_token else None,
        token_type=tokens.token_type,
    )
    flow.report("access_token", report)


# The keys


def _judge_keys(flow: FlowState) -> None:
    """Report on the key set, where one was fetched or given; or that none could be had."""
    metadata, by_hand = flow.known_metadata("check()"), flow.settings.jwks
    if by_hand is not None:
        flow.report("jwks", check_jwks(by_hand, metadata=metadata.members))
    elif flow.no_keys is not None:
        flow.report("jwks", check_jwks(None, uri=metadata.jwks_uri, unreachable=str(flow.no_keys)))
    elif flow.jwks_response is not None:
        report = check_jwks(flow.jwks, uri=metadata.jwks_uri, response=flow.jwks_response, metadata=metadata.members)
        flow.report("jwks", report)


def keys_for(flow: FlowState, token: Jwt, *, fresh: bool = False) -> tuple[Mapping[str, Any] | None, str]:
    """Return the provider's keys, or None and the reason why there are none; an unknown kid is worth one more look.

    A timeout is waited for again only where somebody asks for `fresh` keys.
    """
    if flow.settings.jwks is not None:
        return flow.settings.jwks, ""
    if token.alg in SYMMETRIC or token.alg.lower() == "none":
        return None, "no public key is needed"
    if flow.jwks is not None and choose_keys(flow.jwks, token).kid_found:
        return flow.jwks, ""
    if flow.no_keys is not None and flow.no_keys.kind == "timeout" and not fresh:
        return flow.jwks, _not_fetched(flow.no_keys)
    held, response = flow.jwks, flow.jwks_response
    jwks, reason = _fetch_keys(flow)
    if held is None and jwks is not None and not choose_keys(jwks, token).kid_found:
        held, response = jwks, flow.jwks_response
        jwks, reason = _fetch_keys(flow)  # keys may have been changed between the two answers (OIDC Core 10.1.1)
    if jwks is None and held is not None:  # the second look brought nothing, so what is known stays known
        flow.jwks = jwks = held
        flow.jwks_response = response
    return jwks, reason


def _not_fetched(problem: Unreachable) -> str:
    return f"the JWKS could not be fetched: {problem}"


def _fetch_keys(flow: FlowState) -> tuple[Mapping[str, Any] | None, str]:
    uri = flow.known_metadata("check()").jwks_uri
    flow.no_keys = None
    if uri is None:
        return None, "the provider's metadata has no jwks_uri that can be used; give the keys by hand: Flow(jwks=...)"
    try:
        response = flow.jwks_response = flow.send(Request.get(uri), "keys")
        flow.jwks = None
        value = flow.recorder.received(read_answer(response).value) if response.status == 200 else None
    except Unreachable as problem:
        flow.no_keys = problem
        return None, _not_fetched(problem)
    except JsonProblem as problem:
        return None, f"the JWKS could not be read: {problem}"
    if not isinstance(value, dict):
        return None, _no_key_set(uri, response)
    flow.jwks = value
    return value, ""


def _no_key_set(uri: str, response: Response) -> str:
    if response.status in (401, 403):
        return (
            f"the JWKS is closed to the public ({uri} answered {response.status}): open it in the provider's console, "
            "or give the keys by hand: Flow(jwks=...)"
        )
    there = f", a redirect to {response.points_to}, which is not followed" if response.points_to else ""
    return f"the JWKS could not be read: {uri} answered {response.status}{there}, without a key set"
