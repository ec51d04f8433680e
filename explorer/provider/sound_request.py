"""An authorization request that is in order: the value that sign-in, consent and code go by."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from .clients import Registration
from .errors import ReturnAddress
from .http import Pairs


@dataclass(frozen=True)
class AuthorizationRequest:
    """An authorization request that is in order. `scope` is what of it is known here; `params` is all that came."""

    params: Pairs
    client: Registration
    to: ReturnAddress
    scope: str
    prompts: frozenset[str]
    max_age: int | None
    claims: dict[str, Any]
    only_sub: str | None
    acr: str | None

    @property
    def claim_names(self) -> list[str]:
        """The claims that are asked for by name, wherever they should appear."""
        return sorted({name for part in self.claims.values() for name in part})

    @property
    def wishes(self) -> set[str]:
        """Everything that consent has to cover."""
        return {*self.scope.split(), *(f"claim {name}" for name in self.claim_names)}

    def get(self, name: str) -> str | None:
        """Return one parameter as it came."""
        return dict(self.params).get(name)
