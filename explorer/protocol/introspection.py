"""Introspection: the provider is asked what a token is worth (RFC 7662)."""

from __future__ import annotations

from ..messages import Params
from ..secret import Secret


def introspection_params(token: Secret, token_type_hint: str) -> Params:
    """Return the parameters of an introspection request: the token, and what kind it is (RFC 7662 2.1)."""
    return (("token", token), ("token_type_hint", token_type_hint))
