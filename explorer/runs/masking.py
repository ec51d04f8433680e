"""From live values to what may be kept: secrets become fingerprints, tokens keep header and claims, never the signature."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ..messages import Exchange, Request, Response, Timing
from ..protocol.jose import looks_like_jwt, parse_jwt, without_private_members
from ..protocol.json_text import JsonProblem, parse_json
from ..protocol.tokens import mask_tokens
from ..secret import Secret, Text, redact

TEXT_LIMIT = 2_000  # characters of a body that is not JSON
_SILENT_HEADERS = {"set-cookie", "cookie"}  # a provider's session is nobody's business here


def masked(value: Any, known: Iterable[Secret]) -> Any:
    """Return a JSON value in which no secret is left: `Secret` values, and every text in which a known one stands."""
    if isinstance(value, Secret):
        return token_view(value, known)
    if isinstance(value, str):
        return redact(value, known)
    if isinstance(value, Mapping):
        return {redact(str(key), known): masked(item, known) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [masked(item, known) for item in value]
    return value


def token_view(token: Secret, known: Iterable[Secret]) -> Any:
    """Return what is kept of a secret: its fingerprint, and of a JWT its header and claims as well."""
    if not looks_like_jwt(token):
        return repr(token)
    parsed = parse_jwt(token)
    return {
        "jwt": repr(token),
        "header": masked(parsed.header, known),
        "claims": masked(parsed.claims, known),
        "problems": list(parsed.problems),
    }


def exchange_view(exchange: Exchange, known: Iterable[Secret]) -> dict[str, Any]:
    """Return what the record keeps of an exchange."""
    known = tuple(known)
    return {
        "step": exchange.step,
        "request": _request(exchange.request, known),
        "response": _response(exchange.response, known) if exchange.response else None,
        "timing": {
            "started_at": exchange.timing.started_at,
            "reused": exchange.timing.reused,
            "phases": {name: list(phase) for name, phase in exchange.timing.phases.items()},
        },
        "clock_offset": exchange.clock_offset,
        "correlation_ids": masked(exchange.correlation_ids, known),
        "error": masked(exchange.error, known),
        "error_kind": exchange.error_kind,
    }


def timing_of(view: Mapping[str, Any]) -> Timing:
    """Return the timing of a recorded exchange."""
    kept = view["timing"]
    return Timing(
        kept["started_at"], {name: (start, duration) for name, (start, duration) in kept["phases"].items()}, kept["reused"]
    )


def _request(request: Request, known: tuple[Secret, ...]) -> dict[str, Any]:
    return {
        "method": request.method,
        "url": redact(request.url, known),
        "headers": pairs_view(request.headers, known),
        "form": None if request.form is None else pairs_view(request.form, known),
    }


def pairs_view(pairs: Iterable[tuple[str, Text]], known: Iterable[Secret]) -> list[list[Any]]:
    """Return name and value pairs as lists; secrets are fingerprints, also those that are JWTs."""
    return [[name, repr(value) if isinstance(value, Secret) else redact(value, known)] for name, value in pairs]


def _response(response: Response, known: tuple[Secret, ...]) -> dict[str, Any]:
    headers = [
        [name, "(not kept)" if name.lower() in _SILENT_HEADERS else redact(value, known)] for name, value in response.headers
    ]
    return {
        "status": response.status,
        "reason": redact(response.reason, known),
        "headers": headers,
        "length": len(response.body),
        "body": _body(response, known),
    }


def _body(response: Response, known: tuple[Secret, ...]) -> Any:
    try:
        value = parse_json(response.body)
    except JsonProblem:
        text = redact(response.text(), known)
        return text if len(text) <= TEXT_LIMIT else f"{text[:TEXT_LIMIT]}... ({len(text):,} characters)"
    if isinstance(value, dict) and isinstance(value.get("keys"), list):
        value = without_private_members(value)
    return masked(mask_tokens(value) if isinstance(value, dict) else value, known)
