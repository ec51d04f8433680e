"""No secret and no token is in the bytes of any report, in whatever form; and what a provider wrote stays text."""

from __future__ import annotations

import base64
import io
import json
import urllib.parse
import zipfile
from collections.abc import Iterator

import pytest

from explorer import Run
from explorer.reports import FORMATS, report_files
from tests.reports.made import World
from tests.views.hostile import TEXTS, everywhere
from tests.views.page import Page

SUFFIXES = [each.suffix for each in FORMATS]


def contents(name: str, content: bytes) -> Iterator[tuple[str, str]]:
    """Yield the text of a report, and of each file in it."""
    if name.endswith(".zip"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for inner in archive.namelist():
                yield from contents(inner, archive.read(inner))
    elif name.endswith(".parquet"):
        parquet = pytest.importorskip("pyarrow.parquet", reason="pyarrow is not installed")
        yield name, json.dumps(parquet.read_table(io.BytesIO(content)).to_pydict(), ensure_ascii=False)
    yield name, content.decode("utf-8", "replace")


def spellings(value: str) -> Iterator[str]:
    """A secret as it may stand in a file; of a token each part too."""
    yield value
    yield urllib.parse.quote(value, safe="")
    yield urllib.parse.quote_plus(value)
    yield base64.b64encode(value.encode()).decode()[2:-4]
    yield json.dumps(value)[1:-1]
    if value.count(".") == 2:
        yield value.rpartition(".")[2]  # the signature
        yield value.partition(".")[2][:40]


@pytest.mark.parametrize("is_redacted", [False, True])
@pytest.mark.parametrize("suffix", SUFFIXES)
def test_no_secret_is_in_any_report(made: World, suffix: str, is_redacted: bool) -> None:
    """Client secrets, codes, verifiers and tokens, as they are and in the usual encodings."""
    assert len(made.secrets) > 20
    for value in made.values.values():
        if suffix == ".har" and not isinstance(value, Run):
            continue
        for name, content in report_files(value, f"it{suffix}", redact_personal=is_redacted).items():
            for place, text in contents(name, content):
                found = [what for what, secret in made.secrets.items() if any(each in text for each in spellings(secret))]
                assert not found, f"{found} in {place}"


@pytest.mark.parametrize("suffix", [".html", ".zip"])
@pytest.mark.parametrize("text", TEXTS[:2])
def test_what_comes_from_outside_stays_text(made: World, suffix: str, text: str) -> None:
    """A run in which every text of others is hostile becomes a page in which nothing runs."""
    run = made.values["run"]
    events = tuple(
        everywhere(event, text) if event["kind"] in ("tokens", "userinfo", "provider", "client") else event
        for event in run.events
    )
    hostile = Run(run.id, run.created, text, events)
    for name, content in report_files(hostile, f"it{suffix}").items():
        for place, page in contents(name, content):
            if place.endswith(".html"):
                body = page.partition("<main>")[2].partition("</main>")[0]
                assert body
                assert Page(body.replace("h1>", "strong>")).strangers == []


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("text", TEXTS)
def test_hostile_texts_break_no_format(made: World, suffix: str, text: str) -> None:
    """Markup, control characters, lone surrogates, a text of ten thousand letters, and none at all."""
    run = made.values["refused"]
    events = tuple(
        everywhere(event, text) if event["kind"] in ("refusal", "provider", "client") else event for event in run.events
    )
    for is_redacted in (False, True):
        assert report_files(Run(run.id, run.created, text, events), f"it{suffix}", redact_personal=is_redacted)
