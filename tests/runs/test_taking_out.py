"""One sign-in is deleted, and the others of its file stay as they were, also while their flow goes on."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from explorer import Flow, LocalProvider
from explorer.errors import Mistake
from explorer.runs import Run, Runs
from explorer.runs import store as store_module

USERS = ("alice", "bob", "alice")


@pytest.fixture
def flow(provider: LocalProvider, tmp_path: Path) -> Flow:
    """Three sign-ins of one flow with a link between them that nobody followed; the keys are asked for in the second one."""
    flow = Flow(provider.issuer, provider.register("often"), runs=tmp_path / "runs", label="all")
    flow.discover()
    for number, user in enumerate(USERS, 1):
        flow.authorize("openid email")
        flow.receive(provider.sign_in(flow.authorize("openid email").url, user))
        flow.exchange()
        if number > 1:
            flow.check()
            flow.userinfo()
        flow.relabel(f"number {number}", once=True)
    return flow


def told(run: Run) -> tuple[object, ...]:
    """What a reader sees of a sign-in."""
    steps = sorted(each["step"] for each in run.exchanges)
    return run.label, run.params, run.claims, run.userinfo, run.reports, run.metadata, run.client, steps


def others(run: Run, gone: int) -> list[tuple[object, ...]]:
    """What stays when one of the sign-ins goes, which is counted from 0."""
    return [told(each) for number, each in enumerate(run.attempts) if number != gone]


@pytest.mark.parametrize("gone", [0, 1, 2], ids=["the first", "the second", "the latest"])
def test_one_goes_and_the_others_stay(flow: Flow, gone: int) -> None:
    """Whichever it is: in the file nothing of it is left, and all else is told as before, in order and by its label."""
    run, runs = flow.run, Runs(flow.runs.folder)
    state = dict(run.attempts[gone].params)["state"]
    expected = others(run, gone)
    store_module._WRITERS.clear()  # the kernel that made them is gone
    runs.take_out([run.attempts[gone].id])
    left = runs.load(run.id)
    assert [told(each) for each in left.attempts] == expected
    assert [each.id for each in left.attempts] == [f"{run.id}_1", run.id]
    assert state not in runs.path(run.id).read_text()
    assert [each.label for each in Runs(runs.folder).attempts()] == [row[0] for row in reversed(expected)]
    assert os.stat(runs.path(run.id)).st_mode & 0o077 == 0


def test_all_go_with_their_file(flow: Flow) -> None:
    """Two of three, and then the last one: no file is left."""
    run, runs = flow.run, Runs(flow.runs.folder)
    store_module._WRITERS.clear()
    runs.take_out([run.id, f"{run.id}_1"])
    (left,) = runs.load(run.id).attempts
    assert (left.id, left.label, left.claims["sub"]) == (run.id, "number 2", run.attempts[1].claims["sub"])
    assert [each.id for each in Runs(runs.folder).attempts()] == [run.id]
    runs.take_out([run.id])
    assert not list(runs.folder.glob("*.jsonl"))
    runs.take_out([run.id])  # somebody else was quicker
    with pytest.raises(Mistake, match="in a list"):
        runs.take_out(run.id)


def test_an_earlier_one_is_deleted_by_its_id(flow: Flow) -> None:
    """`delete` takes a run with all that lies in its file, and an earlier attempt alone."""
    runs, run = Runs(flow.runs.folder), flow.run
    runs.delete(f"{run.id}_1")
    assert len(runs.attempts()) == 2
    runs.delete(run.id)
    assert runs.attempts() == []


def test_a_flow_goes_on_after_it(flow: Flow, provider: LocalProvider) -> None:
    """What a living flow has in memory goes too, and what it writes later is whole, though the lines before it are gone."""
    run, expected = flow.run, others(flow.run, 1)
    flow.runs.take_out([f"{run.id}_2"])
    assert [told(each) for each in flow.run.attempts] == expected
    flow.receive(provider.sign_in(flow.authorize("openid phone").url, "bob"))
    flow.exchange()
    flow.check()
    flow.userinfo()
    kept = Runs(flow.runs.folder).load(run.id)
    assert kept.events == flow.run.events
    assert [told(each) for each in kept.attempts[:2]] == expected
    assert kept.userinfo["phone_number"]
    assert all(["Host", provider.issuer[7:]] in each["request"]["headers"] for each in kept.exchanges)


def test_what_is_still_written_comes_back(flow: Flow, provider: LocalProvider) -> None:
    """Another process deletes the sign-in that a flow has under way: the flow writes its run whole, and no line is lost."""
    run = flow.run
    before = [told(each) for each in run.attempts[:2]]
    code = f"from explorer.runs import Runs; Runs({str(flow.runs.folder)!r}).take_out([{run.id!r}, {run.id + '_1'!r}])"
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)
    assert len(Runs(flow.runs.folder).load(run.id).attempts) == 1
    flow.introspect()
    kept = Runs(flow.runs.folder).load(run.id)
    assert kept.events == flow.run.events
    assert [told(each) for each in kept.attempts[:2]] == before


def test_what_is_written_meanwhile_is_not_lost(flow: Flow, monkeypatch: pytest.MonkeyPatch) -> None:
    """A line that comes while the file is read: nothing is deleted."""
    run, runs = flow.run, Runs(flow.runs.folder)
    store_module._WRITERS.clear()
    load = runs.load

    def loaded(run_id: str) -> Run:
        found = load(run_id)
        flow.relabel("meanwhile")
        return found

    monkeypatch.setattr(runs, "load", loaded)
    with pytest.raises(Mistake, match="being written just now"):
        runs.take_out([f"{run.id}_1"])
    assert len(load(run.id).attempts) == 3


def test_a_damaged_file_is_not_rewritten(flow: Flow) -> None:
    """What cannot be read may belong to what should stay; whoever wants all of it gone can have that."""
    run, runs = flow.run, Runs(flow.runs.folder)
    store_module._WRITERS.clear()
    path = runs.path(run.id)
    lines = path.read_text().splitlines(keepends=True)
    path.write_text("".join([*lines[:4], "{half\n", *lines[4:]]))
    with pytest.raises(Mistake, match="damaged, and would be lost"):
        runs.take_out([f"{run.id}_1"])
    assert "{half" in path.read_text()
    runs.take_out([each.id for each in run.attempts])
    assert not path.exists()
