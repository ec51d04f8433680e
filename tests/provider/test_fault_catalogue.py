"""The catalogue as a learner meets it: by name, by number, as a table, as a page."""

from __future__ import annotations

import re

import pytest

from explorer import LocalProvider
from explorer.errors import Mistake
from explorer.local.catalogue import COLUMNS
from explorer.provider import FAULTS
from explorer.provider.faults import PLACES
from explorer.provider.faults.careless import CARELESS, careless
from explorer.rules.kept import _rules
from explorer.views.faults import fault_html, faults_html
from explorer.views.plain import plain_text

CATALOGUE = LocalProvider().faults  # it needs no provider that runs


def test_by_name_and_by_number() -> None:
    """One fault by its name or number, a slice is a catalogue again, and a name that is not there gets a sentence."""
    assert CATALOGUE["alg-none"] is FAULTS["alg-none"]
    assert CATALOGUE[0] is CATALOGUE["wrong-nonce"]
    assert CATALOGUE[-1] in CATALOGUE[-2:]
    assert type(CATALOGUE[:3]) is type(CATALOGUE)
    with pytest.raises(Mistake, match="Did you mean alg-none"):
        CATALOGUE["algnone"]
    with pytest.raises(Mistake, match=r"provider\.faults"):
        CATALOGUE["qqqq"]
    with pytest.raises(IndexError):
        CATALOGUE[10_000]


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
    folds = re.findall(r"^(.*) \((\d+)\) \(folded\)$", plain_text(html), re.MULTILINE)
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
        assert fault.careless == ""
        assert not is_folded
    else:
        assert re.fullmatch(r"Its? [^\n]+\.", fault.careless), f"{fault.caught_by} needs a sentence in careless.py."
        assert is_folded


def test_the_nearest_sentence_counts() -> None:
    """A rule without a sentence of its own takes that of its family, and a stranger none."""
    assert careless("IDTC-AUD-MISMATCH") == CARELESS["IDTC-AUD"]
    assert careless("IDTC-AUD-UNTRUSTED") == CARELESS["IDTC-AUD-UNTRUSTED"]
    assert careless("IDTC-AUDIENCE") == careless("NOBODY-KNOWS") == careless("") == ""


@pytest.mark.parametrize("key", CARELESS)
def test_no_careless_sentence_is_left_over(key: str) -> None:
    """Each sentence speaks for a rule that there is, or that a fault waits for."""
    known = set(_rules()) | {fault.caught_by for fault in CATALOGUE if fault.caught_by}
    assert [rule for rule in known if f"{rule}-".startswith(f"{key}-")]
