"""The rows of the catalogue about the exchange: the true cause is first, no other is proven, and no true one is ruled out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from explorer import Flow, diagnose
from explorer.diagnosis import Diagnosis
from tests.diagnosis.catalogue import REPORTED, Row
from tests.diagnosis.catalogue_codes import CODES
from tests.diagnosis.small_provider import ISSUER, SmallProvider
from tests.diagnosis.voices import by_the_book

ROWS = [*REPORTED, *CODES]
FIRST: Counter[str] = Counter()


@pytest.fixture(scope="module", autouse=True)
def score(request: pytest.FixtureRequest) -> Iterator[None]:
    """Print the score when all are played."""
    yield
    capture = request.config.pluginmanager.getplugin("capturemanager")
    with capture.global_and_fixture_disabled():
        print(f"\ncatalogue of the exchange: {FIRST['first']} first, {FIRST['tied']} tied, of {len(ROWS)}")


def play(row: Row, runs: Path) -> Diagnosis:
    """Do what the row says, and return what is said of it."""
    now = [1_800_000_000.0]
    small = SmallProvider(by_the_book, answers={"/token": row.reply})
    flow = Flow(ISSUER, row.client, http=small, runs=runs, clock=lambda: now[0])
    flow.discover()
    flow.receive(small.sign_in(flow.authorize(**row.ask).url))
    now[0] += row.after
    flow.exchange(flow.token_request(**row.change))
    if row.again:
        flow.exchange(again=True)
    return diagnose(flow.run)


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_the_true_cause_comes_first(row: Row, tmp_path: Path) -> None:
    """Or one that nothing on the wire tells from it; whatever is proven is true."""
    found = play(row, tmp_path)
    assert found.first is not None
    assert found.first.id in row.true
    assert {cause.id for cause in found.proven} <= set(row.true)
    assert row.true[0] not in {cause.id for cause in found.ruled_out}
    FIRST["first" if found.first.id == row.true[0] else "tied"] += 1
