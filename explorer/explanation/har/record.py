"""One sign-in of a HAR as a run: the events that a flow would have recorded, judged by the same rules, redacted by the same door.

What a HAR cannot hold is named in `missing`; and what was not seen is reported as not checked, never as passed.
"""

from __future__ import annotations

import dataclasses
import json
import time
import zlib
from dataclasses import dataclass, field
from typing import Any

from ...diagnosis.evidence import client_evidence, exchange_evidence
from ...messages import Exchange, brief, origin
from ...protocol.client import Client
from ...protocol.json_answer import parse_json_answer
from ...protocol.metadata import ProviderMetadata
from ...protocol.provider_words import event_of_words
from ...protocol.tokens import TokenErrorResponse, TokenRequest, TokenResponse, parse_token_response
from ...redactor import KnownSecrets
from ...rules import Report
from ...rules.kept import to_groups
from ...rules.transport import Travelled, check_transport, how_it_travelled
from ...runs import Run
from ...runs.exchanges import exchange_view, tokens_of
from ...runs.lines import event_text
from ...runs.readings import CALLBACK, FRONT_CHANNEL
from ...secret import Secret
from ..alone import stand_in
from ..sensitive import marked
from .attempts import Attempt
from .entries import Entry
from .judging import Judge
from .missing import missing_in
from .pages import Stopped, at_application, at_provider, words_on
from .parties import client_in, keys_in, metadata_of
from .roles import Role, json_of, query_of
from .stops import as_seen


@dataclass
class Recording:
    """A run that grows, with what is known of provider and client, and what is not to be had from this HAR."""

    attempt: Attempt
    metadata: ProviderMetadata
    client: Client | None
    known: KnownSecrets = field(default_factory=KnownSecrets)
    events: list[dict[str, Any]] = field(default_factory=list)
    travelled: list[Travelled] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    has_document: bool = False
    pasted: bool = False
    run: Run = field(default_factory=lambda: Run("har", 0.0))

    def add(self, kind: str, at: float, **data: Any) -> None:
        """Add an event."""
        self.events.append(
            {"kind": kind, "at": round(at, 3), **{name: value for name, value in data.items() if value is not None}}
        )

    def report(self, about: str, at: float, report: Report) -> None:
        """Add findings."""
        if report.results:
            self.add("report", at, about=about, findings=to_groups(report))

    def exchange(self, step: str, entry: Entry) -> Exchange:
        """Add an exchange of the back channel, or of a page's script; returns it under the name of its step."""
        exchange = dataclasses.replace(entry.exchange, step=step)
        self.known.add(*tokens_of(exchange), *(value for _, value in exchange.request.headers if isinstance(value, Secret)))
        self.known.add(*(value for _, value in exchange.request.form or () if isinstance(value, Secret)))
        self.travelled.append(how_it_travelled(exchange))
        self.events.append({"kind": "exchange", "at": round(entry.ended, 3), **exchange_view(exchange, self.known)})
        return exchange


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
    _secrets(recording)
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
    _front(recording, judge)
    for role, entry in attempt.later:
        _later(recording, judge, role, entry)
    _believe(recording, judge, shared)
    stopped = None if pasted else at_application(attempt, following, by_script=_is_asked_by_script(shared))
    if stopped is not None:
        _application(recording, stopped)
    recording.missing = [
        *missing_in(
            attempt,
            creator,
            has_document=recording.has_document,
            has_keys=judge.has_keys,
            is_public=recording.client is not None and recording.client.is_public,
            pasted=pasted,
        )
    ]
    recording.run = _run(recording, begun, number)
    return recording


def _run(recording: Recording, begun: float, number: int) -> Run:
    attempt = recording.attempt
    stamp = time.strftime("%Y%m%d-%H%M%S", time.gmtime(max(0.0, min(begun, 4e9))))
    sign = zlib.crc32(f"{attempt.request.endpoint}{attempt.request.state}".encode("utf-8", "replace"))
    client = brief(recording.client.client_id if recording.client else "a client", 40)
    place = origin(recording.metadata.issuer).partition("://")[2] or "a provider"
    label = f"{number}: {client} at {brief(place, 60)}{', silent' if attempt.silent else ''}"
    kept = [json.loads(event_text(event, recording.known)) for event in recording.events]
    shown = json.loads(event_text({"label": label}, recording.known))["label"]
    return Run(f"har-{stamp}-{number}-{sign:08x}", begun, shown).with_events(kept)


def _first_moment(attempt: Attempt) -> float:
    return attempt.answered or next(
        (entry.at for _, entry in attempt.later), attempt.discovery.at if attempt.discovery else 0.0
    )


