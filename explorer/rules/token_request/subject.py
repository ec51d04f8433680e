"""What is judged: a token request as it goes out, with all that it has to fit."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from ...protocol.authentication import methods_in
from ...protocol.authorize import AuthorizationRequest
from ...protocol.basic import pair_in
from ...protocol.client import Client
from ...protocol.jose import Jwt, parse_jwt
from ...protocol.metadata import ProviderMetadata
from ...protocol.tokens import TokenRequest
from ...secret import Secret, reveal


@dataclass(frozen=True)
class TokenRequestCheck:
    """A token request with the authorize request, the code that came, the client as it is registered, and the provider."""

    sent: TokenRequest
    request: AuthorizationRequest
    client: Client
    metadata: ProviderMetadata
    code: Secret | None
    now: float
    code_age: float
    sent_before: bool
    failed_guards: tuple[str, ...]

    @cached_property
    def params(self) -> list[tuple[str, str]]:
        """The form parameters as plain texts: they hold secrets, so none of them may be shown."""
        return [(name, reveal(value)) for name, value in self.sent.params]

    def get(self, name: str) -> str | None:
        """Return the first parameter of that name, or None."""
        return next((value for key, value in self.params if key == name), None)

    @cached_property
    def names(self) -> list[str]:
        """The names of the parameters, in order."""
        return [name for name, _ in self.params]

    @cached_property
    def authorization(self) -> str:
        """The Authorization header, which is a secret; empty where there is none."""
        return reveal(self.sent.request.header("Authorization") or "")

    @cached_property
    def basic(self) -> str | None:
        """What follows the word Basic; None where another scheme, or none, is used."""
        scheme, _, credentials = self.authorization.partition(" ")
        return credentials if scheme.lower() == "basic" else None

    @cached_property
    def pair(self) -> tuple[str, str] | None:
        """Id and secret in a Basic header, as they stand there; None where they cannot be read."""
        return pair_in(self.basic or "")

    @cached_property
    def methods(self) -> list[str]:
        """The ways in which the client proves itself in this request (OIDC Core 9)."""
        return methods_in(self.sent.request)

    @cached_property
    def assertion(self) -> Jwt | None:
        """The client's assertion taken apart; None where there is none."""
        text = self.get("client_assertion")
        return None if text is None else parse_jwt(text)

    @cached_property
    def verifier(self) -> str | None:
        """The code_verifier, which is a secret."""
        return self.get("code_verifier")
