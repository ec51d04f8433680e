"""Every value in every format: it can be read by the programs for which it is made, and the same value has the same bytes."""

from __future__ import annotations

import csv
import io
import json
import re
import xml.etree.ElementTree as ET
import zipfile
from pathlib import Path

import pytest

from explorer import Run, report
from explorer.diagnosis import diagnose
from explorer.errors import Mistake
from explorer.reports import FORMATS, report_files
from tests.probes.made import SHEET
from tests.reports.made import World

SUFFIXES = [each.suffix for each in FORMATS]
NAMES = ["run", "faulty", "refused", "begun", "comparison", "diagnosis", "explanation"]


def table_of(content: bytes) -> list[dict[str, str]]:
    """Return the rows of a CSV file."""
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


@pytest.mark.parametrize("suffix", [suffix for suffix in SUFFIXES if suffix != ".har"])
def test_a_sheet_of_a_provider_is_reported_too(suffix: str) -> None:
    """Its questions and its answers, the alarms as failures; redacted or not, the same sheet has the same bytes."""
    for is_redacted in (False, True):
        files = report_files(SHEET, f"it{suffix}", redact_personal=is_redacted)
        assert files == report_files(SHEET, f"it{suffix}", redact_personal=is_redacted)
    if suffix == ".csv":
        assert len(table_of(files["it.csv"])) == len(SHEET.rows)
    if suffix in (".html", ".md"):
        assert SHEET.rows[0].question in files[f"it{suffix}"].decode().replace("\\", "")
    if suffix == ".xml":
        assert files["it.xml"].count(b"<failure") == sum(bool(row.mark) for row in SHEET.rows)


PAIRS = [
    (name, suffix)
    for name in NAMES
    for suffix in SUFFIXES
    if suffix != ".har" or name not in ("comparison", "diagnosis", "explanation")
]


@pytest.mark.parametrize(("name", "suffix"), PAIRS)
def test_the_same_value_has_the_same_bytes(made: World, name: str, suffix: str) -> None:
    """Also where the value was read from its file again, so that a difference of two reports is one of what they tell."""
    value = made.values[name]
    first = report_files(value, f"it{suffix}")
    again = Run.from_json(value.to_json()) if isinstance(value, Run) else value
    assert first == report_files(again, f"it{suffix}")
    assert all(first.values())


@pytest.mark.parametrize("name", NAMES)
def test_a_page_needs_nothing(made: World, name: str) -> None:
    """No script, nothing that is loaded from elsewhere, dark and light, and a policy that forbids the rest."""
    page = report_files(made.values[name], "it.html")["it.html"].decode()
    assert page.startswith("<!DOCTYPE html>")
    assert "default-src 'none'" in page
    assert "prefers-color-scheme: dark" in page
    assert "--fx-paper:var(--jp-layout-color1,#111)" in page.partition("prefers-color-scheme: dark")[2]
    assert "@media print" in page
    assert not re.search(r"<script|<link|<img|<iframe|@import|url\(|\ssrc=|\son\w+=", page)


@pytest.mark.parametrize("name", ["run", "faulty", "refused"])
def test_the_pictures_of_a_markdown_text_lie_beside_it(made: World, tmp_path: Path, name: str) -> None:
    """Each is named in the text, is well-formed SVG of its own, and is drawn in light and dark."""
    path = report(made.values[name], tmp_path / "the run.md")
    named = re.findall(r"!\[[^\]]*\]\(([^)]*)\)", path.read_text(encoding="utf-8"))
    drawings = sorted(each.name for each in tmp_path.glob("*.svg"))
    assert named
    assert sorted(name.replace("%20", " ") for name in named) == drawings
    for name in drawings:
        tree = ET.fromstring((tmp_path / name).read_bytes())  # noqa: S314  (made here)
        assert tree.tag == "{http://www.w3.org/2000/svg}svg"
        assert tree.get("width", "").isdecimal()
        assert "prefers-color-scheme: dark" in (tmp_path / name).read_text(encoding="utf-8")


def test_a_diagnosis_says_of_which_sign_in_it_is(made: World) -> None:
    """Its page and its Markdown name provider, client and time, since whoever reads them was not there."""
    run = made.values["refused"]
    files = {name: report_files(diagnose(run), name)[name].decode() for name in ("it.html", "it.md")}
    for text in files.values():
        assert str(run.client["client_id"]) in text
        assert str(run.provider["issuer"]).removeprefix("http://") in text.replace("\\", "")
        assert re.search(r"begun 20\d\d.?-\d\d.?-\d\d", text)


def test_markdown_says_what_the_page_says(made: World) -> None:
    """The cause, the claims and the checks are in it, and its tables have as many cells in every row."""
    text = report_files(made.values["refused"], "it.md")["it.md"].decode()
    assert text.startswith("# Sign-in: refused\n")
    assert "### Diagnosis" in text
    assert "redirect\\_uri" in text
    rows = re.findall(r"(?:^\|.*\|\n)+", text, re.MULTILINE)
    assert rows
    for block in rows:
        lines = block.splitlines()
        widths = {len(re.findall(r"(?<!\\)\|", line)) for line in lines}
        assert len(widths) == 1, block[:300]


