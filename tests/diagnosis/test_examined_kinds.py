"""Kinds of failures that were met in the field: facts and codes before vague words, and nothing said that is not so."""

from __future__ import annotations

import base64
import dataclasses
from pathlib import Path
from typing import Any

import pytest

from explorer import Client, Flow, diagnose
from explorer.diagnosis import Diagnosis
from explorer.views.diagnosis import diagnosis_html
from explorer.views.plain import plain_text
from tests.diagnosis.answers import PLAIN, UNBELIEVED, refused
from tests.diagnosis.small_provider import CALLBACK, ISSUER, SECRET, SmallProvider, answer
from tests.diagnosis.voices import by_the_book

CLIENT = Client("app", SECRET, redirect_uri=CALLBACK)


def started(runs: Path, ask: dict[str, Any] | None = None, **small: Any) -> tuple[Flow, SmallProvider]:
    """Return a flow whose link is made, and its provider."""
    provider = SmallProvider(by_the_book, **small)
    flow = Flow(ISSUER, CLIENT, http=provider, runs=runs)
    flow.discover()
    flow.authorize(**(ask or {}))
    return flow, provider


def signed_in(runs: Path, ask: dict[str, Any] | None = None, **small: Any) -> tuple[Flow, SmallProvider]:
    """Return a flow whose tokens came."""
    flow, provider = started(runs, ask, **small)
    flow.receive(provider.sign_in(flow.authorization_request.url))  # type: ignore[union-attr]
    flow.exchange()
    return flow, provider


def brought(runs: Path, query: str, ask: dict[str, Any] | None = None) -> Diagnosis:
    """Diagnose an error in the redirect."""
    flow, _ = started(runs, ask)
    flow.receive(f"{CALLBACK}?{query}&state={flow.authorization_request.state}")  # type: ignore[union-attr]
    return diagnose(flow.run)


def shown(runs: Path, page: str, status: int | None, ask: dict[str, Any] | None = None) -> Diagnosis:
    """Diagnose a page."""
    flow, _ = started(runs, ask)
    flow.receive(page, status=status)
    return diagnose(flow.run)


def verdicts(found: Diagnosis) -> dict[str, str]:
    """Return the verdict of each cause."""
    return {cause.id: cause.verdict for cause in found.causes}


REDIRECTS = [
    ("consent-missing", "error=consent_required&error_description=requested+scopes+not+granted", {"prompt": "none"}),
    ("scope-not-allowed", "error=invalid_scope&error_description=requested+scopes+not+granted", {"scope": "openid pay"}),
    (
        "redirect-uri-not-registered",
        "error=unauthorized_client&error_description=The+app+is+not+authorized+to+use+this+redirect_uri:+https://app.example/cb",
        {},
    ),
    (
        "response-mode-wrong",
        "error=invalid_request&error_description=requested+response_mode+is+not+allowed+for+the+requested+response_type",
        {"extra": [("response_mode", "query")]},
    ),
    ("response-type-wrong", "error=unsupported_response_type", {}),
    ("pkce-method", "error=invalid_request&error_description=Transform+algorithm+not+supported.", {"pkce": "plain"}),
]


@pytest.mark.parametrize(("cause", "query", "ask"), REDIRECTS, ids=[f"{n} {row[0]}" for n, row in enumerate(REDIRECTS)])
def test_words_and_codes_of_a_redirect(cause: str, query: str, ask: dict[str, Any], tmp_path: Path) -> None:
    """A code that means just this, and words whose subject this is, come before words that mention it."""
    found = brought(tmp_path, query, ask)
    assert found.first is not None
    assert found.first.id == cause


def test_an_unauthorized_client_on_a_page(tmp_path: Path) -> None:
    """Nobody was sent back, so the client or its address is meant, and no grant; where a flow is named, that is."""
    first = shown(tmp_path, "AuthorizationError: Unauthorized client", 403).first
    assert first is not None
    assert first.id == "client-unknown"
    told = shown(tmp_path, "The client is not authorized to use the implicit flow", 403).first
    assert told is not None
    assert told.id == "grant-not-allowed"


def test_a_sentence_about_the_address_is_none_about_the_client(tmp_path: Path) -> None:
    """What else a plain sentence speaks of is no sign."""
    found = shown(tmp_path, "The redirect_uri is not registered for this app", 400)
    assert not [each for cause in found.causes for each in cause.speaks_for if "app" in each and cause.id == "client-unknown"]


