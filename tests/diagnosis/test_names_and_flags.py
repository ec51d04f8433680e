"""Answers without a sentence: flags, tables of what was wanted, and words that leave out what they speak of."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from explorer import Flow, diagnose
from explorer.diagnosis.members import statement
from explorer.diagnosis.relations import read_relations
from tests.diagnosis.answers import PLAIN, after, grant, ids, refused
from tests.diagnosis.small_provider import SmallProvider, answer
from tests.diagnosis.voices import by_the_book


@pytest.mark.parametrize(
    ("name", "value", "owner", "said"),
    [
        ("enabled", False, "client", "client not enabled"),
        ("isActive", False, "user", "user not active"),
        ("code_consumed", True, "", "code consumed"),
        ("requiredScopes", ["profile", "read"], "", "required scopes: profile read"),
        ("expected_audience", "https://api.example", "", "expected audience: https://api.example"),
        ("active", False, "", None),  # of what?
        ("success", False, "status", None),
        ("enabled", "false", "client", None),
        ("required_scopes", [], "", None),
        ("required_scopes", {"all": 1}, "", None),
        ("scope", "openid", "", None),
        ("access_token_expired", True, "", "access token expired"),
        ("", True, "", None),
    ],
)
def test_what_a_name_says(name: str, value: Any, owner: str, said: str | None) -> None:
    """A flag needs a thing, its own or the one in which it stands; a table needs to say that something was wanted."""
    assert statement(name, value, owner) == said


@pytest.mark.parametrize(
    ("status", "body", "cause"),
    [
        (401, {"error": "invalid_client", "client": {"enabled": False}}, "client-disabled"),
        (401, {"error": "invalid_client", "client": {"exists": False}}, "client-unknown"),
        (400, {"error": "invalid_grant", "detail": {"code": {"consumed": True}}}, "code-used-before"),
        (400, {"error": "invalid_request", "allowed_grant_types": ["client_credentials"]}, "grant-not-allowed"),
        (400, {"error": "invalid_grant", "reason": "expired"}, "code-old"),
        (400, {"error": "invalid_grant", "error_description": "It was redeemed 12 seconds ago."}, "code-used-before"),
        (401, {"error": "invalid_client", "error_description": "Suspended."}, "client-disabled"),
        (401, {"error": "invalid_client", "error_description": "Not found"}, "client-unknown"),
    ],
)
def test_at_the_token_endpoint(tmp_path: Path, status: int, body: dict[str, Any], cause: str) -> None:
    """Flags and tables are read, and a sentence without a noun speaks of what the error code is about."""
    assert ids(diagnose(refused(answer(body, status), tmp_path, PLAIN).run))[0] == cause


@pytest.mark.parametrize(
    ("status", "body", "cause"),
    [
        (401, {"error": "bad_token", "accepted_scopes": ["profile"], "token_scopes": ["email"]}, "scope-lacking"),
        (401, {"error": "unauthorized", "expected_audience": "https://api.example"}, "token-for-another-api"),
        (401, {"error": "invalid_token", "error_description": "Expired"}, "access-token-expired"),
    ],
)
def test_at_userinfo(tmp_path: Path, status: int, body: dict[str, Any], cause: str) -> None:
    """An API says what it wanted, and what the token has."""
    small = SmallProvider(by_the_book, answers={"/userinfo": answer(body, status)})
    assert ids(after(small, Flow.userinfo, tmp_path))[0] == cause


def test_that_nobody_knows_what_is_wrong_says_nothing(tmp_path: Path) -> None:
    """ "Mismatch" without a noun says no more than invalid_grant does."""
    bare, mismatch = (diagnose(refused(grant(said), tmp_path, PLAIN).run) for said in ("", "Invalid."))
    assert [cause.id for cause in mismatch.causes[:3]] == [cause.id for cause in bare.causes[:3]]


def test_a_long_sentence_has_its_own_subject() -> None:
    """Only a short one leaves out what it speaks of; and one that names a thing speaks of that."""
    assert {cause for each in read_relations("expired", None, "code") for cause in each.causes} >= {"code-old"}
    assert not read_relations("what you are looking for here with so many of these words expired", None, "code")
    assert "code-old" not in {cause for each in read_relations("the secret expired", None, "code") for cause in each.causes}
