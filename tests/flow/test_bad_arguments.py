"""An argument of the wrong kind ends in a sentence, before anything is sent, and the flow goes on as if it had not been."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from explorer import Client, Flow, Runs, Secret
from explorer.errors import Mistake
from tests.flow.odd_provider import CLIENT, OddProvider, odd_provider

TOKEN = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl"


@pytest.fixture
def odd() -> Iterator[OddProvider]:
    """A provider that answers as the test says."""
    with odd_provider() as provider:
        yield provider


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"scope": ["openid", "email"]}, "scope is sent as a text.*spaces"),
        ({"claims": {"id_token": {"email": None}}}, r"claims .*json\.dumps"),
        ({"state": 1234}, "state is sent as a text"),
        ({"nonce": True}, "nonce is sent as a text"),
        ({"prompt": True}, "prompt is sent as a text"),
        ({"extra": ("audience", "x")}, "list of pairs"),
        ({"extra": {"audience": "x"}}, "list of pairs"),
        ({"extra": [("audience", 7)]}, "audience is sent as a text"),
        ({"extra": 7}, "list of pairs"),
        ({"omit": "scope"}, r"omit=\['\.\.\.'\]"),
        ({"omit": 7}, "omit is a list"),
        ({"login_hnit": "alice"}, "Did you mean login_hint"),
        ({"audience": "x"}, "extra="),
    ],
)
def test_authorize(odd: OddProvider, arguments: dict[str, Any], words: str) -> None:
    """What cannot be a parameter is refused by its name; the link that was made before is still the one that counts."""
    flow = Flow(odd.metadata, CLIENT)
    before = flow.authorize()
    with pytest.raises(Mistake, match=words):
        flow.authorize(**arguments)

    assert flow.request == before
    assert flow.receive(f"{CLIENT.redirect_uri}?code=c0de&state={before.state}").code is not None
    assert flow.guards.ok


def test_a_token_as_a_hint_is_sent_and_not_printed(odd: OddProvider) -> None:
    """An id_token_hint may be the Secret that a flow holds; the link has the token itself, the repr has not."""
    for hint in (Secret(TOKEN, "id_token"), TOKEN):
        request = Flow(odd.metadata, CLIENT).authorize(id_token_hint=hint)
        assert request.get("id_token_hint") == TOKEN
        assert TOKEN in request.url
        assert "c2lnbmF0dXJl" not in repr(request)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"extra": [("client_secret", None)]}, "client_secret is sent as a text"),
        ({"extra": [("code", 7)]}, "code is sent as a text"),
        ({"extra": "code=7"}, "list of pairs"),
        ({"omit": "redirect_uri"}, r"omit=\['\.\.\.'\]"),
    ],
)
def test_token_request(odd: OddProvider, arguments: dict[str, Any], words: str) -> None:
    """An alteration that cannot be one is refused; a lone name would have been taken for its letters."""
    flow = Flow(odd.metadata, CLIENT)
    flow.authorize()
    flow.receive("c0de")
    with pytest.raises(Mistake, match=words):
        flow.token_request(**arguments)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"request": "c0de"}, r"flow\.token_request"),
        ({"despite": "AUTHR-STATE-MISMATCH"}, r"despite=\['\.\.\.'\]"),
    ],
)
def test_exchange(odd: OddProvider, arguments: dict[str, Any], words: str) -> None:
    """Nothing is sent for an argument that is none."""
    flow = Flow(odd.metadata, CLIENT)
    flow.authorize()
    flow.receive("c0de")
    with pytest.raises(Mistake, match=words):
        flow.exchange(**arguments)
    assert not odd.asked


@pytest.mark.parametrize("pasted", [None, 7, b"code=c0de"])
def test_receive(odd: OddProvider, pasted: Any) -> None:
    """What is no text is no answer of a browser."""
    flow = Flow(odd.metadata, CLIENT)
    flow.authorize()
    with pytest.raises(Mistake, match="as a text"):
        flow.receive(pasted)


def test_flow(odd: OddProvider) -> None:
    """A client_id alone is no client, and a lone audience is not trusted letter by letter."""
    with pytest.raises(Mistake, match="needs a Client"):
        Flow(odd.base, "my-client")  # type: ignore[arg-type]
    with pytest.raises(Mistake, match=r"trusted_audiences=\['\.\.\.'\]"):
        Flow(odd.base, CLIENT, trusted_audiences="https://api.example")


def test_a_folder_is_enough(odd: OddProvider, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The record is kept in the folder that was named, as a Runs or by its path; ~ is the user's home."""
    monkeypatch.setenv("HOME", str(tmp_path))
    for runs in (Runs(tmp_path / "runs"), tmp_path / "runs", str(tmp_path / "runs"), "~/runs"):
        Flow(odd.metadata, Client("app", redirect_uri="https://app"), runs=runs).authorize()
    assert len(list(Runs(tmp_path / "runs"))) == 4
