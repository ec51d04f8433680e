"""A provider cannot write our verdict: what is unseen in its words is written out, wherever they become words of ours."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from explorer import Client, Flow, compare, diagnose
from explorer.errors import ExplorerError, Mistake, Unreachable
from explorer.messages import Request
from explorer.printable import in_one_line, in_several_lines, printable_value, printable_values
from explorer.rules import Finding, Report
from explorer.runs import Run, Runs
from explorer.secret import Secret
from explorer.views.plain import plain_text
from tests.flow.odd_provider import CLIENT, odd_provider
from tests.runs.made import run
from tests.views.hostile import variants
from tests.views.samples import SAMPLES

VERDICT = "<Report: 0 failed, 0 not checked, 66 passed, 0 not applicable>"
HOSTILE = (
    f"x\n{VERDICT}",
    f"x\r{VERDICT}",
    f"x\x85{VERDICT}",
    f"x\u2028{VERDICT}\u2029",
    f"x\x0b{VERDICT}\x0c\x1c\x1d\x1e",
    "\x1b[2J\x1b[H",
    "\x9b31m\x7f\x00\x07\b",
    "\ud800 \udfff",
    "\u202egnp.exe\u2066\u200e\u061c",
    "a\u200bb\u200cc\u200dd\u2060e\ufefff\xadg",
    "\U000e0041\U000e007f",
    "a\u034fb\u115fc\u3164d\ufe0fe\U0001d173",
)
ALL = "".join(HOSTILE)
_UNSEEN = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff"
    "\U0001d173\U000e0000-\U000e00ff]"
)
READABLE = (
    "Zoë Müller, Straße 5",
    "שלום עולם",
    "مرحبا بالعالم",
    "日本語　です",
    "नमस्ते",
    "👩‍👩‍👧 ❤️ 👍🏽 1️⃣ 🏳️‍🌈",
    "plain ASCII: \\ ` < > & \" '",
)


def assert_quiet(text: str) -> None:
    """Assert that a text of ours holds nothing unseen, and no line of somebody else's."""
    assert not _UNSEEN.search(text), ascii(text)
    assert not [line for line in text.split("\n")[1:] if line.startswith("<Report")], text
    text.encode()


@pytest.mark.parametrize("text", HOSTILE)
def test_what_is_unseen_is_written_out(text: str) -> None:
    """Control characters, marks of direction, zero-width characters, tags and lone surrogates become their numbers."""
    assert_quiet(in_one_line(text))
    assert "\n" not in in_one_line(text)
    assert_quiet(in_several_lines(text.replace("\n<", "\n <")))
    assert "[U+" in in_one_line(text)


@pytest.mark.parametrize("text", READABLE)
def test_what_people_write_stays(text: str) -> None:
    """Letters of every script and emoji with their joiners are shown as they are."""
    assert in_one_line(text) == in_several_lines(text) == text


@pytest.mark.parametrize(
    "text", ["a\u200d😀", "😀\u200db", "a\ufe0f\u200d😀", "x\ufe0f\u20e3", "😀\u200d\u200d😀", "😀\ufe0f\ufe0f"]
)
def test_a_joiner_joins_emoji_only(text: str) -> None:
    """Beside a letter, or twice, a joiner or selector is a trick."""
    assert "[U+" in in_one_line(text)


def test_values_in_json() -> None:
    """Texts and names of members are written out at every depth; a line break is data, other values stay."""
    assert printable_value({"a\x1b": ["\u202e\n", 1, None]}) == {"a[U+001B]": ["[U+202E]\n", 1, None]}


@pytest.mark.parametrize(
    "values",
    [
        [],
        ["a", "b"],
        ["a", "Zoë"],
        ["a", *HOSTILE, "b"],
        ["a\n", "b"],
        [1, 1.5, None, True],
        [1, "a\x1b"],
        ["a", ["b\u202e"], {"c\x00": "d"}],
        [["a"], {"b": 1}],
    ],
)
def test_many_values_at_once(values: list[Any]) -> None:
    """Looked at together they are as each is by itself; what is hidden among many is found."""
    assert printable_values(values) == [printable_value(value) for value in values]
    assert printable_values([*["a"] * 1_000, *values]) == [*["a"] * 1_000, *map(printable_value, values)]


@pytest.mark.parametrize("kind", [ExplorerError, Mistake, Unreachable])
def test_sentences_of_exceptions(kind: type[ExplorerError]) -> None:
    """Whatever an exception of ours quotes, its sentence is one quiet line."""
    problem = kind(f"The provider answered {ALL}.")
    for text in (str(problem), repr(problem), *problem._render_traceback_()):
        assert_quiet(text)
        assert "\n" not in text


_RECORDS = {"run", "sequence", "sequence-svg", "waterfall"}  # a record that is none is refused before it is shown
_NOT_WRITTEN = {"http", "curl", "fault", "faults"} | _RECORDS  # texts, and what is ours alone


@pytest.mark.parametrize("name", sorted(SAMPLES))
def test_every_value_is_written_quietly(name: str) -> None:
    """Whatever text stands in whatever place of a value of ours, its repr and str are quiet."""
    value, _ = SAMPLES[name]
    for poisoned in poison(value) if name not in _NOT_WRITTEN else ():
        assert_quiet(repr(poisoned))
        assert_quiet(str(poisoned))


def poison(value: Any) -> Iterator[Any]:
    """Copies of a value with all that is hostile in each place in turn."""
    import tests.views.hostile as hostile

    before = hostile.TEXTS, hostile.ODDITIES
    hostile.TEXTS, hostile.ODDITIES = (ALL,), ()  # type: ignore[assignment]
    try:
        yield from list(variants(value))
    finally:
        hostile.TEXTS, hostile.ODDITIES = before


