"""Keys that are not the provider's: what forgeries are signed with, and what else can stand in its key set."""

from __future__ import annotations

import functools
from typing import Any

from ..keys import Key, make_key
from .registry import Change


@functools.cache
def strangers_key(alg: str, number: int) -> Key:
    """A key of the right kind that is not the provider's; each is made once, since RSA takes a moment."""
    return make_key(alg)


def published(alg: str, kid: str, number: int = 1) -> dict[str, Any]:
    """Return the public half of a stranger's key as a JWK of that name."""
    return {**strangers_key(alg, number).as_dict(private=False), "kid": kid}


def publishes(alg: str = "RS256", /, **members: Any) -> Change:
    """Publish one stranger's key more, with these members changed; None leaves one out."""

    def change(jwks: dict[str, Any]) -> None:
        key = published(alg, "one-more-key") | members
        jwks["keys"] = [*jwks["keys"], {name: value for name, value in key.items() if value is not None}]

    return change
