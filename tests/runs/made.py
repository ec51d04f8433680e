"""Runs made by hand: small, whole, and as the recorder would write them."""

from __future__ import annotations

from typing import Any

from explorer.messages import Exchange, Request, Response, Timing
from explorer.runs import Run
from explorer.runs.exchanges import exchange_view

FINDING = {"rule": "R", "question": "Is it?", "verdict": "pass", "severity": "error", "message": "", "spec": "RFC 1"}


def exchange(step: str = "exchange", body: bytes = b"{}", **changes: Any) -> Exchange:
    """Return an exchange that took 30 ms."""
    timing = Timing(1000.0, {"connect": (0.0, 10.0), "wait": (10.0, 20.0)})
    request = Request.post("https://op/t", (("grant_type", "authorization_code"), ("code", "c"), ("resource", "x")))
    response = Response(200, "OK", (("Content-Type", "application/json"),), body)
    return Exchange(**{"step": step, "request": request, "response": response, "timing": timing, **changes})


def run(
    run_id: str = "20250101-000000-abcdef",
    label: str | None = None,
    *,
    scope: str = "openid",
    claims: dict[str, Any] | None = None,
    verdict: str = "pass",
    extra: tuple[tuple[str, str], ...] = (),
) -> Run:
    """Return a run of one attempt: asked, answered, exchanged, checked; without claims no tokens came."""
    params = [["scope", scope], ["state", "s"], *map(list, extra)]
    events: list[dict[str, Any]] = [
        {"kind": "provider", "at": 0, "issuer": "https://op"},
        {"kind": "client", "at": 0, "client_id": "app", "token_endpoint_auth_method": "client_secret_basic"},
        {"kind": "metadata", "at": 0, "members": {"issuer": "https://op"}},
        {"kind": "authorize", "at": 1, "params": params},
        {"kind": "receive", "at": 2, "params": [["code", "<code 1>"]], "thinking": 1.5},
        {"kind": "exchange", "at": 3, **exchange_view(exchange())},
    ]
    if claims is None:
        events.append({"kind": "refusal", "at": 4, "leg": "token", "error": "invalid_grant"})
    else:
        view = {"jwt": "<id_token 1>", "header": {"alg": "RS256"}, "claims": claims, "problems": []}
        events.append({"kind": "tokens", "at": 4, "members": {"access_token": "<access_token 1>", "id_token": view}})
        events.append({"kind": "report", "at": 5, "about": "id_token", "findings": [{**FINDING, "verdict": verdict}]})
    made = Run(run_id, 1_750_000_000.0, label)
    for event in events:
        made = made.with_event(event)
    return made
