"""What goes out: a run, a comparison, a diagnosis or a sheet as a file that its reader understands without us.

    report(flow.run, "run.html")                              # one page, for a ticket
    report(flow.run, "support.zip", redact_personal=True)     # everything, and a page that says what is in it
    report(compare(before, after), "differences.csv")

The suffix chooses the format; `formats.py` has them all. Same value, same bytes.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ..errors import Mistake, told_alone
from ..home import write_private
from ..messages import word_or_unquoted
from ..secret import refuse_secrets
from ..views.text import Html
from .bundle import contents_html, zipped
from .formats import FORMATS, Format
from .kinds import kind_of
from .personal import without_persons
from .subject import Subject

__all__ = ["FORMATS", "bundle_contents", "report", "report_files", "zipped"]


@told_alone
def report(value: Any, path: str | Path, *, redact_personal: bool = False) -> Path:
    """Write a run, a comparison, a diagnosis, a sheet or an explanation as a file, and return its path. No secret is ever in it.

    The suffix of `path` chooses the format: .html (one page), .md (with .svg files beside it), .csv and .parquet (the
    table), .har (HTTP Archive 1.2), .xml (JUnit), .zip (support bundle). With `redact_personal` what is said of the person
    who signed in becomes fingerprints, the same ones for the same person. A file that is there is replaced.

    Raises `Mistake` for another suffix, for what cannot be reported, and where the file cannot be written.
    """
    refuse_secrets(path=path)
    if not isinstance(path, str | Path) or not str(path).strip():
        raise Mistake(f"report(value, path) takes the path of a file, such as 'run.html'; got {word_or_unquoted(path)}.")
    place = Path(path).expanduser()
    files = report_files(value, place.name, redact_personal=redact_personal)
    try:
        for name, content in files.items():
            write_private(place.with_name(name), content)
    except (OSError, ValueError) as error:  # the latter for a path that holds a NUL
        reason = getattr(error, "strerror", None) or error
        raise Mistake(
            f"The report {place} cannot be written ({reason}): name a file in a folder that is there and yours."
        ) from None
    return place


@told_alone
def report_files(value: Any, name: str, *, redact_personal: bool = False) -> Mapping[str, bytes]:
    """Return what `report` would write: the file of that name first, then those that lie beside it.

    Raises `Mistake` as `report` does.
    """
    refuse_secrets(value=value)
    chosen = _format_of(name)
    subject = _subject(value, name[: -len(chosen.suffix)], redact_personal)
    return {name: chosen.make(subject), **(chosen.beside(subject) if chosen.beside else {})}


@told_alone
def bundle_contents(value: Any, *, redact_personal: bool = False) -> Html:
    """Return the page that says what will be in a support bundle, for whoever decides whether to send one."""
    return contents_html(_subject(value, "bundle", redact_personal))


def _subject(value: Any, stem: str, redact_personal: bool) -> Subject:
    kind = kind_of(value)
    return Subject(without_persons(value) if redact_personal else value, kind, stem, bool(redact_personal))


def _format_of(name: str) -> Format:
    found = FORMATS.get(Path(name).suffix.lower())
    if found is None or len(name) == len(found.suffix):
        told = ", ".join(f"{each.suffix} ({each.purpose.partition(';')[0].partition(',')[0]})" for each in FORMATS)
        raise Mistake(f"The end of a report's name says what it becomes: {told}. {word_or_unquoted(name)} has no such end.")
    return found
