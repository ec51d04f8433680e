"""What is judged: a token response, with the scope that was requested."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from ...protocol.jose import looks_like_jwt, parse_jwt
from ...protocol.tokens import TokenResponse
from ..shapes import is_number


@dataclass(frozen=True)
class TokenResponseCheck:
    """A token response with the scope that was requested."""

    tokens: TokenResponse
    requested_scope: str

    @cached_property
    def requested(self) -> set[str]:
        """The requested scope values."""
        return set(self.requested_scope.split())

    @cached_property
    def granted(self) -> set[str]:
        """The granted ones; none where the answer does not say."""
        return set((self.tokens.scope or "").split())

    @cached_property
    def lifetime(self) -> int | float | None:
        """expires_in where it is a number; True is none."""
        value = self.tokens.expires_in
        return value if is_number(value) else None

    @cached_property
    def access_token(self) -> str:
        """The access token, for a look at its form; empty where there is none."""
        return self.tokens.access_token.reveal() if self.tokens.access_token else ""

    @cached_property
    def id_token(self) -> str:
        """The ID token, for a look at its form; empty where there is none."""
        return self.tokens.id_token.reveal() if self.tokens.id_token else ""

    @cached_property
    def access_claims(self) -> Mapping[str, Any]:
        """The claims of the access token where it is a JWT; empty where it is opaque."""
        return parse_jwt(self.access_token).claims if looks_like_jwt(self.access_token) else {}
