"""Sentences of a diagnosis that lead on: the check that tells most, how long to wait, whose client it was, where the document is."""

from __future__ import annotations

import dataclasses
import time
from pathlib import Path

import pytest

from explorer import Flow, diagnose
from explorer.diagnosis import Diagnosis
from explorer.errors import ExplorerError
from tests.diagnosis.answers import PLAIN, grant, ids, refused, shown
from tests.diagnosis.sitting import Sitting
from tests.diagnosis.small_provider import ISSUER, SmallProvider, answer
from tests.diagnosis.voices import by_the_book


class WithoutNoStore(SmallProvider):
    """It leaves out no-store, in every answer with tokens, and has a claim without a value."""

    def _issue(self, asked: dict[str, object]) -> object:  # type: ignore[override]
        status, headers, body = super()._issue(asked)
        return status, {name: value for name, value in headers.items() if name != "Cache-Control"}, body


def _checked(runs: Path, **changes: object) -> Diagnosis:
    small = WithoutNoStore(by_the_book, secret="plain-secret-of-letters", changes=changes)
    flow = Flow(ISSUER, PLAIN, http=small, runs=runs)
    flow.discover()
    flow.receive(small.sign_in(flow.authorize().url))
    flow.exchange()
    flow.check()
    return diagnose(flow.run)


def test_what_stopped_nobody_is_no_headline(tmp_path: Path) -> None:
    """A header that is missing in every answer explains no token that has run out, and stands in no list of causes beside it."""
    now = int(time.time())
    found = _checked(tmp_path, iat=now - 10_000, exp=now - 6_400, picture="not an address")
    assert "IDTC-EXP-PAST" in found.sentence
    assert "no-store" not in repr(found).partition("will bite")[0]
    assert not {"check-failed", "claim-malformed"} & {cause.id for cause in found.causes if cause.strength != "guess"}


def test_who_is_gone_was_let_in(tmp_path: Path) -> None:
    """The same fact does not speak for a cause and against it."""
    found = diagnose(refused(grant("The user of this code does not exist any more"), tmp_path, PLAIN).run)
    first = found.first
    assert first is not None
    assert first.id == "session-ended"
    assert "deleted" in first.title
    assert not any("let in" in sentence for sentence in first.against)


# How long to wait


def _limited(runs: Path, status: int = 429, **headers: str) -> Diagnosis:
    reply = answer({"message": "Slow down, too many requests"}, status, **headers)
    return diagnose(refused(reply, runs, PLAIN).run)


@pytest.mark.parametrize(
    ("headers", "told"),
    [
        ({"Retry_After": "30"}, "30 s of patience"),
        ({"X_RateLimit_Remaining": "0", "X_RateLimit_Reset": str(int(time.time()) + 3 * 3600 + 1800)}, "begins anew in 3 h"),
        ({"RateLimit_Remaining": "0", "RateLimit_Reset": "45"}, "begins anew in 45 s"),
        ({"RateLimit": '"default";r=0;t=50'}, "begins anew in 50 s"),
    ],
)
def test_how_long_to_wait(headers: dict[str, str], told: str, tmp_path: Path) -> None:
    """By whatever header tells it."""
    first = _limited(tmp_path, **headers).first
    assert first is not None
    assert first.id == "too-many-requests"
    assert told in first.advice


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"X_RateLimit_Remaining": "17", "X_RateLimit_Reset": "45"},
        {"X_RateLimit_Remaining": "0", "X_RateLimit_Reset": "9" * 40},
    ],
)
def test_what_was_not_sent_is_not_named(headers: dict[str, str], tmp_path: Path) -> None:
    """No Retry-After, nobody asked for patience; and a counter with requests left says nothing."""
    first = _limited(tmp_path, **headers).first
    assert first is not None
    assert not {"Retry-After", "counter"} & set(first.advice.replace(".", " ").split())


def test_a_counter_at_nought_speaks_for_it(tmp_path: Path) -> None:
    """Whatever the status."""
    first = _limited(tmp_path, 403, X_RateLimit_Remaining="0").first
    assert first is not None
    assert first.id == "too-many-requests"
    assert "no request is left (X-RateLimit-Remaining)" in first.evidence


def test_a_question_ends_with_its_own_mark(tmp_path: Path) -> None:
    """And with nothing behind it."""
    reply = answer("<h1>Moved</h1>", 301, Location="https://other.example/token")
    assert "?." not in repr(diagnose(refused(reply, tmp_path, PLAIN).run))


# Whose it is


