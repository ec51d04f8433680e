"""A flow between sign-in and paste: kept for its owner alone, for a quarter of an hour, and never the client secret."""

from __future__ import annotations

import os
import stat
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer import Client, Flow, ProviderMetadata, Runs
from explorer.errors import Mistake
from explorer.home import private_folder
from explorer.runs.pending import LIFETIME, load_pending, remove_pending, save_pending, sweep
from tests.hostile import BODIES, outcome, patient

HOSTILE = [
    "../x",
    "x/../../y",
    "/etc/passwd",
    "a" * 5_000,
    "\u00e9\u4e2d",
    "\ud800",
    "a\0b",
    ".",
    "",
    "CON",
    " ",
    "h-" + "0" * 64,
]


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give each test a home of its own."""
    monkeypatch.setenv("FLOW_EXPLORER_HOME", str(tmp_path / "home"))
    return tmp_path


def files() -> list[Path]:
    """Return everything in the folder of pending flows."""
    return sorted(private_folder("pending").iterdir())


def age(path: Path, seconds: float) -> None:
    """Make a file look older."""
    then = time.time() - seconds
    os.utime(path, (then, then))


def test_kept_and_removed():
    """What is saved is loaded, from a file and a folder of the owner's alone; then it is forgotten."""
    save_pending("s1", {"a": [1, None, "\ud800"]})
    (path,) = files()
    assert load_pending("s1")["a"] == [1, None, "\ud800"]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    remove_pending("s1")
    remove_pending("s1")
    assert files() == []


@pytest.mark.parametrize("state", HOSTILE)
def test_hostile_state(state, own_home):
    """A state is never a path: it is saved, loaded and removed inside the folder, whatever it looks like."""
    save_pending(state, {"n": state})
    (path,) = files()
    assert load_pending(state)["n"] == state
    assert {each for each in own_home.rglob("*") if each.is_file()} == {path}
    assert len(path.name) < 150
    remove_pending(state)
    assert files() == []


def test_states_that_differ_only_in_case_or_hash():
    """The flow of one state is never given for another."""
    save_pending("abc", {"n": 1})
    private_folder("pending").joinpath("ABC.json").write_bytes(files()[0].read_bytes())
    with pytest.raises(Mistake, match="No flow is waiting"):
        load_pending("ABC")


def test_swept_after_its_lifetime():
    """Just before a quarter of an hour it is there; after it, it is gone from the disk, by any of the three ways."""
    for each in (lambda: sweep(), lambda: save_pending("new", {}), lambda: outcome(load_pending, "x")):
        save_pending("old", {"verifier": "canary"})
        age(files()[-1], LIFETIME - 60)
        assert load_pending("old")["verifier"] == "canary"
        age(files()[-1], LIFETIME + 1)
        each()
        assert "canary" not in "".join(path.read_text() for path in files())
        remove_pending("new")


def test_expired_is_not_given():
    """A flow that is too old is not loaded, even by the call that finds it."""
    save_pending("old", {})
    age(files()[0], LIFETIME + 1)
    with pytest.raises(Mistake, match="15 minutes"):
        load_pending("old")


def test_what_a_crash_left_is_swept_too():
    """A half-written neighbour holds a verifier as well."""
    left = private_folder("pending") / ".s1.json.k2j3"
    left.write_text("canary")
    age(left, LIFETIME + 1)
    sweep()
    assert not left.exists()


@given(st.sampled_from(BODIES) | st.binary() | st.sampled_from([b'{"format": 2, "state": "s"}', b'{"format": 1}', b"[]"]))
@patient
def test_damaged_file(content):
    """A file that is not what it should be is as good as none."""
    (private_folder("pending") / "s.json").write_bytes(content)
    with pytest.raises(Mistake, match=r"flow\.authorize"):
        load_pending("s")


def test_folder_that_refuses(own_home, monkeypatch):
    """Without a folder nothing is kept, and nothing breaks but the resuming."""
    (own_home / "file").write_text("in the way")
    monkeypatch.setenv("FLOW_EXPLORER_HOME", str(own_home / "file"))
    save_pending("s", {})
    remove_pending("s")
    with pytest.raises(Mistake, match="No flow is waiting"):
        load_pending("s")


def test_flow_keeps_no_client_secret(own_home):
    """What a flow leaves between sign-in and paste holds the verifier, and neither secret nor key."""
    metadata = ProviderMetadata(issuer="https://op", authorization_endpoint="https://op/a", token_endpoint="https://op/t")
    client = Client("app", "canary-secret", redirect_uri="https://app/cb", private_key="canary-key")
    flow = Flow(metadata, client, runs=Runs(own_home / "runs"))
    request = flow.authorize()
    (path,) = files()
    assert path.stem == request.state
    assert request.code_verifier.reveal() in path.read_text()
    everything = "".join(each.read_text("latin-1") for each in own_home.rglob("*") if each.is_file())
    assert "canary" not in everything
    flow.authorize()
    assert len(files()) == 1
    assert files() != [path]


def test_a_file_that_nobody_wrote_here() -> None:
    """One that is too large, or no file at all, is not read, and ends in the sentence of any other."""
    save_pending("s1", {})
    (path,) = files()
    os.truncate(path, 3_000_000_000)
    with pytest.raises(Mistake, match="No flow is waiting"):
        load_pending("s1")
    path.unlink()
    os.mkfifo(path)
    with pytest.raises(Mistake, match="No flow is waiting"):
        load_pending("s1")
