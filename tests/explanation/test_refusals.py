"""A refusal that is pasted alone is weighed by its code and its words, as the diagnosis of a sign-in weighs them."""

from __future__ import annotations

import json

import pytest

from explorer import explain
from explorer.views.explanation import explanation_html
from explorer.views.plain import plain_text

NAMED = {
    "used": ("invalid_grant", "AADSTS54005: OAuth2 Authorization code was already redeemed", "code-used-before"),
    "old": ("invalid_grant", "AADSTS70008: The provided authorization code has expired.", "code-old"),
    "verifier": ("invalid_grant", "PKCE verification failed", "verifier-wrong"),
    "address": ("invalid_grant", "redirect_uri does not match", "redirect-uri-differs"),
}


def refusal(error: str, words: str = "") -> str:
    """Return the body of a token error response."""
    return json.dumps({"error": error, **({"error_description": words} if words else {})})


def http(body: str) -> str:
    """Return an answer of the token endpoint with this body."""
    return f"HTTP/1.1 400 Bad Request\nContent-Type: application/json\n\n{body}"


@pytest.mark.parametrize(("error", "words", "cause"), NAMED.values(), ids=NAMED)
@pytest.mark.parametrize("form", [refusal, lambda *given: http(refusal(*given))], ids=["body", "http"])
def test_the_words_name_a_cause(form, error: str, words: str, cause: str) -> None:
    """It comes first and is likely, whatever stands first in the list of its code; in a page, in Markdown and as data."""
    found = explain(form(error, words))
    (why,) = [each.why for each in found.everything if each.why is not None]
    assert why.first is not None
    assert (why.first.id, why.first.verdict) == (cause, "likely")
    shown = plain_text(explanation_html(found))
    assert shown.index(why.first.title) < min(shown.find(each.title) % 10**9 for each in why.causes[1:])
    assert why.first.title in found.to_markdown()
    assert cause in json.dumps(found.to_dict())


def test_a_code_alone_names_no_cause() -> None:
    """Where the provider says nothing, several causes stand first together, and none is likely."""
    why = explain(refusal("invalid_grant")).why
    assert why is not None
    assert not why.likely
    assert len(why.joint) > 2


def test_a_refused_refresh_has_causes_of_its_own() -> None:
    """Words that are about a refresh token lead to what ends one, and to nothing about a code."""
    why = explain(refusal("invalid_grant", "The refresh token is expired or revoked")).why
    assert why is not None
    assert why.leg == "refresh"
    assert why.first is not None
    assert "code" not in why.first.id


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        ("https://app.example/cb?error=access_denied&error_description=User+cancelled&state=x", "user-said-no"),
        ("12:00:01 ERROR AADSTS50011: The redirect URI in the request does not match", "redirect-uri-not-registered"),
        ("<html><title>Error</title><h1>Error</h1><p>redirect_uri_mismatch</p></html>", "redirect-uri-not-registered"),
    ],
    ids=["redirect", "log", "page"],
)
def test_refusals_of_other_forms(text: str, cause: str) -> None:
    """An address that the browser came back to, a line of a log and an error page are weighed the same way."""
    (why,) = [each.why for each in explain(text).everything if each.why is not None]
    assert why.first is not None
    assert why.first.id == cause


def test_nothing_is_said_of_what_was_not_pasted() -> None:
    """The request is not known: nothing is ruled out by it, nothing speaks against a cause, and no step of a flow is offered."""
    for text in (refusal("invalid_grant", "PKCE verification failed"), "redirect_uri_mismatch"):
        why = explain(text).why
        assert why is not None
        assert not why.ruled_out
        assert not any(cause.against for cause in why.causes)
        assert why.experiment is None
        assert "flow." not in plain_text(explanation_html(explain(text)))


def test_each_thing_is_said_once() -> None:
    """The meaning of the code, and of the words, stand in one place of an answer that is raw HTTP, without marks of Markdown."""
    shown = plain_text(explanation_html(explain(http(refusal("invalid_grant", "sorry")))))
    assert shown.count("can no longer be exchanged, or never could be") == 1
    assert "`" not in shown
    assert "An answer with the status 400." in shown


def test_with_its_request_it_is_judged_as_a_sign_in() -> None:
    """Where the request stands beside it, the run of both is diagnosed, and the answer alone no more."""
    request = (
        "POST /token HTTP/1.1\nHost: op.example\nContent-Type: application/x-www-form-urlencoded\n\n"
        "grant_type=authorization_code&code=abcdefgh12345678&redirect_uri=https%3A%2F%2Fapp%2Fcb&client_id=a"
    )
    found = explain(f"{request}\n\n{http(refusal('invalid_grant', 'sorry'))}")
    assert len(found.runs) == 1
    assert not [each for each in found.everything if each.why is not None]


def test_a_secret_that_is_repeated() -> None:
    """A refusal that repeats a secret shows it nowhere, the evidence of a cause included."""
    text = json.dumps(
        {"error": "invalid_client", "error_description": "the secret canary-12345 is wrong", "client_secret": "canary-12345"}
    )
    found = explain(text)
    for shown in (
        explanation_html(found),
        found.to_markdown(),
        repr(found.why),
        json.dumps(found.to_dict()),
        repr(vars(found)),
    ):
        assert "canary" not in shown
