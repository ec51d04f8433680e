"""What every view looks like, kept as files: a change of a word shows in the diff."""

from __future__ import annotations

import copy
import re
from pathlib import Path

import pytest

from explorer.views.plain import plain_text
from explorer.views.style import css
from tests.views.page import Page
from tests.views.samples import SAMPLES

GOLDEN = Path(__file__).with_name("golden")
_FINGERPRINT = re.compile(r"(&lt;[a-z_]+ )[0-9a-f]{8}(&gt;)")  # under a key of each user's own


@pytest.mark.parametrize("name", SAMPLES)
def test_golden(name: str) -> None:
    """A view is, letter for letter, what somebody looked at and kept."""
    value, show = SAMPLES[name]
    path = GOLDEN / f"{name}.{'svg' if name.endswith('svg') else 'html'}"
    # One element a line, so that a diff shows the one that changed.
    made = _FINGERPRINT.sub(r"\g<1>00000000\2", show(value)).replace("><", ">\n<") + "\n"
    if not path.exists():
        path.parent.mkdir(exist_ok=True)
        path.write_text(made, encoding="utf-8")
        pytest.fail(f"{path} was not there and has been written: look at it and run again.")
    assert made == path.read_text(encoding="utf-8")


def test_no_golden_is_left_over() -> None:
    """Each kept file belongs to a sample."""
    assert {path.stem for path in GOLDEN.iterdir()} == set(SAMPLES)


@pytest.mark.parametrize("name", SAMPLES)
def test_same_value_same_text(name: str) -> None:
    """Two values that are equal are shown alike, whenever and wherever."""
    value, show = SAMPLES[name]
    assert show(copy.deepcopy(value)) == show(value)


@pytest.mark.parametrize("name", SAMPLES)
def test_well_formed(name: str) -> None:
    """A view nests properly and is made of known elements only."""
    value, show = SAMPLES[name]
    assert Page(show(value)).strangers == []


@pytest.mark.parametrize("name", SAMPLES)
def test_headings_of_text_and_html_agree(name: str) -> None:
    """The plain-text twin has the headings of the HTML, in the same order, each on a line of its own."""
    value, show = SAMPLES[name]
    shown = show(value)
    headings = Page(shown).headings
    assert [line for line in plain_text(shown).split("\n") if line in headings] == headings


@pytest.mark.parametrize("name", SAMPLES)
def test_every_class_is_styled(name: str) -> None:
    """Each class of ours that a view uses stands in the style sheet, or is a name for panels and tests to find."""
    value, show = SAMPLES[name]
    used = {word for words in re.findall(r' class="([^"]*)"', show(value)) for word in words.split()}
    free = re.compile(r"fx-(p-.*|is-.*|table-.*|row-.*|bar-.*|channel-.*|mood-.*|box-.*|" + "|".join(_KINDS) + ")")
    assert {word for word in used if not free.fullmatch(word) and f".{word}" not in css()} == set()


_KINDS = (
    "metadata", "authorize", "link", "redirect", "token-request", "http", "curl", "tokens", "refusal", "timing", "exchanges",
    "report", "claims", "client", "jwt", "access-token", "answer", "diagnosis", "run", "sequence", "comparison", "faults", "sheet", "plan", "changes",
    "repetition", "attack", "lesson", "explanation", "twin",
)  # fmt: skip