def test_two_clients_in_one_sign_in(tmp_path: Path) -> None:
    """Both are named, and what to do about it."""
    sitting = Sitting(tmp_path, minds=lambda reason: reason != "other-client")
    back = sitting.small.sign_in(sitting.flow.authorize().url)
    sitting.flow.receive(back)
    sitting.flow.use_client(dataclasses.replace(PLAIN, client_id="app2"))
    sitting.flow.exchange()
    sitting.flow.check()
    first = sitting.told().first
    assert first is not None
    assert first.id == "audience-differs"
    assert "made with the client app, and its code was sent as app2" in first.advice


def test_a_nonce_may_be_lost_with_the_link(tmp_path: Path) -> None:
    """The address bar of the provider's page shows it."""
    first = _checked(tmp_path, nonce=None).first
    assert first is not None
    assert first.id == "nonce-missing"
    assert "address bar of the provider's sign-in page" in first.advice


# Where the document is


@pytest.mark.parametrize(
    ("path", "root"),
    [("/oauth2/v1/authorize", ""), ("/realms/a/protocol/openid-connect/token", "/realms/a"), ("/tenant/oidc/auth", "/tenant")],
)
def test_an_endpoint_that_was_given_as_issuer(path: str, root: str, tmp_path: Path) -> None:
    """Its path says so, and the document is asked for before it."""
    flow = Flow(f"{ISSUER}{path}", PLAIN, http=SmallProvider(by_the_book), runs=tmp_path)
    with pytest.raises(ExplorerError):
        flow.discover()
    found = diagnose(flow.run)
    assert ids(found)[0] == "issuer-wrong"
    assert "is the path of an endpoint" in found.first.evidence  # type: ignore[union-attr]
    assert found.experiment is not None
    assert f"Flow({ISSUER + root!r}, flow.client)" in found.experiment.code


@pytest.mark.parametrize("path", ["/auth", "/realms/token-of-love", "/authorized"])
def test_a_path_that_is_none_of_an_endpoint(path: str, tmp_path: Path) -> None:
    """Some have all their realms below /auth."""
    flow = Flow(f"{ISSUER}{path}", PLAIN, http=SmallProvider(by_the_book), runs=tmp_path)
    with pytest.raises(ExplorerError):
        flow.discover()
    assert "is the path of an endpoint" not in "".join(cause.evidence for cause in diagnose(flow.run).causes)


# What a page repeats


def test_a_page_that_repeats_the_state_says_nothing_of_it(tmp_path: Path) -> None:
    """Nor does one that repeats the issuer; one that complains of the state does."""
    found = shown("Something broke ¦ error: server_error ¦ state : 9f2c-A81xQ ¦ iss : https://small.example", tmp_path, 500)
    assert not any(cause.topic == "state" and cause.strength != "guess" for cause in found.causes)
    told = shown("Bad request ¦ state: missing", tmp_path, 400)
    assert any(cause.topic == "state" and cause.strength != "guess" for cause in told.causes)


def test_the_wait_in_the_browser_differs(tmp_path: Path) -> None:
    """Where it worked the code was sent at once."""
    quick = Sitting(tmp_path).send_code(thinking=2)
    slow = Sitting(tmp_path, answers={"/token": grant()}).send_code(thinking=200)
    found = diagnose(slow.flow.run, worked=quick.flow.run)
    assert any("Between the link and the exchange lay 202 s; where it worked, 4 s." in each for each in found.differs)


@pytest.mark.parametrize(("thinking", "verdict"), [(200, "likely"), (20, "possible")])
def test_the_wait_is_all_that_differs(thinking: float, verdict: str, tmp_path: Path) -> None:
    """Then the code was too old, most likely; half a minute says no more than before."""
    quick = Sitting(tmp_path).send_code(thinking=2)
    slow = Sitting(tmp_path, answers={"/token": grant()}).send_code(thinking=thinking)
    found = {cause.id: cause for cause in diagnose(slow.flow.run, worked=quick.flow.run).causes}
    assert found["code-old"].verdict == verdict
    alone = {cause.id: cause for cause in diagnose(slow.flow.run).causes}
    assert alone["code-old"].verdict == "possible"


def test_a_challenge_that_repeats_the_body_is_not_quoted_again(tmp_path: Path) -> None:
    """One that asks for a scope is."""
    body = {"error": "invalid_client", "error_description": "No luck with these credentials"}
    said = 'Basic realm="small", error="invalid_client", error_description="No luck with these credentials"'
    assert "realm" not in repr(diagnose(refused(answer(body, 401, WWW_Authenticate=said), tmp_path, PLAIN).run))
    other = said.replace("No luck with", "The moon minds")
    assert "The moon minds" in repr(diagnose(refused(answer(body, 401, WWW_Authenticate=other), tmp_path, PLAIN).run))
    scope = 'Bearer error="insufficient_scope", scope="of-the-moon"'
    reply = answer({"error": "insufficient_scope"}, 403, WWW_Authenticate=scope)
    assert "of-the-moon" in repr(Sitting(tmp_path).send_code().ask("userinfo", reply).told())
