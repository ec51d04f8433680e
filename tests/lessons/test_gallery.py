"""Lesson 09's visits: what was noticed, by how many checks, and what only a comparison finds."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from explorer import LocalProvider
from explorer.lessons.gallery import FAMILIES, SELECTION, Visitor, Visits, differences, failures

FEW = {
    "metadata": "metadata-of-another",
    "ID token": "wrong-nonce bad-signature changed-claims unknown-claims",
    "line": "cut-off",
    "lax": "code-reuse",
}


@pytest.fixture(scope="module")
def visits(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visits]:
    with pytest.MonkeyPatch.context() as patch, LocalProvider(port=0) as provider:
        patch.setenv("FLOW_EXPLORER_HOME", str(tmp_path_factory.mktemp("home")))
        yield Visitor(provider).visit_all(FEW)


def test_the_honest_provider_is_the_measure(visits: Visits) -> None:
    """Nothing fails there, and the provider is honest again after the visits."""
    assert failures(visits.honest) == []
    assert visits.unanswered == ("cut-off",)


def test_each_table_has_its_faults(visits: Visits) -> None:
    """A fault is in the table of what was noticed, or in that of what was not; those that look alike are in one row."""
    noticed = visits.noticed()
    assert noticed["metadata-of-another"] == ("the metadata, the redirect", "`DISC-ISSUER-MISMATCH`, `AUTHR-ISS-MISMATCH`")
    assert {row[0] for row in visits.seen_by_one().rows} == {"`wrong-nonce`", "`bad-signature`", "`changed-claims`"}
    assert visits.alike().rows == (("`bad-signature`, `changed-claims`", "`IDTH-SIGNATURE-INVALID`"),)
    unseen = visits.unseen()
    assert unseen["code-reuse"] == ("nothing",)
    assert "`user_tenantname`" in unseen["unknown-claims"][0]
    assert len(noticed) + len(unseen) == len(visits.flows)


def test_a_comparison_finds_a_claim_and_no_key(visits: Visits) -> None:
    """Of a changed claim it sees the claim; of a strange key nothing."""
    assert differences(visits.honest, visits.flows["changed-claims"])["groups"] == ("(absent)", "['administrators']")
    assert len(differences(visits.honest, visits.flows["bad-signature"])) == 0
    with pytest.raises(KeyError):
        differences(visits.honest, visits.flows["bad-signature"])["groups"]


def test_the_selection_has_faults_that_exist() -> None:
    """Every name of the selection is a fault of the provider's, and every family of rules has words."""
    with LocalProvider(port=0) as provider:
        there = {fault.name for fault in provider.faults}
    assert set(" ".join(SELECTION.values()).split()) <= there
    assert {"DISC", "JWKS", "AUTHZ", "AUTHR", "TOKR", "IDTH", "IDTC", "UI"} == set(FAMILIES)
