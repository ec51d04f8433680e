"""The order of causes within a grade, and those that stand first together: nobody is led to believe the first of equals."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from explorer import Flow, diagnose
from explorer.views.diagnosis import diagnosis_html, diagnosis_sentence
from tests.diagnosis.answers import PLAIN, UNBELIEVED, after, grant, ids, refused
from tests.diagnosis.small_provider import SmallProvider, answer
from tests.diagnosis.voices import by_the_book

DENIED = answer(
    {"error": "access_denied", "error_description": "The resource owner or authorization server denied the request"}, 400
)
FORM = {"error": "invalid_request", "error_description": "content must be application/x-www-form-urlencoded"}
MATCH = {"error": "invalid_request", "error_description": "redirect_uri did not match the one used when creating auth code"}


def test_equals_stand_first_together(tmp_path: Path) -> None:
    """A code that was used, one that was lost, one of a person who is gone look alike; the repr, the sentence and the page say so."""
    found = diagnose(refused(grant("grant request is invalid"), tmp_path).run)
    assert [cause.id for cause in found.joint] == ["code-used-before", "code-lost", "session-ended"]
    assert "nothing in this run tells the first 3 apart" in repr(found)
    assert diagnosis_sentence(found).startswith("One of these, and nothing in this run tells which")
    assert "One of these" in str(diagnosis_html(found))
    assert found.experiment is not None


def test_one_that_more_speaks_for_stands_alone(tmp_path: Path) -> None:
    """Words that name it, or a fact of the record, part it from the others."""
    found = diagnose(refused(grant("The authorization code has expired"), tmp_path).run)
    assert ids(found)[0] == "code-old"
    assert found.joint == ()
    assert "apart" not in repr(found)


def test_what_is_proven_stands_alone(tmp_path: Path) -> None:
    """Whatever else there is."""
    found = diagnose(
        refused(
            grant("Invalid code_verifier"), tmp_path, change={"extra": [("code_verifier", "x" * 50)], "omit": ["code_verifier"]}
        ).run
    )
    assert found.proven
    assert found.joint == ()


def test_a_guess_is_no_equal(tmp_path: Path) -> None:
    """Where nothing speaks for anything, it is called a guess, and the repr begins with the cause that `first` is."""
    found = after(SmallProvider(by_the_book, answers={"/userinfo": DENIED}), lambda flow: flow.userinfo(), tmp_path)
    assert found.first is not None
    assert (found.first.strength, found.joint) == ("guess", ())
    assert found.first.title in repr(found).split("to do:")[0]


@pytest.mark.parametrize("method", ["client_secret_basic", "client_secret_post"])
def test_how_many_methods_are_listed_is_no_evidence(method: str, tmp_path: Path) -> None:
    """It is so of nearly every client, so a wrong secret stays the more common of the two."""
    client = dataclasses.replace(PLAIN, token_endpoint_auth_method=method)
    methods = ["client_secret_basic", "client_secret_post"]
    found = diagnose(
        refused(answer({"error": "invalid_client"}, 401), tmp_path, client, token_endpoint_auth_methods_supported=methods).run
    )
    assert {"secret-wrong", "method-not-registered"} <= {cause.id for cause in found.joint}
    assert ids(found)[0] == "secret-wrong"


def test_the_experiment_is_that_of_what_stands_first(tmp_path: Path) -> None:
    """One of another cause would decide nothing of the first."""
    page = answer("<h1>Service Unavailable</h1>", 503)
    found = diagnose(refused(page, tmp_path).run)
    assert found.first is not None
    assert found.experiment in [cause.experiment for cause in (found.first, *found.joint)] or found.experiment is None


def test_userinfo_that_refuses_spoke_of_nobody(tmp_path: Path) -> None:
    """openid was granted and an ID token came, so no scope lacks; and what a refusal does not hold was not wrong with it."""
    found = after(SmallProvider(by_the_book, answers={"/userinfo": DENIED}), lambda flow: flow.userinfo(), tmp_path)
    assert ids(found)[0] in ("access-token-revoked", "session-ended")
    assert {"other-subject", "subject-missing", "userinfo-unreadable"} <= {cause.id for cause in found.ruled_out}
    lacking = next(cause for cause in found.causes if cause.id == "scope-lacking")
    assert any("openid was granted" in sentence for sentence in lacking.against)


def test_a_scope_that_userinfo_says_is_lacking(tmp_path: Path) -> None:
    """Its own words come before what was granted."""
    reply = answer({"error": "insufficient_scope"}, 403)
    found = after(SmallProvider(by_the_book, answers={"/userinfo": reply}), lambda flow: flow.userinfo(), tmp_path)
    assert ids(found)[0] == "scope-lacking"


def test_a_refresh_token_that_nobody_asked_for(tmp_path: Path) -> None:
    """Without offline_access it may hang on the session; one that worked once more since does not, as far as anybody sees."""
    small = SmallProvider(by_the_book)

    def refused_at_once(flow: Flow) -> None:
        small.answers["/token"] = grant()
        flow.refresh()

    def refused_later(flow: Flow) -> None:
        flow.refresh()
        refused_at_once(flow)

    assert ids(after(small, refused_at_once, tmp_path))[0] == "session-ended"
    del small.answers["/token"]
    assert ids(after(small, refused_later, tmp_path))[0] != "session-ended"


@pytest.mark.parametrize(
    ("reply", "change", "first", "strangers"),
    [
        (
            FORM,
            {"headers": [("Content-Type", "application/json")]},
            "body-not-form",
            ("secret-wrong", "client-unknown", "client-disabled"),
        ),
        (
            MATCH,
            {"extra": [("redirect_uri", "http://localhost:8400/cb")], "omit": ["redirect_uri"]},
            "redirect-uri-differs",
            ("two-methods", "client-unknown"),
        ),
    ],
    ids=["a content type", "an address"],
)
def test_words_speak_for_what_they_name(
    reply: dict[str, str], change: dict[str, object], first: str, strangers: tuple[str, ...], tmp_path: Path
) -> None:
    """application/x-www-form-urlencoded names no application, and "the one used when creating auth code" no two ways."""
    found = diagnose(refused(answer(reply, 400), tmp_path, PLAIN, change=change).run)
    assert ids(found)[0] == first
    assert not [cause.id for cause in found.causes if cause.id in strangers and reply["error_description"] in cause.evidence]


def test_a_secret_that_is_refused_with_access_denied(tmp_path: Path) -> None:
    """Which is a code of links; at the token endpoint Auth0 says so of a client that it does not believe."""
    found = diagnose(refused(answer({"error": "access_denied", "error_description": "Unauthorized"}, 401), tmp_path, PLAIN).run)
    assert ids(found)[0] == "secret-wrong"


def test_weight_is_score_without_how_often(tmp_path: Path) -> None:
    """What is evidence is told apart from what is a habit."""
    found = diagnose(refused(UNBELIEVED, tmp_path, PLAIN).run)
    assert all(0 <= cause.score - cause.weight <= 9 for cause in found.causes)


def test_a_sentence_that_repeats_the_code_names_nothing(tmp_path: Path) -> None:
    """ "The provided authorization grant is invalid" is invalid_grant in other words: nothing is likely by it."""
    found = diagnose(refused(grant("The provided authorization grant is invalid."), tmp_path).run)
    assert not found.proven
    assert not found.likely