def test_a_field_that_a_validator_misses_on_a_page(tmp_path: Path) -> None:
    """Its list is read where the browser shows it, as it is at the token endpoint."""
    page = '{"detail":[{"type":"missing","loc":["query","nonce"],"msg":"Field required"}]}'
    found = shown(tmp_path, page, 422, {"nonce": None})
    assert found.first is not None
    assert found.first.id == "nonce-required"


def test_a_missing_header_is_no_failure(tmp_path: Path) -> None:
    """Cache-Control bites and stops nobody; and it hides no cause of its own that comes later."""
    tokens = answer({"access_token": "a" * 30, "token_type": "Bearer", "expires_in": 300})
    flow, _ = signed_in(tmp_path, {"scope": "email"}, answers={"/token": tokens})
    flow.check()
    found = diagnose(flow.run)
    assert not found.failed
    assert "TOKR-NO-STORE-MISSING" in " ".join(found.bites)


def test_a_complaint_about_the_metadata_of_a_sign_in_that_worked(tmp_path: Path) -> None:
    """The provider left out what has to be there, and its token was verified all the same: that bites, and failed nobody."""
    flow, _ = signed_in(tmp_path, described={"subject_types_supported": None})
    flow.check()
    found = diagnose(flow.run)
    assert not found.failed
    assert "DISC-SUBJECT-TYPES-MISSING" in " ".join(found.bites)


def test_a_document_that_was_read_is_there(tmp_path: Path) -> None:
    """What is wrong in a document rules out that there is none, or a page in its place; another issuer stays a failure."""
    flow, _ = started(tmp_path, described={"issuer": "https://elsewhere.example"})
    found = diagnose(flow.run)
    assert found.first is not None
    assert found.first.id == "issuer-of-metadata"
    assert {verdicts(found)[cause] for cause in ("issuer-wrong", "discovery-is-a-page", "discovery-closed")} == {"ruled out"}


def test_what_was_checked_and_passed_is_ruled_out(tmp_path: Path) -> None:
    """A signature that holds is wrong in no case."""
    flow, _ = signed_in(tmp_path, changes={"aud": "somebody-else"})
    flow.check()
    found = verdicts(diagnose(flow.run))
    assert found["audience-differs"] == "likely"
    assert {found[cause] for cause in ("signature-wrong", "clock-off", "issuer-differs", "nonce-differs")} == {"ruled out"}


def test_a_token_that_this_flow_revoked(tmp_path: Path) -> None:
    """The provider confirmed it, so no UserInfo may take it: that is proven, and a header was not lost."""
    flow, _ = signed_in(tmp_path, answers={})
    flow.revoke("access_token")
    flow.userinfo()
    found = diagnose(flow.run)
    assert "access-token-revoked" in {cause.id for cause in (*found.proven, *found.likely)}
    assert verdicts(found)["token-not-shown"] == "possible"


def test_a_state_that_came_back_unencoded(tmp_path: Path) -> None:
    """It is the one that was sent, read as it stands; no other sign-in is proven by it."""
    flow, _ = started(tmp_path, {"state": "a+b c&d"})
    flow.receive(f"{CALLBACK}?code=SplxlOBeZQQYbYS6WxSbIA-0001&state=a+b c&d")
    found = diagnose(flow.run)
    assert found.first is not None
    assert found.first.id == "state-changed-on-the-way"
    assert {cause.id for cause in found.proven} <= {"state-changed-on-the-way"}


def test_a_link_that_only_waits_has_no_causes(tmp_path: Path) -> None:
    """Nothing failed, and nothing is guessed."""
    flow, _ = started(tmp_path, {"prompt": "consent"})
    found = diagnose(flow.run)
    assert found.causes == ()
    assert not found.failed
    assert "no answer has come" in found.sentence


def test_an_experiment_is_possible(tmp_path: Path) -> None:
    """A link in which nothing was added cannot be opened without it; discovery is asked once more, without a link."""
    page = shown(tmp_path, "Please enter the 6-digit code from your authenticator app", 200)
    assert page.experiment is None or page.experiment.id != "unaltered-link"
    small = SmallProvider(by_the_book, answers={"/.well-known/openid-configuration": answer("", 503)})
    flow = Flow(ISSUER, dataclasses.replace(CLIENT), http=small, runs=tmp_path)
    with pytest.raises(Exception, match="503"):
        flow.discover()
    asked = diagnose(flow.run).experiment
    assert asked is not None
    assert asked.id == "ask-again"
    assert "discover" in asked.code


