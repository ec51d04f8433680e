"""All rules together, whichever artefact they are about."""

from __future__ import annotations

import functools
import importlib
import pkgutil
from typing import Any

from ..registry import Registry
from .registry import Rule, RuleSet


@functools.cache
def every_rule() -> Registry[Rule[Any]]:
    """Return every rule of this version by its id, in the order of the reports; for that, every file of the room is loaded.

    An id keeps its meaning, in run files too. So two sets of rules that use the same one are refused.
    """
    room = importlib.import_module(__name__.rpartition(".")[0])
    modules = [importlib.import_module(found.name) for found in pkgutil.walk_packages(room.__path__, f"{room.__name__}.")]
    sets = [value for module in modules for value in vars(module).values() if isinstance(value, RuleSet)]
    rules: Registry[Rule[Any]] = Registry("rule")
    for rule in dict.fromkeys(rule for each in _wholes(sets) for rule in each.rules):
        rules.enter(rule, id=rule.id, question=rule.question)
    return rules


def _wholes(sets: list[RuleSet[Any]]) -> list[RuleSet[Any]]:
    """The sets that are no part of another one: their order is that of a report."""
    ids = [{id(rule) for rule in each.rules} for each in sets]  # the very same rules, not others of their names
    return [each for each, own in zip(sets, ids, strict=True) if not any(own < other for other in ids)]
