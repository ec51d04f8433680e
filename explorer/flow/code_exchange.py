"""The back channel: the code becomes tokens, or is refused (RFC 6749 4.1.3, OIDC Core 3.1.3)."""

from __future__ import annotations

import dataclasses
import secrets
from collections.abc import Iterable
from functools import partial

from ..diagnosis.evidence import exchange_evidence
from ..errors import Mistake, Unreachable
from ..messages import Headers, Params, require_headers, require_names, require_pairs, unquoted
from ..protocol.assertions import assertion_audience, sign_client_assertion
from ..protocol.client import Client
from ..protocol.credentials import marked
from ..protocol.flow_table import forget
from ..protocol.provider_words import event_of_words
from ..protocol.tokens import (
    TokenErrorResponse,
    TokenRequest,
    TokenResponse,
    build_token_request,
    code_grant,
    parse_token_response,
)
from ..rules import Finding
from ..rules.redirect import CSRF_AND_MIX_UP_CHECKS
from ..rules.token_error import check_token_error
from ..rules.token_request import check_token_request
from ..secret import Secret, Text, refuse_secrets
from .recognising import recognise
from .resuming import remove_pending_of
from .state import FlowState, step
from .way import require_ways


def code_age(flow: FlowState) -> float | None:
    """Return how many seconds ago the code came; None without one."""
    return flow.recorder.clock() - flow.received_at if flow.response and flow.response.code else None


# The token request


@step
def token_request(
    flow: FlowState,
    *,
    extra: Iterable[tuple[str, Text]] = (),
    headers: Iterable[tuple[str, Text]] = (),
    omit: Iterable[str] = (),
    client: Client | None = None,
) -> TokenRequest:
    """Return the token request as it would be sent, to look at or to alter."""
    code, request = flow.code("token_request()"), flow.asked("token_request()")
    refuse_secrets(client=client)
    if client is not None and not isinstance(client, Client):
        raise Mistake(f"client= is who asks, a Client such as flow.client.with_secret(...); got {unquoted(client)}.")
    changed = tuple((name, marked(name, value)) for name, value in require_pairs(extra))
    params = code_grant(code, request.redirect_uri, request.code_verifier)
    given = require_headers(headers)
    sent = authenticated(flow, params, "token_endpoint", client=client, extra=changed, headers=given, omit=omit)
    sent = dataclasses.replace(sent, altered=(*sent.altered, *_changed_of(flow.client, sent.client)))
    shown = (*sent.params, *given)
    ours = (value for _, value in shown if isinstance(value, Secret) and value != code)  # the code is the provider's
    flow.recorder.add_secrets(sent.client.client_secret, *ours)
    return sent


def _changed_of(own: Client, sent: Client) -> list[str]:
    """What is another of the client that proves itself than of the flow's own, by the names of its fields."""
    names = (field.name for field in dataclasses.fields(Client))
    return [f"{name} was changed" for name in names if getattr(own, name) != getattr(sent, name)]


def authenticated(
    flow: FlowState,
    params: Params,
    endpoint: str,
    *,
    client: Client | None = None,
    extra: Params = (),
    headers: Headers = (),
    omit: Iterable[str] = (),
) -> TokenRequest:
    """Return a request on which the client proves itself, with a fresh assertion where it signs one."""
    client, metadata = client or flow.client, flow.known_metadata(endpoint)
    assertion = None
    if client.method.algorithms:
        audience = assertion_audience(client, metadata)
        assertion = sign_client_assertion(client, audience, now=flow.recorder.clock(), jti=secrets.token_urlsafe(16))
    sent = build_token_request(
        metadata, client, params, endpoint=endpoint, client_assertion=assertion, extra=extra, headers=headers, omit=omit
    )
    flow.recorder.add_secrets(assertion, *sent.basic_encodings.values())
    return sent


# The exchange


