"""What the record holds comes before words that can mean more: verifiers that were not sent, codes of earlier runs, secrets with an end."""

from __future__ import annotations

import base64
import dataclasses
import json
import time
from pathlib import Path

import pytest

from explorer import Client, Flow, diagnose
from tests.diagnosis.answers import CLIENT, PLAIN, grant, ids, refused
from tests.diagnosis.small_provider import CALLBACK, ISSUER, SmallProvider, answer
from tests.diagnosis.voices import by_the_book

UNFIT = answer({"error": "unauthorized_client", "error_description": "Mismatching client secret"}, 401)


def _jwt(**claims: float) -> str:
    parts = (json.dumps(part).encode() for part in ({"alg": "ES256"}, claims))
    return ".".join([*(base64.urlsafe_b64encode(part).decode().rstrip("=") for part in parts), "c2lnbmF0dXJl"])


@pytest.mark.parametrize("said", ["PKCE validation failed", "Failed to verify code verifier", "Invalid code_verifier"])
def test_a_verifier_that_was_not_sent_is_not_wrong(said: str, tmp_path: Path) -> None:
    """Whatever the provider calls it: what was not sent cannot fit badly."""
    found = diagnose(refused(grant(said), tmp_path, change={"omit": ["code_verifier"]}).run)
    assert ids(found)[0] == "verifier-missing"
    assert "No code_verifier was sent" in next(cause for cause in found.causes if cause.id == "verifier-wrong").evidence


def test_a_code_that_brought_tokens_in_an_earlier_run(tmp_path: Path) -> None:
    """Its fingerprint is the same in every run of one user, and that it is sent for the first time is not said."""
    small = SmallProvider(by_the_book)
    first, second = (Flow(ISSUER, CLIENT, http=small, runs=tmp_path) for _ in range(2))
    for flow in (first, second):
        flow.discover()
    link = first.authorize(state="the-same-state-of-both-flows")
    address = small.sign_in(link.url)
    first.receive(address)
    first.exchange()
    second.authorize(state="the-same-state-of-both-flows")
    second.receive(address)
    small.answers["/token"] = answer({"error": "invalid_request", "error_description": "does not match. Or it expired."}, 400)
    second.exchange()
    alone, beside = diagnose(second.run), diagnose(second.run, earlier=[first.run])
    told = {cause.id: cause for cause in beside.causes}["code-used-before"]
    assert "An earlier run sent the same code, and tokens came for it." in told.speaks_for
    assert not any("first time" in sentence for sentence in told.against)
    assert told.score > {cause.id: cause for cause in alone.causes}["code-used-before"].score


@pytest.mark.parametrize(("status", "first"), [(504, "code-used-before"), (502, "code-used-before")])
def test_a_first_send_that_a_gateway_broke_off(status: int, first: str, tmp_path: Path) -> None:
    """The provider may have worked on; and a code that is seconds old has hardly expired, whatever the words say."""
    small = SmallProvider(by_the_book, answers={"/token": (status, {"Content-Type": "text/html"}, b"<h1>Gateway Timeout</h1>")})
    flow = Flow(ISSUER, PLAIN, http=small, runs=tmp_path)
    flow.discover()
    flow.receive(small.sign_in(flow.authorize().url))
    flow.exchange()
    small.answers["/token"] = grant("expired authorization code")
    flow.exchange(again=True)
    assert ids(diagnose(flow.run))[0] == first


def test_a_secret_that_is_a_jwt_and_has_run_out(tmp_path: Path) -> None:
    """Its exp is read when it is sent, since the record keeps no secret; one that still lives says nothing."""
    for ends, first in ((time.time() - 86400, "secret-expired"), (time.time() + 86400, "secret-wrong")):
        client = dataclasses.replace(PLAIN, client_secret=_jwt(exp=ends), token_endpoint_auth_method="client_secret_post")
        flow = refused(answer({"error": "invalid_client"}, 400), tmp_path / first, client)
        assert ids(diagnose(flow.run))[0] == first


@pytest.mark.parametrize(
    ("secret", "encoding", "first"),
    [("plain-secret-of-letters", "form", "secret-wrong"), ("a+secret/with=signs", "form", "basic-encodings-differ")],
    ids=["letters", "signs"],
)
def test_words_that_name_the_secret(secret: str, encoding: str, first: str, tmp_path: Path) -> None:
    """ "Mismatching client secret" is about the secret, and no other client, nor a header that was lost."""
    client = dataclasses.replace(PLAIN, client_secret=secret, basic_encoding=encoding)
    found = diagnose(refused(UNFIT, tmp_path, client).run)
    assert ids(found)[0] == first
    assert not any(
        cause.speaks_for for cause in found.causes if cause.id in ("header-lost", "other-client") and cause.verdict == "likely"
    )


def test_a_refresh_token_that_is_not_found(tmp_path: Path) -> None:
    """Expired is not what "not found" says, and one that dies before the access token beside it is not to be believed."""
    now = [time.time()]
    tokens = {
        "access_token": "a" * 30,
        "refresh_token": "r" * 30,
        "token_type": "Bearer",
        "expires_in": 1209600,
        "scope": "openid",
    }
    small = SmallProvider(by_the_book, answers={"/token": answer(tokens)})
    flow = Flow(
        ISSUER, Client("app", "plain-secret-of-letters", redirect_uri=CALLBACK), http=small, runs=tmp_path, clock=lambda: now[0]
    )
    flow.discover()
    flow.receive(small.sign_in(flow.authorize(scope="openid offline_access").url))
    flow.exchange()
    now[0] += 3600
    small.answers["/token"] = grant("Refresh token not found")
    flow.refresh()
    found = diagnose(flow.run)
    assert ids(found)[0] == "refresh-token-lost"
    expired = next(cause for cause in found.causes if cause.id == "refresh-token-expired")
    assert any("lives for" in sentence for sentence in expired.against)


def test_a_refused_secret_is_no_device(tmp_path: Path) -> None:
    """access_denied at the token endpoint is of the device flow by the standards, and nobody used one."""
    found = diagnose(refused(answer({"error": "access_denied", "error_description": "Unauthorized"}, 401), tmp_path, PLAIN).run)
    assert "said no on the other device" not in found.sentence


def test_a_code_that_is_not_found(tmp_path: Path) -> None:
    """It was used, lost or damaged; one that is seconds old has not run out."""
    lost = diagnose(refused(grant("Authorization not found"), tmp_path).run)
    assert set(ids(lost)[:3]) == {"code-used-before", "code-lost", "code-cut"}


def test_a_secret_with_an_end_bites(tmp_path: Path) -> None:
    """What works today ends by itself: it is told when."""
    secret = _jwt(exp=time.time() + 2 * 86400)
    small = SmallProvider(by_the_book, secret=secret)
    client = dataclasses.replace(PLAIN, client_secret=secret)
    flow = Flow(ISSUER, client, http=small, runs=tmp_path)
    flow.discover()
    flow.receive(small.sign_in(flow.authorize().url))
    flow.exchange()
    found = diagnose(flow.run)
    assert not found.failed
    assert any("client secret is a JWT, and runs out" in bite for bite in found.bites)
