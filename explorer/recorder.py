"""Everything that is seen goes through here: what is sent, what comes, what is judged. It keeps the run on disk."""

from __future__ import annotations

import dataclasses
import json
import secrets
import threading
import time
import warnings
from collections.abc import Callable
from typing import Any

from .errors import Mistake, Unreachable
from .messages import Request, Response
from .rules import Report
from .rules.kept import kept
from .runs import Run, Runs
from .runs.masking import event_text, exchange_view, masked, tokens_of
from .secret import Secret
from .wire import Http

Clock = Callable[[], float]

_MOST_TOKENS = 20  # in one answer; three are usual, and each is looked for in all that comes later


class Recorder:
    """Sends requests and writes down what happened, with every known secret masked.

    A lock guards the record, never a network wait: a stop button must not wait for a provider (design law 11).
    """

    def __init__(self, http: Http, runs: Runs, label: str | None, clock: Clock) -> None:
        self.http = http
        self.runs = runs
        self.clock = clock
        self._known: frozenset[Secret] = frozenset()
        self._lock = threading.RLock()
        self._behind = False  # the file lacks events that the run has
        now = clock()
        stamp = time.strftime("%Y%m%d-%H%M%S", time.gmtime(now))
        self.run = Run(f"{stamp}-{secrets.token_hex(3)}", now, label)

    def continue_run(self, run: Run) -> None:
        """Go on with a run that was begun before the kernel was restarted."""
        self.run = run

    def learn(self, *found: Secret | None) -> None:
        """Remember secrets, so that they are masked wherever they turn up."""
        with self._lock:
            self._known = self._known.union(secret for secret in found if secret is not None)

    def note(self, kind: str, **data: Any) -> None:
        """Add an event to the run, and keep it on disk.

        Raises `Mistake` when the folder refuses the first event of a run. Later than that nothing may be lost, so a
        full disk is a warning, and the run is written whole as soon as that is possible again.
        """
        with self._lock:
            line = event_text({"kind": kind, "at": self.clock(), **data}, self._known)
            before = self.run
            run = before.with_event(json.loads(line))
            try:
                if self._behind:
                    self.runs.save(run)
                else:
                    self.runs.append(before, line)
                self._behind = False
            except Mistake as problem:
                if not before.events:
                    raise
                if not self._behind:
                    warnings.warn(str(problem), stacklevel=2)
                self._behind = True
            self.run = run

    def report(self, about: str, report: Report) -> Report:
        """Add findings to the run; returns them."""
        self.note("report", about=about, findings=kept(report))
        return report

    def send(self, request: Request, step: str) -> Response:
        """Send a request, record the exchange, and return the answer. Raises `Unreachable` when none came."""
        exchange = self.http.send(request, step)
        tokens = set(tokens_of(exchange))
        if len(tokens) > _MOST_TOKENS:
            sentence = (
                f"The answer of {request.url} holds {len(tokens):,} tokens, so it is not kept. Is this the right address?"
            )
            exchange = dataclasses.replace(exchange, response=None, error=sentence, error_kind="too-large")
        else:
            self.learn(*tokens)  # a header, or another member, may repeat them
        self.note("exchange", **exchange_view(exchange, self._known))
        if exchange.response is None:
            raise Unreachable(exchange.error or "No answer came.", exchange.error_kind or "connect")
        return dataclasses.replace(
            exchange.response, headers=tuple((name, self.hide(value)) for name, value in exchange.response.headers)
        )

    def hide(self, value: Any) -> Any:
        """Return a JSON value without any known secret in its texts: providers repeat what they refuse."""
        return masked(value, self._known)

    def relabel(self, label: str | None) -> None:
        """Give the run another label."""
        self.note("label", label=label)
