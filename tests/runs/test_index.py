"""The index beside the files: quick, its owner's alone, and never more than what the files say."""

from __future__ import annotations

import multiprocessing
import os
import sqlite3
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from explorer.errors import Mistake
from explorer.runs import Run, Runs, RunSummary
from explorer.runs import index as index_module
from explorer.runs.index import NAME
from tests.runs.made import run


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with three runs and a stranger."""
    for number, label in enumerate(("a", "b", "a")):
        Runs(tmp_path).save(run(f"20250{number}", label, claims={"sub": "alice"}))
    (tmp_path / "odd.jsonl").write_text("{}")
    return tmp_path


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the files that were read, as they are read."""
    names: list[str] = []

    def noted(path: str) -> tuple[RunSummary, ...]:
        names.append(Path(path).stem)
        return whole(path)

    whole = index_module._summaries
    monkeypatch.setattr(index_module, "_summaries", noted)
    return names


def ids(runs: Runs) -> list[str]:
    """The ids that a listing shows."""
    return [summary.id for summary in runs.summaries()]


def test_each_file_is_read_once(folder: Path, read: list[str]) -> None:
    """The first listing reads every file, the strangers too; the next one reads none, in this process or in another."""
    first = Runs(folder)
    assert ids(first) == ["202502", "202501", "202500"]
    assert sorted(read) == ["202500", "202501", "202502", "odd"]
    read.clear()
    assert first.summaries() == Runs(folder).summaries()
    assert [each.id for each in Runs(folder).where(label="a")] == ["202502", "202500"]
    assert read == []


def test_what_changed_is_read_again(folder: Path, read: list[str]) -> None:
    """A new label, a new run, a run that grew, and one that went: each listing says what the files say."""
    runs, other = Runs(folder), Runs(folder)
    assert ids(runs) == ids(other)
    read.clear()
    runs.relabel("202500", "renamed")
    runs.extend("202501", '{"kind": "authorize", "at": 9, "params": [["scope", "email"]]}\n')
    runs.delete("202502")
    runs.save(Run("new", 0.0))
    for each in (runs, other, Runs(folder)):
        found = {summary.id: summary for summary in each.summaries()}
        assert found.keys() == {"202500", "202501", "new"}
        assert found["202500"].label == "renamed"
        assert (found["202501"].scope, found["202501"].outcome) == ("email", "waiting")
    assert sorted(read) == ["202500", "202500", "202501", "202501", "new", "new"], "once by each that had listed before"


def test_an_event_does_not_touch_the_index(folder: Path) -> None:
    """What is appended while a flow goes on costs one write to one file."""
    runs = Runs(folder)
    assert runs.summaries()
    before = (folder / NAME).stat().st_mtime_ns
    runs.extend("202500", '{"kind": "x", "at": 1}\n')
    assert (folder / NAME).stat().st_mtime_ns == before


def test_it_is_its_owners_alone_and_no_run(folder: Path) -> None:
    """It is private, has a name of its own, and is not listed."""
    runs = Runs(folder)
    assert runs.summaries()
    assert stat.S_IMODE((folder / NAME).stat().st_mode) == 0o600
    assert sorted(path.name for path in folder.iterdir() if path.suffix != ".jsonl") == [NAME]
    assert len(list(runs)) == 3


def _garbage(path: Path) -> None:
    path.write_bytes(os.urandom(5_000))


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:2_000])


def _holes(path: Path) -> None:
    content = path.read_bytes()
    path.write_bytes(content[:100] + b"\xff" * (len(content) - 100))


def _executed(command: str) -> Callable[[Path], None]:
    def spoil(path: Path) -> None:
        with sqlite3.connect(path) as database:
            database.executescript(command)
        database.close()

    return spoil