@step
def exchange(
    flow: FlowState, request: TokenRequest | None = None, *, again: bool = False, despite: Iterable[str] = ()
) -> TokenResponse | TokenErrorResponse:
    """Send the code to the token endpoint, once, and take what it answers."""
    code = flow.code("exchange()")
    overruled = require_ways(require_names(despite, "despite"), CSRF_AND_MIX_UP_CHECKS)
    if flow.recognised is None:
        recognise(flow)
    _heed_guards(flow, overruled)
    sent = request or token_request(flow)
    if not isinstance(sent, TokenRequest):
        raise Mistake("exchange() takes what flow.token_request(...) returned; without an argument it makes one itself.")
    flow.require_safe_way(sent.request, "exchange", overruled)  # before the record says that the code was sent
    with flow.one_at_a_time:  # or two threads would both find the code unused
        known = flow.was_sent(sent.get("code"))
        if known and not again:
            raise Mistake(
                "This code was sent before, and a code works once: open a fresh link. "
                "Use again=True to see how the provider answers a second use."
            )
        _record_request(flow, sent, code)
    remove_pending_of(flow)
    try:
        came = flow.ask(sent.request, "exchange", parse_token_response, overruled)
    except Unreachable as problem:
        if problem.sent or known:
            raise
        flow.codes_sent.discard(_shown(sent.get("code")) or "")  # it is as good as before
        raise Unreachable(f"{problem} {_UNUSED}", problem.kind, sent=False) from None
    answer = taken(flow, "exchange", came)
    flow.held["token_response"] = answer
    if isinstance(answer, TokenErrorResponse):
        with_header = sent.request.header("Authorization") is not None
        flow.report("token_error", check_token_error(answer, with_header=with_header))
    return answer


_UNUSED = "The code was not sent, so it can be sent again: exchange() once more."


def _heed_guards(flow: FlowState, despite: tuple[str, ...]) -> None:
    failed = _failed_guards(flow)
    stopping = next((finding for finding in failed if finding.rule not in despite), None)
    if stopping is not None:
        raise Mistake(
            f"The code was not sent: {stopping.message} {stopping.advice} To send it all the same: exchange(despite=[{stopping.rule!r}])."
        )
    if failed:
        flow.record("overruled", rules=[finding.rule for finding in failed])


def _failed_guards(flow: FlowState) -> list[Finding]:
    failures = flow.recorder.reported("redirect").failures
    return [finding for finding in failures if finding.rule in CSRF_AND_MIX_UP_CHECKS and finding.is_error]


def _record_request(flow: FlowState, sent: TokenRequest, code: Secret) -> None:
    """Record the request before it goes out: what evidence there is, and what is wrong with it."""
    sent_before, guards = flow.was_sent(sent.get("code")), [finding.rule for finding in _failed_guards(flow)]
    asked, metadata, age = flow.asked("exchange()"), flow.known_metadata("exchange()"), code_age(flow) or 0.0
    evidence = exchange_evidence(sent, asked, metadata, code=code, code_age=age, posted_before=sent_before, overruled=guards)
    shown = _shown(sent.get("code"))
    flow.recorder.record_token_request(shown, sent.altered, evidence)
    forget(flow.held, "token_request")
    flow.held["token_request"] = sent
    judge = partial(
        check_token_request,
        sent,
        asked,
        client=flow.client,
        metadata=metadata,
        code=code,
        code_age=age,
        sent_before=sent_before,
        failed_guards=guards,
        now=flow.recorder.clock(),
    )
    flow.report_later("token_request", judge)
    flow.recorder.write()  # where the folder refuses, nothing is sent
    if shown is not None:
        flow.codes_sent.add(shown)


def _shown(value: Text | None) -> str | None:
    """What stands for a secret in the record."""
    return None if value is None else repr(value)


def taken(flow: FlowState, step: str, answer: TokenResponse | TokenErrorResponse) -> TokenResponse | TokenErrorResponse:
    """Record tokens, or a refusal, under the name of the step; return it."""
    if isinstance(answer, TokenResponse):
        flow.recorder.record_answer("tokens" if step == "exchange" else step, step, answer.members)
        return answer
    flow.record(
        "refusal",
        leg="token" if step == "exchange" else step,
        status=answer.status,
        error=answer.error,
        problem=answer.problem,
        **event_of_words(answer.said, answer.error),
    )
    return answer
