"""Lies in the UserInfo answer (OIDC Core 5.3.2)."""

from __future__ import annotations

from typing import Any

from .registry import fault


@fault(
    "other-person", caught_by="UI-SUB-MISMATCH", seen="A user of IdentityServer3 met a sub that was not that of the ID token."
)
def other_person(userinfo: dict[str, Any]) -> None:
    """Tells about another person at UserInfo than in the ID token."""
    userinfo |= {"sub": "somebody-else", "name": "Somebody Else", "email": "somebody.else@example.net"}
