"""Lies at introspection (RFC 7662 2.2)."""

from __future__ import annotations

from .registry import enter

enter(
    (
        "introspection-as-text",
        "INTRO-ACTIVE-MISSING",
        "Does not say in true or false whether the token is active, but in a text.",
        lambda introspection: introspection.update(active="yes"),
    ),
    (
        "introspection-forgets-token",
        "INTRO-INACTIVE",
        "Says that a token is worth nothing which it issued a moment ago.",
        lambda introspection: introspection.update(active=False),
    ),
)
