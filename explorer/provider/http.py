"""A request and a response as values: what tornado brings in, what it carries out."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from urllib.parse import parse_qsl, quote

from tornado.httputil import HTTPHeaders, parse_cookie

Pairs = list[tuple[str, str]]

_VISIBLE = "".join(map(chr, range(0x21, 0x7F)))  # what may stand in a header as it is, and in an address
MOST_PARAMETERS = 1000  # a message of the protocol has a dozen

# What no answer goes without; a page allows itself more by a policy of its own.
_PROTECTIVE_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


class TooManyParameters(ValueError):
    """A query or a form has more parameters than anybody means."""


def parameters(text: str) -> Pairs:
    """Return the parameters of a query or form, in order, empty ones included. Raises `TooManyParameters`."""
    try:
        return parse_qsl(text, keep_blank_values=True, max_num_fields=MOST_PARAMETERS)
    except ValueError:
        raise TooManyParameters(f"There are more than {MOST_PARAMETERS} parameters.") from None


@dataclass(frozen=True)
class Request:
    """An incoming request. Its headers never print: behind Jupyter's proxy they carry Jupyter's own cookie and token."""

    method: str
    path: str
    query: str = ""
    headers: HTTPHeaders = field(default_factory=HTTPHeaders, repr=False)
    body: bytes = field(default=b"", repr=False)
    trace: str | None = None

    @cached_property
    def args(self) -> Pairs:
        """The parameters of the query, in order, empty ones included."""
        return parameters(self.query)

    @cached_property
    def form(self) -> Pairs:
        """The parameters of a form body, in order; none when the body is declared as anything else."""
        if not self.is_form:
            return []
        return parameters(self.body.decode("utf-8", "replace"))

    @property
    def is_form(self) -> bool:
        """True when the body is declared as a form, which is what the token endpoint takes (RFC 6749 4.1.3)."""
        media_type = self.headers.get("Content-Type", "").partition(";")[0]
        return media_type.strip().lower() == "application/x-www-form-urlencoded"

    def cookie(self, name: str) -> str | None:
        """Return the value of one cookie."""
        return parse_cookie(self.headers.get("Cookie", "")).get(name)


@dataclass
class Response:
    """An answer. For faults: the `path` asked for, `delay` in seconds, and `cut`, the bytes until the line goes dead."""

    status: int
    body: bytes = b""
    headers: HTTPHeaders = field(default_factory=HTTPHeaders)
    path: str = ""
    delay: float = 0
    cut: int | None = None


def no_store(status: int, body: bytes, media_type: str) -> Response:
    """Return an answer that nobody may keep (RFC 6749 5.1)."""
    headers = {"Content-Type": media_type, "Cache-Control": "no-store", "Pragma": "no-cache"}
    return Response(status, body, HTTPHeaders(headers))


def guarded(answer: Response) -> Response:
    """Add the headers that every answer has, whatever it is: not sniffed, framed or kept, and no word of where one came from."""
    for name, value in _PROTECTIVE_HEADERS.items():
        answer.headers.setdefault(name, value)
    return answer


def plain_answer(status: int, sentence: str) -> Response:
    """Return an answer to somebody who got no further than the door."""
    return guarded(no_store(status, f"{sentence}\n".encode(), "text/plain; charset=utf-8"))


def json_answer(body: Any, status: int = 200) -> Response:
    """Return a JSON answer; text beyond ASCII goes out as itself, in UTF-8 (RFC 8259 8.1)."""
    return no_store(status, json.dumps(body, ensure_ascii=False).encode("utf-8", "replace"), "application/json")


def relative(path: str, request: Request) -> str:
    """Return the way to a path of our own from the one that was asked for, which is right below any proxy's prefix too.

    From its beginning with a slash it would not be: jupyter-server-proxy mends that in a redirect, and writes the address
    that it mended, code and all, into Jupyter's log.
    """
    return "../" * (request.path.count("/") - 1) + path.removeprefix("/")


def redirect(location: str, request: Request) -> Response:
    """Send the browser on. After a POST the status is 303, so that the form is not posted again (RFC 9700 4.12)."""
    if location.startswith("/"):
        location = relative(location, request)
    answer = no_store(303 if request.method == "POST" else 302, b"", "text/plain; charset=utf-8")
    answer.headers["Location"] = quote(location, safe=_VISIBLE)
    return answer


def repeated(pairs: Pairs) -> str | None:
    """Return the first parameter that comes twice: none may (RFC 6749 3.1, 3.2)."""
    seen: set[str] = set()
    for name, _ in pairs:
        if name in seen:
            return name
        seen.add(name)
    return None
