"""Everything that is seen goes through here: what is sent, what comes, what is judged. It keeps the run on disk."""

from __future__ import annotations

import contextlib
import dataclasses
import json
import secrets
import threading
import time
from collections.abc import Callable
from itertools import chain
from typing import Any

from .errors import Unreachable
from .messages import Request, Response
from .protocol.flow_table import forget
from .protocol.tokens import json_of
from .rules import Report
from .rules.kept import to_rows
from .runs import Run, Runs
from .runs.journal import Journal
from .runs.masking import event_text, exchange_view, masked, tokens_of
from .runs.record import Event
from .secret import Secret, may_hold
from .wire import Http

Clock = Callable[[], float]

_FINGERPRINT = "<"  # a masked secret begins with it, and hardly anything else in a report does
_MOST_TOKENS = 20  # in one answer; three are usual, and each is looked for in all that comes later


class Recorder:
    """Sends requests and writes down what happened, with every known secret masked.

    A lock guards the record, never a network wait: a stop button must not wait for a provider (law "Callbacks never block").
    """

    def __init__(self, http: Http, runs: Runs, label: str | None, clock: Clock) -> None:
        self.http = http
        self.runs = runs
        self.clock = clock
        self._known: frozenset[Secret] = frozenset()
        self._exchanged = ""  # the latest exchange, as it is kept
        self._lock = threading.RLock()
        now = clock()
        stamp = time.strftime("%Y%m%d-%H%M%S", time.gmtime(now))
        self.continue_run(Run(f"{stamp}-{secrets.token_hex(3)}", now, label))

    def continue_run(self, run: Run) -> None:
        """Go on with a run, for instance one that was begun before the kernel was restarted."""
        self.run_id = run.id
        self._journal = Journal(self.runs, run)
        self._reports = {about: Report.from_dicts(rows) for about, rows in run.findings.items()}

    @property
    def run(self) -> Run:
        """The record so far."""
        return self._journal.run

    def learn(self, *found: Secret | None) -> None:
        """Remember secrets, so that they are masked wherever they turn up."""
        with self._lock:
            self._known = self._known.union(secret for secret in found if secret is not None)

    def step(self) -> contextlib.AbstractContextManager[None]:
        """Write what is noted in the block in one go, at its end and before anything is sent."""
        return self._journal.step()

    def write(self) -> None:
        """Write what a step has noted so far. Raises `Mistake` when the folder refuses the first events of a run."""
        self._journal.write()

    def note(self, kind: str, **data: Any) -> str:
        """Add an event to the run, and keep it on disk; returns its line as it is kept.

        Raises `Mistake` when the folder refuses the first event of a run; later than that nothing is lost.
        """
        with self._lock:
            now = self.clock()
            line = event_text({"kind": kind, "at": now, **data}, self._known)
            self._journal.add(kind, now, line)
            if kind == "exchange":
                self._exchanged = line
            forget(self._reports, kind)
            return line

    def latest(self, kind: str) -> float | None:
        """Return when an event of that kind was noted last; None when none was."""
        return self._journal.latest.get(kind)

    def newest_exchange(self) -> Event | None:
        """Return the latest exchange as it is kept; None before there was one."""
        event: Event | None = json.loads(self._exchanged) if self._exchanged else None
        return event

    def report(self, about: str, report: Report) -> Report:
        """Add findings to the run; returns them, without any secret that a provider put where none belongs."""
        rows = to_rows(report)
        line = self.note("report", about=about, findings=rows)
        if _FINGERPRINT in line:
            report = Report.from_dicts(json.loads(line)["findings"])
        self._reports[about] = report
        return report

    def reported(self, *about: str) -> Report:
        """Return the latest findings of these kinds, in this order, as `Run.findings` has them."""
        return Report(results=chain.from_iterable(self._reports[kind].results for kind in about if kind in self._reports))

    def send(self, request: Request, step: str) -> Response:
        """Send a request, record the exchange, and return the answer. Raises `Unreachable` when none came."""
        self._journal.write()
        exchange = self.http.send(request, step)
        content = json_of(exchange.response) if exchange.response else None
        tokens = set(tokens_of(exchange, content))
        if len(tokens) > _MOST_TOKENS:
            sentence = (
                f"The answer of {request.url} holds {len(tokens):,} tokens, so it is not kept. Is this the right address?"
            )
            exchange = dataclasses.replace(exchange, response=None, error=sentence, error_kind="too-large")
        else:
            self.learn(*tokens)  # a header, or another member, may repeat them
        self.note("exchange", **exchange_view(exchange, self._known, content))
        if exchange.response is None:
            raise Unreachable(exchange.error or "No answer came.", exchange.error_kind or "connect")
        return self._hidden(exchange.response)

    def _hidden(self, response: Response) -> Response:
        """The answer without secrets in its headers; nearly always it is as it came."""
        if not may_hold("\n".join(value for _, value in response.headers), self._known):
            return response
        return dataclasses.replace(response, headers=tuple((name, self.hide(value)) for name, value in response.headers))

    def hide(self, value: Any) -> Any:
        """Return a JSON value without any known secret in its texts: providers repeat what they refuse."""
        return masked(value, self._known)

    def relabel(self, label: str | None) -> None:
        """Give the run another label."""
        self.note("label", label=label)
