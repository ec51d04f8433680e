"""Step 6: the saved runs are listed, compared, opened, labelled and deleted."""

from __future__ import annotations

from pathlib import Path

import pytest

from explorer import Flow, LocalProvider, Run, Runs
from explorer.errors import Mistake
from explorer.panels import ComparePanel
from explorer.panels.compare_step import CompareStep
from tests.panels.conftest import MakePanel
from tests.panels.hands import Hands, is_hidden, text_of


@pytest.fixture
def runs(provider: LocalProvider, tmp_path: Path) -> list[Run]:
    """Three finished runs in a folder, the oldest first."""
    flow = Flow(provider.issuer, provider.register("notebook"), runs=tmp_path / "runs", label="first")
    flow.discover()
    flow.authorize()
    flows = [flow, flow.again(scope="openid email", label="second"), flow.again(label="third")]
    for each in flows:
        assert each.request is not None
        each.receive(provider.sign_in(each.request.url))
        each.exchange()
        each.check()
    return [each.run for each in flows]


def signed_in_by(make_panel: MakePanel, *users: str) -> Hands:
    """Return a panel in which these people signed in one after the other, each by a fresh link, at its step 6."""
    hands = make_panel()
    hands.connect()
    for user in users:
        hands.go("authorize")
        hands.sign_in(user)
        hands.send()
    hands.go("compare")
    assert hands.panel.compare._reader.wait(20)
    return hands


def settled(panel: ComparePanel) -> CompareStep:
    """The panel's step, once nothing is under way."""
    assert panel.step._reader.wait(20)
    assert panel.model.worker.wait(20)
    return panel.step


def shown(step: CompareStep) -> str:
    return text_of(step._shown.widget.value)


def test_given_runs_are_compared_at_once(runs: list[Run], tmp_path: Path) -> None:
    """What differs is shown without a click, and the other saved runs are listed beside it."""
    step = settled(ComparePanel(runs[0], runs[1], folder=tmp_path / "runs", by="scope"))
    assert "Comparison of 2 runs" in shown(step)
    assert "openid email" in shown(step)
    assert {row["name"] for row in step.list.rows} == {"first", "second", "third"}
    assert step.list.chosen == [runs[0].id, runs[1].id]


def test_saved_runs_are_chosen(runs: list[Run], tmp_path: Path) -> None:
    """Without arguments the two newest are compared; any number can be marked instead."""
    step = settled(ComparePanel(folder=tmp_path / "runs"))
    assert len(step.list.chosen) == 2
    step.list.chosen = [run.id for run in runs]
    step.primary.click()
    assert step.model.worker.wait(20)
    assert "Comparison of 3 runs" in shown(step)


def test_one_run_is_opened(runs: list[Run], tmp_path: Path) -> None:
    """A run is shown as a card, with its checks and its story; comparing puts it away."""
    step = settled(ComparePanel(folder=tmp_path / "runs"))
    step.list.chosen = [runs[1].id]
    step.open_one.click()
    assert "Run second" in shown(step)
    assert "Who said what to whom" in shown(step)


def test_too_few_are_marked(runs: list[Run], tmp_path: Path) -> None:
    """Each button says how many runs it needs."""
    step = settled(ComparePanel(folder=tmp_path / "runs"))
    step.list.chosen = []
    for button, words in (
        (step.primary, "two or more"),
        (step.open_one, "a run"),
        (step.relabel, "a run"),
        (step.delete, "a run"),
    ):
        button.click()
        assert words in text_of(step._error.widget.value)
        is_below = button in (step.relabel, step.delete)
        assert ("fxp-last" in step._error.widget._dom_classes) is is_below, "a refusal stands at the button that was pressed"


def test_a_label_is_kept(runs: list[Run], tmp_path: Path) -> None:
    """The label is in the file, and in the list."""
    step = settled(ComparePanel(folder=tmp_path / "runs"))
    step.list.chosen = [runs[0].id]
    assert step.label.value == "first"
    step.label.value = "before the change"
    step.relabel.click()
    assert step._reader.wait(20)
    assert Runs(tmp_path / "runs").load(runs[0].id).label == "before the change"
    assert "before the change" in {row["name"] for row in step.list.rows}


