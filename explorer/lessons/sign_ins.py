"""Sign-ins for lessons that are about what comes after them: each is one call, and returns its flow."""

from __future__ import annotations

from contextlib import nullcontext
from time import time
from typing import TYPE_CHECKING, Any

from ..flow import Flow
from ..rules import Report, check_id_token

if TYPE_CHECKING:
    from ..local import LocalProvider


class SignIns:
    """One client at the local provider; called, it signs somebody in and returns the flow, with tokens that nobody has checked.

    `first` is a flow of this client that waits for its sign-in, for whoever goes on by hand. `scope` is asked for where a
    call names no other.
    """

    def __init__(self, provider: LocalProvider, client_id: str, scope: str = "openid") -> None:
        self.provider, self.scope = provider, scope
        self.first = Flow(provider.issuer, provider.register(client_id))
        self.first.discover()
        self.first.authorize(scope=scope)

    def __call__(self, scope: str = "", *, fault: str | None = None, user: str = "alice", **changes: Any) -> Flow:
        """Sign in, in a private window: a fresh link, the browser, the exchange.

        With a `fault` the provider behaves so until the tokens are there, and answers honestly what is asked afterwards: for a
        fault of UserInfo, say `with provider.misbehaving(...)` round both. `changes` are other parameters of the link.
        """
        with self.provider.misbehaving(fault) if fault else nullcontext():
            flow = self.first.again(scope=scope or self.scope, **changes)
            request = flow.authorization_request
            flow.receive(self.provider.sign_in(request.url if request else "", user=user))
            flow.exchange()
        return flow

    def judge(self, flow: Flow, **changes: Any) -> Report:
        """Make the checks of `flow.check()` on the ID token alone, with other values: `leeway` in seconds, `nonce`, `now`."""
        request, token = flow.authorization_request, flow.tokens.id_token if flow.tokens else None
        given: dict[str, Any] = {"client": flow.client, "issuer": self.provider.issuer, "jwks": self.provider.jwks}
        given |= {"nonce": request.nonce if request else None, "now": time()}
        return check_id_token(token or "", **given | changes)

    def passes(self, flow: Flow, leeways: tuple[int, ...]) -> dict[int, bool]:
        """Tell, for each leeway in seconds, whether the ID token passes all checks with it."""
        return {leeway: self.judge(flow, leeway=leeway).ok for leeway in leeways}
