"""A request with several slips: what is proven stands first, and the others are told, or the next request fails for them."""

from __future__ import annotations

from pathlib import Path

from explorer import diagnose
from explorer.views.diagnosis import diagnosis_html
from tests.diagnosis.answers import grant, refused
from tests.diagnosis.small_provider import CALLBACK

THREE = [("redirect_uri", f"{CALLBACK}/"), ("code_verifier", "v" * 43), ("grant_type", "authorization-code")]


def test_three_slips_and_one_that_is_proven(tmp_path: Path) -> None:
    """In the value, its repr and its HTML."""
    found = diagnose(refused(grant("Incorrect redirect_uri"), tmp_path, change={"extra": THREE}).run)
    assert [cause.id for cause in found.proven] == ["redirect-uri-differs"]
    assert {cause.id for cause in found.beside} == {"verifier-wrong", "grant-type-wrong"}
    for cause in found.beside:
        assert f"and then: {cause.title}" in repr(found)
    assert "And then, or the next request may be refused for it" in str(diagnosis_html(found))


def test_one_slip_has_nothing_beside_it(tmp_path: Path) -> None:
    """Nor has a request without any."""
    found = diagnose(refused(grant("Incorrect redirect_uri"), tmp_path, change={"extra": THREE[:1]}).run)
    assert found.beside == ()
    assert diagnose(refused(grant(), tmp_path).run).beside == ()
