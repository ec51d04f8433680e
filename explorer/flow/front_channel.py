"""Discovery, and the front channel: what travels through the browser (Discovery 4, OIDC Core 3.1.2)."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Unpack

from ..diagnosis.evidence import client_evidence
from ..errors import Mistake, Unreachable
from ..jupyter_proxy import path_through_jupyter
from ..messages import Request, Response, parse_form, require_names, require_pairs, unquoted
from ..protocol.authorize import AuthorizationRequest, OptionalParams, build_authorization_request
from ..protocol.auto import AUTO, Auto
from ..protocol.credentials import credentials_in_text, marked
from ..protocol.metadata import ProviderMetadata, read_metadata
from ..protocol.page_address import is_error_page
from ..protocol.page_text import is_still
from ..protocol.provider_page import read_page
from ..protocol.provider_start import STARTED
from ..protocol.provider_words import event_of_words
from ..protocol.redirect import AuthorizationResponse, parse_redirect
from ..rules import Report
from ..rules.authorize import check_authorize_request
from ..rules.metadata import check_metadata
from ..rules.redirect import check_redirect
from ..secret import Secret, Text, as_secret, refuse_secrets, reveal
from .resuming import continue_from, keep_pending, remove_pending_of
from .state import FlowState, step, used_once

_LONGEST_PAGE = 100_000  # characters of a page's source that are read


@dataclass(frozen=True)
class OneTimeValues:
    """The random values of one authorization request (RFC 6749 10.10, RFC 7636 4.1).

    Whoever wants to look at a link before it is used makes them once, and gives them to `preview` and to `authorize`.
    """

    state: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    nonce: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    code_verifier: Secret = field(default_factory=lambda: Secret(secrets.token_urlsafe(32), "code_verifier"))


class Arguments(OptionalParams, total=False):
    """The arguments of `Flow.authorize`; what is left out has the default that stands there."""

    scope: str
    response_type: str
    state: str | Auto | None
    nonce: str | Auto | None
    pkce: str | None
    extra: Iterable[tuple[str, str]]
    omit: Iterable[str]


def hide_hint(arguments: Any) -> None:
    """Make a secret of the token among arguments that were given, before anything can fail and be reported with them."""
    if "id_token_hint" in arguments:
        arguments["id_token_hint"] = as_secret(arguments["id_token_hint"], "id_token_hint")


# Discovery


@step
def discover(flow: FlowState) -> ProviderMetadata:
    """Ask the provider to describe itself, and check that it speaks for its own address."""
    address = flow.settings.discovery_url
    if address is None:
        return flow.known_metadata("discover()")
    response = flow.send(Request.get(address), "discover")
    try:
        metadata = flow.recorder.received(read_metadata(response)) if response.status == 200 else None
    except Mistake as problem:
        _judge_metadata(flow, None, response)
        raise Unreachable(f"{address}: {problem}", "not-metadata") from None
    if metadata is None:
        _judge_metadata(flow, None, response)
        raise Unreachable(
            f"{address} answered {_answered(response)}, not with a discovery document. "
            "Is the address that of the issuer? Endpoints can be given by hand with ProviderMetadata(...).",
            "not-metadata",
        )
    flow.held["provider_metadata"], flow.started = metadata, response.header(STARTED)
    _introduce(flow, response)
    return metadata


def _answered(response: Response) -> str:
    """A status, and of a redirect where it points: a redirect is not followed, since the issuer is what was asked (Discovery 4.3)."""
    return f"{response.status}, a redirect to {response.points_to}" if response.points_to else f"{response.status}"


def _introduce(flow: FlowState, response: Response | None = None) -> None:
    """Record who asks whom: the first thing in every run. `response` is the answer with the discovery document."""
    metadata, settings = flow.known_metadata("the record"), flow.settings
    flow.record(
        "provider",
        source=settings.discovery_url,
        issuer=flow.issuer,
        pinned=settings.issuer,
        trusted_audiences=settings.trusted_audiences,
        leeway=settings.leeway,
        profile=settings.profile,
    )
    flow.recorder.record_client(client_evidence(flow.client))
    by_hand = {name: value for name, value in vars(metadata).items() if isinstance(value, str)}
    flow.recorder.record_answer("metadata", "discover", metadata.members or by_hand)
    _judge_metadata(flow, metadata, response)


def _judge_metadata(flow: FlowState, metadata: ProviderMetadata | None, response: Response | None) -> None:
    """Report on the discovery document, also on one that cannot be used."""
    address = flow.settings.discovery_url
    if address is not None:
        flow.report("metadata", check_metadata(metadata, found_at=address, pinned=flow.settings.issuer, response=response))


# The authorization request


def preview(flow: FlowState, one_time: OneTimeValues, **arguments: Unpack[Arguments]) -> AuthorizationRequest:
    """Return the authorization request that these arguments and random values make, without beginning anything."""
    refuse_secrets(fresh=one_time)
    if not isinstance(one_time, OneTimeValues):
        raise Mistake(f"The random values of a link are OneTimeValues(), made once; got {unquoted(one_time)}.")
    said: dict[str, Any] = {"scope": "openid", "state": AUTO, "nonce": AUTO, "pkce": "S256", **arguments}
    pkce, extra, omit = said.pop("pkce"), said.pop("extra", ()), said.pop("omit", ())
    own = {name: said.pop(name) for name in ("scope", "response_type") if name in said}
    state, nonce = said.pop("state"), said.pop("nonce")
    return build_authorization_request(
        flow.known_metadata("authorize()"),
        flow.client,
        **own,
        state=one_time.state if state is AUTO else state,
        nonce=one_time.nonce if nonce is AUTO else nonce,
        code_verifier=one_time.code_verifier if pkce else None,
        code_challenge_method=pkce,
        optional=said,  # type: ignore[arg-type]  # what is left; a name that is none is refused there, with a sentence
        extra=extra,
        omit=omit,
    )


@step
def authorize(flow: FlowState, one_time: OneTimeValues, **arguments: Unpack[Arguments]) -> AuthorizationRequest:
    """Make the authorization request, and begin an attempt with it."""
    extra, omit = require_pairs(arguments.get("extra", ())), require_names(arguments.get("omit", ()), "omit")
    said: dict[str, Any] = {**arguments, "extra": tuple((name, marked(name, value)) for name, value in extra), "omit": omit}
    request = preview(flow, one_time, **said)
    if flow.recorder.last_time("provider") is None:  # endpoints by hand, or again(): nobody was asked to describe itself
        _introduce(flow)
    remove_pending_of(flow)
    flow.recorder.add_secrets(request.code_verifier, *(value for _, value in request.params if isinstance(value, Secret)))
    params = [[name, repr(value) if isinstance(value, Secret) else value] for name, value in request.params]
    flow.record("authorize", endpoint=request.endpoint, params=params, pkce=request.code_challenge_method)
    flow.recorder.write()  # where the folder refuses, nothing has begun
    _judge_request_later(flow, request)
    flow.arguments, flow.held["authorization_request"] = said, request
    flow.is_resumed, flow.recognised = False, None
    keep_pending(flow, request)
    return request


def _judge_request_later(flow: FlowState, request: AuthorizationRequest) -> None:
    metadata, used = flow.known_metadata("authorize()"), frozenset(flow.used_once)
    judge = partial(check_authorize_request, request, client=flow.client, metadata=metadata, used=used)
    flow.report_later("authorize", judge)
    flow.used_once |= used_once(request.params)


def take_up(flow: FlowState, pending: Mapping[str, Any]) -> None:
    """Go on with the authorization request of a kernel that is gone; its link is judged where nobody had looked yet."""
    run = continue_from(flow, pending)
    request = flow.asked("resume()")
    if "authorize" not in run.findings:
        _judge_request_later(flow, request)
    flow.used_once |= used_once(request.params)


# The authorization response


@step
def receive(flow: FlowState, pasted: Text, *, as_is: bool = False, status: int | None = None) -> AuthorizationResponse:
    """Take what the browser brought back, and judge at once whether it answers our request; or a page of the provider."""
    request = flow.asked("receive()")
    if status is not None and (isinstance(status, bool) or not isinstance(status, int) or not 100 <= status <= 599):
        raise Mistake(
            f"receive(status=...) takes the HTTP status of the page, a whole number such as 400; got {unquoted(status)}."
        )
    text = reveal(pasted)
    try:
        response = _parsed(flow, pasted, request, as_is)
    except Mistake as problem:
        page = _page(text, request, status)
        if page is None:
            _keep_unread(flow, pasted, request, problem)
            raise
        return _take_page(flow, page, is_still=is_still(text))
    is_alone = response.get("state") is None
    is_page = is_alone and (is_error_page(text.strip()) or (response.address is None and status is not None))
    is_text = response.code is None or is_page  # who gives a status, pastes a page
    if is_text and (page := _page(text, request, status)) is not None and _is_of_page(response, page, request):
        return _take_page(flow, page, is_still=is_still(text))
    received_at, asked_at = flow.recorder.clock(), flow.recorder.last_time("authorize")
    flow.recorder.add_found(response.code, *(value for _, value in response.params if isinstance(value, Secret)))
    flow.recorder.add_found(*credentials_in_text("\0".join(value for _, value in response.params if isinstance(value, str))))
    response = flow.recorder.received(response)
    flow.record(
        "receive",
        recognised=response.kind,
        params=[[name, repr(value) if isinstance(value, Secret) else value] for name, value in response.params],
        address=response.address,
        changes=response.changes,
        thinking=0.0 if asked_at is None else round(received_at - asked_at, 1),
    )
    came_first = flow.codes_came.setdefault(response.code.fingerprint, received_at) if response.code else received_at
    flow.held["authorization_response"], flow.received_at = response, came_first
    _judge_redirect(flow, response, request)
    if response.error is not None:
        flow.record("refusal", leg="authorize", error=response.error, **event_of_words(response.said, response.error))
    return response


def _parsed(flow: FlowState, pasted: Text, request: AuthorizationRequest, as_is: bool) -> AuthorizationResponse:
    """What is recognised as an answer in a pasted text. Raises `Mistake` for what is none."""
    return parse_redirect(
        pasted,
        as_is=as_is,
        state=request.state,
        redirect_uri=request.redirect_uri,
        through=path_through_jupyter(request.redirect_uri or ""),
        own=_never_a_code(flow, request),
        provider=request.endpoint,
    )


# A page of the provider without a way back


def _page(text: Any, request: AuthorizationRequest, status: int | None) -> AuthorizationResponse | None:
    if not isinstance(text, str):
        return None
    return read_page(text[:_LONGEST_PAGE], endpoint=request.endpoint, redirect_uri=request.redirect_uri, status=status)


def _is_of_page(response: AuthorizationResponse, page: AuthorizationResponse, request: AuthorizationRequest) -> bool:
    """An error that was read from JSON or at an address of the provider came on a page, and not in a redirect."""
    return response.address != request.redirect_uri and (
        page.address is not None or page.get("error_description") is None or response.address is None
    )


def _status(page: AuthorizationResponse) -> int | None:
    """The HTTP status, which stands last; a member of the same name in a page's JSON may be any word."""
    told = [reveal(value) for name, value in page.params if name == "status"]
    return int(told[-1]) if told and told[-1].isascii() and told[-1].isdecimal() and len(told[-1]) == 3 else None


