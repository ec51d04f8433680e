"""A hostile HAR is hostile input: wrong types, depth, number and length end in an explanation; and memory stays flat."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer import Run, explain
from explorer.errors import Mistake
from explorer.explanation.har.reading import MOST_KEPT
from explorer.runs.event_check import is_event
from explorer.views.explanation import explanation_html
from explorer.views.story import story
from tests.explanation.hars import CANARIES, entry, front_channel, har, link, token_request

ENTRIES = [*front_channel(), token_request()]
STRANGE: list[Any] = [
    None,
    [],
    {},
    5,
    -1,
    1e308,
    "x" * 1000,
    True,
    [[[]]],
    {"a": {"b": []}},
    "\x1b[31m",
    "2026-99-99",
    "<script>",
]


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place in a JSON value."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(place for name, item in inner for place in places(item, (*path, name)))]


def replaced(value: Any, path: tuple[Any, ...], new: Any) -> Any:
    """The value with something else at one place."""
    if not path:
        return new
    copy = dict(value) if isinstance(value, dict) else list(value)
    copy[path[0]] = replaced(value[path[0]], path[1:], new)
    return copy


@settings(max_examples=30, deadline=None)
@given(st.data())
def test_any_member_may_be_anything(data: st.DataObject) -> None:
    """Of the wrong type, absent in effect, or hostile: no exception, and every event is one that a run's file may have."""
    entries: Any = ENTRIES
    for _ in range(data.draw(st.integers(1, 4))):
        entries = replaced(entries, data.draw(st.sampled_from(places(entries)[1:])), data.draw(st.sampled_from(STRANGE)))
    found = explain(har(*entries))
    assert "<script>" not in explanation_html(found)
    for run in found.runs:
        assert all(is_event(json.loads(json.dumps(event))) for event in run.events)
        assert Run.from_json(run.to_json()) == run
        assert story(run) is not None


@pytest.mark.parametrize(
    "text",
    [
        '{"log": {"entries": ' + "[" * 100_000,
        '{"log": {"entries": [' + '{"a":' * 50_000,
        '{"log": {"entries": {"a": 1}, "version": "1.2"}}',
        '{"log": {"version": "1.2", "entries": [' + "9" * 50_000 + "]}}",
        '{"log": {"version": "1.2", "entries": [{"request": {"url": "\\ud800https://a/?code=1&state=2"}}]}}',
        '{"log": {"version": "1.2", "entries": null}}',
        '{"log": {"version": "1.2", "entries": [1, "a", null, []]}}',
    ],
)
def test_a_har_that_is_none(text: str) -> None:
    """Depth, numbers without end and odd characters end in a sentence."""
    found = explain(text)
    assert found.kind == "har"
    assert found.missing


@pytest.mark.parametrize(
    "make", [os.mkfifo, Path.mkdir, lambda path: path.symlink_to("/dev/zero")], ids=["pipe", "folder", "device"]
)
def test_what_is_no_file_is_refused(make: Callable[[Path], object], tmp_path: Path) -> None:
    """A pipe would be waited for, and a device has no end."""
    make(tmp_path / "x.har")
    with pytest.raises(Mistake, match="no ordinary file"):
        explain(tmp_path / "x.har")


def test_too_many_sign_ins() -> None:
    """A HAR that is made to cost is read to a bound, and says so."""
    one = entry(1, "GET", link("{}"), 302)
    found = explain(
        har(*({**one, "request": {**one["request"], "url": link(f"s{number}")}} for number in range(MOST_KEPT + 10)))
    )
    assert len(found.runs) <= 200
    assert any("not read to its end" in each for each in found.missing)


def test_no_secret_of_a_refusing_page() -> None:
    """A page that repeats the code and the session of the provider does not bring them into the record."""
    *most, last = front_channel()
    page = f"<h1>Error</h1>{' '.join(CANARIES)}"
    last["response"] |= {"status": 500, "content": {"mimeType": "text/html", "text": page}}
    (run,) = explain(har(*most, last, token_request())).runs
    assert [canary for canary in CANARIES if canary in run.to_json()] == []


def test_browsers_speak_in_the_front_channel() -> None:
    """In the story of a run from a HAR the stops on the way are the browser's, the token request is the program's."""
    (run,) = explain(har(*ENTRIES)).runs
    steps = [(step.source, step.target, step.text) for step in story(run)]
    assert ("browser", "provider", "POST /login") in steps
    assert ("browser", "client", "GET /cb") in steps
    assert any(step[:2] == ("client", "provider") and step[2].endswith("/token") for step in steps)


def test_memory_stays_flat(tmp_path: Path) -> None:
    """A file of 60 MB, nearly all of it scripts and pictures, takes less memory than it has bytes."""
    file = tmp_path / "large.har"
    picture = json.dumps(
        entry(1, "GET", "https://app.example/a.js", body="x" * 60_000, media_type="text/javascript", kind="script")
    )
    rest = ",".join(map(json.dumps, front_channel()))
    with file.open("w", encoding="utf-8") as out:
        out.write('{"log":{"version":"1.2","creator":{"name":"x","version":"1"},"entries":[')
        for _ in range(1_000):
            out.write(f"{picture},")
        out.write(f"{rest}]}}}}")
    program = (
        "import resource, sys, pathlib, explorer.explanation as room\n"
        "before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "found = room.explain(pathlib.Path(sys.argv[1]))\n"
        "print(len(found.runs), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)"
    )
    done = subprocess.run([sys.executable, "-c", program, file], capture_output=True, text=True, check=True, timeout=120)
    runs, more = map(int, done.stdout.split())
    assert runs == 1
    assert more < 40_000, "kilobytes"
