"""Revocation: a token is given back, and the provider forgets it (RFC 7009)."""

from __future__ import annotations

from ..messages import Params
from ..secret import Secret


def revocation_params(token: Secret, token_type_hint: str) -> Params:
    """Return the parameters of a revocation request: the token, and what kind it is (RFC 7009 2.1)."""
    return (("token", token), ("token_type_hint", token_type_hint))
