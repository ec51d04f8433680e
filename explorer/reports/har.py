"""A run as HTTP Archive 1.2, which the network tab of a browser opens: its exchanges as they were recorded.

What went through the browser nobody here has seen. It stands in the archive all the same, as two entries that say so in
their comment: the link as it was made, and the answer as it came back. So whoever reads the archive has both legs.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from ..errors import Mistake
from ..messages.forms import encode_form, with_query
from ..printable import escaped_json
from ..runs import Run
from ..runs.events import AuthorizeEvent, Event, ExchangeEvent, ReceiveEvent
from ..runs.spread import sound_timing
from ..views.values import finite_number, json_text
from .subject import Subject
from .versions import made_by

Members = dict[str, Any]

RUN = "_flow_explorer_run"  # the record itself, for `explain`, which reads it again: HAR 1.2 leaves such names to us
_NOT_SEEN = "Through the browser, and not seen by flow-explorer: told from the link that it made and from what came back."
_REDACTED = "Secrets and tokens are redacted: a fingerprint stands for each, the same for the same value."
_PHASES = {"dns": "dns", "connect": "connect", "tls": "ssl", "send": "send", "wait": "wait", "receive": "receive"}


def har(subject: Subject) -> bytes:
    """an HTTP Archive 1.2, which the network tab of a browser opens"""
    if not isinstance(subject.value, Run):
        raise Mistake(f"A .har file holds the exchanges of a run; a {subject.kind.word} has none: take .html or .csv.")
    name, _, version = made_by().partition(" ")
    log = {
        "version": "1.2",
        "creator": {"name": name, "version": version},
        "comment": f"{subject.title}. {_REDACTED}",
        RUN: record_text(subject.value),
        "pages": [],
        "entries": list(entries(subject.value)),
    }
    text = json.dumps({"log": log}, indent=1, ensure_ascii=False).encode("utf-8", "replace").decode()
    return f"{escaped_json(text)}\n".encode()


def record_text(run: Run) -> str:
    """Return the record of a run as its file has it: the same for a run of this process and for one that was read."""
    return Run.from_json(run.to_json()).to_json()


def entries(run: Run) -> Iterator[Members]:
    """Yield the entries of a run, in the order of its events."""
    asked: AuthorizeEvent | None = None
    for event in run.events:
        if event["kind"] == "authorize":
            asked = event
        elif event["kind"] == "receive":
            yield from _front_channel(run, asked, event)
        elif event["kind"] == "exchange":
            yield _exchange(event)
    if asked is not None and _is_open(run.events):
        yield _visit(asked["at"], _link(asked), "", 0)


def _is_open(events: Iterable[Event]) -> bool:
    """Whether the browser that got the latest link has not come back."""
    last = next((event["kind"] for event in reversed(tuple(events)) if event["kind"] in ("authorize", "receive")), "")
    return last == "authorize"


def _link(asked: AuthorizeEvent) -> str:
    return with_query(str(asked.get("endpoint") or ""), ((name, value) for name, value in asked["params"]))


def _front_channel(run: Run, asked: AuthorizeEvent | None, came: ReceiveEvent) -> Iterator[Members]:
    """What the browser did, told from its two ends: it followed the link, and it was sent to the redirect_uri."""
    params = [(name, value) for name, value in came["params"]]
    mode = next((value for name, value in asked["params"] if name == "response_mode"), "") if asked else ""
    back = _came_to(run, came)
    if mode == "form_post":
        yield _visit(asked["at"], _link(asked), "", 200) if asked else _visit(came["at"], back, "", 200)
        yield _visit(came["at"], back, "", 200, form=params)
        return
    landed = f"{back}#{encode_form(params)}" if mode == "fragment" else with_query(back, params) if params else back
    if asked is not None:
        yield _visit(asked["at"], _link(asked), landed, 302)
    yield _visit(came["at"], landed.partition("#")[0], "", 200)


def _came_to(run: Run, came: ReceiveEvent) -> str:
    """The address at which the browser arrived: as it was pasted, or as it was registered where only a code was."""
    address = came.get("address")
    return str(address if isinstance(address, str) and address else run.client.get("redirect_uri") or "")


def _visit(at: float, url: str, landed: str, status: int, form: list[tuple[str, str]] | None = None) -> Members:
    """What a browser did: nobody measured it, so it took no time."""
    headers = [["Location", landed]] if landed else []
    request = {"method": "GET" if form is None else "POST", "url": url, "headers": [], "form": form}
    response = {"status": status, "reason": "Found" if status == 302 else "", "headers": headers, "body": None}
    entry = _entry(at, request, response if status else None, {}, _NOT_SEEN)
    return {**entry, "_resourceType": "document"}


def _exchange(event: ExchangeEvent) -> Members:
    timing = sound_timing(event)
    error = str(event.get("error") or "")
    phases = {name: duration for name, (_, duration) in timing.phases.items()}
    entry = _entry(timing.started_at, event["request"], event.get("response"), phases, f"step: {event['step']}")
    return {**entry, "_resourceType": "fetch", **({"_error": error} if error else {})}


def _entry(
    at: float, request: Mapping[str, Any], response: Mapping[str, Any] | None, phases: Mapping[str, float], comment: str
) -> Members:
    timings = _timings(phases)
    return {
        "startedDateTime": _moment(at),
        "time": round(sum(phases.values()), 3),
        "request": _request(request),
        "response": _response(response),
        "cache": {},
        "timings": timings,
        "comment": comment,
    }


def _moment(seconds: float) -> str:
    try:
        return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    except (ValueError, OverflowError, OSError):  # a clock can be wrong by a million years
        return "1970-01-01T00:00:00.000Z"


def _timings(phases: Mapping[str, float]) -> Members:
    """Milliseconds; -1 for what did not happen. In an archive `connect` holds the time of `ssl` (HAR 1.2, timings)."""
    told = {theirs: round(phases[ours], 3) if ours in phases else -1 for ours, theirs in _PHASES.items()}
    if told["connect"] >= 0 and told["ssl"] >= 0:
        told["connect"] = round(told["connect"] + told["ssl"], 3)
    return {"blocked": -1, **told, **{name: max(told[name], 0) for name in ("send", "wait", "receive")}}


def _request(request: Mapping[str, Any]) -> Members:
    url, form = str(request["url"]), request.get("form")
    posted = {"postData": _posted(form)} if form is not None else {}
    return {
        "method": request["method"],
        "url": url,
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": _pairs(request["headers"]),
        "queryString": _pairs(_query(url)),
        **posted,
        "headersSize": -1,
        "bodySize": -1,
    }


def _posted(form: Iterable[tuple[str, str]]) -> Members:
    pairs = [(name, value) for name, value in form]
    return {"mimeType": "application/x-www-form-urlencoded", "params": _pairs(pairs), "text": encode_form(pairs)}


def _query(url: str) -> list[tuple[str, str]]:
    try:
        return parse_qsl(urlsplit(url).query, keep_blank_values=True)
    except ValueError:
        return []


def _response(response: Mapping[str, Any] | None) -> Members:
    """An answer; where none came, one with the status 0, as browsers write it."""
    answer = response or {"status": 0, "headers": []}
    headers, body = answer["headers"], answer.get("body")
    text = "" if body is None else body if isinstance(body, str) else json_text(body)
    location = next((value for name, value in headers if name.lower() == "location"), "")
    kind = next((value for name, value in headers if name.lower() == "content-type"), "")
    return {
        "status": round(finite_number(answer["status"]) or 0),
        "statusText": str(answer.get("reason") or ""),
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": _pairs(headers),
        "content": {"size": len(text.encode("utf-8", "replace")), "mimeType": kind or "x-unknown", "text": text},
        "redirectURL": location,
        "headersSize": -1,
        "bodySize": -1,
    }


def _pairs(pairs: Iterable[Iterable[Any]]) -> list[Members]:
    return [{"name": str(name), "value": str(value)} for name, value in pairs]
