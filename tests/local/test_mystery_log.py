"""Which mystery was played when, over restarts of the kernel and with files that were spoiled."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from explorer import LocalProvider
from explorer.home import home
from explorer.local.mystery_log import mysteries_played, note_mystery


def test_from_the_choice_to_the_end(tmp_path: Path) -> None:
    """A number counts while it is in force; a fault by name, a revealed one and an honest provider do not."""
    with LocalProvider(port=0, home=tmp_path) as provider:
        issuer, before = provider.issuer, time.time()
        provider.mystery(4)
        assert mysteries_played(issuer, [before - 1]) == ()
        assert mysteries_played(issuer, [before - 1, time.time() + 1]) == (4,)
        assert mysteries_played("https://other.example", [time.time() + 1]) == ()
        provider.reveal_mystery()
        assert mysteries_played(issuer, [time.time() + 1]) == ()
        provider.misbehave("wrong-nonce")
        assert mysteries_played(issuer, [time.time() + 1]) == ()
        provider.mystery(7)
    assert mysteries_played(issuer, [time.time() + 1]) == (), "it ended with the provider"


def test_a_kernel_that_died(tmp_path: Path) -> None:
    """Its mystery is over when the next provider starts at that address; what was played stays."""
    with LocalProvider(port=0, home=tmp_path) as provider:
        issuer = provider.issuer
        provider.mystery(4)
        played = time.time()
        file = home() / "provider" / "mysteries.jsonl"
        kept = file.read_bytes()
    file.write_bytes(kept + b"\n{half a line")
    assert mysteries_played(issuer, [time.time() + 1]) == (4,)
    with LocalProvider(port=int(issuer.rpartition(":")[2]), home=tmp_path):
        assert mysteries_played(issuer, [time.time() + 1]) == ()
        assert mysteries_played(issuer, [played]) == (4,)


@pytest.mark.parametrize(
    "content", [b"", b"\xff\xfe", b"[]\n5\nnull\n", b'{"at": "x", "issuer": 1, "mystery": {}}\n'], ids=range(4)
)
def test_a_spoiled_file(content: bytes) -> None:
    """It tells nothing, and keeps nobody from playing."""
    file = home() / "provider" / "mysteries.jsonl"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)
    assert mysteries_played("http://127.0.0.1:1", [time.time()]) == ()


@pytest.mark.parametrize(
    ("begun", "event", "ended", "played"),
    [
        (10.0, 20.0006, 20.0008, (2,)),  # written as 20.001, when the mystery was over
        (20.0003, 20.0004, 30.0, (2,)),  # written as 20.0, when it had not begun
        (10.0, 20.0026, 20.0008, ()),
        (20.0026, 20.0008, 30.0, ()),
    ],
)
def test_a_change_in_the_millisecond_of_an_event(
    monkeypatch: pytest.MonkeyPatch, begun: float, event: float, ended: float, played: tuple[int, ...]
) -> None:
    """The time of an event is rounded, that of a change is not: a mystery counts for what came while it was in force."""
    issuer = f"http://127.0.0.1:1/{event}-{begun}"
    for at, number in ((begun, 2), (ended, None)):
        monkeypatch.setattr(time, "time", lambda now=at: now)
        note_mystery(issuer, number)
    assert mysteries_played(issuer, [round(event, 3)]) == played
