"""What the run holds is used: a shared state, an odd number of digits, an answer that cannot doubt the client, no answer at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from explorer import Client, Flow, ProviderMetadata, diagnose
from explorer.errors import Unreachable
from tests.diagnosis.answers import PLAIN, grant, refused
from tests.diagnosis.made import client, evidence, run_with
from tests.diagnosis.small_provider import CALLBACK, ISSUER, Answer, SmallProvider, answer
from tests.diagnosis.voices import by_the_book
from tests.wire.peers import free_port

RAW = Client("app", "dj-Secret_91%aZ+q", redirect_uri=CALLBACK, basic_encoding="raw")


def test_two_links_with_one_state(tmp_path: Path) -> None:
    """The answer of the first is taken for that of the second: the verifier of the second does not belong to it."""
    small = SmallProvider(by_the_book)
    flow = Flow(ISSUER, PLAIN, http=small, runs=tmp_path)
    flow.discover()
    back = small.sign_in(flow.authorize(state="login").url)
    flow.authorize(state="login")
    flow.receive(back)
    small.answers["/token"] = grant()
    flow.exchange()
    first = diagnose(flow.run).first
    assert first is not None
    assert (first.id, first.verdict) == ("code-of-another-request", "likely")


@pytest.mark.parametrize(("code", "is_odd"), [("0123456789abcdef" * 4, False), ("0123456789abcdef" * 3 + "012", True)])
def test_an_odd_number_of_digits(code: str, is_odd: bool) -> None:
    """Bytes are written with two each."""
    found = diagnose(run_with(evidence(client(), code=code))).first
    assert found is not None
    assert (found.id == "code-cut") is is_odd


@pytest.mark.parametrize(
    "reply", [grant(), answer("<h1>502 Bad Gateway</h1>", 502), answer("<h1>Not Found</h1>", 404)], ids=["grant", "502", "404"]
)
def test_an_answer_that_does_not_doubt_the_client(reply: Answer, tmp_path: Path) -> None:
    """A raw header holds for every request: it is a reason only where the client may have been doubted."""
    causes = {cause.id: cause for cause in diagnose(refused(reply, tmp_path, client=RAW).run).causes}
    assert causes["basic-encodings-differ"].verdict == "possible"
    doubted = answer({"error": "invalid_client"}, 401)
    assert diagnose(refused(doubted, tmp_path, client=RAW).run).first.id == "basic-encodings-differ"  # type: ignore[union-attr]


def test_a_bare_challenge_counts(tmp_path: Path) -> None:
    """Basic without a realm says as much: the client first, and the slip after it."""
    reply = answer({"error": "invalid_client"}, 401, WWW_Authenticate="Basic")
    found = diagnose(refused(reply, tmp_path, client=PLAIN, change={"omit": ["code_verifier"]}).run)
    assert found.first is not None
    assert found.first.id == "secret-wrong"


def test_nobody_read_a_request_that_was_not_answered(tmp_path: Path) -> None:
    """Of what was sent nothing can be likely; and where an answer came, no cause is of the network."""
    dead = f"http://127.0.0.1:{free_port()}"
    metadata = ProviderMetadata(issuer=dead, authorization_endpoint=f"{dead}/authorize", token_endpoint=f"{dead}/token")
    flow = Flow(metadata, RAW, runs=tmp_path)
    flow.authorize()
    flow.receive("a-bare-code-of-some-length")
    with pytest.raises(Unreachable):
        flow.exchange()
    found = diagnose(flow.run)
    assert [cause.id for cause in found.proven] == ["nobody-listens"]
    assert "basic-encodings-differ" not in {cause.id for cause in found.likely}
    answered = {cause.id for cause in diagnose(refused(grant(), tmp_path, client=PLAIN).run).causes}
    assert not answered & {"name-unknown", "nobody-listens", "hung-up"}
