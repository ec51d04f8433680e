"""Which runs step 6 shows at once, and which of them it compares unasked: never those of another notebook."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from explorer import Flow, LocalProvider, Run, Runs
from explorer.panels import ComparePanel
from explorer.panels.compare_step import CompareStep
from explorer.panels.run_list import ListedRun
from explorer.runs import RunSummary, by_notebooks
from tests.panels.conftest import MakePanel
from tests.panels.hands import text_of
from tests.runs.made import run


def signed_in(provider: LocalProvider, client_id: str, **more: str) -> Run:
    flow = Flow(provider.issuer, provider.register(client_id), **more)
    flow.discover()
    flow.receive(provider.sign_in(flow.authorize().url))
    flow.exchange()
    return flow.run


@pytest.fixture
def elsewhere(provider: LocalProvider, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The ids of two runs in the user's own folder, which another notebook made."""
    made = [signed_in(provider, "notebook").id for _ in range(2)]
    monkeypatch.setattr(by_notebooks, "_MADE_HERE", set())
    return made


@pytest.mark.parametrize(
    ("outcome", "failed", "said", "mood"),
    [
        ("tokens", 0, "tokens", "good"),
        ("tokens", 2, "tokens, 2 checks failed", "bad"),
        ("code", 1, "came back with a code, 1 check failed", "bad"),
        ("waiting", 0, "the browser has not come back", "open"),
    ],
)
def test_what_a_line_says_came_of_a_run(outcome: str, failed: int, said: str, mood: str) -> None:
    """Tokens that came are told beside a check that failed."""
    line = ListedRun.of(dataclasses.replace(RunSummary.of(run()), outcome=outcome, failed=failed, is_refused=False))
    assert (line.outcome, line.mood) == (said, mood)


def test_a_refusal_says_so_itself() -> None:
    """A code that was sent too late fails a check of ours as well; what came of it is the refusal."""
    late = dataclasses.replace(RunSummary.of(run()), outcome="refused: invalid_grant", failed=1, is_refused=True)
    line = ListedRun.of(late)
    assert (line.outcome, line.mood) == ("refused: invalid_grant", "bad")


def shown_at_once(step: CompareStep) -> list[str]:
    assert step._reader.wait(20)
    assert step.model.worker.wait(20)
    return [row["id"] for row in step.list.rows if row["own"]]


def listed(step: CompareStep) -> set[str]:
    return {row["id"] for row in step.list.rows}


def test_runs_of_another_notebook_wait_behind_a_fold(provider: LocalProvider, elsewhere: list[str]) -> None:
    """They are listed, but not at once, and are not compared before somebody marks them; a run of this notebook is near."""
    step = ComparePanel().step
    assert shown_at_once(step) == []
    assert set(elsewhere) <= listed(step)
    assert step.list.chosen == []
    assert "Nothing is compared yet" in text_of(step._shown.widget.value)
    own = signed_in(provider, "notebook").id
    step = ComparePanel().step
    assert shown_at_once(step) == [own]
    assert step.list.of == " of this notebook"
    assert step.list.chosen == [own]


def test_a_restart_leaves_them_near(provider: LocalProvider, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What an earlier kernel of the same notebook made is this notebook's; what another notebook made is not, nor is it after one."""
    monkeypatch.setenv("FLOW_EXPLORER_HOME", str(tmp_path))
    made = {}
    for notebook in ("one.ipynb", "two.ipynb"):
        monkeypatch.setenv("JPY_SESSION_NAME", f"of-alice/{notebook}")
        made[notebook] = signed_in(provider, "notebook").id
    for notebook, own in made.items():
        monkeypatch.setattr(by_notebooks, "_MADE_HERE", set())  # the kernel was restarted
        monkeypatch.setenv("JPY_SESSION_NAME", f"of-alice/{notebook}")
        assert shown_at_once(ComparePanel().step) == [own]
    kept = list((tmp_path / "notebooks").iterdir())
    assert len(kept) == 2
    assert not [path for path in kept if "alice" in path.name + path.read_text()], "no path of a notebook is kept"
    assert all(path.stat().st_mode & 0o077 == 0 for path in kept)


def test_without_a_name_of_the_notebook_nothing_is_kept(
    provider: LocalProvider, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where Jupyter does not say which notebook it is, the kernel's own runs are near, and no file says more."""
    monkeypatch.setenv("FLOW_EXPLORER_HOME", str(tmp_path))
    monkeypatch.delenv("JPY_SESSION_NAME", raising=False)
    own = signed_in(provider, "notebook").id
    assert shown_at_once(ComparePanel().step)[:1] == [own]
    assert not (tmp_path / "notebooks").exists()


def test_what_was_given_is_near(elsewhere: list[str]) -> None:
    """A run of another notebook that somebody gives to the panel is shown at once, and compared."""
    runs = [Runs().load(each) for each in elsewhere]
    step = ComparePanel(*runs).step
    assert set(shown_at_once(step)) == set(elsewhere)
    assert step.list.chosen == elsewhere
    assert "Comparison of 2 runs" in text_of(step._shown.widget.value)


def test_a_folder_that_was_named_is_shown_whole(
    provider: LocalProvider, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever names a folder asks for all that lies in it: nothing is behind a fold, and nothing is said of a notebook."""
    runs = [signed_in(provider, "notebook", runs=tmp_path / "runs").id for _ in range(2)]
    monkeypatch.setattr(by_notebooks, "_MADE_HERE", set())
    step = ComparePanel(folder=tmp_path / "runs").step
    assert set(shown_at_once(step)) == set(runs)
    assert step.list.of == ""
    assert set(step.list.chosen) == set(runs)


def test_a_saved_run_is_near_too(elsewhere: list[str]) -> None:
    """A run that came from elsewhere, such as one of a HAR, is this notebook's once it was kept here."""
    Runs().save(Runs().load(elsewhere[0]))
    step = ComparePanel().step
    assert shown_at_once(step) == [elsewhere[0]]


def test_the_sign_ins_of_a_panel_are_near(make_panel: MakePanel, provider: LocalProvider, tmp_path: Path) -> None:
    """Those of another notebook, by a client of the same name, are neither shown at once nor compared."""
    hands = make_panel()
    hands.connect()
    hands.sign_in()
    hands.send()
    with pytest.MonkeyPatch.context() as patch:
        signed_in(provider, "notebook", runs=hands.panel.model.runs)
        patch.setattr(by_notebooks, "_MADE_HERE", set())
        hands.go("compare")
        step = hands.panel.compare
        assert shown_at_once(step) == [hands.panel.run.id]
        assert step.list.chosen == [hands.panel.run.id]
        assert len(listed(step)) == 2
