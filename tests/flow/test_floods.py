"""An answer made to drown the search for secrets in it is noticed, and costs no more than a moment."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from explorer import Flow, Runs
from explorer.errors import Unreachable
from explorer.protocol.tokens import TokenResponse
from tests.flow.odd_provider import CLIENT, OddProvider, odd_provider


def asked(odd: OddProvider, folder: Path) -> Flow:
    """Return a flow that has a code to exchange."""
    flow = Flow(odd.metadata, CLIENT, runs=Runs(folder))
    flow.authorize()
    flow.receive("c0de-to-exchange")
    return flow


def test_an_answer_of_thousands_of_tokens_is_not_kept(tmp_path: Path) -> None:
    """Each token would have to be looked for in everything that comes later, so such an answer is no answer."""
    with odd_provider() as odd:
        flow = asked(odd, tmp_path)
        odd.say("/token", {"list": [{"access_token": f"token-of-a-flood-{number}"} for number in range(20_000)]})
        begun = time.process_time()
        with pytest.raises(Unreachable, match="20,000 tokens") as raised:
            flow.exchange()

    assert time.process_time() - begun < 5
    assert raised.value.kind == "too-large"
    assert "of-a-flood" not in flow.run.to_json()


def test_a_token_without_end_is_masked_at_once(tmp_path: Path) -> None:
    """A token of half a megabyte is a token all the same; it is hidden where the answer repeats it, too."""
    endless = "/+" * 200_000
    with odd_provider() as odd:
        flow = asked(odd, tmp_path)
        odd.say("/token", {"access_token": endless, "token_type": "Bearer", "note": f"yours is {endless}"})
        begun = time.process_time()
        assert isinstance(flow.exchange(), TokenResponse)

    assert time.process_time() - begun < 5
    assert "/+/+" not in flow.run.to_json()
