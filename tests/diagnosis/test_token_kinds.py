"""How the record decides at the token endpoint where the provider's words are bare, hedged or about something else."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import pytest

from explorer import Client, Flow, ProviderMetadata, diagnose
from explorer.errors import Unreachable
from tests.diagnosis.answers import CLIENT, PLAIN, UNBELIEVED, grant, refused
from tests.diagnosis.made import evidence, run_with
from tests.diagnosis.small_provider import CALLBACK, ISSUER, Answer, SmallProvider, answer
from tests.diagnosis.voices import by_the_book

PUBLIC = Client("app", redirect_uri=CALLBACK)


def said(error: str, words: str = "", status: int = 400) -> Answer:
    """A refusal with a sentence, or without."""
    return answer({"error": error, **({"error_description": words} if words else {})}, status)


def _with(secret: str, **more: Any) -> dict[str, Any]:
    return {"client": dataclasses.replace(PLAIN, client_secret=secret, **more)}


POST = {"token_endpoint_auth_method": "client_secret_post"}
NO_PKCE = {"ask": {"pkce": None}}
ROWS: dict[str, tuple[str, Answer, dict[str, Any]]] = {
    "a client that is known, and sent nothing": (
        "credential-missing",
        said("invalid_client", "Invalid client: client is invalid"),
        {"client": PUBLIC},
    ),
    "a client that is known, and whose secret is wrong": (
        "secret-wrong",
        said("invalid_client", "Client has been revoked or is invalid.", 401),
        {"client": PLAIN},
    ),
    "a client that is known, and whose characters break": (
        "basic-encodings-differ",
        said("invalid_client", "invalid client_id", 401),
        {"client": CLIENT},
    ),
    "a header that is missed, where the secret went in the body": (
        "method-not-registered",
        said("invalid_request", "No authorization header passed"),
        {"client": dataclasses.replace(PLAIN, **POST)},
    ),
    "a header that was sent, and is missed": (
        "header-lost",
        said("invalid_request", "no client authentication mechanism provided"),
        {"client": PLAIN},
    ),
    "the grant, in a sentence that begins with the client": (
        "grant-not-allowed",
        said("unauthorized_client", "Unauthorized client: `grant_type` is not permitted"),
        {"client": PLAIN},
    ),
    "a bare unauthorized_client after a code was given": (
        "secret-wrong",
        said("unauthorized_client", status=403),
        {"client": PLAIN},
    ),
    "no challenge and no verifier": ("code-used-before", grant(), {**NO_PKCE}),
    "a verifier for no challenge, called invalid": (
        "verifier-unexpected",
        grant("code verifier is invalid"),
        {**NO_PKCE, "change": {"extra": [("code_verifier", "x" * 43)]}},
    ),
    "a vendor's word for every bad code": (
        "verifier-wrong",
        said("invalid_code", status=403),
        {"change": {"extra": [("code_verifier", "x" * 43)]}},
    ),
    "plain words about the code, beside a slip in the link": (
        "code-old",
        grant("authorization code has expired"),
        {"ask": {"omit": ["code_challenge_method"]}},
    ),
    "a code that is a JWT, and read by another node": ("code-lost", said("invalid_request", "malformed jwt"), {}),
    "an address where nothing is, told in JSON": (
        "wrong-endpoint",
        answer({"status": 404, "error": "Not Found"}, 404),
        {"client": PLAIN},
    ),
    "a masked secret with its first letters": ("secret-masked", UNBELIEVED, _with("s3c**************")),
    "a secret that a terminal broke": ("secret-white-space", UNBELIEVED, _with("abcdefgh\nijkl", **POST)),
    "a secret from an address": ("secret-percent-encoded", UNBELIEVED, _with("p%2Bss%2Fw", **POST)),
    "a colon in a client_id that goes raw": (
        "basic-malformed",
        UNBELIEVED,
        {"client": Client("urn:a:app", "plain-secret-of-letters", redirect_uri=CALLBACK, basic_encoding="raw")},
    ),
    "nothing sent where every method proves something": ("credential-missing", UNBELIEVED, {"client": PUBLIC}),
    "a list of all methods, ours among them, and a blank at the end of the secret": (
        "secret-white-space",
        said("invalid_client", "The client cannot authenticate with methods: ['client_secret_basic', 'none']", 401),
        _with("plain-secret-of-letters "),
    ),
    "quotes, which the two encodings write differently": (
        "secret-quoted",
        said("invalid_client", "client authentication failed", 401),
        _with('"plain-secret-of-letters"'),
    ),
    "another client_id, called invalid": (
        "other-client",
        said("invalid_client", "invalid client_id"),
        {"change": {"client": dataclasses.replace(PLAIN, client_id="app2")}},
    ),
    "a form that nobody could read": (
        "body-not-form",
        said("invalid_request", "Missing parameter: grant_type"),
        {"change": {"headers": [("Content-Type", "application/json")]}},
    ),
}


@pytest.mark.parametrize("row", ROWS)
def test_the_first_cause(row: str, tmp_path: Path) -> None:
    """It is the true one; no other is proven, and it is not ruled out."""
    cause, reply, how = ROWS[row]
    found = diagnose(refused(reply, tmp_path, **how).run)
    assert found.first is not None
    assert found.first.id == cause
    assert {each.id for each in found.proven} <= {cause}


@pytest.mark.parametrize(
    ("secret", "form"), [("a-plain-Secret-31415926", ""), (" a-plain-Secret-31415926", "secret-white-space")]
)
def test_words_about_a_secret_are_words_about_a_form_that_is_seen(tmp_path: Path, secret: str, form: str) -> None:
    """Whoever says that a secret is wrong says nothing of its being empty, or an id, where the record shows that it is not."""
    reply = said("invalid_client", "The client secret is not valid.", 401)
    found = diagnose(refused(reply, tmp_path, **_with(secret)).run)
    assert found.first is not None
    assert found.first.id == (form or "secret-wrong")
    forms = {"secret-empty", "secret-is-an-id", "secret-quoted", "secret-masked", "secret-white-space"}
    assert {each.id for each in (*found.proven, *found.likely)} & forms == ({form} if form else set())


def test_what_is_behind_a_bare_invalid_grant(tmp_path: Path) -> None:
    """Where nothing tells, what the provider may have lost, ended or demanded comes before what it would have named."""
    dpop = {"dpop_signing_alg_values_supported": ["ES256"]}
    causes = [cause.id for cause in diagnose(refused(grant(), tmp_path, PLAIN, **dpop).run).causes]
    assert set(causes[:4]) == {"code-used-before", "code-lost", "session-ended", "dpop-needed"}


def test_a_code_that_was_sent_into_the_dark(tmp_path: Path) -> None:
    """No answer came the first time, and the provider may have taken the code all the same."""
    small = SmallProvider(by_the_book, answers={"/token": grant()})
    flow = Flow(ISSUER, CLIENT, http=small, runs=tmp_path)
    flow.discover()
    flow.receive(small.sign_in(flow.authorize().url))
    send, small.send = small.send, _breaks_off  # type: ignore[method-assign]
    with pytest.raises(Unreachable):
        flow.exchange()
    small.send = send  # type: ignore[method-assign]
    flow.exchange(again=True)
    first = diagnose(flow.run).first
    assert first is not None
    assert (first.id, first.verdict) == ("code-used-before", "likely")


def _breaks_off(request: Any, step: str) -> Any:
    raise Unreachable("No answer came in time.", kind="timeout")


def test_a_tenant_that_does_not_know_the_client(tmp_path: Path) -> None:
    """Two hosts in metadata by hand, and 401 invalid_client: the token endpoint belongs to somebody else."""
    metadata = ProviderMetadata(
        issuer=ISSUER, authorization_endpoint=f"{ISSUER}/authorize", token_endpoint="https://staging.small.example/token"
    )
    small = SmallProvider(by_the_book, answers={"/token": UNBELIEVED})
    flow = Flow(metadata, CLIENT, http=small, runs=tmp_path)
    flow.receive(small.sign_in(flow.authorize().url))
    flow.exchange()
    assert diagnose(flow.run).first.id == "other-provider"  # type: ignore[union-attr]


def test_words_that_lead_elsewhere_are_weighed_and_never_ruled_out() -> None:
    """A slip that the provider does not speak of stays possible, beside plain words about another thing."""
    run = run_with(evidence(grant={"redirect_uri": "https://app/other"}), description="The code has already been used.")
    found = diagnose(run)
    assert found.first is not None
    assert found.first.id == "code-used-before"
    assert {cause.id: cause.verdict for cause in found.causes}["redirect-uri-differs"] in ("likely", "possible")
    assert not found.proven
