"""What is judged: an authorization response with the request that it should answer."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from ...protocol.authorize import AuthorizationRequest
from ...protocol.jose import Jwt, parse_jwt
from ...protocol.provider_start import Recognised
from ...protocol.redirect import AuthorizationResponse
from ...secret import reveal


@dataclass(frozen=True)
class RedirectCheck:
    """An answer with the request that it should answer. `issuer` is the name that the provider must give in `iss`.

    `promises_iss` is None where the provider has not described itself; `sent_before` tells that its code came before;
    `recognised` is who answers at the provider's address now, where it was asked.
    """

    response: AuthorizationResponse
    request: AuthorizationRequest
    issuer: str
    promises_iss: bool | None
    sent_before: bool = False
    recognised: Recognised | None = None

    @property
    def bare(self) -> bool:
        """True where only a code was pasted."""
        return self.response.kind == "code"

    @property
    def code(self) -> str:
        """The code, for a look at its form; empty where there is none."""
        return reveal(self.response.get("code") or "")

    @cached_property
    def signed(self) -> Jwt:
        """The signed answer taken apart (JARM); an empty one where there is none."""
        return parse_jwt(self.response.get("response") or "")

    @property
    def asked_silently(self) -> bool:
        """True where the request forbade any page (prompt=none)."""
        return (self.request.get("prompt") or "") == "none"
