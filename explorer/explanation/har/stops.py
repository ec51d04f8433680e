"""A stop of the browser on the way through a sign-in, as a record may keep it: no session of a provider, no password, no page."""

from __future__ import annotations

import dataclasses

from ...messages import Exchange, Response
from .entries import Entry
from .roles import query_of

_SHOWN_IN_QUERY = frozenset(
    {
        "client_id",
        "redirect_uri",
        "response_type",
        "response_mode",
        "scope",
        "state",
        "nonce",
        "prompt",
        "max_age",
        "acr_values",
    }
    | {"code_challenge", "code_challenge_method", "ui_locales", "error", "error_description", "iss", "claims", "resource"}
)


def as_seen(entry: Entry, step: str) -> Exchange:
    """Return a stop of the browser: where, when, how it was answered. What people typed there, and what pages said, stays out."""
    exchange = entry.exchange
    request = dataclasses.replace(
        exchange.request,
        url=_without_values(exchange.request.url),
        headers=(),
        form=tuple((name, "(not kept)") for name, _ in exchange.request.form) if exchange.request.form is not None else None,
    )
    response = exchange.response
    if response is not None:
        refused = response.status >= 400
        headers = tuple(
            (n, _without_values(v) if n.lower() == "location" else v) for n, v in response.headers if n.lower() in _KEPT_HEADERS
        )
        response = Response(response.status, response.reason, headers, response.content() if refused else b"")
    return dataclasses.replace(exchange, step=step, request=request, response=response)


_KEPT_HEADERS = frozenset({"location", "content-type", "date", "x-frame-options", "content-security-policy", "retry-after"})


def _without_values(url: str) -> str:
    """An address whose query says what is asked, without what belongs to somebody's session."""
    address, _, query = url.partition("#")[0].partition("?")
    pairs = query_of(f"?{query}") if query else []
    shown = "&".join(f"{name}={value if name in _SHOWN_IN_QUERY else '(not kept)'}" for name, value in pairs)
    return f"{address}?{shown}" if shown else address
