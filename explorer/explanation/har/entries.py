"""One entry of a HAR as an exchange: Chromium's, Firefox's, Safari's, mitmproxy's, Charles' and Fiddler's shapes (HAR 1.2, 4).

Nothing is believed: any member may be missing, of another type, or of any length.
"""

from __future__ import annotations

import base64
import binascii
import math
import re
import urllib.parse
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from ...errors import Mistake
from ...messages import Exchange, Params, Request, Response, Timing, parse_form
from ...secret import Text
from ..sensitive import marked_header, marked_params
from .cleared import with_stand_ins
from .failures import failure_of, is_kept_from_script, kept_from_script

FORM = "application/x-www-form-urlencoded"
_LONGEST_BODY = 1_000_000  # characters of one body that are read
_LONGEST_TEXT = 20_000  # characters of an address or a header
_MOST_HEADERS = 200
_SILENT = frozenset({"cookie", "set-cookie"})


@dataclass(frozen=True)
class Entry:
    """One exchange of a HAR: where it stands in the file, when it began, and what kind of request the browser called it.

    `page` says that it is a document or in a frame, `location` where the answer sends the browser, `json` its body where
    that is JSON of the protocol, `failure` why no answer came.
    """

    number: int
    exchange: Exchange
    page: bool
    location: str | None
    initiator: str = ""

    @property
    def url(self) -> str:
        """The address that was asked."""
        return self.exchange.request.url

    @property
    def at(self) -> float:
        """When it began, in seconds since 1970."""
        return self.exchange.timing.started_at

    @property
    def ended(self) -> float:
        """When the last byte of the answer came."""
        return self.at + self.exchange.timing.total / 1000

    @property
    def form(self) -> Params:
        """The form that was posted; empty where there was none."""
        return self.exchange.request.form or ()

    @property
    def status(self) -> int:
        """The status of the answer; 0 without one."""
        return self.exchange.response.status if self.exchange.response else 0


def text_in(value: Any, name: str, most: int = _LONGEST_TEXT) -> str:
    """Return a member that should be a text; empty where it is none."""
    found = value.get(name) if isinstance(value, Mapping) else None
    return found[:most] if isinstance(found, str) else ""


def number_in(value: Any, name: str) -> float:
    """Return a member that should be a number; 0 where it is none that can be reckoned with."""
    found = value.get(name) if isinstance(value, Mapping) else None
    if isinstance(found, str) and re.fullmatch(r"\d{1,9}(?:\.\d{1,9})?", found):  # some programs write every value as a text
        return float(found)
    usable = isinstance(found, int | float) and not isinstance(found, bool) and abs(found) < 1e9 and math.isfinite(found)
    return float(found) if usable else 0.0  # type: ignore[arg-type]


def object_in(value: Any, name: str) -> Mapping[str, Any]:
    """Return a member that should be an object; an empty one where it is none."""
    found = value.get(name) if isinstance(value, Mapping) else None
    return found if isinstance(found, Mapping) else {}


def entry_of(number: int, raw: Mapping[str, Any]) -> Entry:
    """Return the entry that a HAR tells of."""
    raw = with_stand_ins(raw)
    response = object_in(raw, "response")
    kind, status = text_in(raw, "_resourceType").lower(), int(number_in(response, "status"))
    media_type = text_in(object_in(response, "content"), "mimeType").lower()
    page = kind in ("document", "iframe", "subdocument") or (not kind and ("html" in media_type or 300 <= status < 400))
    return Entry(number, _exchange(raw, response, status, by_script=not page), page, _location(response), kind)


def _exchange(raw: Mapping[str, Any], response: Mapping[str, Any], status: int, *, by_script: bool) -> Exchange:
    request, answer, timing = _request(object_in(raw, "request")), _response(response, status), _timing(raw)
    if status <= 0:
        word, sentence = failure_of(_told(raw, response), request.url, request.headers, by_script=by_script)
        return Exchange("", request, None, timing, sentence, word)
    if by_script and is_kept_from_script(request.url, request.headers, answer.headers, answer.content()):
        return Exchange("", request, None, timing, kept_from_script(request.url, status, request.headers), "cors")
    return Exchange("", request, answer, timing)


def _request(raw: Mapping[str, Any]) -> Request:
    url = text_in(raw, "url")
    method = re.sub(r"[^A-Za-z-]", "", text_in(raw, "method"))[:20].upper() or "GET"
    headers, media_type = headers_of(raw), text_in(object_in(raw, "postData"), "mimeType", 200)
    if media_type and "content-type" not in {name.lower() for name, _ in headers}:  # some programs keep it there alone
        headers = (*headers, ("Content-Type", media_type))
    return Request(method, url, headers, _form(raw))


