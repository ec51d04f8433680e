"""One sign-in of a HAR as a run: the events that a flow would have recorded, judged by the same rules, redacted by the same door.

What a HAR cannot hold is named in `missing`; and what was not seen is reported as not checked, never as passed.
"""

from __future__ import annotations

import dataclasses
import json
import time
import zlib
from typing import Any

from ...diagnosis.evidence import client_evidence, exchange_evidence
from ...messages import brief, origin
from ...protocol.json_answer import parse_json_answer
from ...protocol.tokens import TokenErrorResponse, TokenRequest, TokenResponse, parse_token_response
from ...rules.transport import check_transport
from ...runs import Run
from ...runs.lines import event_text
from ...secret import Secret
from ..alone import stand_in
from .attempts import Attempt
from .cleared import MISSING as TAKEN_OUT
from .entries import Entry
from .front import is_asked_by_script, record_application, record_front
from .judging import Judge
from .missing import missing_in
from .pages import at_application
from .parties import client_in, keys_in, metadata_of
from .recording import Recording, gather_secrets, taken_out_of
from .roles import Role, json_of


def recorded(
    attempt: Attempt,
    shared: list[tuple[Role, Entry]],
    creator: str,
    number: int,
    *,
    following: Attempt | None = None,
    pasted: bool = False,
) -> Recording:
    """Return one sign-in as a run; `following` is the next of the same HAR.

    `pasted` says that its messages were pasted, so that no browser's stops are known.
    """
    metadata, document = metadata_of(attempt, shared)
    recording = Recording(attempt, metadata, client_in(attempt), has_document=document is not None, pasted=pasted)
    gather_secrets(recording)
    recording.taken_out = taken_out_of(attempt)
    judge = Judge(
        recording.attempt,
        metadata,
        recording.client,
        has_document=recording.has_document,
        keys=keys_in(shared, metadata),
        pasted=pasted,
    )
    begun = attempt.begins.at if attempt.begins else _first_moment(attempt)
    _introduce(recording, begun, document)
    record_front(recording, judge)
    for role, entry in attempt.later:
        _later(recording, judge, role, entry)
    if attempt.refused is not None:
        _refusal(recording, attempt.answered or begun, attempt.refused, "token")
    _believe(recording, judge, shared)
    stopped = None if pasted else at_application(attempt, following, by_script=is_asked_by_script(shared))
    if stopped is not None:
        record_application(recording, stopped)
    recording.missing = [
        *missing_in(
            attempt,
            creator,
            has_document=recording.has_document,
            has_keys=judge.has_keys,
            is_public=recording.client is not None and recording.client.is_public,
            pasted=pasted,
        ),
        *([TAKEN_OUT] if recording.taken_out else []),
    ]
    recording.run = _run(recording, begun, number)
    return recording


def _run(recording: Recording, begun: float, number: int) -> Run:
    attempt = recording.attempt
    stamp = time.strftime("%Y%m%d-%H%M%S", time.gmtime(max(0.0, min(begun, 4e9))))
    sign = zlib.crc32(f"{attempt.request.endpoint}{attempt.request.state}".encode("utf-8", "replace"))
    client = brief(recording.client.client_id if recording.client else "a client", 40)
    place = origin(recording.metadata.issuer).partition("://")[2] or "a provider"
    which = "pasted" if recording.pasted else f"{number}"
    label = f"{which}: {client} at {brief(place, 60)}{', silent' if attempt.silent else ''}"
    kept = [json.loads(event_text(event, recording.known)) for event in recording.events]
    shown = json.loads(event_text({"label": label}, recording.known))["label"]
    return Run(f"har-{stamp}-{number}-{sign:08x}", begun, shown).with_events(kept)


def _first_moment(attempt: Attempt) -> float:
    return attempt.answered or next(
        (entry.at for _, entry in attempt.later), attempt.discovery.at if attempt.discovery else 0.0
    )


# Who asks whom


def _introduce(recording: Recording, begun: float, document: Entry | None) -> None:
    metadata, client = recording.metadata, recording.client
    source = document.url if document else None
    recording.add("provider", begun, source=source, issuer=metadata.issuer, trusted_audiences=[], leeway=60)
    if client is not None:
        told = client_evidence(client)
        if not any(role == "exchange" for role, _ in recording.attempt.later):
            told |= {"token_endpoint_auth_method": None, "public": None}  # nobody saw how it proves itself
        recording.add("client", begun, **told)
    if recording.attempt.discovery is not None:
        recording.exchange("discover", recording.attempt.discovery)
        return
    if document is not None:  # before what it brought, as a flow records it
        recording.exchange("discover", document)
    by_hand = {name: value for name, value in vars(metadata).items() if isinstance(value, str)}
    recording.add("metadata", begun, members=metadata.members or by_hand)


