"""A request with several slips: what is proven stands first, and the others are told, or the next request fails for them."""

from __future__ import annotations

import contextlib
from pathlib import Path

from explorer import Flow, diagnose
from explorer.errors import ExplorerError
from explorer.views.diagnosis import diagnosis_html
from tests.diagnosis.answers import CLIENT, grant, refused
from tests.diagnosis.small_provider import CALLBACK, ISSUER, SmallProvider
from tests.diagnosis.voices import by_the_book
from tests.panels.hands import text_of

THREE = [("redirect_uri", f"{CALLBACK}/"), ("code_verifier", "v" * 43), ("grant_type", "authorization-code")]


def test_three_slips_and_one_that_is_proven(tmp_path: Path) -> None:
    """In the value, its repr and its HTML."""
    found = diagnose(refused(grant("Incorrect redirect_uri"), tmp_path, change={"extra": THREE}).run)
    assert [cause.id for cause in found.proven] == ["redirect-uri-differs"]
    assert {cause.id for cause in found.beside} == {"verifier-wrong", "grant-type-wrong"}
    for cause in found.beside:
        assert f"and then: {cause.title}" in repr(found)
    shown = text_of(str(diagnosis_html(found)))
    told = shown.partition("And then, or the next request may be refused for it:")[2].partition("Causes, the strongest first")[
        0
    ]
    for cause in found.beside:
        assert f"{cause.title} {cause.advice.partition('. ')[0]}" in told, told


def test_what_stands_above_is_not_said_once_more(tmp_path: Path) -> None:
    """A sentence that says what failed is no evidence beside itself; and words that a cause quotes stand there alone."""
    flow = Flow(ISSUER, CLIENT, http=SmallProvider(by_the_book), runs=tmp_path)
    flow.discover()
    flow.authorize()
    with contextlib.suppress(ExplorerError):
        flow.receive("hunter2 is what I always type here")
    problem = "as a sentence has"
    shown = text_of(str(diagnosis_html(diagnose(flow.run))))
    assert shown.count(problem) == 1
    assert "paste its text, with its status" in shown
    words = text_of(str(diagnosis_html(diagnose(refused(grant("Incorrect redirect_uri"), tmp_path).run))))
    assert "Incorrect redirect_uri" in words
    assert "The provider's own words" not in words


def test_one_slip_has_nothing_beside_it(tmp_path: Path) -> None:
    """Nor has a request without any."""
    found = diagnose(refused(grant("Incorrect redirect_uri"), tmp_path, change={"extra": THREE[:1]}).run)
    assert found.beside == ()
    assert diagnose(refused(grant(), tmp_path).run).beside == ()
