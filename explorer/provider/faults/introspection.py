"""Faults at introspection (RFC 7662 2.2)."""

from __future__ import annotations

from .makers import sets
from .registry import rows

row = rows("introspection")

row(
    "introspection-as-text",
    "Does not say in true or false whether the token is active, but in a text.",
    sets(active="yes"),
    caught_by="INTRO-ACTIVE-MISSING",
)
row(
    "introspection-forgets-token",
    "Says that a token is worth nothing which it issued a moment ago.",
    sets(active=False),
    caught_by="INTRO-INACTIVE",
)
