"""A run told step by step: who said what to whom, in the order in which it happened. No word of it is a secret.

What is told are names, addresses without their query, statuses and error codes. What the browser and the provider said
to each other nobody here has seen: it is told from what came back.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlsplit

from ..protocol.flow_table import EVENTS, EXCHANGES, message, title
from ..rules import Finding, Report
from ..runs import Run
from ..runs.events import AuthorizeEvent, Event, ExchangeEvent, OverruledEvent, ReceiveEvent, ReportEvent
from ..runs.readings import CALLBACK, FRONT_CHANNEL, trips_of_the_browser
from .timing import recorded_timing
from .values import FROM_LINK_TO_ANSWER, duration, finite_number, milliseconds

BROWSER, CLIENT, PROVIDER = "browser", "client", "provider"
FRONT, BACK, HAND, NOTE = "front", "back", "hand", "note"

_TOKENS = ("id_token", "access_token", "refresh_token")


@dataclass(frozen=True)
class StoryStep:
    """One step: a message, or a note of what one of them did by itself (then `target` is `source`).

    `channel` is "front" (through the browser), "back" (from program to provider), "hand" (between program and browser,
    on one's own machine) or "note". `mood` is "", "bad", "warn" or "lost", for an answer that never came.
    """

    source: str
    target: str
    text: str
    detail: str = ""
    channel: str = BACK
    mood: str = ""
    panel: str = ""  # the step of the panel that shows it
    exchange: int = 0  # of an exchange, its number in the run

    @property
    def words(self) -> str:
        """The step as a sentence."""
        told = f"{self.text}; {self.detail}" if self.detail else self.text
        if self.channel == NOTE:
            return told
        where = {FRONT: ", front channel", BACK: ", back channel"}.get(self.channel, "")
        return f"{self.source} to {self.target}{where}: {told}"


def _in_place(events: Iterable[Event]) -> list[Event]:
    """What we send is judged when somebody looks; in the story that stands beside it."""
    told: list[Event] = []
    for event in events:
        judged = message(event["about"]) if event["kind"] == "report" else None
        sent = judged.event if judged and judged.sender == "client" and not judged.afterwards else ""
        place = next((index for index in range(len(told), 0, -1) if sent and told[index - 1]["kind"] == sent), len(told))
        told.insert(place, event)
    return told


def story(run: Run) -> list[StoryStep]:
    """Return what happened in a run, step by step; a later authorize request begins a new attempt."""
    steps: list[StoryStep] = []
    asked: AuthorizeEvent | None = None
    has_come = False  # the answer to the latest link
    attempts = exchanges = 0
    trips = {id(event) for event in trips_of_the_browser(run)}
    for event in _in_place(run.events):
        if event["kind"] == "receive" and id(event) not in trips:
            steps.append(replace(_pasted_too(event, has_come), panel=_panel_of(event)))
            continue
        has_come = event["kind"] == "receive" or (has_come and event["kind"] != "authorize")
        if event["kind"] == "authorize":
            asked, attempts = event, attempts + 1
            steps += [_note(f"attempt {attempts}", source="")] if attempts > 1 else []
        exchanges += event["kind"] == "exchange"
        number = exchanges if event["kind"] == "exchange" else 0
        steps += [replace(step, panel=_panel_of(event), exchange=number) for step in _told(event, asked)]
    if run.last("authorize") and not run.last("receive"):
        steps.append(_note("nobody came back yet", source=BROWSER))
    return steps


def _panel_of(event: Event) -> str:
    """The step of the panel in which the message of an event is looked at."""
    found = EXCHANGES.get(event["step"]) if event["kind"] == "exchange" else EVENTS.get(event["kind"])
    if event["kind"] == "report":
        found = message(event["about"])
    return found.panel if found else ""


def _told(event: Event, asked: AuthorizeEvent | None) -> Iterable[StoryStep]:
    """What one event tells; `asked` is the authorization request before it."""
    if event["kind"] == "authorize":
        return _link(event)
    if event["kind"] == "receive":
        return _came_back(asked, event)
    if event["kind"] == "exchange":
        return _exchange(event)
    if event["kind"] == "report":
        return _report(event)
    if event["kind"] == "overruled":
        return _overruled(event)
    if event["kind"] == "resumed":
        return [_note("went on after a restart")]
    if event["kind"] == "logout":
        return [StoryStep(CLIENT, BROWSER, "the link for signing out", "", HAND)]
    return ()


def _note(text: str, detail: str = "", mood: str = "", source: str = CLIENT) -> StoryStep:
    return StoryStep(source, source, text, detail, NOTE, mood)


def _link(event: AuthorizeEvent) -> Iterator[StoryStep]:
    scope = next((value for name, value in event.get("params", ()) if name == "scope"), None)
    yield StoryStep(CLIENT, BROWSER, "the link", "no scope" if scope is None else f"scope {scope}", HAND)


def _came_back(asked: AuthorizeEvent | None, event: ReceiveEvent) -> Iterator[StoryStep]:
    """What the browser must have done, seen from what it brought back."""
    came = dict(event.get("params", ()))
    names = ", ".join(came) or "nothing"
    text, mood = (f"error {came['error']}", "bad") if "error" in came else (f"redirect with {names}", "")
    yield StoryStep(BROWSER, PROVIDER, f"GET {_path(asked.get('endpoint') if asked else None)}", _guards(asked), FRONT)
    took = finite_number(event["thinking"])  # nothing at all where a pasted log's times are not read
    yield _note(f"in the browser: {duration(took)}" if took else "in the browser", FROM_LINK_TO_ANSWER, source=BROWSER)
    yield StoryStep(PROVIDER, BROWSER, text, "", FRONT, mood)
    yield StoryStep(BROWSER, CLIENT, "what came back", "", HAND, mood)


def _pasted_too(event: ReceiveEvent, has_come: bool) -> StoryStep:
    """What was brought by hand besides, before the answer that counts or once more after it."""
    return StoryStep(
        BROWSER, CLIENT, "pasted once more" if has_come else "pasted before", ", ".join(dict(event.get("params", ()))), HAND
    )


def _guards(asked: AuthorizeEvent | None) -> str:
    """Which guards the request carried."""
    names = {name for name, _ in (asked.get("params", ()) if asked else ())}
    told = [name if name in names else f"no {name}" for name in ("state", "nonce")]
    return ", ".join([*told, f"PKCE {asked.get('pkce') or ''}".strip() if asked and "code_challenge" in names else "no PKCE"])


def _exchange(event: ExchangeEvent) -> Iterator[StoryStep]:
    request, response = event["request"], event.get("response")
    took = milliseconds(recorded_timing(event).total)
    asks, answers, channel = _PARTIES.get(event["step"], (CLIENT, PROVIDER, BACK))
    yield StoryStep(asks, answers, f"{request['method']} {_path(request['url'])}", _asked(event["step"]), channel)
    if not response:
        yield StoryStep(answers, asks, "no answer", str(event.get("error") or ""), channel, "lost")
        return
    status = f"{response['status']} {response.get('reason') or ''}".strip()
    body = response.get("body")
    body = body if isinstance(body, Mapping) else {}
    tokens = [name.removesuffix("_token") for name in _TOKENS if name in body]
    told = f"error {body['error']}" if "error" in body else f"{', '.join(tokens)} token" if tokens else ""
    refused = (finite_number(response["status"]) or 0) >= 400 or "error" in body
    yield StoryStep(answers, asks, f"{status}, {took}", told, channel, "bad" if refused else "")


# Who speaks in the stops of a browser, where it was recorded; in all other exchanges the program asks the provider.
_PARTIES = {FRONT_CHANNEL: (BROWSER, PROVIDER, FRONT), CALLBACK: (BROWSER, CLIENT, FRONT)}


def _asked(exchange: str) -> str:
    """What a request says to the provider, in words for a learner."""
    return EXCHANGES[exchange].asked if exchange in EXCHANGES else exchange


def _path(url: Any) -> str:
    """The path of an address; the query may hold what is nobody's business."""
    try:
        return urlsplit(str(url)).path or "/"
    except ValueError:
        return "(unreadable address)"


def _report(event: ReportEvent) -> Iterator[StoryStep]:
    """What was checked; what failed is named."""
    report = Report.from_dicts(event["findings"])
    about = title(event["about"])
    tally, failed = report.tally, report.failures
    errors = [finding for finding in failed if finding.is_error]
    if errors:
        yield _note(f"{about}: {tally.failed} of {tally.checks} checks failed", _rules(errors), "bad")
    elif failed:
        yield _note(f"{about}: {tally.passed} of {tally.checks} checks passed", _rules(failed), "warn")
    elif tally.passed:
        yield _note(f"{about}: {tally.passed} check{'s' if tally.passed > 1 else ''} passed")


def _rules(findings: Sequence[Finding]) -> str:
    more = f" and {len(findings) - 1} more" if len(findings) > 1 else ""
    return f"{findings[0].rule}{more}"


def _overruled(event: OverruledEvent) -> Iterator[StoryStep]:
    rules = event.get("rules")
    yield _note("went on all the same", ", ".join(map(str, rules)) if isinstance(rules, list) else "", "warn")
