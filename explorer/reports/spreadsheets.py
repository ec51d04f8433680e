"""The table of a value for a spreadsheet (CSV), and for programs (Parquet).

A spreadsheet takes a text that begins like a formula for one, and runs it: a provider could send `=HYPERLINK(...)` as a
name. In CSV such a text gets an apostrophe before it, as OWASP advises ("CSV Injection"). In Parquet a text is a text by its
kind, and stays what it is.
"""

from __future__ import annotations

import csv as csv_files
import io
import re
from typing import Any

from ..errors import Mistake
from .subject import Subject, Table

# Full-width signs too: some spreadsheets take them for the ordinary ones.
_FORMULA = re.compile(r"\s*[=+\-@\uff1d\uff0b\uff0d\uff20]|[\t\r\n]")
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
_BOM = "\ufeff"  # without it Excel takes UTF-8 for the code page of its own country


def csv(subject: Subject) -> bytes:
    """a table for a spreadsheet; no cell of it is a formula"""
    text = io.StringIO(newline="")
    writer = csv_files.writer(text)  # RFC 4180, as Excel has it
    writer.writerows([list(map(_safe, row)) for row in (subject.table.columns, *subject.table.rows)])
    return (_BOM + text.getvalue()).encode("utf-8", "replace")


def _safe(value: Any) -> Any:
    """A cell that no spreadsheet runs. What is a number, also a negative one, does no harm, and stays as it is."""
    return f"'{value}" if isinstance(value, str) and _FORMULA.match(value) and not _NUMBER.fullmatch(value) else value


def parquet(subject: Subject) -> bytes:
    """the same table for programs, with the kinds of its columns"""
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError:
        raise Mistake(
            "A .parquet file needs pyarrow, which is not installed: uv pip install pyarrow. Or take .csv, which has the same table."
        ) from None
    content = io.BytesIO()
    table = pyarrow.table(_columns(subject.table))
    pyarrow.parquet.write_table(table, content, compression="zstd")
    return content.getvalue()


def _columns(table: Table) -> dict[str, list[Any]]:
    """The columns by their names; one of mixed kinds is a column of texts."""
    columns = {name: [row[index] for row in table.rows] for index, name in enumerate(table.columns)}
    return {name: values if _is_of_one_kind(values) else list(map(_text, values)) for name, values in columns.items()}


def _is_of_one_kind(values: list[Any]) -> bool:
    kinds = {type(value) for value in values if value is not None}
    return len(kinds) <= 1 or kinds == {int, float}


def _text(value: Any) -> str | None:
    return None if value is None else str(value)
