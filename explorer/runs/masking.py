"""From live values to what may be kept: secrets become fingerprints, tokens keep header and claims, never the signature."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any

from ..messages import Exchange, Request, Response, Timing
from ..protocol.jose import parse_jwt
from ..protocol.json_text import JsonText
from ..protocol.jwk import without_private_members
from ..protocol.tokens import json_of, mask_tokens, tokens_in
from ..rules.kept import is_short
from ..secret import Secret, Text, may_hold, redact, reveal

TEXT_LIMIT = 2_000  # characters of a body that is not JSON
_SILENT_HEADERS = {"set-cookie", "cookie"}  # a provider's session is nobody's business here

# The frame of an event is ours, whatever anyone's secret is: a provider whose access token is "fail" or "kind" would
# otherwise rewrite the verdicts. Below these names stand objects of the provider's own making.
_FOREIGN = frozenset({"members", "body", "claims", "header", "correlation_ids", "expected", "received"})
_OUR_WORDS = frozenset({"kind", "step", "about", "rule", "question", "spec", "verdict", "severity", "leg", "error_kind"})


def event_text(event: Mapping[str, Any], known: Iterable[Secret]) -> str:
    """Return an event as one line of JSON in which no secret is left: neither as a `Secret` nor in any text.

    The whole line is searched first, which is quick and nearly always finds nothing; only then is each text masked.
    """
    line, known = _JSON.encode(event), frozenset(known)
    return _JSON.encode(_masked_frame(json.loads(line), known)) if may_hold(line, known) else line


def _masked_frame(value: Any, known: Collection[Secret]) -> Any:
    """Mask what is told in an event; its own names and words stay."""
    if isinstance(value, dict):
        return {name: item if name in _OUR_WORDS else _way(name)(item, known) for name, item in value.items()}
    return [_masked_frame(item, known) for item in value] if isinstance(value, list) else masked(value, known)


def _way(name: str) -> Callable[[Any, Collection[Secret]], Any]:
    return masked if name in _FOREIGN else _masked_findings if name == "findings" else _masked_frame


def _masked_findings(rows: Any, known: Collection[Secret]) -> list[Any]:
    """Of a finding in its short form, the rule and the verdict are ours."""
    return [[*row[:2], *masked(row[2:], known)] if is_short(row) else _masked_frame(row, known) for row in rows]


def masked(value: Any, known: Collection[Secret]) -> Any:
    """Return a JSON value with every text in it masked, names too."""
    if isinstance(value, str):
        return redact(value, known)
    if isinstance(value, dict):
        return {redact(key, known): masked(item, known) for key, item in value.items()}
    return [masked(item, known) for item in value] if isinstance(value, list) else value


def _kept(value: Any) -> Any:
    """What JSON cannot hold: of a secret a fingerprint is kept, of a JWT its header and claims as well."""
    if not isinstance(value, Secret):
        return dict(value) if isinstance(value, Mapping) else str(value)
    token = parse_jwt(value)
    if not token.header or "encrypted" in token.problems:
        return repr(value)
    return {"jwt": repr(value), "header": token.header, "claims": token.claims, "problems": token.problems}


_JSON = json.JSONEncoder(default=_kept)


def exchange_view(exchange: Exchange, known: Iterable[Secret] = (), content: JsonText | None = None) -> dict[str, Any]:
    """Return what the record keeps of an exchange, to be masked by `event_text`.

    `content` is the JSON of the answer, where it was read before.

    Of a long body only the beginning is kept; secrets in it are masked before, since a half of one is found by nobody.
    """
    timing, known = exchange.timing, frozenset(known)
    phases = {name: [round(start, 3), round(duration, 3)] for name, (start, duration) in timing.phases.items()}
    return {
        "step": exchange.step,
        "request": _request(exchange.request),
        "response": _response(exchange.response, known, content) if exchange.response else None,
        "timing": {"started_at": timing.started_at, "reused": timing.reused, "phases": phases},
        "clock_offset": exchange.clock_offset,
        "correlation_ids": exchange.correlation_ids,
        "error": exchange.error,
        "error_kind": exchange.error_kind,
    }


def tokens_of(exchange: Exchange, content: JsonText | None = None) -> list[Secret]:
    """Return every token in the answer, to be hidden wherever it turns up."""
    return tokens_in(exchange.response, content) if exchange.response else []


def timing_of(view: Mapping[str, Any]) -> Timing:
    """Return the timing of a recorded exchange."""
    kept = view["timing"]
    phases = {name: (start, duration) for name, (start, duration) in kept["phases"].items()}
    return Timing(kept["started_at"], phases, bool(kept.get("reused")))


def pairs_view(pairs: Iterable[tuple[str, Text]]) -> list[list[str]]:
    """Return name and value pairs as lists; of a secret only the fingerprint, also where it is a JWT."""
    return [[name, repr(value) if isinstance(value, Secret) else value] for name, value in pairs]


def _request(request: Request) -> dict[str, Any]:
    return {
        "method": request.method,
        "url": request.url,
        "headers": pairs_view((name, _credential(name, value)) for name, value in request.headers),
        "form": None if request.form is None else pairs_view(request.form),
    }


def _credential(name: str, value: Text) -> Text:
    """A header that proves who we are is a secret, whether it was marked as one or not."""
    return Secret(reveal(value), "authorization") if name.lower() == "authorization" and isinstance(value, str) else value


def _response(response: Response, known: Collection[Secret], content: JsonText | None) -> dict[str, Any]:
    headers = [[name, "(not kept)" if name.lower() in _SILENT_HEADERS else value] for name, value in response.headers]
    return {
        "status": response.status,
        "reason": response.reason,
        "headers": headers,
        "length": len(response.body),
        "body": _body(response, known, content),
    }


def _body(response: Response, known: Collection[Secret], content: JsonText | None) -> Any:
    content = content or json_of(response)
    if content is None:
        text = redact(response.text(), known)
        return text if len(text) <= TEXT_LIMIT else f"{text[:TEXT_LIMIT]}... ({len(text):,} characters)"
    value = without_private_members(content.value)
    return mask_tokens(value) if isinstance(value, dict) else value
