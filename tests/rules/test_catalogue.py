"""All rules together: each has an id of its own, its words, and nothing of the study is forgotten."""

from __future__ import annotations

import re

import pytest

from explorer.protocol.flow_table import REPORTS
from explorer.reference import providers
from explorer.rules import transport
from explorer.rules.catalogue import every_rule
from explorer.rules.finding import WEIGHTY
from explorer.rules.registry import Outcome, RuleSet, passed
from explorer.rules.rows import rows
from tests.rules.left_out import LEFT_OUT, OWN, STUDIED, WEIGHED_OTHERWISE

_GROUPS = "AUTHZ AUTHR TOKQ TOKR TOKE REFR IDTH IDTC AT UI DISC JWKS HTTP INTRO LOGOUT JARM"
_SPEC = re.compile(
    r"(RFC \d+|OIDC Core|Discovery|Registration|Multiple Response Types|Form Post|RP-Init|Back-Ch|FAPI|Initiating|JARM)"
)


RULES = every_rule()
IDS = [rule.id for rule in RULES]


def test_all_of_them_are_found() -> None:
    """The rules of every file are there, and those of a set made of sets are there once."""
    assert len(RULES) > 400
    assert {"DISC-NULL", "IDTH-NOT-JSON", "JWKS-NOT-JSON", "UI-STATUS", "HTTP-PLAIN"} <= set(IDS)
    assert len(IDS) == len(set(IDS))


def test_an_id_has_one_question(monkeypatch: pytest.MonkeyPatch) -> None:
    """No id is used twice, not even in two sets: a run keeps it in the place of its question."""
    another: RuleSet[object] = RuleSet()
    another.rule("HTTP-PLAIN", spec="RFC 1")(is_it)
    monkeypatch.setattr(transport, "ANOTHER", another, raising=False)
    with pytest.raises(TypeError, match="There is one rule HTTP-PLAIN already"):
        every_rule.__wrapped__()


def is_it(_: object) -> Outcome:
    """Is it?"""
    return passed()


def unasked(_: object) -> Outcome:
    return passed()


def test_a_second_rule_of_an_id_is_refused() -> None:
    """Today's answer to a second rule of one id is a sentence, when the file is imported; so it is in a set made of sets."""
    one, two = RuleSet[object](), RuleSet[object]()
    for rules in (one, two):
        rules.rule("A", spec="RFC 1")(is_it)
    with pytest.raises(TypeError, match="There is one rule A already: give the second an id of its own"):
        one.rule("A", spec="RFC 1")(is_it)
    with pytest.raises(TypeError, match="There is one rule A already"):
        RuleSet(one, two)
    assert len(one.rules) == 1
    assert list(one.run(None).results)


def test_a_rule_without_a_question_is_refused() -> None:
    """A function without a docstring asks nothing, and neither does a row without words."""
    rules: RuleSet[object] = RuleSet()
    with pytest.raises(TypeError, match="The rule A asks nothing: write its question"):
        rules.rule("A", spec="RFC 1")(unasked)
    with pytest.raises(TypeError, match="The rule B asks nothing"):
        rows(rules)("B", " ", is_it, "It is not.", advice="Do.")


def test_an_unknown_requirement_is_refused() -> None:
    """What a rule requires is asked before it, in its own set or in one that the set comes after."""
    first, second = RuleSet[object](), RuleSet[object]()
    first.rule("A", spec="RFC 1")(is_it)
    with pytest.raises(TypeError, match="The rule B requires A, and no rule of that id comes before it"):
        second.rule("B", spec="RFC 1", requires=["A"])(is_it)
    third: RuleSet[object] = RuleSet(after=[first])
    third.rule("B", spec="RFC 1", requires=["A"])(is_it)
    assert [rule.id for rule in RuleSet(first, third).rules] == ["A", "B"]
    with pytest.raises(TypeError, match="The rule B requires A"):
        RuleSet(third, first)


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


def test_the_weighty_rules_exist() -> None:
    """What a report names first is a rule that there is, and an error where it fails."""
    assert {each for each in WEIGHTY if every_rule()[each].severity == "error"} == WEIGHTY
    assert [every_rule()[each].finding(passed()).is_weighty for each in ("IDTC-AUD-MISMATCH", "HTTP-PLAIN")] == [True, False]


def test_known_exceptions_are_of_rules_that_are_asked() -> None:
    """What providers are known for names a rule, or one that is left out on purpose."""
    named = {rule for provider in providers() for rule in provider.exceptions}
    assert named <= set(IDS) | LEFT_OUT.keys()


def test_every_kind_of_report_has_its_place() -> None:
    """The reports stand in the order of the flow."""
    assert REPORTS[0] == "metadata"
    assert list(REPORTS).index("authorize") < list(REPORTS).index("redirect") < list(REPORTS).index("id_token")
