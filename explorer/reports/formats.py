"""What a value can become. A format is one function `Subject -> bytes` with a suffix; its docstring says what it is good for.

Panels, `report(...)` and the command read this registry. Another format is another line here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from ..registry import Registry
from . import bundle, har, junit, pages, spreadsheets
from .subject import Subject

Make = Callable[[Subject], bytes]
Beside = Callable[[Subject], Mapping[str, bytes]]


@dataclass(frozen=True)
class Format:
    """A kind of file: its suffix, what it is good for, and the functions that make it and what lies beside it."""

    suffix: str
    make: Make
    beside: Beside | None = None

    @property
    def purpose(self) -> str:
        """What it is good for."""
        return (self.make.__doc__ or "").strip()


FORMATS: Registry[Format] = Registry("format")

for _format in (
    Format(".html", pages.html),
    Format(".md", pages.markdown, beside=pages.pictures),
    Format(".csv", spreadsheets.csv),
    Format(".parquet", spreadsheets.parquet),
    Format(".har", har.har),
    Format(".xml", junit.junit),
    Format(".zip", bundle.bundle),
):
    FORMATS.enter(_format, id=_format.suffix, question=_format.purpose)
