"""What a step had reported is on disk, whenever the process ends; a write that fails leaves nothing behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from explorer import Flow, Run, Runs
from explorer.errors import Mistake
from explorer.home import create_private, write_private
from tests.flow.odd_provider import CLIENT, odd_provider

KILLED = """
import sys, time
from explorer import Client, Flow, ProviderMetadata, Runs
import explorer.flow.code_exchange as code_exchange

base, folder = sys.argv[1:]
def never_ends(response):
    print("answered", flush=True)
    time.sleep(60)
code_exchange.parse_token_response = never_ends
metadata = ProviderMetadata(issuer=base, authorization_endpoint=base + "/authorize", token_endpoint=base + "/token")
flow = Flow(metadata, Client("app", "a client secret", redirect_uri="http://127.0.0.1:9/x"), runs=Runs(folder), label="killed")
flow.authorize()
flow.receive("c0de-that-was-made-up")
flow.exchange()
"""
LIMITED = """
import resource, signal, sys
from pathlib import Path
from explorer import Client, Flow, ProviderMetadata, Runs
from explorer.errors import Mistake

folder = Path(sys.argv[1])
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
metadata = ProviderMetadata(issuer="http://127.0.0.1:9", authorization_endpoint="http://127.0.0.1:9/a")
flow = Flow(metadata, Client("app", redirect_uri="x"), runs=Runs(folder / "runs"))
resource.setrlimit(resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY))
try:
    flow.authorize()
except Mistake as problem:
    print(problem)
try:
    from explorer.runs.pending import save_pending
    save_pending("state-1234", {})
    from explorer.home import write_private
    write_private(folder / "file", b"content")
except OSError:
    print("refused")
"""


def test_an_answer_is_on_disk_before_anything_is_made_of_it(tmp_path: Path) -> None:
    """Killed while the answer is looked at: the run has the exchange, can be read, and can be gone on with."""
    with odd_provider() as odd:
        odd.say("/token", {"access_token": "opaque", "token_type": "Bearer"})
        child = subprocess.Popen([sys.executable, "-c", KILLED, odd.base, str(tmp_path)], stdout=subprocess.PIPE)
        assert child.stdout is not None
        assert child.stdout.readline() == b"answered\n"
        os.kill(child.pid, getattr(signal, "SIGKILL", signal.SIGTERM))
        child.wait(10)
        child.stdout.close()
    (run,) = Runs(tmp_path).where(label="killed")
    assert [event["kind"] for event in run.events][-2:] == ["token_request", "exchange"]
    assert run.exchanges[-1]["response"]["status"] == 200
    assert Runs(tmp_path).relabel(run.id, "read again").label == "read again"


@pytest.mark.parametrize("length", range(0, 400, 37))
def test_a_run_that_was_cut_anywhere_can_be_read(length: int, tmp_path: Path) -> None:
    """Half a line at the end is left out, and the next line is not lost with it."""
    with odd_provider() as odd:
        flow = Flow(odd.metadata, CLIENT, runs=Runs(tmp_path))
        flow.authorize()
        path = flow.runs.path(flow.run.id)
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) - length])
    Runs(tmp_path).relabel(flow.run.id, "after the cut")
    assert Run.load(path).label == "after the cut"


@pytest.mark.skipif(sys.platform == "win32", reason="no limit for files there")
def test_a_write_that_fails_leaves_no_file(tmp_path: Path) -> None:
    """As on a full disk: neither an empty run, nor a temporary file, nor an empty file of a waiting flow."""
    environment = {**os.environ, "FLOW_EXPLORER_HOME": str(tmp_path / "home")}
    told = subprocess.run([sys.executable, "-c", LIMITED, str(tmp_path)], env=environment, capture_output=True, timeout=60)
    assert b"cannot be kept" in told.stdout, told.stderr
    assert b"refused" in told.stdout
    assert [str(file) for file in tmp_path.rglob("*") if file.is_file()] == []


@pytest.mark.skipif(not hasattr(os, "O_TMPFILE"), reason="only Linux writes files without a name")
def test_a_file_gets_its_name_when_it_is_complete(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Killed between opening and writing nothing is left, since there is no name yet."""
    seen, opened = [], []
    link, open_file = os.link, os.open
    monkeypatch.setattr(os, "link", lambda *given, **named: (seen.append(list(tmp_path.iterdir())), link(*given, **named)))
    monkeypatch.setattr(os, "open", lambda *given: (opened.append(given), open_file(*given))[1])
    create_private(tmp_path / "new", b"content")
    assert seen == [[]]
    assert len(opened) == 1, "it was linked, and did not have to be written a second time under its name"
    assert (tmp_path / "new").read_bytes() == b"content"
    assert (tmp_path / "new").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("has_tmpfile", [True, False])
def test_a_new_file_and_one_that_is_replaced(has_tmpfile: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where the system knows no files without a name."""
    if not has_tmpfile:
        monkeypatch.delattr(os, "O_TMPFILE", raising=False)
    for content in (b"one", b"another", b""):
        write_private(tmp_path / "file", content)
        assert (tmp_path / "file").read_bytes() == content
    with pytest.raises(FileExistsError):
        create_private(tmp_path / "file", b"more")
    assert [file.name for file in tmp_path.iterdir()] == ["file"]


def test_a_folder_without_the_right_is_a_mistake(tmp_path: Path) -> None:
    """What is no folder is said, and nothing is made of it."""
    (tmp_path / "file").write_text("")
    with odd_provider() as odd, pytest.raises(Mistake, match="cannot be kept"):
        Flow(odd.metadata, CLIENT, runs=Runs(tmp_path / "file")).authorize()


def test_the_time_between_answer_and_disk(tmp_path: Path) -> None:
    """An ordinary answer is there at once."""
    with odd_provider() as odd:
        odd.say("/token", {"error": "invalid_grant"}, status=400)
        flow = Flow(odd.metadata, CLIENT, runs=Runs(tmp_path))
        flow.authorize()
        flow.receive("c0de-that-was-made-up")
        flow.exchange()
        assert Run.load(flow.runs.path(flow.run.id)).exchanges
