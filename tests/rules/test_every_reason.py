"""No rule shows a reason that is not its own: every rule there is, asked about every message that the other tests make."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from unittest import mock

import pytest

from explorer.rules import Report
from explorer.rules.authorize.subject import AuthorizeCheck
from explorer.rules.catalogue import every_rule
from explorer.rules.id_token.subject import IdTokenCheck
from explorer.rules.jwks import check_jwks
from explorer.rules.registry import Condition, Outcome, RuleSet, not_applicable, not_checked
from explorer.rules.rows import rows
from tests.hostile import answer
from tests.rules import (
    test_answers,
    test_authorize,
    test_jwks,
    test_metadata,
    test_redirect,
    test_token_error,
    test_token_request,
)
from tests.rules.reasons import ABSENT, contradictions, reached, subjects, untrue

# All rules


def test_the_reason_shown_is_that_of_the_condition_that_failed() -> None:
    """Of every rule and every message: neither another condition's reason, nor one without a condition, nor an untrue one."""
    assert sorted({words for rules, subject in subjects() for words in untrue(rules, subject)}) == []


def test_one_reason_has_one_condition() -> None:
    """Where two rows of a set could give the same reason, they give it together."""
    assert sorted({reason for rules, subject in subjects() for reason in contradictions(rules, subject)}) == []


def test_every_reason_can_be_given() -> None:
    """There is a message for each condition that does not hold: none is a reason that nobody can ever see."""
    shown = {(id(rules), reason) for rules, subject in subjects() for reason, holds in reached(rules, subject) if not holds}
    sets = {id(rules): rules for rules, _ in subjects()}
    known = {(key, condition.reason) for key, rules in sets.items() for rule in rules.rules for condition in rule.conditions}
    assert sorted(reason for _, reason in known - shown) == []
    assert {rule.id for rules in sets.values() for rule in rules.rules} == {rule.id for rule in every_rule()}


def test_what_is_said_to_be_missing_is_looked_for() -> None:
    """The look into the message itself is no idle one: it is taken for dozens of reasons, in most kinds of messages."""
    given = {
        (type(subject), seen.message)
        for rules, subject in subjects()
        for _, seen in rules.run(subject).results
        if seen.verdict == "skip" and ABSENT.fullmatch(seen.message)
    }
    assert len(given) > 30
    assert len({kind for kind, _ in given}) >= 5


# The judge is judged: what is wrong on purpose is found


def asked() -> AuthorizeCheck:
    """Return an authorize request with a state, as its rules get it."""
    return next(subject for _, subject in subjects() if isinstance(subject, AuthorizeCheck) and subject.get("state"))


def entered(*, when: Callable[[AuthorizeCheck], Any], unless: str, name: str = "TEST-ONE", of: Any = None) -> RuleSet[Any]:
    """Return a set with one more row."""
    rules: RuleSet[AuthorizeCheck] = RuleSet() if of is None else of
    rows(rules)(name, "Is it so?", lambda check: [], "It is not.", spec="RFC 1", advice="Think.", when=when, unless=unless)
    return rules


def test_a_row_with_a_true_reason_is_let_through() -> None:
    """The judge finds nothing where nothing is wrong."""
    assert untrue(entered(when=lambda check: not check.get("state"), unless="a state was sent"), asked()) == []
    assert untrue(entered(when=lambda check: check.get("state"), unless="there is no state"), asked()) == []


def test_a_reason_that_denies_what_is_there_is_found() -> None:
    """A condition turned round says that there is no state, and there is one."""
    rules = entered(when=lambda check: not check.get("state"), unless="there is no state")
    assert untrue(rules, asked()) == ["TEST-ONE: 'there is no state', and it is there"]


def test_a_reason_without_its_condition_is_found() -> None:
    """A rule that gives the reason of another condition, or one though all of its conditions hold."""
    rules: RuleSet[AuthorizeCheck] = RuleSet()
    conditions = (Condition(lambda check: True, "the moon is full"), Condition(lambda check: False, "it rains"))

    @rules.rule("TEST-ONE", spec="RFC 1", conditions=conditions)
    def other(check: AuthorizeCheck) -> Outcome:
        """Is it so?"""
        return not_applicable("the moon is full")

    @rules.rule("TEST-TWO", spec="RFC 1", conditions=conditions[:1])
    def unfounded(check: AuthorizeCheck) -> Outcome:
        """Is it so too?"""
        return not_applicable("the moon is full")

    assert untrue(rules, asked()) == [
        "TEST-ONE: 'the moon is full', where its conditions say 'it rains'",
        "TEST-TWO: 'the moon is full', where its conditions say ''",
    ]


@pytest.mark.parametrize("outcome", [not_applicable("the moon is full"), not_checked("no nonce was sent, so what")])
def test_a_decorated_rule_is_held_to_its_words(outcome: Outcome) -> None:
    """It may not say what nobody listed, nor what is not so."""
    rules: RuleSet[IdTokenCheck] = RuleSet()

    @rules.rule("TEST-ONE", spec="RFC 1")
    def says(check: IdTokenCheck) -> Outcome:
        """Is it so?"""
        return outcome

    subject = next(subject for _, subject in subjects() if isinstance(subject, IdTokenCheck) and subject.nonce)
    assert len(untrue(rules, subject)) == 1


def test_a_reason_that_is_handed_on_is_that_of_the_requirement() -> None:
    """A rule whose requirement is not applicable is not for the same reason, and for no other."""
    rules = entered(when=lambda check: False, unless="it rains")
    rows(rules)("TEST-TWO", "And so?", bool, "No.", spec="RFC 1", advice="Think.", requires=["TEST-ONE"])
    assert untrue(rules, asked()) == []
    with mock.patch("explorer.rules.registry._skipped_because", return_value=not_applicable("it snows")):
        assert untrue(rules, asked()) == ["TEST-TWO: 'it snows' is not why TEST-ONE did not pass"]


