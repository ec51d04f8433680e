"""A relying party that heeds its own checks: it goes on after each step only if nothing of severity error was found."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from explorer import Flow, LocalProvider
from explorer.errors import Mistake, Unreachable
from explorer.protocol.tokens import TokenResponse


@dataclass
class RelyingParty:
    """An app at a local provider. `client` are settings of its registration, `knows` what it believes to be registered.

    The flow stays, and with it the keys it knows.
    """

    provider: LocalProvider
    client: dict[str, Any] = field(default_factory=dict)
    knows: dict[str, Any] = field(default_factory=dict)
    flow: Flow | None = None

    def sign_in(self, scope: str = "openid", **request: Any) -> bool:
        """Go through a sign-in, down to UserInfo; tell whether somebody is signed in at the end."""
        try:
            return self._go(scope, request)
        except (Mistake, Unreachable):  # a guard, or no answer
            return False

    def _go(self, scope: str, request: dict[str, Any]) -> bool:
        if self.flow is None:
            name = "-".join(["rp", *map(str, self.client.values())])
            client = replace(self.provider.register(name, **self.client), **self.knows)
            self.flow = Flow(self.provider.address, client, **self.provider.settings)
        flow = self.flow
        flow.discover()
        if not flow.run.report.ok:
            return False
        flow.receive(self.provider.sign_in(flow.authorize(scope, **request).url))
        if not isinstance(flow.exchange(), TokenResponse) or not flow.check().ok:
            return False
        flow.userinfo()
        return flow.run.report.ok

    def refresh(self) -> bool:
        """Renew the tokens, and ask UserInfo with the new one if they may be believed."""
        assert self.flow is not None
        if not isinstance(self.flow.refresh(), TokenResponse) or not self.flow.run.report.ok:
            return False
        self.flow.userinfo()
        return self.flow.run.report.ok

    def failed(self, rule: str) -> bool:
        """Tell whether this rule failed."""
        assert self.flow is not None
        return self.flow.run.report.failed(rule)

    @property
    def calls(self) -> list[str]:
        """The steps at which it called the provider, in order."""
        assert self.flow is not None
        return [event["step"] for event in self.flow.run.of_kind("exchange")]

    @property
    def claims(self) -> dict[str, Any]:
        """What UserInfo said."""
        assert self.flow is not None
        answer = self.flow.userinfo_answer
        return dict(answer.members) if answer else {}
