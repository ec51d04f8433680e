"""A waiting flow goes on with everything that it was told, or says why it cannot."""

from __future__ import annotations

import contextlib
import json
import urllib.parse
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from explorer import Flow
from explorer.errors import Mistake
from explorer.home import home
from tests.flow.odd_provider import CLIENT, OddProvider, odd_provider

GONE = object()
PARTS = ("run", "metadata", "source", "client", "settings", "request", "arguments")


@pytest.fixture
def odd() -> Iterator[OddProvider]:
    """A provider that answers as the test says."""
    with odd_provider() as provider:
        yield provider


def file_of(flow: Flow) -> Path:
    """Return the file of a waiting flow."""
    return home() / "pending" / f"{flow.request.state}.json"


@pytest.mark.parametrize("damage", [GONE, None, 7, "x", [], {}], ids=["gone", "null", "number", "text", "list", "object"])
@pytest.mark.parametrize("part", PARTS)
def test_a_damaged_file_is_a_mistake_or_does_not_matter(odd: OddProvider, part: str, damage: Any) -> None:
    """Whatever is wrong with a part of the file, the answer is a flow or a sentence."""
    flow = Flow(odd.metadata, CLIENT)
    flow.authorize()
    whole = json.loads(file_of(flow).read_text())
    assert set(PARTS) <= set(whole)
    damaged = {name: value for name, value in whole.items() if name != part} | ({} if damage is GONE else {part: damage})
    file_of(flow).write_text(json.dumps(damaged))

    with contextlib.suppress(Mistake):  # anything else fails the test
        assert isinstance(Flow.resume(flow.request.state), Flow)


@pytest.mark.parametrize("state", [None, 7, ""])
def test_no_state(state: Any) -> None:
    """Without a state nobody can say which flow is meant."""
    with pytest.raises(Mistake, match="Expected a state"):
        Flow.resume(state)


@pytest.mark.parametrize("state", ["YWJj==", "a b&c", "../../etc", "\u00e4", "x" * 5000, "1234"])
def test_a_state_of_ones_own(odd: OddProvider, state: str) -> None:
    """A state that was chosen by the caller finds its flow, given alone or in the address."""
    for text in (state, None):
        flow = Flow(odd.metadata, CLIENT)
        flow.authorize(state=state)
        address = f"{CLIENT.redirect_uri}?{urllib.parse.urlencode({'code': 'c0de', 'state': state})}"
        resumed = Flow.resume(text or address)
        resumed.receive(address)
        assert resumed.guards.ok
        assert resumed.run.id == flow.run.id


def test_the_keys_given_by_hand_are_kept(odd: OddProvider) -> None:
    """Keys for a tenant that does not publish them survive the restart, without what nobody should have put there."""
    key = {"kty": "RSA", "kid": "k", "n": "AQAB", "e": "AQAB"}
    flow = Flow(odd.metadata, CLIENT, jwks={"keys": [{**key, "d": "a-private-member"}]})
    flow.authorize()
    assert "a-private-member" not in file_of(flow).read_text()

    resumed = Flow.resume(flow.request.state, client_secret="a client secret")
    resumed.receive("c0de")
    odd.say(
        "/token", {"access_token": "opaque", "token_type": "Bearer", "id_token": "eyJhbGciOiJSUzI1NiIsImtpZCI6Im8ifQ.e30.AA"}
    )
    resumed.exchange()
    signature = resumed.check()["IDTH-SIGNATURE-INVALID"]

    assert "no key in the JWKS has the kid 'o'" in signature.message
    assert "/keys" not in odd.asked


def test_the_word_auto_is_sent_and_chosen_values_stay_chosen(odd: OddProvider) -> None:
    """`state="auto"` sends the text auto, also where the flow is taken up again; what was left to us is made afresh."""
    flow = Flow(odd.metadata, CLIENT)
    first = flow.authorize(state="auto")
    assert (first.state, first.nonce == "auto") == ("auto", False)

    resumed = Flow.resume("auto")
    assert resumed.request is not None
    assert resumed.request.state == "auto"
    again = resumed.again(scope="openid email").request
    assert again is not None
    assert again.state == "auto"
    assert again.nonce not in (None, first.nonce, "auto")


def test_what_was_before_the_restart_is_judged_too(odd: OddProvider) -> None:
    """How the exchanges travelled, and which values were used once, is known from the record."""
    flow = Flow(odd.metadata, CLIENT)
    flow.authorize()
    flow.receive("c0de")
    odd.say("/token", b"", status=307, Location="https://elsewhere.example/token")
    flow.exchange()
    used = flow.request.state
    state = flow.authorize().state
    flow.receive("c0de2")

    resumed = Flow.resume(state, client_secret="a client secret")
    assert not resumed.run.report.failed("HTTP-TOKEN-REDIRECT")
    resumed.authorize(state=used)
    assert resumed.run.report.failed("AUTHZ-STATE-REUSED")


def test_a_detour_of_this_attempt_is_told_after_the_restart(odd: OddProvider) -> None:
    """The document came with a header of odd characters, and that still counts when the tokens are checked in another kernel."""
    document = {**vars(odd.metadata), "members": None}
    odd.say(
        "/.well-known/openid-configuration",
        {name: value for name, value in document.items() if isinstance(value, str)},
        X_Note="caf\u00e9",
    )
    flow = Flow(odd.base, CLIENT)
    flow.discover()
    resumed = Flow.resume(flow.authorize().state, client_secret="a client secret")
    odd.say("/token", {"access_token": "opaque", "token_type": "Bearer"})
    resumed.receive("c0de")
    resumed.exchange()
    assert "discovery" in resumed.check()["HTTP-HEADER-CHARS"].message
