"""The support bundle: one file for whoever shall help, with a page that says what is in it before it is sent."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from ..diagnosis import diagnose
from ..runs import Run
from ..views.diagnosis import diagnosis_html
from ..views.markdown import markdown_of
from ..views.page import page_html
from ..views.parts import code, heading, join, sentence, table, table_row, view
from ..views.record import answer_text, request_text
from ..views.text import Html, printable_text
from . import har, junit, pages, spreadsheets
from .subject import Subject
from .versions import versions

FIRST = "READ-ME-FIRST.html"
_LONG_AGO = (1980, 1, 1, 0, 0, 0)  # the first moment that a ZIP can tell; else the same value would make other bytes
_COLUMNS = ("File", "What is in it", "Size")


class Part(NamedTuple):
    """A file of the bundle, with a sentence about it."""

    name: str
    told: str
    content: bytes


def bundle(subject: Subject) -> bytes:
    """a support bundle: all of it in one file, with a page that says what is in it"""
    parts = list(_parts(subject))
    first = page_html(f"Support bundle. {subject.title}", subject.about, _contents(subject, parts), pages.foot(subject))
    return zipped({FIRST: first.encode(), **{part.name: part.content for part in parts}})


def zipped(files: Mapping[str, bytes]) -> bytes:
    """Return files as one ZIP: the same files, the same bytes."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, each in files.items():
            entry = zipfile.ZipInfo(name, _LONG_AGO)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
            archive.writestr(entry, each)
    return content.getvalue()


def contents_html(subject: Subject) -> Html:
    """Return what will be in a bundle, what will not, and what the provider's support will ask for."""
    return _contents(subject, list(_parts(subject)))


def _contents(subject: Subject, parts: list[Part]) -> Html:
    rows = [table_row(_COLUMNS, (code(part.name), part.told, f"{len(part.content):,} bytes")) for part in parts]
    return view(
        "bundle",
        heading("What is in this bundle"),
        table(_COLUMNS, rows, caption="The files of the bundle", kind="even"),
        heading("Before you send it"),
        sentence(
            "Not in it: client secrets, codes, verifiers, tokens and cookies. A fingerprint stands for each, under a key of your own."
        ),
        sentence(_persons(subject), kind="quiet" if subject.is_redacted else "warn"),
        _numbers(subject),
        label="What is in this bundle",
    )


def _persons(subject: Subject) -> str:
    if subject.is_redacted:
        return "What was said of the person who signed in is redacted: the same person has the same fingerprints."
    return "In it: what the provider said of the person who signed in, addresses of hosts, and client_ids. Redact the person if the reader need not know."


def _numbers(subject: Subject) -> Html | None:
    """The provider's own numbers: with one of them its support finds the request in its logs."""
    if not isinstance(subject.value, Run):
        return None
    found = numbers_of(subject.value)
    if not found:
        return sentence("The provider gave no number of its own for any request; its support will look by the time.")
    told = [sentence(f"{step}: {name}: ", code(value)) for step, name, value in found]
    return join([heading("For the provider's support"), *told])


def numbers_of(run: Run) -> list[tuple[str, str, str]]:
    """Return the provider's numbers for its requests: the step, the name and the number."""
    found = [
        (event["step"], name, value) for event in run.exchanges for name, value in _correlation(event.get("correlation_ids"))
    ]
    diagnosis = diagnose(run)
    named = diagnosis.correlation_id
    return (
        found if named is None or any(value == named for *_, value in found) else [*found, ("refusal", "correlation id", named)]
    )


def _correlation(kept: object) -> Iterator[tuple[str, str]]:
    if isinstance(kept, Mapping):
        yield from ((str(name), str(value)) for name, value in kept.items())


def _parts(subject: Subject) -> Iterator[Part]:
    yield Part("report.html", "The whole report, to read and to print.", pages.html(subject))
    if isinstance(subject.value, Run):
        yield from _parts_of_run(subject, subject.value)
    yield Part("table.csv", "The same as a table for a spreadsheet.", spreadsheets.csv(subject))
    yield Part("checks.xml", "Every check as a JUnit test report.", junit.junit(subject))
    told = "".join(f"{name}: {version}\n" for name, version in versions().items())
    yield Part("versions.txt", "The versions of the programs that made it.", told.encode())


def _parts_of_run(subject: Subject, run: Run) -> Iterator[Part]:
    reason = markdown_of(diagnosis_html(diagnose(run)), lambda *_: None)
    yield Part("diagnosis.md", "Why it failed, with the evidence for each cause.", reason.encode())
    yield Part("messages.txt", "What was sent, and what came, as HTTP writes it.", _messages(run).encode("utf-8", "replace"))
    yield Part("traffic.har", "The same for the network tab of a browser.", har.har(subject))
    yield Part("run.jsonl", "The record itself, for flow-explorer.", har.record_text(run).encode())
    numbers = "".join(f"{step}: {name}: {value}\n" for step, name, value in numbers_of(run))
    yield Part(
        "support-numbers.txt",
        "The provider's own numbers for the requests.",
        (numbers or "(none was given)\n").encode("utf-8", "replace"),
    )


def _messages(run: Run) -> str:
    texts = []
    for number, event in enumerate(run.exchanges, 1):
        texts.append(f"==== {number}. {event['step']} ====\n\n{request_text(event)}\n\n----\n\n{answer_text(event)}\n")
    return printable_lines("\n".join(texts)) or "(nothing was sent)\n"


def printable_lines(text: str) -> str:
    """Return a text whose lines stay lines, and in which nothing else is unseen; of each line the beginning."""
    return "\n".join(map(printable_text, text.split("\n")))