def test_two_conditions_behind_one_text_are_found() -> None:
    """One row calls the state missing by its own measure, another by another."""
    rules = entered(when=lambda check: check.get("state"), unless="there is no state")
    rules = entered(when=lambda check: len(check.get("state")) > 99, unless="there is no state", name="TEST-TWO", of=rules)
    assert contradictions(rules, asked()) == ["there is no state"]


# The false reasons that there were


def of_302() -> Report:
    """Judge an answer of the token endpoint that sends us elsewhere."""
    return test_token_error.check(b"", 302, Location="https://x/")


REASONS: list[tuple[str, Callable[[], Report], str]] = [
    (
        "JWKS-CONTENT-TYPE",
        lambda: check_jwks(None, uri=test_jwks.URI, response=answer(b"oops", 500)),
        "the status is not 200, so no key set came",
    ),
    ("JWKS-EMPTY", lambda: test_jwks.check(status=500), "the status is not 200, so no key set came"),
    ("JWKS-USE-MISSING", lambda: test_jwks.check({}), "the keys do not name both uses, sig and enc"),
    ("TOKR-NOT-JSON", of_302, "the status is not 200"),
    ("TOKE-ERROR-MISSING", of_302, "the status is below 400, and the body holds no JSON object with members"),
    (
        "TOKE-ERROR-MISSING",
        lambda: test_token_error.check({}, 200),
        "the status is below 400, and the body holds no JSON object with members",
    ),
    ("TOKE-STATUS", lambda: test_token_error.check(status=200), "the status is 200: TOKR-ERROR-IN-200 judges that"),
    ("TOKE-401-NO-CHALLENGE", lambda: test_token_error.check(status=401, header=False), "no Authorization header was sent"),
    ("DISC-DUPLICATE-MEMBER", lambda: test_metadata.check(body=b"<html>"), "the answer is no JSON: DISC-NOT-JSON judges that"),
    ("DISC-NO-CODE", lambda: test_metadata.check({"response_types_supported": "code"}), "it does not list its response types"),
    ("TOKQ-ASSERTION-LONG", lambda: test_token_request.asserted(exp=None), "the assertion does not say when it expires"),
    (
        "TOKQ-BASIC-EMPTY-SECRET",
        lambda: test_token_request.with_header("Basic !!!!"),
        "the Basic header is no base64 of id:secret",
    ),
    (
        "TOKR-SCOPE-WIDER",
        lambda: test_answers.of_tokens(scope=["openid"]),
        "its scope is no text: TOKR-SCOPE-FORMAT judges that",
    ),
    (
        "TOKR-SCOPE-NARROWER",
        lambda: test_answers.of_tokens(scope=["openid"]),
        "its scope is no text: TOKR-SCOPE-FORMAT judges that",
    ),
    ("TOKR-SCOPE-NO-OPENID", lambda: test_answers.of_tokens("email"), "openid was not requested"),
    (
        "AUTHR-WRONG-REDIRECT-URI",
        lambda: test_redirect.check(test_redirect.OK, test_redirect.asked(redirect_uri=None)),
        "the request names no redirect_uri",
    ),
    (
        "AUTHR-ISS-UNADVERTISED",
        lambda: test_redirect.check(test_redirect.OK, promises_iss=None),
        "there is no discovery document",
    ),
    (
        "AUTHZ-NONCE-MISSING",
        lambda: test_authorize.check({"request_uri": "urn:ietf:params:oauth:request_uri:1"}),
        "the request was pushed before",
    ),
    (
        "AUTHZ-PKCE-CHALLENGE-MISMATCH",
        lambda: test_authorize.check({"code_challenge_method": "plain"}),
        "the method is plain: AUTHZ-PKCE-PLAIN judges that",
    ),
    (
        "AUTHZ-CLAIMS-MEMBER",
        lambda: test_authorize.check({"claims": "email"}),
        "claims is no JSON object: AUTHZ-CLAIMS-NOT-JSON judges that",
    ),
    (
        "AUTHZ-REDIRECT-URI-LOCALHOST",
        lambda: test_authorize.check({"redirect_uri": "http://[x"}),
        "the redirect_uri cannot be taken apart: AUTHZ-REDIRECT-URI-RELATIVE judges that",
    ),
    (
        "AUTHZ-REDIRECT-URI-MISSING",
        lambda: test_authorize.check({"request": "a"}),
        "there is a request object, which may say it",
    ),
]


@pytest.mark.parametrize(("rule", "report", "reason"), REASONS, ids=[rule for rule, *_ in REASONS])
def test_reasons_that_were_false(rule: str, report: Callable[[], Report], reason: str) -> None:
    """What was said of these messages once was not so; now it is."""
    assert (report()[rule].verdict, report()[rule].message) == ("skip", reason)


@pytest.mark.parametrize(
    ("rule", "report"),
    [
        ("AUTHR-ISS-FORMAT", lambda: test_redirect.check(f"{test_redirect.CALLBACK}?code=c&state=s1&iss=")),
        ("AUTHR-ERROR-UNKNOWN", lambda: test_redirect.check(f"{test_redirect.CALLBACK}?error=&state=s1")),
        ("TOKQ-REDIRECT-URI-MISMATCH", lambda: test_token_request.altered(extra=(("redirect_uri", ""),))),
    ],
)
def test_what_is_empty_is_found(rule: str, report: Callable[[], Report]) -> None:
    """A value that is wrong because it is empty is no pass."""
    assert (report()[rule].verdict, report()[rule].received) == ("fail", "(an empty text)")
