"""One run: what was asked, what came, what was judged. Frozen, redacted, and it only ever grows."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import Any, Literal, cast, overload

from ..errors import Mistake, shown_half_made
from ..messages import unquoted
from ..printable import counted, in_one_line
from ..protocol.flow_table import REPORTS, drop_replaced
from ..protocol.json_text import JsonProblem, parse_json
from ..rules import Report
from ..rules.kept import KeptFinding, KeptReport, kept_findings
from ..rules.shapes import is_number
from ..secret import refuse_secrets
from .answers import spelled_out
from .attempts import attempts_of, label_after
from .event_check import DEEPEST, is_event, is_text_or_null
from .events import (
    AuthorizeEvent,
    ClientEvent,
    Event,
    ExchangeEvent,
    MembersEvent,
    PageEvent,
    ProviderEvent,
    ReceiveEvent,
    RefusalEvent,
    TokenRequestEvent,
    UnsentEvent,
)
from .files import LONGEST, lines_of, read_file

FORMAT = 1
_SHORT = 80  # characters of an id or a label; they come from anywhere

_JSON = json.JSONEncoder()
_MOST_PROBLEMS = 1_000  # lines; with more of them it is something else
_LONGEST_HEADER = 1_000_000  # bytes
_REFUSED = 400  # the lowest status of HTTP that says so
_ANSWERS = ("receive", "page", "tokens", "refresh", "refusal")


@shown_half_made
@dataclass(frozen=True, repr=False)
class Run:
    """The record of a flow, safe to keep and to show: no secret is in it.

    `events` are what happened, in order; each is a mapping with "kind" and "at" (seconds since 1970). A new authorize
    request begins a new attempt; the properties speak of the latest one. `problems` name the lines of its file that are
    damaged, and were passed over.
    """

    id: str
    created: float
    label: str | None = None
    events: tuple[Event, ...] = ()
    problems: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        refuse_secrets(id=self.id, label=self.label)

    def __repr__(self) -> str:
        called = f" '{self.label[:_SHORT]}'" if self.label else ""
        exchanges = len(self.exchanges)
        damaged = f"; damaged lines that were passed over: {len(self.problems):,}" if self.problems else ""
        told = f"{counted(len(self.events), 'event')}, {exchanges:,} of them exchanges{damaged}"
        return in_one_line(f"<Run {self.id[:_SHORT]}{called}: {told}>")

    def with_event(self, event: Mapping[str, Any]) -> Run:
        """Return the run with one more event; one of the kind "label" renames it, unless it is about an earlier attempt."""
        return self.with_events((event,))

    def with_events(self, events: Iterable[Mapping[str, Any]]) -> Run:
        """Return the run with more events, in order; those of the kind "label" rename it."""
        new = cast(tuple[Event, ...], tuple(events))  # `is_event` made sure of those of a file, `Recorder` of its own
        return Run(self.id, self.created, label_after(self.label, self.events, new), self.events + new, self.problems)

    # What is in it

    @overload
    def of_kind(self, kind: Literal["exchange"]) -> Iterator[ExchangeEvent]: ...
    @overload
    def of_kind(self, kind: Literal["authorize"]) -> Iterator[AuthorizeEvent]: ...
    @overload
    def of_kind(self, kind: Literal["token_request"]) -> Iterator[TokenRequestEvent]: ...
    @overload
    def of_kind(self, kind: str) -> Iterator[Event]: ...
    def of_kind(self, kind: str) -> Iterator[Any]:
        """Yield the events of one kind."""
        return (event for event in self.events if event["kind"] == kind)

    @property
    def attempts(self) -> tuple[Run, ...]:
        """Every sign-in of this run that came to something, as a run of its own, and the latest one; see `attempts.py`."""
        return attempts_of(self)

    @cached_property
    def attempt(self) -> tuple[Event, ...]:
        """The events since the latest authorize request, that one included; all of them before there was one."""
        starts = [index for index, event in enumerate(self.events) if event["kind"] == "authorize"]
        return self.events[starts[-1] :] if starts else self.events

    @property
    def begun(self) -> float:
        """When the latest attempt began, with its link, in seconds since 1970; before there is one, when the run was made."""
        link = self.last("authorize")
        return link["at"] if link is not None else self.created

    @overload
    def last(self, kind: Literal["authorize"]) -> AuthorizeEvent | None: ...
    @overload
    def last(self, kind: Literal["receive"]) -> ReceiveEvent | None: ...
    @overload
    def last(self, kind: Literal["token_request"]) -> TokenRequestEvent | None: ...
    @overload
    def last(self, kind: Literal["tokens", "userinfo", "refresh"]) -> MembersEvent | None: ...
    @overload
    def last(self, kind: Literal["unsent"]) -> UnsentEvent | None: ...
    @overload
    def last(self, kind: str) -> Event | None: ...
    def last(self, kind: str) -> Any:
        """Return the latest event of that kind in the latest attempt, or None."""
        return next((event for event in reversed(self.attempt) if event["kind"] == kind), None)

    def _last_of_any_attempt(self, kind: str) -> Any:
        """The latest event of a kind that an attempt does not start anew; an empty one before there is one."""
        return next((event for event in reversed(self.events) if event["kind"] == kind), {})

    def _members(self, kind: Literal["tokens", "userinfo"]) -> dict[str, Any]:
        """The members of the latest answer of that kind that was no refusal; one to earlier tokens is none of these."""
        found = (event for event in reversed(self.attempt) if event["kind"] in ("tokens", kind) and not _is_refused(event))
        event = next(found, None)
        return dict(event.get("members", {})) if event and event["kind"] == kind else {}

    @property
    def client(self) -> ClientEvent:
        """Who asked: client_id, redirect_uri, how it proves itself. Empty before there is one."""
        return cast(ClientEvent, self._last_of_any_attempt("client"))

    @property
    def provider(self) -> ProviderEvent:
        """Who was asked, and what was pinned or trusted."""
        return cast(ProviderEvent, self._last_of_any_attempt("provider"))

    @property
    def metadata(self) -> Mapping[str, Any]:
        """The discovery document, or the endpoints that were given by hand."""
        return dict(self._last_of_any_attempt("metadata").get("members", {}))

    @property
    def params(self) -> list[list[str]]:
        """The parameters of the authorize request, in order."""
        event = self.last("authorize")
        return list(event.get("params", [])) if event else []

    @property
    def exchanges(self) -> tuple[ExchangeEvent, ...]:
        """Every HTTP exchange, in order."""
        return tuple(self.of_kind("exchange"))

    @property
    def tokens(self) -> Mapping[str, Any]:
        """The members of the token response, tokens redacted; empty when none came."""
        return self._members("tokens")

    @property
    def refusal(self) -> RefusalEvent | None:
        """The provider's refusal, of the redirect or of the token endpoint, where that is how the latest attempt stands."""
        latest = self._latest_answer
        return latest if latest is not None and latest["kind"] == "refusal" else None

    @property
    def page(self) -> PageEvent | None:
        """The page of the provider from which the browser did not come back, where that is how the latest attempt stands."""
        latest = self._latest_answer
        return latest if latest is not None and latest["kind"] == "page" else None

    @property
    def _latest_answer(self) -> Event | None:
        answers = (event for event in reversed(self.attempt) if event["kind"] in _ANSWERS)
        return next((each for each in answers if each["kind"] != "page" or each.get("after") != "logout"), None)

    def _claims(self, token: str) -> Mapping[str, Any]:
        view = self.tokens.get(token)
        claims = view.get("claims") if isinstance(view, Mapping) else None
        return claims if isinstance(claims, Mapping) else {}

    @property
    def claims(self) -> Mapping[str, Any]:
        """The claims of the ID token; empty when none came."""
        return self._claims("id_token")

    @property
    def access_token_claims(self) -> Mapping[str, Any]:
        """The claims of the access token when it is a JWT; empty when it is opaque or none came."""
        return self._claims("access_token")

    @property
    def userinfo(self) -> Mapping[str, Any]:
        """What UserInfo said of the person; empty where it was not asked, or refused."""
        return self._members("userinfo")

    @property
    def findings(self) -> Mapping[str, list[KeptFinding]]:
        """The latest findings of each kind of check, in the order of the flow: about -> rows for `Report`."""
        return {about: kept_findings(kept) for about, kept in self.kept_reports.items()}

    @property
    def kept_reports(self) -> Mapping[str, KeptReport]:
        """The latest report of each kind of check as it is kept, in the order of the flow.

        It is about the messages that the run still shows: tokens stay checked where their code was sent once more and
        refused. A second answer, or new tokens, are not judged by what was found of the first.
        """
        latest: dict[str, KeptReport] = {}
        for event in self.events:
            if event["kind"] == "report":
                latest[event["about"]] = event["findings"]
            drop_replaced(latest, event["kind"], event.get("after"))
        return {about: latest[about] for about in REPORTS if about in latest}

    @property
    def reports(self) -> Mapping[str, Report]:
        """The latest report of each kind of check, in the order of the flow: about -> report."""
        return {about: Report.from_dicts(findings) for about, findings in self.findings.items()}

    @property
    def report(self) -> Report:
        """The latest findings of each kind of check, in the order of the flow."""
        return Report(results=chain.from_iterable(report.results for report in self.reports.values()))

    # On disk

    def header(self) -> str:
        """Return the first line of a run's file: its format, id and label."""
        return _JSON.encode({"format": FORMAT, "id": self.id, "created": self.created, "label": self.label})

    def to_json(self) -> str:
        """Return the run as JSON Lines of format 1: the header, then one line for each event."""
        return "".join(f"{line}\n" for line in (self.header(), *map(_JSON.encode, self.events)))

    @classmethod
    def from_json(cls, text: str | bytes, source: str = "this text") -> Run:
        """Return the run in a text that `to_json` wrote. Raises `Mistake` when it is none, or of another format version.

        A last line without its end was being written when the machine stopped; it is left out. A damaged line is passed
        over, and `problems` name it.
        """
        refuse_secrets(text=text, source=source)
        if not isinstance(text, str | bytes):
            raise Mistake(f"Run.from_json(text) takes what run.to_json() returned; got {unquoted(text)}.")
        return read_lines(text.encode("utf-8", "replace") if isinstance(text, str) else text, source, read_event)

    @classmethod
    def load(cls, path: str | Path) -> Run:
        """Return the run in a file. Raises `Mistake` when it cannot be read."""
        refuse_secrets(path=path)
        if not isinstance(path, str | Path):
            raise Mistake(f"Run.load(path) takes the path of a run's file; got {unquoted(path)}.")
        try:
            content = read_file(path)
        except (OSError, ValueError) as error:  # the latter for a path that holds a NUL, or cannot be encoded
            reason = getattr(error, "strerror", None) or error
            raise Mistake(
                f"The run cannot be read ({reason}; its path is {unquoted(str(path))}). Runs().folder says where runs are kept."
            ) from None
        return cls.from_json(content, str(path))


