"""A teacher's screen: the files that students make in their panel, dropped in or in a folder, and each run of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from explorer.panels import ClassPanel
from explorer.reports import report_files
from tests.panels.conftest import MakePanel
from tests.panels.hands import from_page, text_of
from tests.runs.made import run


def made_by(save: Any, monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, bytes]]:
    """Press a button that saves a file, and return what the page got."""
    got: list[tuple[str, bytes]] = []

    def send(content: dict[str, Any], buffers: Any = None) -> None:
        if content["kind"] == "file":
            got.append((content["name"], buffers[0]))

    monkeypatch.setattr(save, "send", send)
    from_page(save, kind="save")
    return got


def drop(panel: ClassPanel, *files: tuple[str, bytes]) -> None:
    """Drop files into the panel, as the page reports them."""
    for left, (name, content) in zip(reversed(range(len(files))), files, strict=True):
        from_page(panel.drop, kind="begin", name=name, size=len(content), more=left)
        panel.drop._handle_custom_msg({"kind": "piece", "at": 0}, [memoryview(content)])


def shown(panel: ClassPanel) -> str:
    return text_of(panel._shown.widget.value)


def test_from_a_students_panel_to_the_teachers_screen(make_panel: MakePanel, monkeypatch: pytest.MonkeyPatch) -> None:
    """The student signs in at a mystery and hands in; the teacher sees who found which, and opens the run."""
    hands = make_panel()
    hands.connect()
    local = hands.panel.model.local
    assert local is not None
    local.mystery(1)
    hands.panel.finish()
    hands.panel.hand_in.name.value = "Ann Example"
    ((name, content),) = made_by(hands.panel.hand_in.save, monkeypatch)
    assert name == "hand-in-Ann-Example.zip"
    assert "Your runs are in it: 1." in text_of(hands.panel.hand_in._told.widget.value)
    teacher = ClassPanel()
    assert "No run was handed in yet." in shown(teacher)
    drop(teacher, (name, content))
    told = shown(teacher)
    assert "Ann Example" in told
    assert "IDTC-AUD-MISMATCH" in told
    assert teacher.class_of_runs.by_mystery == {1: ("Ann Example",)}
    teacher.student.value = "Ann Example"
    assert "Who said what to whom" in shown(teacher)
    assert "IDTC-AUD-MISMATCH" in shown(teacher)
    ((_, page),) = made_by(teacher.report.save, monkeypatch)
    assert page == report_files(hands.panel.run, "class.html")["class.html"]
    teacher.student.value = ""
    assert "1 student, 1 run." in shown(teacher)


def test_a_fault_by_its_name_is_no_mystery(make_panel: MakePanel, monkeypatch: pytest.MonkeyPatch) -> None:
    """The checks fail in the same way; credit goes to whoever played the number, also where the code was not even sent."""
    hands = make_panel()
    hands.connect()
    local = hands.panel.model.local
    assert local is not None
    local.misbehave("wrong-audience")
    hands.panel.finish()
    hands.panel.hand_in.name.value = "Ann"
    ((name, content),) = made_by(hands.panel.hand_in.save, monkeypatch)
    teacher = ClassPanel()
    drop(teacher, (name, content))
    assert "IDTC-AUD-MISMATCH" in shown(teacher)
    assert teacher.class_of_runs.by_mystery == {}
    local.mystery(2)
    stopped = hands.panel.flow.again()
    stopped.receive(local.sign_in(stopped.authorization_request.url))  # type: ignore[union-attr]
    local.behave()
    ((name, content),) = made_by(hands.panel.hand_in.save, monkeypatch)
    drop(teacher, (name, content))
    assert teacher.class_of_runs.by_mystery == {2: ("Ann",)}


def test_what_was_read_and_what_was_not(monkeypatch: pytest.MonkeyPatch) -> None:
    """Dropped together, each is named as what became of it."""
    panel = ClassPanel()
    told: list[str] = []
    monkeypatch.setattr(panel.drop, "say", told.append)
    drop(panel, ("bob.jsonl", run().to_json().encode()), ("sign-in.html", b"<p>a page</p>"))
    assert told[-1] == "read: bob.jsonl; passed over, since it is no run: sign-in.html"
    assert "1 file passed over: no run" in panel._shown.widget.value


def test_a_folder_and_a_file_that_is_no_run(tmp_path: Path) -> None:
    """The folder that is named; what is in it and is no run is told beneath."""
    (tmp_path / "broken.jsonl").write_text("{}", encoding="utf-8")
    panel = ClassPanel(tmp_path)
    assert "1 file passed over: no run" in panel._shown.widget.value
    panel.folder.value = str(tmp_path / "elsewhere")
    panel.look.click()
    assert "A class is a folder" in text_of(panel._error.widget.value)


def test_nothing_is_handed_in_without_a_name(make_panel: MakePanel, monkeypatch: pytest.MonkeyPatch) -> None:
    """A sentence says so, where it is missing."""
    hands = make_panel()
    hands.connect()
    assert made_by(hands.panel.hand_in.save, monkeypatch) == []
    assert "your name first" in text_of(hands.panel.hand_in._told.widget.value)
    hands.panel.hand_in.name.value = "Ann"
    assert made_by(hands.panel.hand_in.save, monkeypatch) == []
    assert "no run to hand in yet" in text_of(hands.panel.hand_in._told.widget.value)


def test_a_file_that_does_not_hold_all_says_so(make_panel: MakePanel, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever made more runs than one file holds is told how many are in it."""
    monkeypatch.setattr("explorer.panels.hand_in.MOST_FILES", 1)
    hands = make_panel()
    for _ in range(2):
        hands.panel.finish()
        hands.panel.start_over.click()
    hands.panel.hand_in.name.value = "Ann"
    made_by(hands.panel.hand_in.save, monkeypatch)
    assert "the newest 1 of your 2 runs are in it" in text_of(hands.panel.hand_in._told.widget.value)
