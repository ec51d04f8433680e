"""Everything that is seen goes through here: what is sent, what comes, what is judged. It keeps the run on disk.

It is also the one door for what a provider sent. The record is redacted when an event is added, a report when it is recorded,
an answer when it comes (`send`), and the value that is read from it in `received`. `FlowState.ask` passes every answer through
`received`, `flow.state.step` everything that a step keeps, returns or raises: no step has to remember it.
"""

from __future__ import annotations

import contextlib
import dataclasses
import json
import secrets
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from itertools import chain
from typing import Any, TypeVar

from .errors import Unreachable
from .messages import Exchange, Request, Response, Transport, secrets_in
from .protocol.flow_table import REPORTS, drop_replaced, is_asked_once
from .protocol.tokens import json_of
from .redactor import KnownSecrets
from .redactor.values import received, settled
from .rules import Report
from .rules.kept import to_groups
from .rules.transport import Travelled, how_it_travelled
from .runs import Run, Runs
from .runs.answers import client_in, shortened, shortened_evidence
from .runs.attempts import label_of_the_whole
from .runs.exchanges import exchange_of, exchange_view, tokens_of, without_cookies
from .runs.journal import Journal
from .runs.lines import event_text
from .runs.redaction import redacted
from .runs.unsaid import short_client, without_nones
from .runs.words import is_our_word, is_word
from .secret import Secret

Clock = Callable[[], float]

_FINGERPRINT = "<"  # a redacted secret begins with it, and hardly anything else in a report does
_MOST_TOKENS = 20  # in one answer; three are usual, and each is looked for in all that comes later
_INTRODUCTIONS = (
    "provider",
    "client",
    "metadata",
    "authorize",
)  # what was said before any token came: addresses, names, scopes
_LONG_COOKIE = 16  # characters; a shorter value is a flag, or a language

T = TypeVar("T")


