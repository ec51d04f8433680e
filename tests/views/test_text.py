"""The one way from any value to text that is safe to show."""

from __future__ import annotations

import html
import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.secret import Secret
from explorer.views.parts import el, fold, join, name_html, table, table_row, view
from explorer.views.plain import plain_text
from explorer.views.sequence import sequence_html
from explorer.views.text import LONGEST, Html, esc, esc_attribute, named_html, prose
from explorer.views.waterfall import waterfall_html
from tests.runs.made import run
from tests.views.page import Page

_ANY = st.text(st.characters(codec=None, exclude_categories=()), max_size=60)  # lone surrogates too


def test_escapes_what_html_means_something_by() -> None:
    """The five special characters are written out, quotes too, since the same text may stand in an attribute."""
    assert esc("<a href=\"x\" id='y'>&") == "&lt;a href=&quot;x&quot; id=&#x27;y&#x27;&gt;&amp;"


@pytest.mark.parametrize(
    "character", ["\u202e", "\u2066", "\u200f", "\u200b", "\ufeff", "\x00", "\r", "\x85", "\xa0", "\ud800", "\u3164"]
)
def test_unseen_characters_are_shown_by_number(character: str) -> None:
    """A character that nobody can see, or that turns others around, is shown as its number."""
    number = f"U+{ord(character):04X}"
    assert esc(f"a{character}b") == f'a<span class="fx-mark">{number}</span>b'
    assert esc_attribute(f"a{character}b") == f"a[{number}]b"


@pytest.mark.parametrize(
    "text", ["Ren\u00e9e", "\u5c71\u7530\u3000\u592a\u90ce", "\u05d0\u05dc\u05d9\u05e1", "e\u0301", "two\nlines\tand a tab"]
)
def test_names_stay_readable(text: str) -> None:
    """Letters of any script, wide blanks and line feeds are not what hides something."""
    assert esc(text) == text


def test_every_format_and_control_character_is_shown() -> None:
    """No character that Unicode calls format, control, surrogate or separator passes unseen, but for three that people type."""
    hidden = [chr(n) for n in range(0x11_0000) if unicodedata.category(chr(n)) in ("Cf", "Cc", "Cs", "Zl", "Zp")]
    visible_anyway = {
        "\u0600",
        "\u0601",
        "\u0602",
        "\u0603",
        "\u0604",
        "\u0605",
        "\u06dd",
        "\u070f",
        "\u0890",
        "\u0891",
        "\u08e2",
        "\U000110bd",
        "\U000110cd",
    }  # signs with a shape
    scripts = {
        chr(n) for n in (*range(0x13430, 0x13440), *range(0x1BCA0, 0x1BCA4), *range(0x1D173, 0x1D17B))
    }  # hieroglyphs, shorthand, music
    passed = {c for c in hidden if esc(c) == c} - visible_anyway - scripts
    assert passed == {"\n", "\t"}


def test_long_texts_are_cut_and_say_so() -> None:
    """A text of any length takes a bounded place, and the note says how much there was."""
    shown = esc("x" * 25_000)
    assert shown.startswith("x" * LONGEST + ' <span class="fx-note">(cut: 25,000 characters in all)</span>')
    assert "x" * (LONGEST + 1) not in shown
    assert esc("x" * LONGEST) == "x" * LONGEST


def test_values_that_cannot_be_written() -> None:
    """A number that Python refuses to write, and a list that holds itself, are a sentence and not an exception."""
    assert "cannot be written" in esc(10**5_000)
    endless: list[object] = []
    endless.append(endless)
    assert esc(endless) == "[[...]]"


def test_a_secret_is_its_fingerprint() -> None:
    """Escaping never reveals."""
    secret = Secret("correct horse", "client_secret")
    assert "correct" not in esc(secret)
    assert html.unescape(esc(secret)) == repr(secret)


@given(_ANY)
def test_any_text_in_any_place(text: str) -> None:
    """Whatever the text, as a child and as an attribute it stays text, and the page can be encoded."""
    page = Page(el("span", text, class_=text))
    assert page.strangers == []
    el("span", text, class_=text).encode()


def test_only_html_passes_unescaped() -> None:
    """A child that is no `Html` is escaped, also when it looks like it; an attribute is escaped always."""
    assert el("p", "<b>", Html("<code></code>"), None, class_=Html('"')) == '<p class="&quot;">&lt;b&gt;<code></code></p>'
    assert join(["<", Html("<wbr>")]) == "&lt;<wbr>"
    assert not isinstance(Html("a") + "<b>", Html), "what was joined by hand is text again"


