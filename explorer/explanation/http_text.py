"""Raw HTTP: a request, an answer, or both, as a log, a book or `curl -v` has them (RFC 9112)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ..messages import Request, Response
from .commands.command import request_of
from .nowhere import NOWHERE
from .sensitive import marked_header

_REQUEST = re.compile(r"(GET|POST|PUT|HEAD|OPTIONS|PATCH|DELETE)[ \t]+(\S+)(?:[ \t]+HTTP/[\d.]+)?[ \t]*(?:\r?\n|\Z)")
_STATUS = re.compile(r"HTTP/[\d.]+[ \t]+(\d{3})(?:[ \t]+([^\r\n]*))?(?:\r?\n|\Z)")
_PSEUDO = re.compile(r":(?:method|authority|path|scheme|status)\s*:")
_HEADER = re.compile(r":?([A-Za-z][A-Za-z0-9!#$%&'*+.^_`|~-]*)[ \t]*:[ \t]*(.*)")
_VERBOSE = re.compile(r"^(?:[<>*](?: |$)|[{}] \[)", re.MULTILINE)
_CLIENT = re.compile(  # a file of a REST client
    r"(?:#{3}[^\n]*\n\s*)?(?:GET|POST|PUT)[ \t]+https?://\S+(?:[ \t]+HTTP/[\d.]+)?[ \t]*(?:\r?\n|\Z)"
)
_TOOLS = re.compile(r"Request URL\s*:?\s*(https?://\S+)\s+Request Method\s*:?\s*([A-Z]{3,7})\b")  # a browser's network tab
_BODY = re.compile(
    r"^[ \t]*((?:grant_type|code|client_id|token|refresh_token)=[^\s&]*(?:&[\w.-]+=[^\s&]*)*)[ \t]*$", re.MULTILINE
)
MOST_HEADERS = 200


@dataclass
class HttpText:
    """What was read: a request, a response, or both."""

    request: Request | None = None
    response: Response | None = None
    body: str = ""
    verbose: bool = False


def begins_http(text: str) -> bool:
    """Tell whether a text begins as raw HTTP does, also with the marks of `curl -v`."""
    start = text.lstrip()[:8_000]
    if _TOOLS.search(start[:400]) or _CLIENT.match(start):
        return True
    if re.match(r"[*<>] ", start):
        return re.search(r"^[<>] (?:(?:GET|POST|PUT|HEAD)\s|HTTP/)", start, re.MULTILINE) is not None
    request = _REQUEST.match(start)
    return (
        _STATUS.match(start) is not None
        or _PSEUDO.match(start) is not None
        or (
            request is not None
            and (" HTTP/" in request[0] or re.search(r"^host\s*:", start, re.IGNORECASE | re.MULTILINE) is not None)
        )
    )


def read_http(text: str) -> HttpText:
    """Return the messages in a text that begins as raw HTTP."""
    text = text.lstrip()
    if re.match(r"[*<>] ", text):
        return _verbose(text)
    if (tools := _TOOLS.search(text[:400])) is not None:
        return _of_tools(text, tools)
    text = re.sub(r"\A#{3}[^\n]*\n\s*", "", text)
    found = HttpText()
    status = re.search(r"^HTTP/[\d.]+[ \t]+\d{3}", text, re.MULTILINE)
    if status is None or status.start() > 0:
        before = text[: status.start()] if status else text
        found.request, found.body = _request(before)
    if status is not None:
        found.response, body = _response(text[status.start() :])
        found.body = body or found.body
    return found


def _of_tools(text: str, tools: re.Match[str]) -> HttpText:
    """What the network tab of a browser shows: address, method, headers a line each, and the form at the end."""
    headers, _ = _parted(text[tools.end() :].replace("\n\n", "\n"))
    body = _BODY.search(text, tools.end())
    sent = body[1] if body else ""
    return HttpText(request_of(tools[2], tools[1], headers, sent or None), None, sent)


def _verbose(text: str) -> HttpText:
    """`curl -v`: what was sent stands behind >, what came behind <, and the body as it is."""
    sides: dict[str, list[str]] = {">": [], "<": [], "": []}
    for line in text.splitlines():
        mark = line[:1] if re.match(r"[<>](?: |$)", line) else ""
        if mark or not _VERBOSE.match(line):
            sides[mark].append(line[2:] if mark else line)
    found = HttpText(verbose=True)
    if sides[">"]:
        found.request, _ = _request("\n".join(sides[">"]))
    if sides["<"]:
        found.response, found.body = _response("\n".join(sides["<"]).rstrip() + "\n\n" + "\n".join(sides[""]).strip())
    return found


def _parted(text: str) -> tuple[list[tuple[str, str]], str]:
    """The headers below a first line, and the body below them."""
    head, _, body = text.replace("\r\n", "\n").partition("\n\n")
    headers = [
        (found[1], found[2].strip()) for line in head.split("\n")[:MOST_HEADERS] if (found := _HEADER.match(line.strip()))
    ]
    return headers, body.strip()


def _request(text: str) -> tuple[Request | None, str]:
    line = _REQUEST.match(text)
    headers, body = _parted(text[line.end() :] if line else text)
    named = {name.lower(): value for name, value in reversed(headers)}
    if line is None and not _PSEUDO.match(text):
        return None, body
    method, target = (line[1], line[2]) if line else (named.get("method", "GET"), named.get("path", "/"))
    host = named.get("host") or named.get("authority")
    url = target if re.match(r"[a-z]+://", target) else f"{f'https://{host}' if host else NOWHERE}{target}"
    shown = [(name, value) for name, value in headers if name.lower() not in ("method", "path", "authority", "scheme")]
    return request_of(method, url, shown, body or None), body


def _response(text: str) -> tuple[Response, str]:
    line = _STATUS.match(text)
    headers, body = _parted(text[line.end() :] if line else text)
    shown = tuple((name, str(marked_header(name, value))) for name, value in headers)
    return Response(
        int(line[1]) if line else 0, (line[2] or "").strip() if line else "", shown, body.encode("utf-8", "replace")
    ), body