@pytest.mark.parametrize("text", HOSTILE)
def test_findings_and_their_report(text: str) -> None:
    """A report quotes what it read, also of a file from elsewhere."""
    finding = Finding(f"R{text}", text, "fail", "error", text, text, [text, {text: text}], text, text)
    for report in (Report([finding]), Report.from_dicts([finding._asdict()])):
        assert_quiet(repr(report))
        assert_quiet(report.to_json())
        assert_quiet(report.to_markdown())
        assert_table_is_quiet(report.table)
    assert_quiet(report.findings[0].message + report.findings[0].advice)


@pytest.mark.parametrize("text", HOSTILE)
def test_runs_and_their_tables(text: str, tmp_path: Any) -> None:
    """Labels, scopes and claims come from anywhere; runs, their lists, tables and comparisons are quiet."""
    claims = {"sub": text, f"a{text}": [text], "aud": {text: text}}
    told = run("r1", f"{text}1", scope=text, claims=claims, extra=((f"p{text}", text),))
    runs = Runs(tmp_path)
    runs.save(told)
    runs.save(Run("r2", 0.0, f"{text}2"))
    compared = compare(told, *runs)
    for value in (told, runs, compared, *runs.summaries()):
        assert_quiet(repr(value))
    assert_quiet("".join([*compared.names, *(summary.name for summary in runs.summaries())]))
    assert all("\n" not in name for name in compared.names)
    for by in ("label", "scope"):
        together = compare(told, *runs, by=by)
        for table in ("claims", "parameters", "differences", "meanings", "findings", "timing"):
            assert_table_is_quiet(getattr(together, table))
    assert_table_is_quiet(runs.table)


def assert_table_is_quiet(table: Any) -> None:
    """Assert that a table can be printed and written; a line break in a cell is data, in its frame there is none."""
    out = io.StringIO()
    table.to_csv(out)
    for text in (
        repr(table),
        table.to_string(),
        table.to_html(),
        out.getvalue(),
        table.to_json(date_format="iso", default_handler=str),
    ):
        assert not _UNSEEN.search(text), ascii(text)
        text.encode()
    frame = [str(name) for name in [*table.columns, *table.index, *table.index.names]]
    assert not any("\n" in name for name in frame)


@pytest.mark.parametrize("text", HOSTILE)
def test_what_a_flow_says(text: str) -> None:
    """In every sentence of a flow a provider's words are words only: metadata, redirect, refusal, diagnosis."""
    with odd_provider() as provider:
        document = {
            "issuer": f"{provider.base}{text}",
            "authorization_endpoint": f"{provider.base}/a",
            "scopes_supported": [text],
        }
        provider.say("/.well-known/openid-configuration", {**document, "token_endpoint": f"{provider.base}/t", text: text})
        found = Flow(provider.base, Client("app", redirect_uri="x"))
        found.discover()
        provider.say("/token", {"error": text, "error_description": text, "error_uri": text, "trace_id": text}, status=400)
        flow = Flow(provider.metadata, CLIENT, label=text)
        flow.authorize()
        flow.receive("a-code")
        refused = flow.exchange()
        shown = [found, found.run, found.run.report, found.provider_metadata, flow, flow.run, flow.run.report, refused]
        shown += [flow.authorization_request, flow.authorization_response, flow.token_request(), diagnose(flow.run)]
        for value in shown:
            assert_quiet(repr(value))
            assert_quiet(str(value))
        assert_table_is_quiet(flow.run.report.table)
        assert_table_is_quiet(found.run.report.table)
        with pytest.raises(Mistake) as caught:
            flow.userinfo()
        assert_quiet(str(caught.value))
        with pytest.raises(Mistake) as caught:
            flow.receive(f"http://127.0.0.1:9/{text}")
        assert_quiet(str(caught.value))


def test_a_request_as_text() -> None:
    """A header cannot add a line to what is shown of a request; its lines are those of HTTP."""
    request = Request.get("https://op.example/userinfo", headers=[("X-Note", "a\x1b[2J\u202eb\x85c")])
    assert_quiet(request.http())


def test_the_label_of_a_secret() -> None:
    """A provider may name what is secret; its fingerprint is quiet all the same."""
    assert_quiet(repr(Secret("made-up", ALL)))


def test_text_beside_the_page() -> None:
    """A line break in a paragraph of a page is a blank; what stands as it came is set in."""
    assert plain_text(f"<p>x\n{VERDICT}</p>".replace("<R", "&lt;R")) == f"x {VERDICT}"
    assert plain_text(f"<pre>x\n{VERDICT}</pre><p>y</p>".replace("<R", "&lt;R")) == f"    x\n    {VERDICT}\ny"


@pytest.mark.parametrize("name", sorted(SAMPLES))
def test_every_view_beside_its_page(name: str) -> None:
    """In the plain text of every view nobody else begins a line."""
    value, show = SAMPLES[name]
    for poisoned in poison(value) if name not in _RECORDS else ():
        assert_quiet(plain_text(show(poisoned)))


def test_the_record_is_written(tmp_path: Any) -> None:
    """What a provider sent stands in the record as it came; as JSON it is ASCII."""
    told = run("r1", ALL, claims={"sub": ALL})
    assert told.to_json().isascii()
    assert Run.from_json(told.to_json()).claims == {"sub": ALL}
    assert json.loads(told.to_json().splitlines()[0])["label"] == ALL
