"""What a command sends."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import Any

from ...messages import Headers, Params, Request, parse_form
from ..sensitive import marked_header, marked_params

FORM = "application/x-www-form-urlencoded"


@dataclass
class Command:
    """A command as a request. `title` says which command in which shell, `changes` and `missing` as in an explanation."""

    title: str
    request: Request
    body: str = field(default="", repr=False)
    changes: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    length: int = 0  # characters of the text that were the command


def request_of(method: str, url: str, headers: list[tuple[str, str]], body: str | None) -> Request:
    """Return the request that is sent; what stands in its body as a form, or as JSON of texts, are its parameters."""
    shown: Headers = tuple((name, marked_header(name, value)) for name, value in headers if name and not name.startswith(":"))
    method = re.sub(r"[^A-Za-z]", "", method)[:20].upper() or "GET"
    return Request(method, url, shown, form_of(body) if body else None)


def form_of(body: str) -> Params | None:
    """Return the parameters in a body; None where it is neither a form nor a flat JSON object."""
    text = body.strip()
    if re.match(r"[A-Za-z_][\w.\[\]-]*=", text) and not re.search(r"\n", text):
        return marked_params(parse_form(text))
    if text.startswith("{"):
        try:
            value: Any = json.loads(text)
        except (ValueError, RecursionError):
            return None
        if isinstance(value, dict) and all(isinstance(item, str | int | float | bool) for item in value.values()):
            return marked_params((name, item if isinstance(item, str) else json.dumps(item)) for name, item in value.items())
    return None


def with_header(headers: list[tuple[str, str]], name: str, value: str) -> None:
    """Add a header unless one of that name is there."""
    if name.lower() not in {given.lower() for given, _ in headers}:
        headers.append((name, value))
