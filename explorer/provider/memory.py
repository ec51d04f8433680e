"""What the provider remembers while it runs: sign-ins, codes, tokens. Nothing of it is written down."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from authlib.oauth2.rfc6749 import AuthorizationCodeMixin, TokenMixin

from .clients import Registration
from .people import Person

Clock = Callable[[], float]


@dataclass
class Session:
    """Somebody is signed in in one browser. `consents` says what each client was allowed there."""

    person: Person
    auth_time: int
    sid: str
    consents: dict[str, set[str]] = field(default_factory=dict)


@dataclass(repr=False)
class Authorization(AuthorizationCodeMixin):
    """What one person allowed one client at one sign-in: the code stands for it, and every token hangs on it.

    `redirect_uri` is None when the request named none. `claims` is the claims parameter (OIDC Core 5.5).
    Revoking it ends all its tokens at once.
    """

    code: str
    client: Registration
    person: Person
    scope: str
    redirect_uri: str | None
    nonce: str | None
    acr: str | None
    code_challenge: str | None
    code_challenge_method: str | None
    claims: dict[str, Any]
    auth_time: int
    sid: str
    expires_at: float
    spent: bool = False
    revoked: bool = False

    def get_redirect_uri(self) -> str | None:
        """Return what must be repeated at the token endpoint."""
        return self.redirect_uri

    def get_scope(self) -> str:
        """Return the scopes that were granted."""
        return self.scope


@dataclass(repr=False)
class Token(TokenMixin):
    """An access token or a refresh token; times in seconds since 1970."""

    value: str
    kind: str
    authorization: Authorization
    scope: str
    issued_at: int
    expires_at: int
    clock: Clock
    revoked: bool = False

    def check_client(self, client: Registration) -> bool:
        """True for the client that it was issued to."""
        return self.authorization.client.client_id == client.client_id

    def get_scope(self) -> str:
        """Return its scopes."""
        return self.scope

    def is_expired(self) -> bool:
        """True from the second on in which it runs out."""
        return self.clock() >= self.expires_at

    def is_revoked(self) -> bool:
        """True when it, or all that hangs on its authorization, was taken back."""
        return self.revoked or self.authorization.revoked

    def get_user(self) -> Person:
        """Return whose token it is."""
        return self.authorization.person

    def get_client(self) -> Registration:
        """Return whom it was issued to."""
        return self.authorization.client


@dataclass
class Memory:
    """Everything by its key: sessions by cookie, tokens by value, the claims of ID tokens by the token."""

    clients: dict[str, Registration] = field(default_factory=dict)
    sessions: dict[str, Session] = field(default_factory=dict)
    interactions: dict[str, Any] = field(default_factory=dict)
    codes: dict[str, Authorization] = field(default_factory=dict)
    tokens: dict[str, Token] = field(default_factory=dict)
    id_tokens: dict[str, dict[str, Any]] = field(default_factory=dict)
    assertions: set[tuple[str, str]] = field(default_factory=set)
