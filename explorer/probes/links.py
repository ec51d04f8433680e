"""Authorization requests as the questions alter them: the honest one, and what is changed in it."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ..messages import with_query
from ..protocol.client import Client
from ..protocol.pkce import code_challenge
from ..secret import Secret

HONEST_SCOPE = "openid profile email"
Change = Mapping[str, str | None]  # a value replaces or adds a parameter, None leaves it out
Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Link:
    """An authorization request and the values behind it. `params` are as they are sent; `tail` is added as it stands."""

    endpoint: str
    params: Pairs
    code_verifier: Secret | None = None
    tail: str = ""
    context: Mapping[str, Any] = field(default_factory=dict)

    @property
    def url(self) -> str:
        """The address that a browser opens."""
        return with_query(self.endpoint, self.params) + self.tail

    def get(self, name: str) -> str | None:
        """Return the last parameter of that name."""
        return next((value for key, value in reversed(self.params) if key == name), None)

    def __repr__(self) -> str:
        return f"<Link {', '.join(name for name, _ in self.params)}>"


def honest_link(
    endpoint: str,
    client: Client,
    change: Change | None = None,
    extra: Iterable[tuple[str, str]] = (),
    *,
    verifier: str | None = None,
    method: str | None = "S256",
    first: tuple[str, ...] = (),
    tail: str = "",
) -> Link:
    """Return the honest request with some things changed.

    `verifier` is the code_verifier (a fresh one by default), `method` None leaves PKCE out, and `first` names parameters that
    are to stand in front, as the order must not matter.
    """
    made = Secret(verifier or secrets.token_urlsafe(32), "code_verifier") if method else None
    pairs: dict[str, str | None] = {
        "response_type": "code",
        "client_id": client.client_id,
        "redirect_uri": client.redirect_uri,
        "scope": HONEST_SCOPE,
        "state": f"{secrets.token_urlsafe(16)}-._~",
        "nonce": f"{secrets.token_urlsafe(16)}-._~",
    }
    if made is not None and method is not None:
        pairs |= {"code_challenge": code_challenge(made.reveal(), method), "code_challenge_method": method}
    pairs |= dict(change or {})
    ordered = sorted(pairs.items(), key=lambda pair: first.index(pair[0]) if pair[0] in first else len(first))
    params = tuple((name, value) for name, value in ordered if value is not None)
    return Link(endpoint, (*params, *extra), made, tail)