def _is_refused(event: Event) -> bool:
    """An answer with a status of its own, as UserInfo has it, speaks of its refusal and not of the person (RFC 6750 3.1)."""
    status = event.get("status")
    return is_number(status) and status >= _REFUSED


def read_lines(content: bytes, source: str, read: Callable[[bytes, int, str], Mapping[str, Any] | None]) -> Run:
    """Return the run in these lines; `read` makes an event of a line, its number and the source, or None to pass it over.

    A damaged line is passed over, and named among the run's problems. Raises `Mistake` where hardly any line is sound.
    """
    lines = lines_of(content, source)
    run = _read_header(next(lines, (1, b""))[1], source)
    problems: list[str] = []
    answers: dict[str, Any] = {}

    def events() -> Iterator[Mapping[str, Any]]:
        for number, line in lines:
            try:
                event = read(line, number, source) if line.strip() else None
            except Mistake as problem:
                _note(problems, problem)
                answers.clear()  # what a later line takes from an earlier one may have stood here
            else:
                if event is not None:
                    yield event

    run = run.with_events(spelled_out(events(), answers))
    return dataclasses.replace(run, problems=tuple(problems)) if problems else run


def _note(problems: list[str], problem: Mistake) -> None:
    problems.append(str(problem))
    if len(problems) > _MOST_PROBLEMS:
        raise Mistake(f"More than {_MOST_PROBLEMS} lines are damaged, so this is no run. The first: {problems[0]}")


