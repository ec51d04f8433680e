"""What this run did after something was said makes it out of date, and advice is for what this client can do."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from explorer import Client, Flow, diagnose
from tests.diagnosis.answers import PLAIN, UNBELIEVED, after, ids, refused
from tests.diagnosis.small_provider import CALLBACK, SmallProvider, answer
from tests.diagnosis.voices import by_the_book

REFUSED = answer({"error": "invalid_token"}, 401)
TOKENS = {"access_token": "abcdefghijklmnopqrstuvwxyz", "token_type": "Bearer", "expires_in": 3600, "scope": "openid"}
PUBLIC = Client("app", redirect_uri=CALLBACK)


def test_introspection_that_is_older_than_the_revocation(tmp_path: Path) -> None:
    """It speaks neither against the revocation nor for a session that ended, and a link to sign out that lies there ended nothing."""
    small = SmallProvider(by_the_book, answers={"/introspect": answer({"active": True}), "/revoke": answer({})})

    def asked(flow: Flow) -> None:
        flow.introspect()
        flow.logout_url(post_logout_redirect_uri="https://app.example/bye")
        flow.revoke("access_token")
        small.answers["/userinfo"] = REFUSED
        flow.userinfo()

    found = after(small, asked, tmp_path)
    assert ids(found)[0] == "access-token-revoked"
    told = {cause.id: cause.evidence for cause in found.causes}
    assert "active: true" not in told["access-token-revoked"]
    assert "Introspection" not in told["session-ended"]
    assert next(cause for cause in found.causes if cause.id == "session-ended").verdict == "possible"


def test_nothing_to_refresh(tmp_path: Path) -> None:
    """Where no refresh token came, nobody is told to refresh."""
    small = SmallProvider(by_the_book, answers={"/userinfo": REFUSED, "/token": answer(TOKENS)})
    found = after(small, lambda flow: flow.userinfo(), tmp_path)
    for cause in found.causes:
        if cause.id in ("access-token-revoked", "access-token-expired"):
            assert "no refresh token came" in cause.advice
            assert "press Refresh" not in cause.in_panel


@pytest.mark.parametrize(
    ("error", "said", "first"),
    [
        ("invalid_request", "client_secret: Field required", "credential-missing"),
        ("invalid_client", "missing required credentials", "client-may-not-ask"),
    ],
    ids=["a parameter", "a proof"],
)
def test_a_public_client_that_is_not_heard(error: str, said: str, first: str, tmp_path: Path) -> None:
    """A parameter that is missed by its name is one thing, a proof another; nobody is told to register as public what is."""
    reply = answer({"error": error, "error_description": said}, 400)
    small = SmallProvider(by_the_book, takes="none", answers={"/revoke": reply})
    found = after(small, lambda flow: flow.revoke("access_token"), tmp_path, PUBLIC)
    assert ids(found)[0] == first
    for cause in found.causes:
        assert "Register the client as public" not in cause.advice or cause.id != "credential-missing"


def test_a_header_and_a_body_that_is_no_form(tmp_path: Path) -> None:
    """What is missed then is the body's: a server that cannot read it misses everything in it."""
    reply = answer({"error": "invalid_client", "error_description": "client_id missing"}, 400)
    found = diagnose(refused(reply, tmp_path, PLAIN, change={"headers": [("Content-Type", "application/json")]}).run)
    assert ids(found)[0] == "body-not-form"


def test_a_blank_is_mistyped_more_often_than_read_otherwise(tmp_path: Path) -> None:
    """A secret of letters with a blank in it: wrong before the other encoding; with a + in it, it may well be the encoding."""
    wrong = answer({"error": "invalid_client", "error_description": "invalid client_secret"}, 401)
    blank, plus = (
        dataclasses.replace(PLAIN, client_secret=text) for text in ("plain secret of letters", "plain+secret of letters")
    )
    assert ids(diagnose(refused(wrong, tmp_path / "a", blank).run))[0] == "secret-wrong"
    assert ids(diagnose(refused(wrong, tmp_path / "b", plus).run))[0] == "basic-encodings-differ"
    assert "basic-encodings-differ" not in ids(diagnose(refused(UNBELIEVED, tmp_path / "c", PLAIN).run))


@pytest.mark.parametrize("said", ["User not found", "The subject of this token no longer exists"])
def test_a_person_who_is_gone(said: str, tmp_path: Path) -> None:
    """Who was let in a moment ago, and is not found now, was deleted since; that is no question of assignments."""
    reply = answer({"error": "invalid_token", "error_description": said}, 401)
    found = after(SmallProvider(by_the_book, answers={"/userinfo": reply}), lambda flow: flow.userinfo(), tmp_path)
    assert ids(found)[0] == "session-ended"
    assert not found.proven


def test_a_refresh_token_whose_reuse_was_seen(tmp_path: Path) -> None:
    """All of the family is revoked for it; what did it is the reuse."""
    small = SmallProvider(by_the_book)

    def refused_at_once(flow: Flow) -> None:
        small.answers["/token"] = answer(
            {"error": "invalid_grant", "error_description": "refresh token reuse detected, family revoked"}, 400
        )
        flow.refresh()

    assert ids(after(small, refused_at_once, tmp_path))[0] == "refresh-token-replaced"


@pytest.mark.parametrize("asked_before", [False, True])
def test_what_this_flow_gave_back_is_proven_whatever_was_asked_before(tmp_path: Path, asked_before: bool) -> None:
    """That UserInfo took the token before is no sign of somebody else's doing, where this flow ended it itself."""
    small = SmallProvider(by_the_book, answers={"/revoke": answer({})})

    def then(flow: Flow) -> None:
        if asked_before:
            flow.userinfo()
        flow.revoke("access_token")
        small.answers["/userinfo"] = answer({"error": "invalid_token"}, 401)
        flow.userinfo()

    found = after(small, then, tmp_path)
    assert [cause.id for cause in found.proven] == ["access-token-revoked"]
    assert not found.likely
    assert found.is_meant