# Who asks whom


def _secrets(recording: Recording) -> None:
    """Gather what is secret before anything is written: a page on the way may repeat it."""
    attempt = recording.attempt
    found: list[Any] = [value for _, value in attempt.request.params]
    found += [value for _, value in attempt.response.params] if attempt.response else []
    found += [recording.client.client_secret] if recording.client else []
    for entry in (*attempt.hops, *(entry for _, entry in attempt.later), *((attempt.landing,) if attempt.landing else ())):
        found += [value for _, value in (*entry.form, *entry.exchange.request.headers)]
        found += [marked(name, value) for name, value in query_of(entry.url)]
        found += tokens_of(dataclasses.replace(entry.exchange, step="exchange"))
    recording.known.add(*(value for value in found if isinstance(value, Secret) and len(value) >= 6))


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


# The front channel


def _front(recording: Recording, judge: Judge) -> None:
    attempt = recording.attempt
    if attempt.begins is not None:
        params = [[name, repr(value) if isinstance(value, Secret) else value] for name, value in attempt.request.params]
        at = attempt.begins.at
        recording.add(
            "authorize", at, endpoint=attempt.request.endpoint, params=params, pkce=attempt.request.code_challenge_method
        )
        recording.report("authorize", at, judge.authorize())
        if not recording.pasted:
            _hop(recording, attempt.begins, FRONT_CHANNEL)
    for hop in attempt.hops:
        _hop(recording, hop, FRONT_CHANNEL)
    response = attempt.response
    if response is None:
        if not recording.pasted and (stopped := at_provider(attempt)) is not None:
            _page(recording, stopped)
        return
    thinking = attempt.answered - attempt.begins.at if attempt.begins else 0.0
    recording.add(
        "receive",
        attempt.answered,
        recognised=response.kind,
        params=[[name, repr(value) if isinstance(value, Secret) else value] for name, value in response.params],
        address=response.address,
        changes=list(response.changes),
        thinking=round(max(thinking, 0.0), 1),
    )
    recording.report("redirect", attempt.answered, judge.redirect())
    if attempt.landing is not None:
        _hop(recording, attempt.landing, CALLBACK)
    if response.error is not None:
        recording.add(
            "refusal", attempt.answered, leg="authorize", error=response.error, description=response.error_description
        )


def _page(recording: Recording, stopped: Stopped) -> None:
    """A page of the provider without a way back, as `flow.receive` records one that is pasted."""
    page = stopped.page
    if page is not None:
        said = [[name, value] for name, value in words_on(stopped)]
        told = event_of_words(page.said, page.error)
        recording.add(
            "page", stopped.entry.ended, after="authorize", status=stopped.entry.status, error=page.error, said=said, **told
        )


def _is_asked_by_script(shared: list[tuple[Role, Entry]]) -> bool:
    """Tell whether a page's own script asked for discovery or keys: then it sends the token request too."""
    return any(not entry.page and entry.status for _, entry in shared)


def _application(recording: Recording, stopped: Stopped) -> None:
    """What the application made of the answer, as far as the browser saw it."""
    for entry in recording.attempt.after:
        _hop(recording, entry, CALLBACK)
    page = stopped.page
    said = [value for name, value in words_on(stopped) if name != "status"]
    error = page.error if page is not None else None
    status = stopped.entry.status or None
    recording.add("application", stopped.entry.ended, status=status, problem=stopped.problem, error=error, said=said)


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


def _hop(recording: Recording, entry: Entry, step: str) -> None:
    view = exchange_view(as_seen(entry, step), recording.known)
    recording.events.append({"kind": "exchange", "at": round(entry.ended, 3), **view})


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
        _refusal(recording, entry, answer, "token")
        recording.report("token_error", entry.ended, judge.token_error(answer, sent))


def _as_seen(evidence: dict[str, Any], recording: Recording) -> dict[str, Any]:
    """Evidence without what nobody saw: None says that the record does not know."""
    attempt = recording.attempt
    seen = dict(evidence)
    if attempt.begins is None:
        seen |= {"redirect_uri": None, "pkce": {}, "client_id_same": None}
    if attempt.response is None:
        seen["code"] = {**seen["code"], "same_as_received": None, "is_part_of_received": None, "age": None}
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
        _refusal(recording, entry, answer, "refresh")


def _refusal(recording: Recording, entry: Entry, answer: TokenErrorResponse, leg: str) -> None:
    recording.add(
        "refusal",
        entry.ended,
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