def _read_header(line: bytes, source: str) -> Run:
    try:
        header = parse_json(line[:_LONGEST_HEADER])
    except JsonProblem as problem:
        raise Mistake(f"Expected a run in {source}; {problem}.") from None
    if not isinstance(header, dict) or "format" not in header:
        raise Mistake(f"Expected a run in {source}; this JSON has no format number, so it is something else.")
    if header["format"] != FORMAT or isinstance(header["format"], bool):
        raise Mistake(
            f"{source} holds a run of format {str(header['format'])[:80]}, and this version reads format {FORMAT}: "
            "open it with the version of the explorer that wrote it."
        )
    created, label = header.get("created"), header.get("label")
    if not isinstance(header.get("id"), str) or not is_number(created) or not is_text_or_null(label):
        raise Mistake(f"{source} says that it is a run of format {FORMAT}, but it is damaged: line 1 is not what it should be.")
    return Run(header["id"], created, label)


def read_event(line: bytes, number: int, source: str) -> Mapping[str, Any]:
    """Return the event in a line. Raises `Mistake` when it is none."""
    if len(line) > LONGEST:
        raise Mistake(f"The run in {source} is damaged at line {number}: no line of a run has {len(line):,} bytes.")
    try:
        event = parse_json(line, DEEPEST)
    except JsonProblem as problem:
        raise Mistake(f"The run in {source} is damaged at line {number}: {problem}.") from None
    if not is_event(event):
        raise Mistake(f"The run in {source} is damaged at line {number}: it is not what such an event should be.")
    return cast(Mapping[str, Any], event)