# The back channel, or a page's own script


def _later(recording: Recording, judge: Judge, role: Role, entry: Entry) -> None:
    if role == "exchange":
        _exchange(recording, judge, entry)
    elif role == "refresh":
        _refresh(recording, entry)
    elif role in ("userinfo", "introspect", "revoke"):
        exchange = recording.exchange(role, entry)
        if exchange.response is not None:
            answer = parse_json_answer(exchange.response)
            if role == "userinfo" and answer.ok:
                recording.add("userinfo", entry.ended, members=dict(answer.members))
                recording.report("userinfo", entry.ended, judge.userinfo(answer))
            elif role != "userinfo":
                recording.add(role, entry.ended)
    else:
        recording.add("logout", entry.at)


def _exchange(recording: Recording, judge: Judge, entry: Entry) -> None:
    attempt, client = recording.attempt, recording.client or stand_in(None, None)
    sent = TokenRequest(dataclasses.replace(entry.exchange.request), client)
    posted = sent.get("code")
    code = attempt.response.code if attempt.response else None
    before = any(role == "exchange" and other is not entry and other.at < entry.at for role, other in attempt.later)
    age = entry.at - attempt.answered if code is not None else 0.0
    stand = code or (posted if isinstance(posted, Secret) else Secret("", "code"))
    evidence = exchange_evidence(
        sent, attempt.request, recording.metadata, code=stand, code_age=max(age, 0.0), posted_before=before
    )
    recording.add(
        "token_request", entry.at, code=repr(posted) if posted else None, altered=[], evidence=_as_seen(evidence, recording)
    )
    recording.report("token_request", entry.at, judge.token_request(sent, before=before, age=age, at=entry.at))
    exchange = recording.exchange("exchange", entry)
    if exchange.response is None:
        return
    answer = parse_token_response(exchange.response)
    if isinstance(answer, TokenResponse):
        recording.add("tokens", entry.ended, members=answer.members)
    elif len(exchange.response.body) or exchange.response.status >= 300:
        _refusal(recording, entry.ended, answer, "token")
        recording.report("token_error", entry.ended, judge.token_error(answer, sent))


def _as_seen(evidence: dict[str, Any], recording: Recording) -> dict[str, Any]:
    """Evidence without what nobody saw: None says that the record does not know."""
    attempt = recording.attempt
    seen = dict(evidence)
    if attempt.begins is None:
        seen |= {"redirect_uri": None, "pkce": {}, "client_id_same": None}
    if attempt.response is None:
        seen["code"] = {**seen["code"], "same_as_received": None, "is_part_of_received": None, "age": None}
    if recording.taken_out & {"code_verifier", "code_challenge"}:
        seen["pkce"] = {}
    if "code" in recording.taken_out:
        seen["code"] = {**seen["code"], "same_as_received": None, "is_part_of_received": None}
    if not recording.has_document:
        seen.pop("methods_supported", None)
    return seen


def _refresh(recording: Recording, entry: Entry) -> None:
    exchange = recording.exchange("refresh", entry)
    if exchange.response is None:
        return
    answer = parse_token_response(exchange.response)
    if isinstance(answer, TokenResponse):
        recording.add("refresh", entry.ended, members=answer.members)
    elif len(exchange.response.body):
        _refusal(recording, entry.ended, answer, "refresh")


def _refusal(recording: Recording, at: float, answer: TokenErrorResponse, leg: str) -> None:
    recording.add(
        "refusal",
        at,
        leg=leg,
        status=answer.status,
        error=answer.error,
        description=answer.error_description,
        problem=answer.problem,
        correlation_id=answer.correlation_id,
    )


def _believe(recording: Recording, judge: Judge, shared: list[tuple[Role, Entry]]) -> None:
    """Judge the tokens, with the keys where the HAR has them."""
    attempt = recording.attempt
    keys = next((entry for role, entry in shared if role == "keys"), None)
    at = attempt.later[-1][1].ended if attempt.later else attempt.answered
    if attempt.tokens and keys is not None:
        recording.exchange("keys", keys)
        recording.report("jwks", at, judge.jwks(json_of(keys)))
    if attempt.tokens:
        for about, report in judge.tokens(attempt.tokens[0], at):
            recording.report(about, at, report)
    if recording.travelled:
        recording.report("transport", at, check_transport(recording.travelled))
