"""An honest client's whole run against a local provider, however that behaves: what its checks found."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass, field
from typing import Any

from explorer import Flow, LocalProvider
from explorer.errors import Mistake, Unreachable
from explorer.protocol.tokens import TokenResponse
from explorer.rules import Report
from explorer.wire import Http


@dataclass(frozen=True)
class Wishes:
    """What a run needs so that a fault can show: settings of the client, and of the authorize request."""

    client: dict[str, Any] = field(default_factory=dict)
    scope: str = "openid email offline_access"
    request: dict[str, Any] = field(default_factory=dict)
    consent: bool = True
    introspects: bool = False
    patience: float = 10


PLAIN = Wishes()
OWN = ("AUTHZ-", "TOKQ-")  # the rules about our own requests


def begun(provider: LocalProvider, wishes: Wishes = PLAIN) -> Flow:
    """Return the flow of a client with these settings; clients with the same ones are the same client."""
    client = provider.register("-".join(["app", *map(str, wishes.client.values())]), **wishes.client)
    return Flow(provider.address, client, http=Http(timeout=wishes.patience), **provider.settings)


def go(provider: LocalProvider, flow: Flow, wishes: Wishes = PLAIN) -> None:
    """Do every step of the flow; stop where an honest client stops."""
    flow.discover()
    request = ({"prompt": "consent"} if "offline_access" in wishes.scope else {}) | wishes.request  # OIDC Core 11
    flow.receive(provider.sign_in(flow.authorize(wishes.scope, **request).url, consent=wishes.consent))
    if isinstance(flow.exchange(), TokenResponse):
        flow.check()
        flow.userinfo()
        if wishes.introspects:
            flow.introspect()
        if flow.refresh_token:
            flow.refresh()


def run(provider: LocalProvider, wishes: Wishes = PLAIN) -> Report:
    """Return the findings of a whole run: of all steps that were done before the client stopped."""
    flow = begun(provider, wishes)
    with contextlib.suppress(Mistake, Unreachable):
        go(provider, flow, wishes)
    return flow.run.report


def failures(report: Report, *severities: str) -> list[str]:
    """Return the rules that a provider broke, with one of these severities or any at all; our own requests are our own."""
    return [
        finding.rule
        for finding in report.findings
        if finding.verdict == "fail" and (not severities or finding.severity in severities)
        if not finding.rule.startswith(OWN)
    ]
