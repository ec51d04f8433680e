"""A run that grows out of one sign-in of a HAR: its events, and what is known of provider, client and secrets."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field
from typing import Any

from ...messages import Exchange
from ...protocol.client import Client
from ...protocol.metadata import ProviderMetadata
from ...redactor import KnownSecrets
from ...rules import Report
from ...rules.kept import to_groups
from ...rules.transport import Travelled, how_it_travelled
from ...runs import Run
from ...runs.exchanges import exchange_view, tokens_of
from ...secret import Secret
from ..alone import unknown
from ..sensitive import marked
from .attempts import Attempt
from .cleared import reasons_of, taken_out
from .entries import Entry
from .roles import query_of


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
    taken_out: set[str] = field(default_factory=set)
    run: Run = field(default_factory=lambda: Run("har", 0.0))

    def add(self, kind: str, at: float, **data: Any) -> None:
        """Add an event."""
        self.events.append(
            {"kind": kind, "at": round(at, 3), **{name: value for name, value in data.items() if value is not None}}
        )

    def report(self, about: str, at: float, report: Report) -> None:
        """Add findings."""
        if report.results:
            self.add("report", at, about=about, findings=to_groups(unknown(report, reasons_of(self.taken_out))))

    def exchange(self, step: str, entry: Entry) -> Exchange:
        """Add an exchange of the back channel, or of a page's script; returns it under the name of its step."""
        exchange = dataclasses.replace(entry.exchange, step=step)
        self.known.add(*tokens_of(exchange), *(value for _, value in exchange.request.headers if isinstance(value, Secret)))
        self.known.add(*(value for _, value in exchange.request.form or () if isinstance(value, Secret)))
        self.travelled.append(how_it_travelled(exchange))
        self.events.append({"kind": "exchange", "at": round(entry.ended, 3), **exchange_view(exchange, self.known)})
        return exchange


def gather_secrets(recording: Recording) -> None:
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


def taken_out_of(attempt: Attempt) -> set[str]:
    """The names of what somebody took out of the HAR."""
    found = taken_out(attempt.request.params) | (taken_out(attempt.response.params) if attempt.response else set())
    for _, entry in attempt.later:
        found |= taken_out(entry.form)
    for tokens in attempt.tokens:
        found |= taken_out(tokens.members.items())
    return found
