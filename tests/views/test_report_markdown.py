"""A report as Markdown: whole, readable, and nothing in it means anything but itself."""

from __future__ import annotations

import json
import re

import mistune  # nbconvert brings it
import pytest

from explorer.rules import Finding, Report
from explorer.views.markdown import markdown_of
from explorer.views.report_markdown import md, report_markdown
from tests.views.hostile import BREAKERS, ODDITIES

FINDINGS = (
    Finding("A-PASS", "Good?", "pass", "error", "", "RFC 1"),
    Finding("A-INFO", "Nice?", "fail", "info", "Not nice.", "RFC 2", advice="Smile."),
    Finding("A-ERROR", "Right?", "fail", "error", "Wrong.", "RFC 3", "a|b", ["c", 7], "Mend it."),
    Finding("A-OPEN", "Known?", "skip", "error", "nobody said", "RFC 4"),
    Finding("A-NONE", "There?", "skip", "error", "it is not", "RFC 5", applies=False),
)
LINKS = (
    *("https://evil.example/x", "www.evil.example", "me@evil.example", "[a](https://evil.example)", "![a](b)", "| a | b |"),
    *("`https://evil.example/`x`", "`https://a.example[b](c)"),
)


def rendered(text: str) -> str:
    """Return what a reader of Markdown makes of it, addresses made links of and HTML let through."""
    return str(mistune.create_markdown(escape=False, plugins=["table", "url", "strikethrough", "math"])(text))


def test_the_whole_report() -> None:
    """The worst stands first, with what to do; the passed ones are named by their ids."""
    text = Report(FINDINGS).to_markdown()
    lines = text.split("\n")
    assert lines[2].startswith("1 of 4 checks failed, with 1 note: Wrong.")
    assert [line.split(" | ")[0] for line in lines if line.startswith("| ")] == [
        "| Verdict",
        "| ---",
        "| error",
        "| info",
        "| not checked",
    ]
    assert "Right?<br>Wrong.<br>What to do: Mend it.<br>A-ERROR" in text
    assert "1 passed: A-PASS." in lines
    assert "1 not applicable: A-NONE." in lines
    assert rendered(text).count("<tr>") == 4


def test_a_section_is_a_link() -> None:
    """Who reads the text can open each section that it cites; what cites nothing stays as it is."""
    text = report_markdown(Report((Finding("A", "Q?", "fail", "error", "m", "RFC 6749 4.1.2, 10.5; a [vendor](x)"),)))
    page = rendered(text)
    assert '<a href="https://www.rfc-editor.org/rfc/rfc6749.html#section-4.1.2">RFC 6749 4.1.2</a>, <a href=' in page
    assert page.count("<a ") == 2
    assert "; a [vendor](x)" in page


def test_an_empty_report() -> None:
    """Nothing checked is said so."""
    assert report_markdown(Report()) == "## Checks\n\nNothing was checked.\n"


@pytest.mark.parametrize("text", [*BREAKERS, *LINKS])
def test_hostile_text_stays_text(text: str) -> None:
    """Whatever a provider sends is neither a tag, nor a link, nor a cell of the table."""
    hostile = Finding(text, text, "fail", "error", text, text, text, {text: text}, text)
    page = rendered(report_markdown(Report((hostile,))))
    assert set(re.findall(r"</?([a-z0-9]+)", page)) <= {"h2", "p", "table", "thead", "tbody", "tr", "th", "td", "br", "code"}
    assert page.count("<td>") == 5


@pytest.mark.parametrize("value", [value for value in ODDITIES if value != 10**5_000], ids=lambda value: type(value).__name__)
def test_odd_values_can_be_written(value: object) -> None:
    """Whatever JSON allows may stand in a finding."""
    finding = Finding("A", "B?", "fail", "error", "C.", "D", value, value, "E.")
    assert report_markdown(Report((finding,))).count("\n| ") == 3


def test_a_line_break_ends_no_row() -> None:
    """A text of several lines is one line here."""
    assert md("a\n\n# b\r\n| c") == "a # b\\[U+000D\\] \\| c"


def test_json() -> None:
    """The same report as JSON can be read again."""
    report = Report(FINDINGS)
    assert Report.from_dicts(json.loads(report.to_json())) == report


def test_it_is_read_as_it_is_too() -> None:
    """Whoever prints it sees names and addresses as they are: an address is code, so that nothing makes a link of it."""
    told = md("Client probing (client_secret_basic) at http://127.0.0.1:8765/token, #1")
    assert told == "Client probing (client_secret_basic) at `http://127.0.0.1:8765/token`, #1"
    assert md("# no heading") == "\\# no heading"
    assert md("_so_") == "\\_so\\_"


@pytest.mark.parametrize(
    "view", ["<p><strong>For: </strong>it came</p>", "<details><summary>More </summary><p>it came</p></details>"]
)
def test_bold_words_are_bold(view: str) -> None:
    """A blank before the closing ** would leave the stars as they are (CommonMark 6.2)."""
    text = markdown_of(view, lambda kind, name: None)
    assert "<strong>" in rendered(text)
    assert "*" not in rendered(text)
