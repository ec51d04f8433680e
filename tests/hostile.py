"""What a hostile provider, or a hasty hand, may put where something else is expected: strategies for Hypothesis."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st

from explorer.errors import ExplorerError
from explorer.messages import Response
from explorer.protocol.json_text import JsonProblem

patient = settings(deadline=None, max_examples=60)  # the machine is shared: one slow example proves nothing

SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.sampled_from([10**400, -(10**400), 2**63, 0, -1, 1e308, 1_700_000_000, 1_700_000_000_000])
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text()
    | st.sampled_from(["", " ", "none", "\ud800", "null", "true", "<script>", "../x"])
)
JSON = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4), max_leaves=12
)

DEEP = [b"[" * 100_000, b"[" * 500 + b"]" * 500, b'{"a":' * 900 + b"1" + b"}" * 900, b'{"issuer":' * 70 + b'""' + b"}" * 70]
BODIES = [
    *DEEP,
    b"",
    b"\xff\xfe",
    b"null",
    b"NaN",
    b"-Infinity",
    b"1e999",
    b"9" * 5_000,
    b'{"access_token": NaN}',
    b'{"access_token": "a", "access_token": 2}',
    b'{"error": [], "error_description": {}}',
    b'{"access_token": "\\ud800"}',
    b"\xef\xbb\xbf{}",
    b"access_token=abc&token_type=bearer",
    b"<!DOCTYPE html><title>Sign in</title>",
    b'{"a": 1,}',
]


def outcome(call: Callable[..., Any], *arguments: Any, **options: Any) -> Any:
    """Return what a call returns, or the error of ours that it raises; anything else it raises fails the test."""
    try:
        return call(*arguments, **options)
    except (ExplorerError, JsonProblem) as error:
        return error


def members(*names: str) -> st.SearchStrategy[dict[str, Any]]:
    """JSON objects with any of these members, each of any type."""
    return st.dictionaries(st.sampled_from(names) | st.text(max_size=8), JSON, max_size=len(names))


def answer(body: bytes | Any, status: int = 200, media_type: str = "application/json", **headers: str) -> Response:
    """Return a response with this body, or with this value as JSON."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    fixed = (("Content-Type", media_type), *((name.replace("_", "-"), value) for name, value in headers.items()))
    return Response(status, "OK", fixed, content)


def base64url(content: bytes) -> str:
    """Return base64url without padding (RFC 7515 2)."""
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def unsigned(header: Any, claims: Any, signature: bytes = b"signature") -> str:
    """Return something in the form of a JWT, with whatever is given in the place of header and claims."""
    parts = [part if isinstance(part, bytes) else json.dumps(part).encode() for part in (header, claims)]
    return ".".join(map(base64url, [*parts, signature]))
