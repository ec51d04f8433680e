"""All rules together: each has an id of its own, its words, and nothing of the study is forgotten."""

from __future__ import annotations

import importlib
import pkgutil
import re

import explorer.rules
from explorer.protocol.flow_table import REPORTS
from explorer.reference import providers
from explorer.rules.registry import Rule, RuleSet
from tests.rules.left_out import LEFT_OUT, OWN, STUDIED, WEIGHED_OTHERWISE

_GROUPS = "AUTHZ AUTHR TOKQ TOKR TOKE REFR IDTH IDTC AT UI DISC JWKS HTTP INTRO LOGOUT JARM"
_SPEC = re.compile(
    r"(RFC \d+|OIDC Core|Discovery|Registration|Multiple Response Types|Form Post|RP-Init|Back-Ch|FAPI|Initiating|JARM)"
)


def every_rule() -> list[Rule[object]]:
    """Return every rule once for each set that it was entered into; sets made of sets are left aside."""
    modules = [
        importlib.import_module(found.name) for found in pkgutil.walk_packages(explorer.rules.__path__, "explorer.rules.")
    ]
    sets = {id(value): value for module in modules for value in vars(module).values() if isinstance(value, RuleSet)}
    rules = {id(rule): rule for each in sets.values() for rule in each.rules}
    return list(rules.values())


RULES = every_rule()
IDS = [rule.id for rule in RULES]


def test_an_id_has_one_question() -> None:
    """No id is used twice, so that a run can keep it in the place of its question."""
    assert sorted({rule for rule in IDS if IDS.count(rule) > 1}) == []


def test_the_study_is_covered() -> None:
    """Every rule of the study is asked, or left out for a reason that is written down; none is both."""
    assert not LEFT_OUT.keys() & set(IDS)
    assert not LEFT_OUT.keys() & OWN
    assert set(IDS) >= OWN | WEIGHED_OTHERWISE.keys()
    assert len(set(IDS) - OWN) + len(LEFT_OUT) == STUDIED


def test_every_rule_has_its_words() -> None:
    """A question, a section, and advice in plain sentences."""
    for rule in RULES:
        assert rule.id.partition("-")[0] in _GROUPS.split(), rule.id
        assert rule.question.endswith("?"), rule.id
        assert rule.question[0].isupper(), rule.id
        assert _SPEC.match(rule.spec), rule.id
        only_tells = rule.id in ("REFR-ROTATED", "REFR-NO-ID-TOKEN")
        assert rule.advice.endswith((".", "?")) or only_tells, rule.id


def test_requirements_are_rules() -> None:
    """What a rule requires is an id that exists."""
    assert {need for rule in RULES for need in rule.requires} <= set(IDS)


def test_known_exceptions_are_of_rules_that_are_asked() -> None:
    """What providers are known for names a rule, or one that is left out on purpose."""
    named = {rule for provider in providers() for rule in provider.exceptions}
    assert named <= set(IDS) | LEFT_OUT.keys()


def test_every_kind_of_report_has_its_place() -> None:
    """The reports stand in the order of the flow."""
    assert REPORTS[0] == "metadata"
    assert list(REPORTS).index("authorize") < list(REPORTS).index("redirect") < list(REPORTS).index("id_token")
