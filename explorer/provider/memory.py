"""What the provider remembers while it runs: sign-ins, codes, tokens. Nothing of it is written down."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from authlib.oauth2.rfc6749 import AuthorizationCodeMixin, TokenMixin

from .bounded import Bounded
from .clients import Registration
from .people import Person
from .sound_request import AuthorizationRequest

Clock = Callable[[], float]


@dataclass
class Session:
    """Somebody is signed in in one browser. `consents` says what each client was allowed there.

    `by_hand` tells a person's browser from a program that signs in; `asked` is the latest request that brought a code.
    """

    person: Person
    auth_time: int
    sid: str
    consents: dict[str, set[str]] = field(default_factory=dict)
    by_hand: bool = False
    asked: tuple[tuple[str, str], ...] = ()


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
class Interaction:
    """One authorization request on its way. It belongs to the browser that began it, known by its cookie.

    `was_shown` says that this browser has come for the page; an address that only stands in somebody's page never gets there.
    """

    asked: AuthorizationRequest
    browser: str
    begun: float
    signed_in: bool = False
    consented: bool = False
    was_shown: bool = False


def _of_interaction(interaction: Interaction) -> Any:
    return interaction.asked.params, interaction.asked.claims


def _of_authorization(grant: Authorization) -> Any:
    return grant.redirect_uri, grant.nonce, grant.code_challenge, grant.claims, grant.scope


def _of_token(token: Token) -> Any:
    return token.scope, _of_authorization(token.authorization)


def _of_session(session: Session) -> Any:
    return session.sid, session.consents, session.asked


def _of_assertion(nothing: None) -> Any:
    return nothing


_MB = 1_000_000


@dataclass
class Memory:
    """Everything by its key: sessions by cookie, tokens by value, the claims of ID tokens by the token.

    But for the clients, which only our own process registers, strangers can make entries; so each part is bounded.
    """

    clients: dict[str, Registration] = field(default_factory=dict)
    sessions: dict[str, Session] = field(default_factory=lambda: Bounded(500, 2 * _MB, _of_session))
    interactions: dict[str, Interaction] = field(
        default_factory=lambda: Bounded(200, 4 * _MB, _of_interaction, lambda one: not one.was_shown)
    )
    codes: dict[str, Authorization] = field(default_factory=lambda: Bounded(2_000, 4 * _MB, _of_authorization))
    tokens: dict[str, Token] = field(default_factory=lambda: Bounded(5_000, 8 * _MB, _of_token))
    id_tokens: dict[str, dict[str, Any]] = field(default_factory=lambda: Bounded(2_000, 8 * _MB, dict))
    assertions: dict[tuple[str, str], None] = field(default_factory=lambda: Bounded(5_000, 2 * _MB, _of_assertion))
