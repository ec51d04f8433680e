"""What lesson 06 asks after a login: what is each token still good for, and is somebody still signed in?"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from ..flow import Flow
from ..secret import Text
from .forgeries import library
from .sign_ins import SignIns
from .table import LessonTable

if TYPE_CHECKING:
    from ..local import LocalProvider

Act = Callable[[Flow, Any], object]

# One act each; `window` is the browser in which Alice signed in.
ACTS: dict[str, Act] = {
    "nothing": lambda flow, window: None,
    "logout": lambda flow, window: window.sign_out(flow.logout_url()),
    "access token revoked": lambda flow, window: flow.revoke("access_token"),
    "refresh token revoked": lambda flow, window: flow.revoke("refresh_token"),
    "old refresh token used": lambda flow, window: (flow.refresh(), flow.refresh(again=True)),
}
_COLUMNS = ("After", "prompt=none brings a code", "UserInfo answers", "an API that reads lets in", "a refresh works")


class ReadingApi:
    """An API that asks nobody: it reads the access token, and returns whom it lets in (RFC 9068 4)."""

    def __init__(self, provider: LocalProvider) -> None:
        self.provider, self.audience = provider, f"{provider.address}/api"

    def __call__(self, token: Text) -> str:
        """Return `sub`. Raises PyJWT's error for a token that it does not let in."""
        claims = library(token, self.provider.jwks, audience=self.audience, issuer=self.provider.issuer)
        return str(claims["sub"])


def worth(flow: Flow) -> dict[str, bool]:
    """Tell which tokens of a flow the provider still takes for good, by introspection (RFC 7662 2.2)."""
    return {kind: flow.introspect(kind).members["active"] for kind in ("access_token", "refresh_token")}


def asked_silently(signed_in: SignIns, window: Any) -> str:
    """Tell what comes back in this browser window when the provider may show no page (`prompt=none`, OIDC Core 3.1.2.1)."""
    silent = signed_in.first.again(scope="openid", prompt="none")
    request = silent.authorization_request
    return silent.receive(window.sign_in(request.url if request else "")).error or "a code"


def signed_in_here(signed_in: SignIns, window: Any, scope: str = "") -> Flow:
    """Sign Alice in, in a window that stays open."""
    flow = signed_in.first.again(scope=scope or signed_in.scope)
    request = flow.authorization_request
    flow.receive(window.sign_in(request.url if request else "", user="alice"))
    flow.exchange()
    return flow


def what_is_left(signed_in: SignIns) -> LessonTable:
    """Sign Alice in once for each act, do it, and try what still works after it."""
    api = ReadingApi(signed_in.provider)
    rows = []
    for name, act in ACTS.items():
        window = signed_in.provider.window()
        flow = signed_in_here(signed_in, window, f"openid offline_access {api.audience}")
        act(flow, window)
        tried = (
            asked_silently(signed_in, window) == "a code",
            flow.userinfo().ok,
            bool(api(flow.access_token or "")),
            flow.refresh().response.status == 200,
        )
        rows.append((name, *("yes" if works else "no" for works in tried)))
    return LessonTable("What ends what", _COLUMNS, tuple(rows))