def _take_page(flow: FlowState, page: AuthorizationResponse, *, is_still: bool) -> AuthorizationResponse:
    """Record a page, and hold it as the answer; after a link to sign out it is the answer to that, and tokens stay."""
    flow.recorder.add_found(*credentials_in_text("\0".join(value for _, value in page.params if isinstance(value, str))))
    page = flow.recorder.received(page)
    asked_at = flow.recorder.last_time("authorize")
    after_logout = flow.tokens is not None and flow.recorder.last_time("logout") is not None
    flow.record(
        "page",
        after="logout" if after_logout else "authorize",
        address=page.address,
        status=_status(page),
        error=page.error,
        said=[[name, value] for name, value in page.params if isinstance(value, str)],
        thinking=0.0 if asked_at is None else round(flow.recorder.clock() - asked_at, 1),
        **event_of_words(page.said, page.error),
        **({"is_still": True} if is_still else {}),
    )
    if not after_logout:
        flow.held["authorization_response"] = page
    return page


def _keep_unread(flow: FlowState, pasted: Text, request: AuthorizationRequest, problem: Mistake) -> None:
    """Record that a text could not be read, and why: of an empty answer our rules say more."""
    if not _judge_empty(flow, pasted, request):
        flow.record("unread", problem=str(problem))


