"""What a value can become. A format is one function `Subject -> bytes` with a suffix; its docstring says what it is good for.

Panels, `report(...)` and the command read this registry. Another format is another line here.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from ..registry import Registry
from . import bundle, har, junit, pages, spreadsheets
from .subject import Subject

Make = Callable[[Subject], bytes]
Beside = Callable[[Subject], Mapping[str, bytes]]


@dataclass(frozen=True)
class Format:
    """A kind of file: its suffix, what it is good for, and the functions that make it and what lies beside it.

    `needs` is a package that is not always installed, without which no such file can be made.
    """

    suffix: str
    make: Make
    beside: Beside | None = None
    needs: str = ""

    @property
    def purpose(self) -> str:
        """What it is good for."""
        return (self.make.__doc__ or "").strip()

    @property
    def can_be_made(self) -> bool:
        """True where all that it needs is installed; nothing is loaded to find out."""
        return not self.needs or importlib.util.find_spec(self.needs) is not None


FORMATS: Registry[Format] = Registry("format")

for _format in (
    Format(".html", pages.html),
    Format(".md", pages.markdown, beside=pages.pictures),
    Format(".csv", spreadsheets.csv),
    Format(".parquet", spreadsheets.parquet, needs="pyarrow"),
    Format(".har", har.har),
    Format(".xml", junit.junit),
    Format(".zip", bundle.bundle),
):
    FORMATS.enter(_format, id=_format.suffix, question=_format.purpose)
