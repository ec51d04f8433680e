"""The ids of all rules, for exercises that ask for one. They are read when such an exercise is judged, not with the lesson."""

from __future__ import annotations

import functools

from ..rules.catalogue import every_rule


@functools.cache
def rule_ids() -> tuple[str, ...]:
    """Return the ids of all rules."""
    return tuple(rule.id for rule in every_rule())
