"""What is known already is written once: an answer with its exchange, the client where it is introduced, a header that stays.

    {"kind": "exchange", "step": "exchange", "request": {"headers": ["Host ... User-Agent", ["Cookie", "x"]]}, "response": ...}
    {"kind": "tokens", "members_of": "exchange"}
    {"kind": "token_request", "evidence": {"client": "as above", ...}, ...}

The newest exchange of that step is meant, and the newest client, before it. A header without a value is as in the request,
or in the response, before it; so are those from one to another. A length or a reason that is left out is that of the header,
or of the standard. What `unsaid` leaves out goes without saying. Whoever reads a run finds all of it.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping
from http import HTTPStatus
from typing import Any

from .unsaid import short_evidence, whole_client, whole_evidence

Members = Mapping[str, Any]  # of an event, or of a part of one

AS_ABOVE = "as above"
_CLIENT = "(client)"  # beside the steps, none of which is called so
_DIGITS = 16  # of a length; Python refuses to read thousands
_SIDES = ("request", "response")
_REASONS = {status.value: status.phrase for status in HTTPStatus}  # RFC 9110 15

_NOT_TOLD = "(in a line that is damaged)"
_TO = " ... "  # stands in no name of a header
Headers = list[list[str]]


def spelled_out(events: Iterable[Members], known: dict[str, Any]) -> Iterator[Members]:
    """Yield the events with all that they say; `known` is what those before said, and what these say is added to it."""
    for event in events:
        if event["kind"] == "exchange":
            event = _with_sides(event, known, _whole)
            known[event["step"]] = (event.get("response") or {}).get("body")
        elif event["kind"] == "client":
            event = whole_client(event)
            known[_CLIENT] = client_in(event)
        elif event["kind"] == "token_request":
            event = {**event, "evidence": _whole_evidence(event.get("evidence") or {}, known)}
        if "members_of" in event:
            members = known.get(event["members_of"])
            event = {name: value for name, value in event.items() if name != "members_of"}
            event["members"] = members if isinstance(members, dict) else {}
        yield event


def shortened(exchange: Members, known: dict[str, Any]) -> Members:
    """Return an exchange as it is written after those of which `known` tells: the opposite of `spelled_out`."""
    return _with_sides(exchange, known, _short)


def shortened_evidence(evidence: Members, client: Members, metadata: Any) -> Members:
    """Return evidence as it is written where the client, and what the provider offers, were told of before."""
    again = {"client": client, "methods_supported": _methods(metadata)}
    said = {name: AS_ABOVE if name in again and value and value == again[name] else value for name, value in evidence.items()}
    return short_evidence(said)


def _whole_evidence(evidence: Members, known: dict[str, Any]) -> Members:
    told = {"client": known.get(_CLIENT, {}), "methods_supported": _methods(known.get("discover"))}
    return {
        name: told[name] if name in told and value == AS_ABOVE else value for name, value in whole_evidence(evidence).items()
    }


def _methods(metadata: Any) -> Any:
    return metadata.get("token_endpoint_auth_methods_supported") if isinstance(metadata, dict) else None


def _with_sides(
    exchange: Members, known: dict[str, Any], way: Callable[[Members, Headers], tuple[Members, Headers]]
) -> Members:
    """The exchange with a request and a response as `way` has them, which gets the headers of that side of the one before."""
    sides = {}
    for side in _SIDES:
        if exchange.get(side):
            sides[side], known[f"({side})"] = way(exchange[side], known.get(f"({side})", []))
    return {**exchange, **sides}


def _short(message: Members, before: Headers) -> tuple[Members, Headers]:
    headers = message["headers"]
    given = _given(message.get("status"), headers)
    rest = {name: value for name, value in message.items() if name not in given or given[name] != value}
    return {**rest, "headers": _named(headers, before)}, headers


def _whole(message: Members, before: Headers) -> tuple[Members, Headers]:
    headers = [header for each in message["headers"] for header in (_valued(each, before) if isinstance(each, str) else [each])]
    return {**_given(message.get("status"), headers), **message, "headers": headers}, headers


def _named(headers: Headers, before: Headers) -> list[str | list[str]]:
    """Headers with their values only where they are other than before; three and more that stay are named from first to last."""
    names = [name for name, _ in before]
    if len(set(names)) < len(names):  # a name would not tell which of two is meant
        return [*headers]
    shown: list[str | list[str]] = []
    while headers:
        start = names.index(headers[0][0]) if headers[0] in before else len(names)
        pairs = zip(headers, before[start:], strict=False)
        same = len([*itertools.takewhile(lambda pair: pair[0] == pair[1], pairs)])
        if same > 2:
            shown.append(f"{headers[0][0]}{_TO}{headers[same - 1][0]}")
        else:
            shown += [name for name, _ in headers[:same]] or headers[:1]
        headers = headers[same or 1 :]
    return shown


def _valued(name: str, before: Headers) -> Headers:
    """The headers that a name, or two names with dots between them, stand for."""
    names = [each for each, _ in before]
    first, _, last = name.partition(_TO)
    if first not in names:
        return [[first, _NOT_TOLD]]
    start = names.index(first)
    end = names.index(last, start) if last in names[start:] else start
    return before[start : end + 1]


def _given(status: Any, headers: Headers) -> dict[str, Any]:
    """What need not be said of an answer: the usual reason of its status, and the length that a header tells."""
    if status is None:
        return {}
    told = next((value for name, value in headers if name == "Content-Length" and value.isdecimal()), "")
    length = {"length": int(told)} if told and len(told) < _DIGITS else {}
    return {"reason": _REASONS.get(status, ""), **length}


def client_in(event: Members) -> dict[str, Any]:
    """Return what an event says of the client."""
    return {name: value for name, value in event.items() if name not in ("kind", "at")}