SPOILT: dict[str, Callable[[Path], None]] = {
    "missing": Path.unlink,
    "empty": lambda path: path.write_bytes(b"") and None,
    "no database": _garbage,
    "cut": _cut,
    "overwritten": _holes,
    "of another version": _executed("PRAGMA user_version = 99; DROP TABLE runs; CREATE TABLE runs (x)"),
    "another table": _executed("DROP TABLE runs; CREATE TABLE runs (x)"),
    "no table": _executed("DROP TABLE runs"),
    "no summaries": _executed("UPDATE runs SET summary = '[1, 2]'"),
    "nothing where a summary was": _executed("UPDATE runs SET summary = NULL"),
    "no JSON": _executed("UPDATE runs SET summary = 'oops'"),
    "old": _executed("UPDATE runs SET written = 0"),
}


@pytest.mark.parametrize("spoil", SPOILT.values(), ids=SPOILT)
def test_an_index_that_is_no_use_is_made_anew(folder: Path, read: list[str], spoil: Callable[[Path], None]) -> None:
    """Whatever became of it, the listing is right, and the one after that reads no file."""
    expected = Runs(folder).summaries()
    spoil(folder / NAME)
    read.clear()
    assert Runs(folder).summaries() == expected
    assert len(read) == 4
    read.clear()
    assert Runs(folder).summaries() == expected
    assert read == []


def test_names_that_another_tool_wrote(folder: Path, read: list[str]) -> None:
    """A name that is a text says the same as its bytes."""
    expected = Runs(folder).summaries()
    _executed("UPDATE runs SET name = CAST(name AS TEXT)")(folder / NAME)
    read.clear()
    assert Runs(folder).summaries() == expected
    assert read == []


def test_an_index_that_somebody_holds(folder: Path, read: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that hangs while it writes keeps nobody else from listing: the files are read instead."""
    monkeypatch.setattr(index_module, "PATIENCE", 0.05)
    expected = Runs(folder).summaries()
    holding = sqlite3.connect(folder / NAME)
    holding.execute("BEGIN EXCLUSIVE")
    try:
        read.clear()
        runs = Runs(folder)
        assert runs.summaries() == runs.summaries() == expected
        assert len(read) == 4, "by the first listing; what it found is kept in memory"
    finally:
        holding.close()


def test_a_folder_in_which_nobody_may_write(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Runs on a share, or of a colleague, are listed without an index."""

    def refused(*_: object, **__: object) -> sqlite3.Connection:
        raise sqlite3.OperationalError("unable to open database file")

    monkeypatch.setattr(index_module.sqlite3, "connect", refused)
    runs = Runs(folder)
    assert ids(runs) == ids(runs) == ["202502", "202501", "202500"]


def test_an_index_in_the_way(folder: Path) -> None:
    """A folder of that name is left alone."""
    (folder / NAME).mkdir()
    assert len(Runs(folder).summaries()) == 3
    assert (folder / NAME).is_dir()


def test_a_folder_that_went(folder: Path) -> None:
    """It is a sentence."""
    runs = Runs(folder / "deeper")
    assert runs.summaries() == []
    runs.folder.rename(folder / "elsewhere")
    with pytest.raises(Mistake, match="FLOW_EXPLORER_HOME"):
        runs.summaries()


def test_names_that_are_no_text(tmp_path: Path) -> None:
    """A file whose name is no UTF-8, and labels that no encoding takes, are listed like any other."""
    made = run("odd", "\ud800", scope="\udfff", claims={})
    (tmp_path / os.fsdecode(b"\xff.jsonl")).write_text(made.to_json())
    for _ in range(2):
        assert Runs(tmp_path).summaries() == [RunSummary.of(made)]


def _listed(folder: Path) -> int:
    for number in range(20):
        Runs(folder).save(run(f"{os.getpid()}-{number}", claims={}))
        found = Runs(folder).summaries()
    return len(found)


def test_several_processes_at_once(tmp_path: Path) -> None:
    """Four of them save and list in one folder: nobody fails, and in the end the index says what the files say."""
    with multiprocessing.get_context("spawn").Pool(4) as pool:
        counts = pool.map(_listed, [tmp_path] * 4)
    assert min(counts) >= 20
    assert {summary.id for summary in Runs(tmp_path).summaries()} == {each.id for each in Runs(tmp_path)}
    assert len(Runs(tmp_path).summaries()) == 80