def test_the_table_of_a_run(made: World) -> None:
    """What was said, claimed, checked and timed stand in one table, each row with its part."""
    rows = table_of(report_files(made.values["faulty"], "it.csv")["it.csv"])
    assert {row["part"] for row in rows} == {"parameter", "claim", "check", "exchange"}
    assert [row["value"] for row in rows if row["part"] == "check" and row["name"] == "IDTC-NONCE-MISMATCH"] == ["fail"]
    assert all(float(row["milliseconds"]) > 0 for row in rows if row["part"] == "exchange")
    assert {row["value"] for row in rows if row["part"] == "check"} == {"pass", "fail", "not checked", "not applicable"} & {
        row["value"] for row in rows if row["part"] == "check"
    }


def test_the_table_of_a_comparison(made: World) -> None:
    """A column a run, whatever the runs are called, then what differs."""
    rows = table_of(report_files(made.values["comparison"], "it.csv")["it.csv"])
    names = made.values["comparison"].names
    (sub,) = [row for row in rows if row["name"] == "sub" and row["where"] == "ID token"]
    assert sub["differs"] == "True"
    assert sub[names[0]] == sub[names[1]] != sub[names[2]]


def test_parquet_has_the_same_table(made: World) -> None:
    """With numbers as numbers, and texts as they are."""
    parquet = pytest.importorskip("pyarrow.parquet", reason="pyarrow is not installed")
    for name in ("faulty", "comparison", "diagnosis"):
        rows = table_of(report_files(made.values[name], "it.csv")["it.csv"])
        table = parquet.read_table(io.BytesIO(report_files(made.values[name], "it.parquet")["it.parquet"]))
        assert table.num_rows == len(rows)
        assert table.column_names == list(rows[0])
    milliseconds = parquet.read_table(io.BytesIO(report_files(made.values["run"], "it.parquet")["it.parquet"]))["milliseconds"]
    assert str(milliseconds.type) == "double"


def test_without_pyarrow_a_sentence_says_what_to_do(made: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is large, and few need it: .csv has the same table."""
    monkeypatch.setitem(__import__("sys").modules, "pyarrow", None)
    with pytest.raises(Mistake, match=r"needs pyarrow.*\.csv"):
        report_files(made.values["run"], "it.parquet")


@pytest.mark.parametrize(("name", "fails"), [("run", False), ("faulty", True), ("refused", True), ("diagnosis", True)])
def test_junit_fails_where_a_check_failed_or_the_provider_refused(made: World, name: str, fails: bool) -> None:
    """The counts are those of the cases, and what was not checked is skipped and not passed."""
    tree = ET.fromstring(report_files(made.values[name], "it.xml")["it.xml"])  # noqa: S314
    (suite,) = tree
    assert int(suite.get("tests", "")) == len(suite) > 0
    assert int(suite.get("failures", "")) == len(suite.findall("testcase/failure"))
    assert int(suite.get("skipped", "")) == len(suite.findall("testcase/skipped"))
    assert bool(suite.findall("testcase/failure")) is fails
    if name == "faulty":
        (failed,) = [case for case in suite if case.find("failure") is not None]
        assert failed.get("name", "").startswith("IDTC-NONCE-MISMATCH: ")


def test_a_bundle_says_first_what_is_in_it(made: World) -> None:
    """Each file is listed with its size, the first page is the first file, and no file tells of a time or an owner."""
    content = report_files(made.values["refused"], "it.zip")["it.zip"]
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = archive.namelist()
        page = archive.read(names[0]).decode()
        assert names[0] == "READ-ME-FIRST.html"
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        for entry in archive.infolist()[1:]:
            assert f"<code>{entry.filename}</code>" in page
            assert f"{entry.file_size:,} bytes" in page
        assert Run.from_json(archive.read("run.jsonl")).to_json() == made.values["refused"].to_json()
        assert b"flow-explorer: " in archive.read("versions.txt")
        assert b"redirect" in archive.read("diagnosis.md")
        assert b"POST" in archive.read("messages.txt")
        assert json.loads(archive.read("traffic.har"))["log"]["version"] == "1.2"
    assert "client secrets, codes, verifiers, tokens and cookies" in page


def test_the_numbers_of_the_provider_are_in_the_bundle() -> None:
    """Its support finds the request by them."""
    event = {
        "kind": "exchange", "at": 1.0, "step": "exchange", "request": {"method": "POST", "url": "https://op/t", "headers": []},
        "response": {"status": 400, "headers": [["X-Request-Id", "a1b2-number"]], "body": {"error": "invalid_grant"}},
        "timing": {"started_at": 1.0, "phases": {}}, "correlation_ids": {"X-Request-Id": "a1b2-number"},
    }  # fmt: skip
    run = Run("a", 1.0).with_event(event)
    with zipfile.ZipFile(io.BytesIO(report_files(run, "it.zip")["it.zip"])) as archive:
        assert archive.read("support-numbers.txt") == b"exchange: X-Request-Id: a1b2-number\n"
        assert b"a1b2-number" in archive.read("READ-ME-FIRST.html")
