"""What is judged: a token response, with the scope that was requested."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from ...protocol.jose import looks_like_jwt, parse_jwt
from ...protocol.tokens import TokenResponse
from ..shapes import is_number

_GOOGLE = "https://www.googleapis.com/auth/userinfo."  # of email and profile


def _same_scope(one: str, other: str) -> bool:
    """Tell whether two scopes are one: the same words, or a name and the address that ends in it (RFC 6749 3.3 leaves both open)."""
    short, long = sorted((one, other), key=len)
    if one == other or long == _GOOGLE + short:
        return True
    if "://" in long and long.endswith("/.default"):  # whatever of this API was granted
        return short.startswith(long.removesuffix(".default")) or "/" not in short
    return "://" in long and "/" not in short and long.rpartition("/")[2].lower() == short.lower()


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

    @property
    def missing(self) -> set[str]:
        """What was requested and not granted: neither by its name, nor under a longer one, nor as a token."""
        renewed = {"offline_access"} if self.tokens.refresh_token else set()
        return {word for word in self.requested - renewed if not any(_same_scope(word, other) for other in self.granted)}

    @property
    def wider(self) -> set[str]:
        """What was granted and not requested, under whatever name; `.default` asks for all that is registered (Entra)."""
        if any(word.endswith("/.default") for word in self.requested):
            return set()
        return {word for word in self.granted if not any(_same_scope(word, other) for other in self.requested)}

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