def headers_of(raw: Mapping[str, Any]) -> tuple[tuple[str, Text], ...]:
    """Return the headers of a message, the secrets among them marked; the pseudo-headers of HTTP/2 are not among them."""
    listed = raw.get("headers")
    found = [(text_in(each, "name", 200), text_in(each, "value")) for each in _items(listed)[:_MOST_HEADERS]]
    named = [(name, value) for name, value in found if name and not name.startswith(":")]
    return tuple((name, "(not kept)" if name.lower() in _SILENT else marked_header(name, value)) for name, value in named)


def _form(raw: Mapping[str, Any]) -> Params | None:
    posted = object_in(raw, "postData")
    if not posted:
        return None
    text = text_in(posted, "text", _LONGEST_BODY)
    is_form = FORM in text_in(posted, "mimeType").lower()
    if text and (is_form or re.match(r"[A-Za-z_][\w.-]*=[^\s]*\Z", text)):
        try:
            return marked_params(parse_form(text.strip()))
        except Mistake:
            return None
    pairs = [(text_in(each, "name"), text_in(each, "value")) for each in _items(posted.get("params"))[:_MOST_HEADERS]]
    return marked_params(_decoded(pairs)) if pairs else None


def _decoded(pairs: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Parameters as they were meant: some programs save them as they stand in the body, still encoded."""
    values = "".join(value for _, value in pairs)
    if re.search(r"%[0-9A-Fa-f]{2}", values) and re.fullmatch(r"[A-Za-z0-9_.~*+%-]*", values):
        return [(urllib.parse.unquote_plus(name), urllib.parse.unquote_plus(value)) for name, value in pairs]
    return pairs


def _items(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _response(raw: Mapping[str, Any], status: int) -> Response:
    headers = tuple((name, value if isinstance(value, str) else repr(value)) for name, value in headers_of(raw))
    return Response(status, text_in(raw, "statusText", 200), headers, body_of(raw))


def body_of(raw: Mapping[str, Any]) -> bytes:
    """Return the body of an answer, as far as it was saved."""
    content = object_in(raw, "content")
    text = text_in(content, "text", _LONGEST_BODY)
    if text_in(content, "encoding").lower() == "base64":
        try:
            return base64.b64decode(text[: len(text) // 4 * 4])
        except (binascii.Error, ValueError):
            return b""
    return text.encode("utf-8", "replace")


def _location(response: Mapping[str, Any]) -> str | None:
    named = [(text_in(each, "name", 200).lower(), text_in(each, "value")) for each in _items(response.get("headers"))]
    return (
        next((value for name, value in named if name == "location" and value), None) or text_in(response, "redirectURL") or None
    )


def _told(raw: Mapping[str, Any], response: Mapping[str, Any]) -> str:
    """What the browser says of a request without an answer."""
    names = ("_failureText", "_error", "_errorMessage")
    said = [text_in(place, name, 200) for place in (response, raw) for name in names]
    return next(filter(None, said), text_in(response, "statusText", 200))


def _timing(raw: Mapping[str, Any]) -> Timing:
    """When it began and what took how long. A HAR counts ssl as a part of connect, and -1 as not there (HAR 1.2, timings)."""
    told = object_in(raw, "timings")
    spent = {name: max(number_in(told, name), 0.0) for name in ("blocked", "dns", "connect", "ssl", "send", "wait", "receive")}
    begun = number_in(told, "connect") > 0
    tls = min(spent["ssl"], spent["connect"])
    order = (
        ("dns", spent["dns"]),
        ("connect", spent["connect"] - tls),
        ("tls", tls),
        *((name, spent[name]) for name in ("send", "wait", "receive")),
    )
    phases: dict[str, tuple[float, float]] = {}
    at = spent["blocked"]
    for name, duration in order:
        if duration > 0 or name in ("send", "wait", "receive"):
            phases[name] = (at, duration)
            at += duration
    if at <= spent["blocked"] and (total := max(number_in(raw, "time"), 0.0)) > 0:  # a proxy that knows the whole only
        phases = {"wait": (0.0, total)}
    return Timing(moment(raw.get("startedDateTime")), phases, reused=not begun)


def moment(value: Any) -> float:
    """Return a time of a HAR in seconds since 1970; 0 for what is none."""
    if not isinstance(value, str):
        return 0.0
    try:
        found = datetime.fromisoformat(value.strip()[:40])
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).timestamp()
    except (ValueError, OverflowError):
        return 0.0


def plain_names(params: Iterable[tuple[str, Text]]) -> frozenset[str]:
    """Return the names of parameters."""
    return frozenset(name for name, _ in params)
