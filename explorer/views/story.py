"""A run told step by step: who said what to whom, in the order in which it happened. No word of it is a secret.

What is told are names, addresses without their query, statuses and error codes. What the browser and the provider said
to each other nobody here has seen: it is told from what came back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from ..protocol.flow_table import EXCHANGES, message, title
from ..rules import Finding, Report
from ..runs import Run
from .timing import recorded_timing
from .values import duration, finite_number, milliseconds

BROWSER, EXPLORER, PROVIDER = "browser", "explorer", "provider"
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

    @property
    def words(self) -> str:
        """The step as a sentence."""
        told = f"{self.text}; {self.detail}" if self.detail else self.text
        if self.channel == NOTE:
            return told
        where = {FRONT: ", front channel", BACK: ", back channel"}.get(self.channel, "")
        return f"{self.source} to {self.target}{where}: {told}"


def _in_place(events: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """What we send is judged when somebody looks; in the story that stands beside it."""
    told: list[Mapping[str, Any]] = []
    for event in events:
        judged = message(event["about"]) if event["kind"] == "report" else None
        sent = judged.event if judged and judged.sender == "client" and not judged.afterwards else ""
        place = next((index for index in range(len(told), 0, -1) if sent and told[index - 1]["kind"] == sent), len(told))
        told.insert(place, event)
    return told


def story(run: Run) -> list[StoryStep]:
    """Return what happened in a run, step by step; a later authorize request begins a new attempt."""
    steps: list[StoryStep] = []
    asked: Mapping[str, Any] = {}
    attempts = 0
    for event in _in_place(run.events):
        kind = event["kind"]
        if kind == "authorize":
            asked, attempts = event, attempts + 1
            steps += [_note(f"attempt {attempts}", source="")] if attempts > 1 else []
        steps += _came_back(asked, event) if kind == "receive" else _TOLD[kind](event) if kind in _TOLD else ()
    if run.last("authorize") and not run.last("receive"):
        steps.append(_note("nobody came back yet", source=BROWSER))
    return steps


def _note(text: str, detail: str = "", mood: str = "", source: str = EXPLORER) -> StoryStep:
    return StoryStep(source, source, text, detail, NOTE, mood)


def _link(event: Mapping[str, Any]) -> Iterator[StoryStep]:
    scope = next((value for name, value in event.get("params", ()) if name == "scope"), None)
    yield StoryStep(EXPLORER, BROWSER, "the link", "no scope" if scope is None else f"scope {scope}", HAND)


def _came_back(asked: Mapping[str, Any], event: Mapping[str, Any]) -> Iterator[StoryStep]:
    """What the browser must have done, seen from what it brought back."""
    came = dict(event.get("params", ()))
    names = ", ".join(came) or "nothing"
    text, mood = (f"error {came['error']}", "bad") if "error" in came else (f"redirect with {names}", "")
    yield StoryStep(BROWSER, PROVIDER, f"GET {_path(asked.get('endpoint'))}", _guards(asked), FRONT)
    yield _note(f"in the browser: {duration(finite_number(event['thinking']) or 0)}", "observed, not timed", source=BROWSER)
    yield StoryStep(PROVIDER, BROWSER, text, "", FRONT, mood)
    yield StoryStep(BROWSER, EXPLORER, "what came back", "", HAND, mood)


def _guards(asked: Mapping[str, Any]) -> str:
    """Which guards the request carried."""
    names = {name for name, _ in asked.get("params", ())}
    told = [name if name in names else f"no {name}" for name in ("state", "nonce")]
    return ", ".join([*told, f"PKCE {asked.get('pkce') or ''}".strip() if "code_challenge" in names else "no PKCE"])


def _exchange(event: Mapping[str, Any]) -> Iterator[StoryStep]:
    request, response = event["request"], event.get("response")
    took = milliseconds(recorded_timing(event).total)
    yield StoryStep(EXPLORER, PROVIDER, f"{request['method']} {_path(request['url'])}", _asked(event["step"]))
    if not response:
        yield StoryStep(PROVIDER, EXPLORER, "no answer", str(event.get("error") or ""), BACK, "lost")
        return
    status = f"{response['status']} {response.get('reason') or ''}".strip()
    body = response.get("body")
    body = body if isinstance(body, Mapping) else {}
    tokens = [name.removesuffix("_token") for name in _TOKENS if name in body]
    told = f"error {body['error']}" if "error" in body else f"{', '.join(tokens)} token" if tokens else ""
    refused = (finite_number(response["status"]) or 0) >= 400 or "error" in body
    yield StoryStep(PROVIDER, EXPLORER, f"{status}, {took}", told, BACK, "bad" if refused else "")


def _asked(exchange: str) -> str:
    """What a request says to the provider, in words for a learner."""
    return EXCHANGES[exchange].asked if exchange in EXCHANGES else exchange


def _path(url: Any) -> str:
    """The path of an address; the query may hold what is nobody's business."""
    try:
        return urlsplit(str(url)).path or "/"
    except ValueError:
        return "(unreadable address)"


def _report(event: Mapping[str, Any]) -> Iterator[StoryStep]:
    """What was checked; what failed is named."""
    report = Report.from_dicts(event["findings"])
    about = title(event["about"])
    failed = report.failures
    errors = [finding for finding in failed if finding.is_error]
    made = len(failed) + report.counts["pass"]
    if errors:
        yield _note(f"{about}: {len(errors)} of {made} checks failed", _rules(errors), "bad")
    elif failed:
        yield _note(f"{about}: {made - len(failed)} of {made} checks passed", _rules(failed), "warn")
    elif made:
        yield _note(f"{about}: {made} check{'s' if made > 1 else ''} passed")


def _rules(findings: Sequence[Finding]) -> str:
    more = f" and {len(findings) - 1} more" if len(findings) > 1 else ""
    return f"{findings[0].rule}{more}"


def _overruled(event: Mapping[str, Any]) -> Iterator[StoryStep]:
    rules = event.get("rules")
    yield _note("went on all the same", ", ".join(map(str, rules)) if isinstance(rules, list) else "", "warn")


_TOLD: Mapping[str, Callable[[Mapping[str, Any]], Iterable[StoryStep]]] = {
    "authorize": _link,
    "exchange": _exchange,
    "report": _report,
    "overruled": _overruled,
    "resumed": lambda event: [_note("went on after a restart")],
    "logout": lambda event: [StoryStep(EXPLORER, BROWSER, "the link for signing out", "", HAND)],
}