def test_a_label_is_given_to_one_run(runs: list[Run], tmp_path: Path) -> None:
    """Of several that are marked it goes to the last one, whose name and label stand there beforehand."""
    step = settled(ComparePanel(folder=tmp_path / "runs"))
    step.list.chosen = [runs[0].id, runs[1].id]
    assert step.label.value == "second"
    assert "given to the one that was marked last, “second”" in text_of(step._whose.widget.value)
    step.label.value = "with a wrong secret"
    step.relabel.click()
    assert step._reader.wait(20)
    assert [Runs(tmp_path / "runs").load(run.id).label for run in runs] == ["first", "with a wrong secret", "third"]


def test_deleting_is_asked_twice(runs: list[Run], tmp_path: Path) -> None:
    """The first click asks, another choice takes the question back, the second click removes the files."""
    step = settled(ComparePanel(folder=tmp_path / "runs"))
    step.list.chosen = [runs[0].id]
    step.delete.click()
    assert step.really.description == "Delete 1 run for good"
    assert "fxp-hidden" not in step._sure._dom_classes
    step.list.chosen = [runs[0].id, runs[1].id]
    assert "fxp-hidden" in step._sure._dom_classes
    assert len(list((tmp_path / "runs").glob("*.jsonl"))) == 3
    step.delete.click()
    step.really.click()
    assert step._reader.wait(20)
    assert [run.id for run in Runs(tmp_path / "runs")] == [runs[2].id]
    assert [row["id"] for row in step.list.rows] == [runs[2].id]


def test_the_run_of_the_panel_is_not_deleted(make_panel: MakePanel) -> None:
    """It is still being written; its label goes through the flow, so that the record has it."""
    hands = make_panel()
    hands.connect()
    hands.sign_in()
    hands.go("compare")
    step = hands.panel.compare
    assert step._reader.wait(20)
    step.list.chosen = [hands.panel.run.id]
    step.delete.click()
    assert "still being written" in hands.error
    assert is_hidden(step._sure)
    step.label.value = "mine"
    step.relabel.click()
    assert step._reader.wait(20)
    assert hands.panel.run.label == "mine"


def test_the_refusal_names_the_run_that_is_written(make_panel: MakePanel) -> None:
    """Alice, then Bob in one flow, and both are marked beforehand: Bob's is the one that goes on."""
    step = signed_in_by(make_panel, "alice", "bob").panel.compare
    step.delete.click()
    assert "“Bob” is the sign-in of the flow in this panel" in text_of(step._error.widget.value)
    assert is_hidden(step._sure)


@pytest.mark.parametrize("is_over", [False, True], ids=["while the flow goes on", "after Start over"])
def test_one_of_a_flow_is_deleted_alone(make_panel: MakePanel, is_over: bool) -> None:
    """Alice, Bob, Alice in one flow: Bob's goes, the other two stay, are listed and can be compared, and the flow goes on."""
    hands = signed_in_by(make_panel, "alice", "bob", "alice")
    own = hands.panel.run.id
    if is_over:
        hands.panel.start_over.click()
        hands.go("compare")
    step = hands.panel.compare
    assert step._reader.wait(20)
    step.list.chosen = [f"{own}_2"]
    step.delete.click()
    assert heard(step).startswith("Delete 1 run for good? “Bob” goes, and nobody can bring it back.")
    step.really.click()
    assert step._reader.wait(20)
    assert not hands.error
    assert [(row["id"], row["name"]) for row in step.list.rows] == [(own, "Alice"), (f"{own}_1", "Alice")]
    step.list.chosen = [f"{own}_1", own]
    step.primary.click()
    hands.wait()
    assert "Comparison of 2 runs" in shown(step)
    if not is_over:
        hands.go("authorize")
        hands.sign_in("bob")
        hands.send()
        assert len(hands.panel.run.attempts) == 3


def test_the_latest_of_a_flow_is_deleted_alone(make_panel: MakePanel) -> None:
    """Once the flow is left, its last sign-in goes like any other, and the one before it takes its place."""
    hands = signed_in_by(make_panel, "alice", "bob")
    own = hands.panel.run.id
    hands.panel.start_over.click()
    hands.go("compare")
    step = hands.panel.compare
    assert step._reader.wait(20)
    step.list.chosen = [own]
    step.delete.click()
    step.really.click()
    assert step._reader.wait(20)
    assert [(row["id"], row["name"]) for row in step.list.rows] == [(own, "Alice")]


