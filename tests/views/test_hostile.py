"""Nothing that comes from outside gets out of its place on the page, whatever it is and wherever it stands."""

from __future__ import annotations

import re
from typing import Any

import pytest

from explorer.runs import Run
from explorer.runs.comparison import compare
from explorer.views.comparison import comparison_html
from explorer.views.plain import plain_text
from tests.runs.made import run
from tests.views.hostile import BREAKERS, ODDITIES, TEXTS, everywhere, variants
from tests.views.page import Page
from tests.views.samples import HONEST, JOURNEY, LYING, NOW, REFUSED, SAMPLES

_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")
_RAW = re.compile("|".join(re.escape(text) for text in BREAKERS if "<" in text or '"' in text))
_COMPARED = {"comparison", "comparison-of-six"}
# A record that is no record at all is refused by Run.load, before it is shown.
_RECORDS = {"run", "sequence", "sequence-svg", "waterfall"}


@pytest.mark.parametrize("name", sorted(SAMPLES.keys() - _RECORDS - _COMPARED))
def test_every_field_of_every_value(name: str) -> None:
    """A hostile thing in any place of a value adds no element, no attribute and no unseen character."""
    value, show = SAMPLES[name]
    shown = 0
    pages: set[int] = set()
    for poisoned in variants(value):
        page = show(poisoned)
        if hash(page) not in pages:  # a view that shows 38 places of 3,000 is judged 38 times
            judge(page)
        pages.add(hash(page))
        shown += 1
    assert shown >= len(TEXTS)


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("name", sorted(_RECORDS))
def test_every_text_of_a_record(name: str, text: str) -> None:
    """A record of which everything is hostile, and that is read all the same, stays in its place."""
    _, show = SAMPLES[name]
    events = tuple(everywhere(event, text) for event in JOURNEY.events)
    poisoned = Run.from_json(Run("id", NOW, text, events).to_json())
    judge(show(poisoned))


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("count", [2, 6])
def test_every_text_of_a_comparison(count: int, text: str) -> None:
    """Hostile records beside honest ones, under hostile names, stay in their cells."""
    events = tuple(everywhere(event, text) for event in LYING.events)
    poisoned = Run.from_json(Run("id", NOW, text or None, events).to_json())
    judge(comparison_html(compare(poisoned, *[HONEST, poisoned, REFUSED, LYING, HONEST][: count - 1])))


# No record holds a number of five thousand digits: Python refuses to read it and to write it.
@pytest.mark.parametrize("oddity", [value for value in ODDITIES if value != 10**5_000], ids=lambda value: type(value).__name__)
def test_any_claim_can_be_compared(oddity: Any) -> None:
    """Whatever JSON allows may stand in a claim: it is shown beside an ordinary one, also where a time is expected."""
    odd = run("r4", "odd", claims={"sub": oddity, "exp": oddity, "auth_time": oddity, "iat": 1, "<b>": oddity})
    judge(comparison_html(compare(odd, LYING)))
    judge(comparison_html(compare(odd, LYING, HONEST, odd)))


def judge(html: str) -> None:
    """Assert that nothing got out of its place."""
    assert Page(html).strangers == []
    assert not _UNSEEN.search(html)
    assert not _RAW.search(html)
    html.encode()  # a lone surrogate would not pass
    plain_text(html).encode()
