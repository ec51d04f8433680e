"""A run as it grows: on disk after each step, in as few writes as steps."""

from __future__ import annotations

import contextlib
import json
from pathlib import Path

import pytest

from explorer.errors import Mistake
from explorer.runs import Run, Runs
from explorer.runs.journal import Journal


def line(number: int) -> str:
    """Return an event as it is kept."""
    return json.dumps({"kind": "x", "at": number})


def test_a_step_is_written_at_its_end(tmp_path: Path) -> None:
    """What is added in a step waits for its end; what stands outside of one is written at once."""
    runs = Runs(tmp_path)
    journal = Journal(runs, Run("a", 1.0, "label"))
    with journal.step(), journal.step():
        journal.add("x", 1, line(1))
        assert not runs.path("a").exists()
        assert len(journal.run.events) == 1
    journal.add("x", 2, line(2))
    assert runs.load("a") == journal.run
    assert journal.last_time == {"x": 2}


def test_a_step_that_breaks_off_is_written(tmp_path: Path) -> None:
    """An exception, or Ctrl-C, loses nothing of what was noted before."""
    runs = Runs(tmp_path)
    journal = Journal(runs, Run("a", 1.0))
    with contextlib.suppress(KeyboardInterrupt), journal.step():
        journal.add("x", 1, line(1))
        raise KeyboardInterrupt
    assert len(runs.load("a").events) == 1


def test_what_is_held_can_be_written_early(tmp_path: Path) -> None:
    """Before something is sent, what was noted so far is on disk: the answer may never come."""
    runs = Runs(tmp_path)
    journal = Journal(runs, Run("a", 1.0))
    with journal.step():
        journal.add("x", 1, line(1))
        journal.write()
        assert len(runs.load("a").events) == 1
        journal.add("x", 2, line(2))
    assert len(runs.load("a").events) == 2


def test_a_first_event_that_cannot_be_kept_did_not_happen(tmp_path: Path) -> None:
    """The folder refuses: the run is as empty as its file, and can begin when the folder is there."""
    (tmp_path / "runs").write_text("")
    journal = Journal(Runs(tmp_path / "runs"), Run("a", 1.0))
    with pytest.raises(Mistake, match="cannot be kept"):
        journal.add("x", 1, line(1))
    assert (journal.run.events, journal.last_time) == ((), {})
    (tmp_path / "runs").unlink()
    journal.add("x", 2, line(2))
    assert [event["at"] for event in journal.run.events] == [2]