def test_what_goes_is_asked_again_where_it_changed(runs: list[Run], tmp_path: Path) -> None:
    """A run that was removed by somebody else between the two clicks: nothing is deleted before the question is true again."""
    step = settled(ComparePanel(folder=tmp_path / "runs"))
    step.list.chosen = [runs[0].id, runs[1].id]
    step.delete.click()
    Runs(tmp_path / "runs").delete(runs[0].id)
    step.really.click()
    assert step.really.description == "Delete 1 run for good"
    assert "Look at what would be deleted" in text_of(step._error.widget.value)
    assert {run.id for run in Runs(tmp_path / "runs")} == {runs[1].id, runs[2].id}


def test_a_second_flow_is_compared_with_the_first(make_panel: MakePanel) -> None:
    """Start over, sign in once more, open step 6: the run before and this one stand side by side."""
    hands = make_panel()
    for scope in ("openid", "openid email"):
        hands.connect()
        hands.panel.authorize.form.scope.value = scope
        hands.sign_in()
        hands.send()
        last = hands.panel.run.id
        if scope == "openid":
            hands.panel.start_over.click()
    hands.go("compare")
    step = hands.panel.compare
    assert step._reader.wait(20)
    assert step.list.chosen[1] == last
    assert "Comparison of 2 runs" in shown(step)


def test_a_second_sign_in_by_a_fresh_link_is_compared_with_the_first(make_panel: MakePanel) -> None:
    """Alice, then Bob by the link of the same step 2: each is a line of the list, and both stand side by side."""
    hands = signed_in_by(make_panel, "alice", "bob")
    step = hands.panel.compare
    own = hands.panel.run.id
    assert [row["id"] for row in step.list.rows] == [own, f"{own}_1"]
    assert step.list.chosen == [f"{own}_1", own]
    assert "Comparison of 2 runs" in shown(step)
    assert "Other runs are marked" not in shown(step)
    assert "What Alice Bob" in shown(step)
    step.list.chosen = [f"{own}_1"]
    step.label.value = "the first"
    step.relabel.click()
    assert step._reader.wait(20)
    assert {row["id"]: row["name"] for row in step.list.rows} == {own: "Bob", f"{own}_1": "the first"}
    assert next(row["what"] for row in step.list.rows if row["name"] == "the first").startswith("Alice \u00b7 openid")


def test_an_empty_folder_and_a_stranger(tmp_path: Path) -> None:
    """An empty folder says where to begin, and offers nothing else; what is no run, and another `by`, get a sentence."""
    (tmp_path / "odd.jsonl").write_text("{}")
    step = settled(ComparePanel(folder=tmp_path))
    assert step.list.rows == []
    assert "No run is kept in this folder yet" in text_of(step._hint.widget.value)
    assert all(map(is_hidden, step._of_runs))
    assert not is_hidden(step.renew)
    assert not shown(step)
    with pytest.raises(Mistake, match="takes runs or flows"):
        ComparePanel("a run")  # type: ignore[arg-type]
    with pytest.raises(Mistake, match="label, scope"):
        ComparePanel(folder=tmp_path, by="colour")


def test_a_run_that_vanished_is_told(runs: list[Run], tmp_path: Path) -> None:
    """A file that somebody removed meanwhile is a sentence, and not a traceback."""
    step = settled(ComparePanel(folder=tmp_path / "runs"))
    Runs(tmp_path / "runs").delete(runs[0].id)
    step.list.chosen = [runs[0].id, runs[1].id]
    step.primary.click()
    assert step.model.worker.wait(20)
    assert "cannot be read" in text_of(step._error.widget.value)


def test_a_strangers_run_is_not_compared_unasked(make_panel: MakePanel, runs: list[Run]) -> None:
    """Before signing in nothing is marked, though a folder has runs; then the own run is, and a second sign-in beside it."""
    hands = make_panel()
    hands.go("compare")
    step = hands.panel.compare
    assert step._reader.wait(20)
    assert (step.list.chosen, len(step.list.rows)) == ([], len(runs))
    assert "Nothing is compared yet" in shown(step)
    hands.go("provider")
    hands.connect()
    hands.sign_in()
    hands.send()
    hands.go("compare")
    assert hands.panel.compare._reader.wait(20)
    own = hands.panel.run.id
    assert (step.list.chosen, len(step.list.rows)) == ([own], len(runs) + 1)
    assert "sign in once more" in shown(step)
    hands.go("authorize")
    hands.sign_in("bob")
    hands.send()
    hands.go("compare")
    assert step._reader.wait(20)
    assert step.list.chosen == [f"{own}_1", own]
    assert "Comparison of 2 runs" in shown(step)


