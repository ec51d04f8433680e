"""Requests that a form cannot express: a body of JSON, another media type, none at all."""

from __future__ import annotations

import json
from dataclasses import dataclass

from ..messages import Headers, Params, Request, encode_form
from ..secret import reveal


@dataclass(frozen=True)
class RawRequest(Request):
    """A request with a body that is no form; `form` is what the record shows of it."""

    content: str = ""

    def body(self) -> bytes:
        """Return the bytes of the body as they are sent."""
        return self.content.encode()


def json_request(url: str, form: Params, headers: Headers = ()) -> RawRequest:
    """Return a POST with the members of a form as JSON."""
    content = json.dumps({name: reveal(value) for name, value in form})
    base = Request.get(url, headers=headers)
    sized = (("Content-Type", "application/json"), ("Content-Length", str(len(content.encode()))))
    return RawRequest("POST", url, (*base.headers, *sized), form, content)


def typed_request(url: str, form: Params, media_type: str | None, headers: Headers = ()) -> RawRequest:
    """Return a form POST that says of itself that it is of another media type, or says nothing (None)."""
    content = encode_form((name, reveal(value)) for name, value in form)
    base = Request.get(url, headers=headers)
    sized = (*((("Content-Type", media_type),) if media_type else ()), ("Content-Length", str(len(content))))
    return RawRequest("POST", url, (*base.headers, *sized), form, content)
