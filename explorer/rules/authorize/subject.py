"""What is judged: an authorize request, with the client and the provider that it has to fit."""

from __future__ import annotations

import urllib.parse
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from ...protocol.authorize import AuthorizationRequest
from ...protocol.client import Client
from ...protocol.jose import Jwt, looks_like_jwt, parse_jwt
from ...protocol.json_text import JsonProblem, parse_json
from ...protocol.metadata import ProviderMetadata
from ...secret import reveal
from ..shapes import split_url

PUSHED = "urn:ietf:params:oauth:request_uri:"


@dataclass(frozen=True)
class AuthorizeCheck:
    """An authorize request with the client, the provider, and the random values that were used before."""

    request: AuthorizationRequest
    client: Client
    metadata: ProviderMetadata
    used: frozenset[str]

    @cached_property
    def first(self) -> Mapping[str, str]:
        """The first value of each parameter."""
        return dict(reversed(self.params))

    @cached_property
    def params(self) -> tuple[tuple[str, str], ...]:
        """The parameters as they are sent, in order."""
        return tuple((name, reveal(value)) for name, value in self.request.params)

    def get(self, name: str) -> str:
        """Return the first parameter of that name, empty where it is not sent: the standard makes no difference (RFC 6749 3.1)."""
        return self.first.get(name, "")

    def words(self, name: str) -> list[str]:
        """Return the words of a parameter that is a list with spaces between."""
        return self.get(name).split()

    @cached_property
    def names(self) -> list[str]:
        """The names of the parameters, in order."""
        return [name for name, _ in self.request.params]

    @cached_property
    def redirect_uri(self) -> urllib.parse.SplitResult | None:
        """The redirect_uri in its parts; None where there is none, or no address."""
        return split_url(self.get("redirect_uri")) if self.get("redirect_uri") else None

    @property
    def may_bring_code(self) -> bool:
        """True where response_type asks for a code, or does not say what it asks for."""
        return not self.get("response_type") or "code" in self.words("response_type")

    @cached_property
    def has_object(self) -> bool:
        """True where a request object says the rest, by value or by reference (OIDC Core 6, RFC 9101)."""
        return bool(self.get("request") or self.get("request_uri"))

    @cached_property
    def is_pushed(self) -> bool:
        """True for a request that was pushed before (RFC 9126)."""
        return self.get("request_uri").startswith(PUSHED)

    @cached_property
    def object(self) -> Jwt | None:
        """The request object taken apart; None where there is none that can be read."""
        return parse_jwt(self.get("request")) if looks_like_jwt(self.get("request")) else None

    @cached_property
    def claims(self) -> Any:
        """The claims parameter as parsed JSON; None where it is absent or no JSON."""
        try:
            return parse_json(self.get("claims").encode("utf-8", "replace"))
        except JsonProblem:
            return None

    def says(self, member: str) -> Any:
        """Return a member of the discovery document, None where it is silent."""
        return self.metadata.members.get(member)