def test_a_token_that_is_good_no_more(tmp_path: Path) -> None:
    """active: false is said to a client that was heard: neither its secret nor the address is the matter."""
    flow, _ = signed_in(tmp_path, answers={"/introspect": answer({"active": False})})
    flow.introspect()
    causes = verdicts(diagnose(flow.run))
    assert "access-token-revoked" in causes
    assert not causes.keys() & {"secret-wrong", "secret-expired", "client-disabled", "wrong-endpoint", "header-lost"}


def test_a_token_that_introspection_calls_good(tmp_path: Path) -> None:
    """UserInfo refuses it all the same: it has neither expired, nor was it revoked; the person or the session is gone."""
    refused = answer({"error": "invalid_token", "error_description": "invalid token provided"}, 401)
    flow, _ = signed_in(tmp_path, answers={"/userinfo": refused, "/introspect": answer({"active": True})})
    flow.introspect()
    flow.userinfo()
    order = [cause.id for cause in diagnose(flow.run).causes]
    assert order.index("session-ended") < min(order.index(f"access-token-{end}") for end in ("expired", "revoked", "replaced"))


def test_a_refresh_token_that_the_provider_lost(tmp_path: Path) -> None:
    """A provider that was restarted says of it what it says of any that it does not know: that is among the causes."""
    flow, small = signed_in(tmp_path, {"scope": "openid offline_access"})
    small.answers["/token"] = answer({"error": "invalid_grant", "error_description": "refresh token does not exist"}, 401)
    flow.refresh()
    assert "refresh-token-lost" in [cause.id for cause in diagnose(flow.run).causes if cause.speaks_for]


def _basic(pair: str) -> list[tuple[str, str]]:
    return [("Authorization", f"Basic {base64.b64encode(pair.encode()).decode()}")]


@pytest.mark.parametrize(
    ("written", "verdict"),
    [
        ({"headers": _basic("app:")}, "likely"),
        ({"headers": _basic("app:another-secret-of-words-and-letters")}, "ruled out"),
        ({"headers": [("Authorization", "Basic !")]}, "possible"),
        ({"omit": ["authorization"], "extra": [("client_id", "app"), ("client_secret", "")]}, "likely"),
    ],
    ids=["empty in the header", "another in the header", "unreadable", "empty in the body"],
)
def test_a_secret_that_was_written_by_hand(written: dict[str, Any], verdict: str, tmp_path: Path) -> None:
    """What is known of the client's own secret is nothing that is known of this request."""
    found = diagnose(refused(UNBELIEVED, tmp_path, PLAIN, change=written).run)
    verdicts = {cause.id: cause.verdict for cause in found.causes}
    assert verdicts["secret-empty"] == verdict
    assert (found.causes[0].id in ("secret-empty", "credential-missing")) == (verdict == "likely")
    told = [each for cause in found.causes for each in (*cause.speaks_for, *cause.against)]
    assert not any(f"{len(PLAIN.client_secret or '')} characters" in each for each in told)


def test_a_code_of_the_token_endpoint_on_a_page(tmp_path: Path) -> None:
    """A product that writes invalid_grant on its own page does not speak of a code, for there is none yet."""
    flow, _ = started(tmp_path)
    flow.receive('{"error":"invalid_grant","error_description":"redirect_uri is not in the list of allowed ones"}', status=400)
    found = diagnose(flow.run)
    assert found.causes[0].id == "redirect-uri-not-registered"
    assert "The code or the refresh token" not in found.sentence


def test_evidence_that_stands_above_already(tmp_path: Path) -> None:
    """Of a check whose sentence is the headline, the name of the rule alone is no evidence."""
    flow, small = started(tmp_path)
    flow.receive(small.sign_in(flow.authorization_request.url).replace("state=", "state=x"))  # type: ignore[union-attr]
    found = diagnose(flow.run)
    assert found.causes[0].speaks_for[0].endswith("(AUTHR-STATE-ALTERED)")
    head = plain_text(diagnosis_html(found)).partition("ruled out")[0]
    assert found.causes[0].id in head
    assert "For:" not in head


def test_the_first_of_two_that_are_compared(tmp_path: Path) -> None:
    """Who does not match the client's credentials is the client_id of the code: no word was said of the secret."""
    said = "The client_id associated with the code did not match with the authenticated client credentials"
    found = diagnose(refused(answer({"title": "Forbidden", "detail": said}, 403), tmp_path, PLAIN).run)
    secret = next(cause for cause in found.causes if cause.id == "secret-wrong")
    assert not any(said in each for each in secret.speaks_for)
