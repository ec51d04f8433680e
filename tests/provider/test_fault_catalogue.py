"""The catalogue as a learner meets it: by name, by number, as a table, as a page."""

from __future__ import annotations

import re

import pytest

from explorer import LocalProvider
from explorer.errors import Mistake
from explorer.local.catalogue import COLUMNS
from explorer.provider import FAULTS
from explorer.provider.faults import PLACES
from explorer.reference import careless
from explorer.reference.tables import _careless
from explorer.rules.catalogue import every_rule
from explorer.views.faults import fault_html, faults_html
from explorer.views.plain import plain_text

CATALOGUE = LocalProvider().faults  # it needs no provider that runs


def test_by_name() -> None:
    """One fault by its name, all of them in order, and a name that is not there gets a sentence."""
    assert CATALOGUE["alg-none"] is FAULTS["alg-none"]
    assert list(CATALOGUE) == list(FAULTS.values())
    assert len(CATALOGUE) == len(FAULTS)
    with pytest.raises(Mistake, match="Did you mean alg-none"):
        CATALOGUE["algnone"]
    with pytest.raises(Mistake, match=r"provider\.faults"):
        CATALOGUE["qqqq"]


def test_the_table() -> None:
    """A row for each fault, and nothing that is not text or missing."""
    table = CATALOGUE.table
    assert list(table.columns) == list(COLUMNS)
    assert list(table["name"]) == list(FAULTS)
    assert set(table["where"]) <= set(PLACES.values())
    assert table.set_index("name").loc["alg-none", "caught_by"] == "IDTH-ALG-NONE"


def test_the_page() -> None:
    """Every fault has its row, below the place where it shows, and each place comes once, with the number of its faults."""
    html = faults_html(CATALOGUE)
    names = re.findall(r'<th scope="row"[^>]*><code>([^<]*)</code>', html)
    assert sorted(names) == sorted(FAULTS)
    folds = re.findall(r"^(.*) \((\d+)\):$", plain_text(html), re.MULTILINE)
    assert [place for place, _ in folds] == list(dict.fromkeys(place for place, _ in folds))
    assert sum(int(number) for _, number in folds) == len(FAULTS)
    assert "not shown here" not in html


def test_as_plain_text() -> None:
    """In a terminal it is one line for each."""
    assert repr(CATALOGUE).count("\n") == len(FAULTS) - 1
    assert "wrong-nonce: Puts" in repr(CATALOGUE)


@pytest.mark.parametrize("name", FAULTS)
def test_what_a_careless_client_would_have_done(name: str) -> None:
    """Each fault that a rule must notice says it in one sentence, folded under its row; the others have nothing to say."""
    fault = FAULTS[name]
    is_folded = "What a careless client would have done" in fault_html(fault)
    if fault.caught_by is None:
        assert not is_folded
    else:
        known = careless(fault.caught_by)
        assert known, f"{fault.caught_by} needs a sentence in reference/careless.toml."
        assert re.fullmatch(r"Its? [^\n]+\.", known.outcome)
        assert is_folded


def test_no_careless_sentence_is_left_over() -> None:
    """Each sentence is about a rule that there is and that some fault is caught by."""
    assert _careless().keys() <= {rule.id for rule in every_rule()}
    assert _careless().keys() == {fault.caught_by for fault in CATALOGUE if fault.caught_by}