def _never_a_code(flow: FlowState, request: AuthorizationRequest) -> Iterator[tuple[str, Text | None]]:
    """Texts of this flow that lie about where a code is copied, each with what it is."""
    yield "the client secret", flow.client.client_secret
    yield "the client_id", flow.client.client_id
    yield "the code_verifier", request.code_verifier
    for name in ("nonce", "code_challenge", "redirect_uri"):
        yield f"the {name} of this flow", request.get(name)


def _judge_redirect(flow: FlowState, response: AuthorizationResponse, request: AuthorizationRequest) -> Report:
    metadata = flow.known_metadata("receive()")
    checked = check_redirect(
        response,
        request,
        issuer=flow.issuer,
        promises_iss=metadata.promises_iss if metadata.members else None,
        sent_before=flow.was_sent(response.code),
        recognised=flow.recognised,
    )
    return flow.report("redirect", checked)


def judge_again(flow: FlowState) -> None:
    """Judge the answer once more, when more is known of where it came from."""
    if flow.request is not None and flow.response is not None and flow.response.kind != "page":
        _judge_redirect(flow, flow.response, flow.request)


def _judge_empty(flow: FlowState, pasted: Text, request: AuthorizationRequest) -> bool:
    """Report on an address that is our own and brings nothing: then the provider sent it so, and nobody slipped.

    What came before stays as it was judged: the answer that is held and the report on it belong together.
    """
    address, _, query = reveal(pasted).strip().partition("?") if isinstance(pasted, str | Secret) else ("", "", "")
    brings = {name for name, _ in parse_form(query)} & {"code", "error"}
    is_empty = address == request.redirect_uri and bool(address) and not brings and "authorization_response" not in flow.held
    if is_empty:
        _judge_redirect(flow, AuthorizationResponse("url", tuple(parse_form(query)), address), request)
    return is_empty
