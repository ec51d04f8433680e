"""Nothing that comes from outside gets out of its place on the page, whatever it is and wherever it stands."""

from __future__ import annotations

import re

import pytest

from explorer.runs import Run
from explorer.views.plain import plain_text
from tests.views.hostile import BREAKERS, TEXTS, everywhere, variants
from tests.views.page import Page
from tests.views.samples import JOURNEY, NOW, SAMPLES

_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")
_RAW = re.compile("|".join(re.escape(text) for text in BREAKERS if "<" in text or '"' in text))
_RECORDS = {
    "run",
    "sequence",
    "sequence-svg",
    "waterfall",
    "waterfall-svg",
}  # a record that is no record at all is refused by Run.load, before it is shown


@pytest.mark.parametrize("name", sorted(SAMPLES.keys() - _RECORDS))
def test_every_field_of_every_value(name: str) -> None:
    """A hostile thing in any place of a value adds no element, no attribute and no unseen character."""
    value, show = SAMPLES[name]
    shown = 0
    for poisoned in variants(value):
        judge(show(poisoned))
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


def judge(html: str) -> None:
    """Assert that nothing got out of its place."""
    assert Page(html).strangers == []
    assert not _UNSEEN.search(html)
    assert not _RAW.search(html)
    html.encode()  # a lone surrogate would not pass
    plain_text(html).encode()
