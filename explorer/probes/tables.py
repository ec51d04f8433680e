"""Sheets and their comparison as tables of pandas, which loads when a table is asked for and not before."""

from __future__ import annotations

import dataclasses

import pandas as pd

from .changes import Change, SheetChanges
from .sheet import ProviderSheet

_COLUMNS = ("id", "room", "question", "answer", "mark", "detail", "spec", "says", "evidence", "run")


def sheet_table(sheet: ProviderSheet) -> pd.DataFrame:
    """Return the rows of a sheet, in the order of the catalogue."""
    return pd.DataFrame([[getattr(row, name) for name in _COLUMNS] for row in sheet.rows], columns=list(_COLUMNS))


def changes_table(changes: SheetChanges) -> pd.DataFrame:
    """Return the rows of a comparison, what changed first."""
    names = [each.name for each in dataclasses.fields(Change)]
    return pd.DataFrame([[getattr(row, name) for name in names] for row in changes.rows], columns=names)
