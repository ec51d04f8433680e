"""What the run itself did before, and what a status alone says: the reasons that no word of the provider holds."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from explorer import Flow, ProviderMetadata, diagnose
from tests.diagnosis.answers import PLAIN, after, grant, ids, refused
from tests.diagnosis.small_provider import ISSUER, SmallProvider, answer
from tests.diagnosis.voices import by_the_book

PLAIN_SECRET = "plain-secret-of-letters"


def _signed_in(small: SmallProvider, runs: Path, clock: Callable[[], float] = time.time) -> Flow:
    flow = Flow(ISSUER, PLAIN, http=small, runs=runs, clock=clock)
    flow.discover()
    flow.receive(small.sign_in(flow.authorize(scope="openid offline_access").url))
    flow.exchange()
    return flow


def test_a_refresh_whose_answer_was_lost(tmp_path: Path) -> None:
    """The provider may have replaced the token: the twin of a code whose answer was lost."""
    small = SmallProvider(by_the_book, secret=PLAIN_SECRET)
    flow = _signed_in(small, tmp_path)
    small.answers["/token"] = answer("<h1>504 Gateway Timeout</h1>", 504)
    flow.refresh()
    small.answers["/token"] = grant("grant request is invalid")
    flow.refresh()
    first = diagnose(flow.run).first
    assert first is not None
    assert (first.id, first.verdict, first.experiment) == ("refresh-token-replaced", "likely", None)
    assert "the answer was 504" in first.evidence
    assert first.advice.startswith("Sign in again")


def test_a_secret_that_worked_an_hour_ago(tmp_path: Path) -> None:
    """That it brought tokens before speaks for one that has run out since."""
    small, now = SmallProvider(by_the_book, secret=PLAIN_SECRET), [time.time()]
    flow = _signed_in(small, tmp_path, lambda: now[0])
    now[0] += 3600
    small.answers["/token"] = answer({"error": "invalid_client"}, 401)
    flow.refresh()
    first = diagnose(flow.run).first
    assert first is not None
    assert first.id == "secret-expired"
    assert "The same secret brought tokens before" in first.evidence


def test_a_status_alone(tmp_path: Path) -> None:
    """A 401 of UserInfo without a code is for the token; what is answered otherwise stands behind, and equals stand together."""
    small = SmallProvider(by_the_book, answers={"/userinfo": answer({"detail": "Unauthorized"}, 401)})
    found = after(small, lambda flow: flow.userinfo(), tmp_path)
    assert [cause.id for cause in found.joint] == [
        "access-token-revoked",
        "session-ended",
        "access-token-lost",
        "token-not-shown",
    ]
    assert ids(found).index("wrong-endpoint") > 2


def test_data_refute_what_is_said_of_the_token(tmp_path: Path) -> None:
    """UserInfo that answers with members of its own took the token: it is another address, and no scope is missing."""
    small = SmallProvider(
        by_the_book, secret=PLAIN_SECRET, answers={"/userinfo": answer({"kind": "user", "admin": False, "groups": []}, 200)}
    )
    metadata = ProviderMetadata(
        issuer=ISSUER,
        authorization_endpoint=f"{ISSUER}/authorize",
        token_endpoint=f"{ISSUER}/token",
        userinfo_endpoint=f"{ISSUER}/userinfo",
    )
    flow = Flow(metadata, PLAIN, http=small, runs=tmp_path)
    flow.receive(small.sign_in(flow.authorize(scope="users").url))
    flow.exchange()
    flow.userinfo()
    found = {cause.id: cause for cause in diagnose(flow.run).causes}
    assert next(iter(found)) == "wrong-endpoint"
    assert found["access-token-revoked"].verdict == found["access-token-expired"].verdict == "ruled out"


def test_a_hand_given_address_that_guards_its_forms(tmp_path: Path) -> None:
    """Another folder than that of the link, and a page that misses a token of forms: nothing of the kind is there."""
    small = SmallProvider(by_the_book)
    metadata = ProviderMetadata(
        issuer=ISSUER, authorization_endpoint=f"{ISSUER}/api/authorize", token_endpoint=f"{ISSUER}/token"
    )
    flow = Flow(metadata, PLAIN, http=small, runs=tmp_path)
    flow.authorize()
    flow.receive("a-bare-code-of-some-length")
    small.answers["/token"] = answer("<h1>403 : '_xsrf' argument missing from POST</h1><p>CSRF verification failed</p>", 403)
    flow.exchange()
    first = diagnose(flow.run).first
    assert first is not None
    assert first.id == "wrong-endpoint"


@pytest.mark.parametrize(("words", "verdict"), [("Feature not enabled", "proven"), ("Not Found", "likely")])
def test_an_endpoint_that_worked_and_is_gone(words: str, verdict: str, tmp_path: Path) -> None:
    """It is not the wrong address, and the document is not wrong: it was switched off since."""
    small = SmallProvider(by_the_book, secret=PLAIN_SECRET)
    flow = _signed_in(small, tmp_path)
    small.answers["/token"] = answer(f"<h1>Not found</h1><p>{words}</p>", 404)
    flow.refresh()
    first = diagnose(flow.run).first
    assert first is not None
    assert (first.id, first.verdict) == ("switched-off", verdict)
    assert "document" not in first.advice


def test_a_client_that_worked_and_is_gone(tmp_path: Path) -> None:
    """Tokens came with its client_id before, so it is no wrong copy: it was switched off or deleted since."""
    small = SmallProvider(by_the_book, secret=PLAIN_SECRET)
    flow = _signed_in(small, tmp_path)
    flow.authorize()
    flow.receive("Error: invalid client_id (unauthorized_client)", status=400)
    assert ids(diagnose(flow.run))[:2] == ["client-disabled", "client-unknown"]


def test_what_was_compared_was_found(tmp_path: Path) -> None:
    """Who compares the verifier has the code: it was neither lost nor cut."""
    found = diagnose(refused(grant("Mismatch of code_verifier with code_challenge"), tmp_path, client=PLAIN, bare=True).run)
    assert found.first is not None
    assert found.first.id == "code-of-another-request"
    causes = {cause.id: cause for cause in found.causes}
    assert all("had found the code" in causes[cause].evidence for cause in ("code-lost", "code-cut", "code-used-before"))


def test_a_code_is_as_old_as_its_first_paste(tmp_path: Path) -> None:
    """Pasted again it is not young again."""
    small, now = SmallProvider(by_the_book, secret=PLAIN_SECRET, answers={"/token": grant()}), [time.time()]
    flow = Flow(ISSUER, PLAIN, http=small, runs=tmp_path, clock=lambda: now[0])
    flow.discover()
    back = small.sign_in(flow.authorize().url)
    flow.receive(back)
    now[0] += 160
    flow.receive(back)
    now[0] += 20
    flow.exchange()
    causes = {cause.id: cause for cause in diagnose(flow.run).causes}
    assert "It was sent 180 s after it came back" in causes["code-old"].evidence