class Recorder:
    """Sends requests and writes down what happened, with every known secret redacted.

    A lock guards the record, never a network wait: a stop button must not wait for a provider (law "Callbacks never block").
    """

    def __init__(self, http: Transport, runs: Runs, label: str | None, clock: Clock) -> None:
        self.http = http
        self.runs = runs
        self.clock = clock
        self._known = KnownSecrets(getattr(http, "secrets", ()))  # a transport without a proxy need not have any
        self._lock = threading.RLock()
        now = clock()
        stamp = time.strftime("%Y%m%d-%H%M%S", time.gmtime(now))
        self.continue_run(Run(f"{stamp}-{secrets.token_hex(3)}", now, label))

    def continue_run(self, run: Run) -> None:
        """Go on with a run, for instance one that was begun before the kernel was restarted."""
        self.run_id, self.label = run.id, run.label
        self._to_judge: dict[str, Callable[[], Report]] = {}
        self._client = client_in(run.client)
        self._answers: dict[str, Any] = {}  # the bodies of the newest answers, as they are recorded, by their steps
        self._journal = Journal(self.runs, run)
        self._reports = dict(run.reports)
        self._said: dict[str, str] = {
            event["kind"]: json.dumps(event) for event in run.events if event["kind"] in _INTRODUCTIONS
        }
        self.travelled: list[Travelled] = []  # the exchanges of this attempt, and those that serve every attempt
        for event in run.events:
            self._begin_attempt(event["kind"])
            if event["kind"] == "exchange":
                self.travelled.append(how_it_travelled(exchange_of(event)))

    @property
    def run(self) -> Run:
        """The record so far, with what was still to be judged."""
        self.judge()
        return self._journal.run

    def add_secrets(self, *found: Secret | None) -> None:
        """Remember secrets, so that they are redacted wherever they turn up, but for those that are words of ours."""
        with self._lock:
            self._known.add(*(secret for secret in found if secret is not None and not is_our_word(secret.reveal())))

    def step(self) -> contextlib.AbstractContextManager[None]:
        """Write what is recorded in the block in one go, at its end and before anything is sent."""
        return self._journal.step()

    def write(self) -> None:
        """Write what a step has recorded so far. Raises `Mistake` when the folder refuses the first events of a run."""
        self._journal.write()

    def record_event(self, kind: str, **data: Any) -> str:
        """Add an event to the run, and keep it on disk; returns its line as it is kept.

        Raises `Mistake` when the folder refuses the first event of a run; later than that nothing is lost.
        """
        with self._lock:
            self._judge_before(kind)
            now = round(self.clock(), 3)
            line = event_text({"kind": kind, "at": now, **without_nones(kind, data)}, self._known)
            self._journal.add(kind, now, line)
            if kind in _INTRODUCTIONS:
                self._said[kind] = line
            drop_replaced(self._reports, kind, data.get("after"))
            self._begin_attempt(kind)
            return line

    def record_client(self, evidence: dict[str, Any]) -> None:
        """Add an event that tells who asks."""
        self.record_event("client", **short_client(evidence))
        self._client = evidence

    def record_token_request(self, code: str | None, altered: Iterable[str], evidence: dict[str, Any]) -> None:
        """Add a token request with its evidence; where the client is the one that was introduced, it says only that."""
        evidence = {**shortened_evidence(evidence, self._client, self._answers.get("discover"))}
        self.record_event("token_request", code=code, altered=altered, evidence=evidence)

    def record_answer(self, kind: str, step: str, members: Mapping[str, Any], **data: Any) -> None:
        """Add an event that tells of an answer; where the members are those of the answer, it says only of which step."""
        if members == self._answers.get(step):
            self.record_event(kind, **data, members_of=step)
        else:
            self.record_event(kind, **data, members=members)

    def _begin_attempt(self, kind: str) -> None:
        if kind == "authorize":
            self.travelled = [each for each in self.travelled if is_asked_once(each.step)]

    def last_time(self, kind: str) -> float | None:
        """Return when an event of that kind was recorded last; None when none was."""
        return self._journal.last_time.get(kind)

    def report(self, about: str, report: Report) -> Report:
        """Add findings to the run; returns them, without any secret that a provider put where none belongs."""
        line = self.record_event("report", about=about, findings=to_groups(report))
        if _FINGERPRINT in line:
            report = Report.from_dicts(json.loads(line)["findings"])
        self._reports[about] = report
        return report

    def report_later(self, about: str, judge: Callable[[], Report]) -> None:
        """Add findings when somebody looks, or before what they are about is forgotten.

        `judge` holds the values of its own time. Only what we made ourselves is judged so: where the process ends before
        anybody looked, nothing is missing that came from the provider (law "Nothing is lost").
        """
        with self._lock:
            self._to_judge[about] = judge

    def judge(self, *about: str) -> None:
        """Judge what is still to be judged of these; without a name all."""
        with self._lock:
            for each in [name for name in self._to_judge if name in about or not about]:
                self.report(each, self._to_judge.pop(each)())

    def _judge_before(self, kind: str) -> None:
        """Judge what an event of this kind makes obsolete: it belongs to the attempt that ends."""
        if self._to_judge:
            held = dict(self._to_judge)
            drop_replaced(held, kind)
            for about in self._to_judge.keys() - held.keys():
                self.judge(about)

    def reported(self, *about: str) -> Report:
        """Return the latest findings about each of these, in this order; about everything, in the order of the flow."""
        self.judge(*about)
        reports = self._reports
        if len(about) == 1:
            return reports.get(about[0], Report())  # the same value, whose findings need not be made again
        return Report(results=chain.from_iterable(reports[each].results for each in about or REPORTS if each in reports))

    def send(self, request: Request, step: str) -> Response:
        """Send a request, record the exchange, and return the answer. Raises `Unreachable` when none came."""
        self._journal.write()
        self._add_sent(request)
        exchange = self._without_cookies(self.http.send(request, step))
        content = json_of(exchange.response) if exchange.response else None
        tokens = set(tokens_of(exchange, content))
        if len(tokens) > _MOST_TOKENS:
            exchange = _too_many_tokens(exchange, len(tokens))
        else:
            self.add_found(*tokens, request=request)  # a header, or another member, may repeat them
        answer = self.received(exchange.response)
        if answer is not None and (content is None or content.is_odd):
            answer.show_by(self.received)  # what is read of a body is received by its step, but for what is odd about it
        self.travelled.append(how_it_travelled(dataclasses.replace(exchange, response=answer)))
        view = exchange_view(exchange, self._known, content)
        self._answers[step] = view["response"]["body"] if exchange.response else None
        with self._lock:
            self.record_event("exchange", **shortened(view, self._journal.written))
        self._journal.write()  # what came is on disk before anything is made of it
        if answer is None:
            raise Unreachable(exchange.error or "No answer came.", exchange.error_kind or "connect", sent=exchange.was_sent)
        return settled(answer)

    def _without_cookies(self, exchange: Exchange) -> Exchange:
        """The exchange as if no cookie had come: a provider's session is nobody's business, nor is what repeats it."""
        response = exchange.response
        cookies = [value for name, value in response.headers if "cookie" in name.lower()] if response else []
        if response is None or not cookies:
            return exchange
        self.add_secrets(
            *(Secret(value, "cookie") for cookie in cookies if len(value := _cookie_value(cookie)) >= _LONG_COOKIE)
        )
        shown = dataclasses.replace(response, headers=without_cookies(response.headers))
        return dataclasses.replace(exchange, response=shown)

    def _add_sent(self, request: Request) -> None:
        """Remember what goes out: an answer may repeat it. Nearly always it is known, its Authorization header by what that holds."""
        new = [each for each in secrets_in(request) if each not in self._known]
        self.add_found(*(each for each in new if Secret(each.reveal().partition(" ")[2]) not in self._known), request=request)

    def add_found(self, *found: Secret | None, request: Request | None = None) -> None:
        """Remember secrets that a provider chose, but for those that are words.

        A token such as "http" or "not " would take parts out of addresses, verdicts and sentences wherever they stand, and
        hide nothing. In its own place it is redacted all the same.
        """
        secrets = [secret for secret in found if secret is not None and secret not in self._known]
        if secrets:
            ours = "\0".join([*self._said.values(), *((request.url, repr(request.headers)) if request else ())])
            self.add_secrets(*(secret for secret in secrets if not is_word(secret.reveal(), ours)))

    def received(self, value: T) -> T:
        """Return what was read from an answer so that nothing which is made of it shows a secret; see `redactor.values`."""
        return received(value, self._known)

    def redacted(self, value: Any) -> Any:
        """Return a JSON value without any known secret in its texts: providers repeat what they refuse."""
        return redacted(value, self._known)

    def relabel(self, label: str | None, *, once: bool = False) -> None:
        """Give the run another label; `once` gives it to the latest sign-in alone."""
        former = {"former": label_of_the_whole(self.run)} if once else {}
        self.record_event("label", label=label, **former)
        if not once:
            self.label = label


def _cookie_value(cookie: str) -> str:
    """The value in a Set-Cookie header (RFC 6265 4.1.1)."""
    return cookie.partition(";")[0].partition("=")[2].strip().strip('"')


def _too_many_tokens(exchange: Exchange, number: int) -> Exchange:
    """The exchange as one without an answer."""
    address = exchange.request.url
    sentence = f"The answer of {address} holds {number:,} tokens, so it is not kept. Is this the right address?"
    return dataclasses.replace(exchange, response=None, error=sentence, error_kind="too-large")
