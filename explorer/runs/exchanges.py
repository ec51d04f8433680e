"""An exchange as the record keeps it, and back: without credentials, cookies, tokens, and without the end of a long body."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ..messages import Exchange, Request, Response, Timing
from ..protocol.credentials import redact_credentials
from ..protocol.json_text import JsonText
from ..protocol.jwk import without_private_members
from ..protocol.tokens import json_of, redact_tokens
from ..redactor import Known, redact
from ..secret import Secret, Text, reveal
from .token_hunt import GIVING, tokens_in

TEXT_LIMIT = 2_000  # characters of a body that is not JSON


def exchange_view(exchange: Exchange, known: Known = (), content: JsonText | None = None) -> dict[str, Any]:
    """Return what the record keeps of an exchange, to be redacted by `event_text`.

    `content` is the JSON of the answer, where it was read before.

    Of a long body only the beginning is kept; secrets in it are redacted before, since a half of one is found by nobody.
    """
    timing = exchange.timing
    phases = {name: [round(start, 3), round(duration, 3)] for name, (start, duration) in timing.phases.items()}
    view = {
        "step": exchange.step,
        "request": _request(exchange.request),
        "response": _response(exchange.response, known, content, giving=exchange.step in GIVING) if exchange.response else None,
        "timing": {"started_at": timing.started_at, **({"reused": True} if timing.reused else {}), "phases": phases},
        "correlation_ids": exchange.correlation_ids,
        "error": exchange.error,
        "error_kind": exchange.error_kind,
    }
    return {name: value for name, value in view.items() if value is not None and value != {}}


def tokens_of(exchange: Exchange, content: JsonText | None = None) -> list[Secret]:
    """Return every token in the answer, to be redacted wherever it turns up."""
    return tokens_in(exchange.response, content, giving=exchange.step in GIVING) if exchange.response else []


def timing_of(view: Mapping[str, Any]) -> Timing:
    """Return the timing of a recorded exchange."""
    timing = view["timing"]
    phases = {name: (start, duration) for name, (start, duration) in timing["phases"].items()}
    return Timing(timing["started_at"], phases, bool(timing.get("reused")))


def exchange_of(view: Mapping[str, Any]) -> Exchange:
    """Return a recorded exchange as a value again, without its bodies: how it travelled can be told from that."""
    request, response = view["request"], view.get("response")
    return Exchange(
        view["step"],
        Request(request["method"], request["url"], _pairs(request["headers"])),
        Response(response["status"], response.get("reason") or "", _pairs(response["headers"]), b"") if response else None,
        timing_of(view),
        view.get("error"),
        view.get("error_kind"),
    )


def _pairs(pairs: Iterable[Iterable[str]]) -> tuple[tuple[str, str], ...]:
    return tuple((name, value) for name, value in pairs)


def pairs_view(pairs: Iterable[tuple[str, Text]]) -> list[list[str]]:
    """Return name and value pairs as lists; of a secret only the fingerprint, also where it is a JWT."""
    return [[name, repr(value) if isinstance(value, Secret) else value] for name, value in pairs]


def _request(request: Request) -> dict[str, Any]:
    view = {
        "method": request.method,
        "url": request.url,
        "headers": pairs_view((name, _credential(name, value)) for name, value in request.headers),
    }
    return view if request.form is None else {**view, "form": pairs_view(request.form)}


def _credential(name: str, value: Text) -> Text:
    """A header that proves who we are is a secret, whether it was marked as one or not."""
    return Secret(reveal(value), "authorization") if name.lower() == "authorization" and isinstance(value, str) else value


def without_cookies(headers: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Return headers as if no cookie had come: a provider's session is nobody's business here."""
    return tuple((name, "(not kept)" if "cookie" in name.lower() else value) for name, value in headers)


def _response(response: Response, known: Known, content: JsonText | None, *, giving: bool) -> dict[str, Any]:
    return {
        "status": response.status,
        "reason": response.reason,
        "headers": pairs_view(without_cookies(response.headers)),
        "length": len(response.body),
        "body": _body(response, known, content, giving=giving),
    }


def _body(response: Response, known: Known, content: JsonText | None, *, giving: bool) -> Any:
    content = content or json_of(response)
    if content is None:
        text = redact(response.text(), known)
        return text if len(text) <= TEXT_LIMIT else f"{text[:TEXT_LIMIT]}... ({len(text):,} characters)"
    value = without_private_members(content.value)
    if giving:
        return redact_credentials(value)
    return redact_tokens(value) if isinstance(value, dict) else value
