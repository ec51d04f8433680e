"""The folder of runs: its owner's alone, append-only, and nothing outside it is touched."""

from __future__ import annotations

import dataclasses
import json
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.errors import Mistake
from explorer.runs import Run, Runs
from explorer.runs.journal import Journal
from tests.hostile import outcome, patient
from tests.runs.made import run


def mode(path: Path) -> int:
    """Return the permissions of a file."""
    return stat.S_IMODE(path.stat().st_mode)


def append(runs: Runs, made: Run, **event: object) -> Run:
    """Add an event to a run and its file, as a journal does."""
    whole = {"kind": "x", "at": 1, **event}
    journal = Journal(runs, made)
    journal.add("x", 1, json.dumps(whole))
    assert journal.run == made.with_event(whole)
    return journal.run


def test_saved_and_loaded(tmp_path):
    """What is saved is loaded equal, from a file and a folder that only the owner can read."""
    runs = Runs(tmp_path / "new" / "runs")
    made = run(label="first", claims={"sub": "a"})
    path = runs.save(made)
    assert runs.load(made.id) == Run.load(path) == made
    assert (mode(path), mode(path.parent)) == (0o600, 0o700)
    runs.delete(made.id)
    assert list(runs) == []


def test_own_folder():
    """Without a folder it is the user's own, below the home that the tests set."""
    assert Runs().folder.name == "runs"
    assert mode(Runs().folder) == 0o700


def test_grown_event_by_event(tmp_path):
    """After every event the file is the run, in a file of the owner's alone; what was written is never written again."""
    runs = Runs(tmp_path)
    made = Run("grown", 1.0, "label")
    before = b""
    for number in range(3):
        made = append(runs, made, number=number)
        content = runs.path("grown").read_bytes()
        assert content.startswith(before)
        assert Run.load(runs.path("grown")) == made
        before = content
    assert mode(runs.path("grown")) == 0o600


def test_half_a_line_does_not_spoil_the_next(tmp_path):
    """After a crash the flow goes on: the half line goes, the new one is whole."""
    runs = Runs(tmp_path)
    made = append(runs, Run("torn", 1.0), number=1)
    with runs.path("torn").open("ab") as file:
        file.write(b'{"kind": "half')
    loaded = runs.load("torn")
    assert loaded == made
    assert runs.load("torn") == made
    assert append(runs, loaded, number=2) == runs.load("torn")


def test_removed_file_is_written_anew(tmp_path):
    """Somebody cleans the folder while the flow runs: the next event brings the run back."""
    runs = Runs(tmp_path)
    made = append(runs, Run("gone", 1.0), number=1)
    runs.path("gone").unlink()
    assert append(runs, made, number=2) == runs.load("gone")


@pytest.mark.parametrize("run_id", ["../x", "a/b", "a\\b", "", ".", "..", "x" * 81, "a\n", "a\0", "\u00e9", None, 7, "a.jsonl"])
def test_id_that_leads_elsewhere(tmp_path, run_id):
    """An id is never a path, wherever it comes from."""
    runs = Runs(tmp_path / "runs")
    for call in (runs.path, runs.load, runs.delete, lambda each: runs.save(dataclasses.replace(run(), id=each))):
        with pytest.raises(Mistake, match="run's id"):
            call(run_id)
    with pytest.raises(Mistake, match="run's id"):
        runs.extend(run_id, "{}\n")
    assert [path.name for path in tmp_path.rglob("*")] in ([], ["runs"])


@given(st.text())
@patient
def test_no_id_leaves_the_folder(run_id):
    """Any text is refused or names a file right in the folder."""
    folder = Runs().folder
    path = outcome(Runs().path, run_id)
    assert isinstance(path, Mistake) or path.resolve().parent == folder.resolve()


def test_newest_first_and_strangers_passed_over(tmp_path):
    """Damaged files, other formats and other files are passed over when a folder is listed."""
    runs = Runs(tmp_path)
    for day, label in (("01", "a"), ("03", "b"), ("02", "a")):
        runs.save(run(f"202501{day}-000000-aaaaaa", label))
    (tmp_path / "notes.txt").write_text("hello")
    (tmp_path / "damaged.jsonl").write_text("{")
    (tmp_path / "future.jsonl").write_text('{"format": 2}\n')
    (tmp_path / "folder.jsonl").mkdir()
    assert [each.id[6:8] for each in runs] == ["03", "02", "01"]
    assert [each.id[6:8] for each in runs.where(label="a")] == ["02", "01"]
    assert [summary.label for summary in runs.summaries()] == ["b", "a", "a"]
    assert repr(runs) == f"<Runs in {tmp_path}: 6>"


def test_folder_that_refuses(tmp_path):
    """A folder that cannot be made or written is a sentence that says what to do."""
    (tmp_path / "file").write_text("in the way")
    runs = Runs(tmp_path / "file" / "runs")
    for call in (
        lambda: runs.save(run()),
        lambda: runs.extend("x", "{}\n"),
        lambda: runs.load("x"),
        lambda: list(runs),
        runs.summaries,
    ):
        with pytest.raises(Mistake, match="FLOW_EXPLORER_HOME"):
            call()


def test_file_that_refuses(tmp_path):
    """A run whose file cannot be opened is a sentence too."""
    runs = Runs(tmp_path)
    runs.path("x").mkdir()
    with pytest.raises(Mistake, match="cannot be kept"):
        runs.extend("x", "{}\n")
    with pytest.raises(Mistake, match="cannot be read"):
        runs.load("x")
