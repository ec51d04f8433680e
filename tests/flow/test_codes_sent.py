"""Which code was sent, and how often: what the record says of it is true."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from explorer import Flow, diagnose
from explorer.errors import Mistake, Unreachable
from explorer.protocol.tokens import TokenErrorResponse, TokenResponse
from tests.flow.odd_provider import CLIENT, OddProvider, odd_provider

REFUSED = {"error": "invalid_grant"}
TOKENS = {"access_token": "opaque-access-token", "token_type": "Bearer"}


@pytest.fixture
def odd() -> Iterator[OddProvider]:
    """A provider that answers as the test says."""
    with odd_provider() as provider:
        yield provider


def with_code(odd: OddProvider) -> Flow:
    """Return a flow that has a code to exchange."""
    flow = Flow(odd.metadata, CLIENT)
    flow.authorize()
    flow.receive("c0de-to-exchange")
    return flow


def test_a_code_that_was_never_sent_is_not_spent(odd: OddProvider) -> None:
    """After half a code was sent on purpose, the whole one goes out for the first time, and the diagnosis knows it."""
    flow = with_code(odd)
    odd.say("/token", REFUSED, status=400)
    flow.exchange(flow.token_request(extra=[("code", "c0de")]))

    flow.exchange()

    assert "code-used-before" not in [cause.id for cause in diagnose(flow.run).proven]
    with pytest.raises(Mistake, match="again=True"):
        flow.exchange()
    with pytest.raises(Mistake, match="again=True"):
        flow.exchange(flow.token_request(extra=[("code", "c0de")]))


def test_a_request_without_a_code_spends_none(odd: OddProvider) -> None:
    """What was left out was not sent."""
    flow = with_code(odd)
    odd.say("/token", REFUSED, status=400)

    for _ in range(2):
        assert isinstance(flow.exchange(flow.token_request(omit=["code"])), TokenErrorResponse)
    assert isinstance(flow.exchange(), TokenErrorResponse)


def test_a_code_that_found_nobody_is_not_spent() -> None:
    """Where no connection came about nothing was sent, so the code goes out again without a word."""
    with odd_provider() as gone:
        flow = with_code(gone)
    for _ in range(2):
        with pytest.raises(Unreachable, match="Nothing listens"):
            flow.exchange()


def test_two_threads_send_a_code_once(odd: OddProvider) -> None:
    """A double click sends one request; the other thread is told that the code was sent."""
    flow = with_code(odd)
    odd.say("/token", TOKENS)
    outcomes: list[object] = []
    together = threading.Barrier(8)

    def click() -> None:
        together.wait()
        try:
            outcomes.append(flow.exchange())
        except Mistake as problem:
            outcomes.append(problem)

    clicks = [threading.Thread(target=click) for _ in range(8)]
    for each in clicks:
        each.start()
    for each in clicks:
        each.join()

    assert odd.asked == ["/token"]
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Mistake"] * 7 + ["TokenResponse"]


def test_a_refusal_that_was_overcome_is_not_diagnosed(odd: OddProvider) -> None:
    """When a second try brought tokens, nothing is wrong any more."""
    flow = with_code(odd)
    odd.say("/token", REFUSED, status=400)
    flow.exchange(flow.token_request(omit=["redirect_uri"]))
    assert diagnose(flow.run).causes[0].id == "redirect-uri-missing"

    odd.say("/token", TOKENS)
    assert isinstance(flow.exchange(again=True), TokenResponse)

    assert flow.run.refusal is None
    assert diagnose(flow.run).error is None


def test_a_refused_sign_in_that_was_tried_again(odd: OddProvider) -> None:
    """A code that comes after access_denied for the same link is how the attempt stands."""
    flow = Flow(odd.metadata, CLIENT)
    request = flow.authorize()
    flow.receive(f"{CLIENT.redirect_uri}?error=access_denied&state={request.state}")
    assert flow.run.refusal["error"] == "access_denied"

    flow.receive(f"{CLIENT.redirect_uri}?code=c0de&state={request.state}")

    assert flow.run.refusal is None