def test_a_mark_stays_with_its_sign_in(make_panel: MakePanel) -> None:
    """Alice is marked and labelled; then Bob signs in by a fresh link: the mark, the label and the column stay Alice's."""
    hands = signed_in_by(make_panel, "bob", "alice")
    step = hands.panel.compare
    own = hands.panel.run.id
    step.list.chosen = [own, f"{own}_1"]
    step.list.chosen = [own]
    step.label.value = "mine"
    step.relabel.click()
    assert step._reader.wait(20)
    step.list.chosen = [own, f"{own}_1"]
    step.primary.click()
    hands.wait()
    assert "What mine Bob" in shown(step)
    assert "Other runs are marked" not in shown(step)
    hands.go("authorize")
    hands.sign_in("bob")
    hands.send()
    hands.go("compare")
    assert step._reader.wait(20)
    assert step.list.chosen == [f"{own}_2", f"{own}_1"]
    assert "What mine Bob" in shown(step)
    assert [row["name"] for row in step.list.rows] == ["Bob", "mine", "Bob"]
    step.list.chosen = [own, f"{own}_1"]
    step.primary.click()
    hands.wait()
    assert "UserInfo as a whole" not in shown(step)
    hands.panel.flow.userinfo()
    hands.panel.model.changed()
    assert step._reader.wait(20)
    assert "UserInfo as a whole" in shown(step)
    assert "Other runs are marked" not in shown(step), "what was compared has another name now, and is the same"


def heard(step: CompareStep) -> str:
    """What was said aloud last."""
    return step.model.news.since(0)[-1].text


def test_a_comparison_says_that_it_is_old(runs: list[Run], tmp_path: Path) -> None:
    """Where other runs are marked, or the same with another base, the table is not theirs, and says so."""
    step = settled(ComparePanel(runs[0], runs[1], folder=tmp_path / "runs"))
    first = list(step.list.chosen)
    assert "Other runs are marked" not in shown(step)
    for chosen in ([], first[::-1], [*first, runs[2].id]):
        step.list.chosen = chosen
        assert "Other runs are marked now" in shown(step)
    step.primary.click()
    assert step.model.worker.wait(20)
    assert "Other runs are marked" not in shown(step)


def test_what_is_done_with_a_run_is_said_aloud(runs: list[Run], tmp_path: Path) -> None:
    """A label, the question before deleting, and either answer to it; the sentence about the label has the new name."""
    step = settled(ComparePanel(folder=tmp_path / "runs"))
    step.list.chosen = [runs[0].id, runs[1].id]
    step.label.value = "new name"
    step.relabel.click()
    assert "“new name”" in heard(step)
    assert "marked last, “new name”" in text_of(step._whose.widget.value)
    assert step._reader.wait(20)
    step.open_one.click()
    assert heard(step) == "“new name”, which was marked last, is open."
    step.delete.click()
    assert heard(step).startswith("Delete 2 runs for good?")
    step.keep.click()
    assert heard(step) == "Nothing was deleted."
    assert len(list((tmp_path / "runs").glob("*.jsonl"))) == 3
    step.delete.click()
    step.really.click()
    assert heard(step) == "Deleted: 2 runs."
    assert sum(item.text.startswith("Delete 2") for item in step.model.news.since(0)) == 2, "once before each answer"
    assert step._reader.wait(20)
    assert len(step.list.rows) == 1


def test_a_label_of_nothing(runs: list[Run], tmp_path: Path) -> None:
    """Without a text nothing is labelled, and that is said; a label that is there can be taken away."""
    step = settled(ComparePanel(folder=tmp_path / "runs"))
    step.list.chosen = [runs[0].id]
    step.label.value = " "
    step.relabel.click()
    assert heard(step) == "The run has no label any more."
    assert step._reader.wait(20)
    step.relabel.click()
    assert "Type it first" in text_of(step._error.widget.value)