def test_prose_marks_what_is_spelled_as_on_the_wire() -> None:
    """Backticks become code, what stands between them is escaped, and a single one stays what it is."""
    assert prose("Send `a<b` again.") == "Send <code>a&lt;b</code> again."
    assert prose("One ` alone <") == "One ` alone &lt;"


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Send the redirect_uri, letter for letter.", ["redirect_uri"]),
        ("invalid_grant (code_verifier) <b>", ["invalid_grant", "code_verifier"]),
        ("These failed: AUTHR-STATE-MISMATCH.", ["AUTHR-STATE-MISMATCH"]),
        ("https://a.example/my_app?client_id=x_y", []),
        ("flow.token_request() in UTF-8, an up-to-date SHA-256", []),
    ],
)
def test_names_are_code_in_a_sentence(text: str, names: list[str]) -> None:
    """What is spelled as on the wire is set as code, and what is part of an address or of a call is not."""
    shown = named_html(text)
    assert re.findall(r"<code[^>]*>(.*?)</code>", shown) == names
    assert html.unescape(re.sub(r"</?code[^>]*>", "", shown)) == text


def test_plain_text_has_one_line_for_each_row() -> None:
    """Rows, items and paragraphs are lines; what is folded is set in beneath its title; cells stand between bars."""
    made = view(
        "report",
        el("p", "first"),
        el("table", el("caption", "unseen"), el("tbody", el("tr", el("th", "a"), el("td", el("pre", "b\nc"))))),
        el("details", el("summary", "more"), el("p", "folded away")),
        el("p", "last"),
    )
    assert plain_text(made) == "first\na | b c\nmore:\n  - folded away\nlast"


def test_plain_text_of_a_long_fold() -> None:
    """Nothing unfolds in a terminal: of many lines the first stand there, with the number of the others; of nothing, the title."""
    many = fold("9 passed", join([el("p", f"number {n}") for n in range(9)]))
    assert plain_text(many) == "9 passed:\n  - number 0\n  - number 1\n  - number 2\n  - and 6 more"
    assert plain_text(join([fold("A drawing", el("svg", "unseen")), el("p", "after")])) == "A drawing\nafter"
    quoted = fold("Raw", el("pre", "GET / HTTP/1.1\n  - and 6 more"))
    assert plain_text(quoted) == "Raw:\n    GET / HTTP/1.1\n    - and 6 more", "what others wrote is set in further"


def test_plain_text_of_a_row_of_sentences() -> None:
    """A check that is short is one line; a long one has its parts beneath, each with a line; a fold in a cell is its title."""
    columns = ("Verdict", "Question", "Expected", "Received", "Section")
    rule = el("details", el("summary", "IDTH-ALG-NONE"), "why", class_="fx-rule")

    def shown(words: str) -> str:
        question = join([el("span", "Is it signed?"), el("span", words, class_="fx-message"), rule])
        row = table_row(columns, ("failed", question, "RS256", "none", "RFC 8725 3.2"))
        return plain_text(table(columns, [row], caption="x", kind="checks"))

    assert shown("No.") == "failed | Is it signed? No. IDTH-ALG-NONE | expected: RS256 | received: none | RFC 8725 3.2"
    lines = ["failed | Is it signed?", "no " * 40, "IDTH-ALG-NONE", "expected: RS256", "received: none", "RFC 8725 3.2"]
    assert shown("no " * 40).split("\n") == [lines[0], *(f"  {line.strip()}" for line in lines[1:])]


def test_plain_text_of_nested_folds() -> None:
    """What follows a fold inside of a fold's neighbour is written again."""
    inner = el("details", el("summary", "inner"), "x")
    assert (
        plain_text(join([el("details", el("summary", "outer"), inner, "y"), el("p", "after")]))
        == "outer:\n  - inner\n  - y\nafter"
    )


def test_plain_text_has_the_words_of_a_drawing_in_its_place() -> None:
    """A text has no drawing: in its fold stands what it shows, and neither a title of nothing nor what its colours mean."""
    shown = plain_text(waterfall_html(run(claims={"sub": "a"})))
    folded = plain_text(fold("Where the time went", waterfall_html(run(claims={"sub": "a"}))))
    assert "The same in numbers:" in shown, "alone it is a fold"
    assert "wait for the provider" not in shown + folded
    assert "The same in" not in folded
    assert re.search(r"  - exchange \| .*wait 20 ms \| in all 30 ms", folded)
    told = plain_text(fold("Who said what to whom", sequence_html(run())))
    assert "The same in" not in told
    assert told.count("\n  - ") > 2


def test_plain_text_goes_on_behind_a_fold() -> None:
    """A place where a name may break has no end tag, and must not silence what follows."""
    shown = view("report", fold("Folded", el("p", name_html("redirect_uri"))), el("p", "Open"))
    assert plain_text(shown) == "Folded:\n  - redirect_uri\nOpen"
