"""What is shown becomes a file: the browser gets its bytes, and a bundle says before what will be in it."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest

from explorer.panels import ComparePanel, FlowPanel
from explorer.panels.report_box import ReportBox
from explorer.reports import FORMATS, report_files
from tests.panels.conftest import MakePanel
from tests.panels.hands import from_page, text_of
from tests.runs.made import run


def finished(make_panel: MakePanel) -> FlowPanel:
    """Return a panel that went through a sign-in at the local provider."""
    hands = make_panel()
    hands.connect()
    hands.panel.finish()
    return hands.panel


def saved(report: ReportBox, monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, bytes]]:
    """Press the button, and return what the page got."""
    got: list[tuple[str, bytes]] = []

    def send(content: dict[str, Any], buffers: Any = None) -> None:
        if content["kind"] == "file":
            got.append((content["name"], buffers[0]))

    monkeypatch.setattr(report.save, "send", send)
    from_page(report.save, kind="save")
    return got


@pytest.mark.parametrize("suffix", [each.suffix for each in FORMATS])
def test_the_sign_in_of_the_panel_is_saved(make_panel: MakePanel, monkeypatch: pytest.MonkeyPatch, suffix: str) -> None:
    """In every format of the registry; a text with its pictures comes as one ZIP."""
    panel = finished(make_panel)
    panel.report.format.value = suffix
    ((name, content),) = saved(panel.report, monkeypatch)
    expected = report_files(panel.run, f"sign-in{suffix}")
    if len(expected) > 1:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            assert archive.namelist() == list(expected)
    else:
        assert {name: content} == expected


def test_the_person_is_left_out_by_choice(make_panel: MakePanel, monkeypatch: pytest.MonkeyPatch) -> None:
    """One box to mark."""
    panel = finished(make_panel)
    sub = panel.run.claims["sub"]
    panel.report.redact.value = True
    ((_, content),) = saved(panel.report, monkeypatch)
    assert sub.encode() not in content


def test_a_bundle_says_what_will_be_in_it(make_panel: MakePanel) -> None:
    """Before it is made, when it is chosen; another format takes the page away."""
    panel = finished(make_panel)
    panel.report.format.value = ".zip"
    told = text_of(panel.report._contents.widget.value)
    assert "run.jsonl" in told
    assert "client secrets, codes, verifiers, tokens and cookies" in told
    panel.report.redact.value = True
    assert "is redacted" in text_of(panel.report._contents.widget.value)
    panel.report.format.value = ".html"
    assert panel.report._contents.widget.value == ""


def test_a_comparison_is_saved_from_its_panel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What cannot be, such as its HAR, ends in a sentence beneath the button."""
    runs = [run("20250101-000000-aaaaaa", "a", claims={"sub": "1"}), run("20250101-000001-bbbbbb", "b", claims={"sub": "2"})]
    panel = ComparePanel(*runs, folder=tmp_path)
    assert panel.step._reader.wait(20)
    panel.report.format.value = ".csv"
    ((name, content),) = saved(panel.report, monkeypatch)
    assert name == "comparison.csv"
    assert b"differs" in content
    panel.report.format.value = ".har"
    assert saved(panel.report, monkeypatch) == []
    assert "a comparison has none" in text_of(panel.report._told.widget.value)


def test_a_comparison_is_saved_as_it_is_shown(make_panel: MakePanel, monkeypatch: pytest.MonkeyPatch) -> None:
    """From step 6, too: by its own name and one title, the columns called as in the list, and nobody's name where that is asked."""
    hands = make_panel()
    hands.connect()
    for user in ("alice", "bob"):
        hands.go("authorize")
        hands.sign_in(user)
        hands.send()
    hands.go("authorize")
    hands.sign_in("bob")
    hands.go("compare")
    step, report, own = hands.panel.compare, hands.panel.report, hands.panel.run.id
    assert step._reader.wait(20)
    step.list.chosen = [f"{own}_1", f"{own}_2", own]
    hands.click(step.primary)
    third = next(row["name"] for row in step.list.rows if row["id"] == own)
    ((name, content),) = saved(report, monkeypatch)
    told = text_of(content.decode())
    assert name == "comparison.html"
    assert f"What Alice Bob {third}" in told
    assert third.startswith("run of ")
    assert f"{third.removeprefix('run of ')} " in told.partition("Came to")[2], "the list of the runs has the same time"
    assert own not in told
    assert content.count(b"Comparison of 3 runs</h") == 1
    report.redact.value = True
    ((_, content),) = saved(report, monkeypatch)
    assert not {"Alice", "Bob"}.intersection(text_of(content.decode()).split())


def test_without_a_sign_in_there_is_nothing_to_report(make_panel: MakePanel, monkeypatch: pytest.MonkeyPatch) -> None:
    """The fold is not shown; who presses the button all the same gets a sentence."""
    panel = make_panel().panel
    assert "fxp-hidden" in panel.report.widget._dom_classes
    assert saved(panel.report, monkeypatch) == []
    assert "nothing to report yet" in text_of(panel.report._told.widget.value)


def test_what_was_said_of_a_file_ends_with_its_sign_in(make_panel: MakePanel, monkeypatch: pytest.MonkeyPatch) -> None:
    """The files of one sign-in are not listed beneath another one."""
    panel = finished(make_panel)
    panel.report.format.value = ".zip"
    assert saved(panel.report, monkeypatch)
    assert "report.html" in text_of(panel.report._contents.widget.value)
    panel.model.use_fresh_link()
    panel.model.changed()
    assert not panel.report._contents.widget.value


def test_what_cannot_be_made_is_not_offered(make_panel: MakePanel, monkeypatch: pytest.MonkeyPatch) -> None:
    """A .parquet file needs a package that few have."""
    monkeypatch.setattr("explorer.reports.formats.importlib.util.find_spec", lambda name: None)
    assert ".parquet" not in [suffix for _, suffix in make_panel().panel.report.format.options]
