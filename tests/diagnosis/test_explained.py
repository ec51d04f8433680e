"""Where the record shows what the provider's vague words may mean, they make no other cause likely."""

from __future__ import annotations

from pathlib import Path

from explorer import Flow, diagnose
from explorer.diagnosis import Diagnosis
from tests.diagnosis.answers import CLIENT, refused
from tests.diagnosis.small_provider import ISSUER, SmallProvider, answer
from tests.diagnosis.voices import by_the_book

VAGUE = answer({"error": "invalid_grant", "error_description": "The authorization code or refresh token is invalid."}, 400)
PLAIN = answer({"error": "invalid_grant", "error_description": "The authorization code was used before."}, 400)
FAILED = answer({"error": "invalid_client", "error_description": "client authentication failed"}, 401)
CUT = {"extra": [("code", "short")]}


def likely(found: Diagnosis) -> set[str]:
    """Return what is likely."""
    return {cause.id for cause in found.likely}


def test_what_the_record_shows_explains_vague_words(tmp_path: Path) -> None:
    """Another code was sent than came back, and the provider calls the code invalid: that it was used before is a guess."""
    found = diagnose(refused(VAGUE, tmp_path, change=CUT).run)
    assert likely(found) == {"code-changed"}
    assert "code-used-before" in {cause.id for cause in found.causes if cause.verdict == "possible"}


def test_without_a_slip_they_mean_several_things(tmp_path: Path) -> None:
    """Nothing is wrong with the request: the words leave open what is the matter with the code."""
    assert len(likely(diagnose(refused(VAGUE, tmp_path).run))) > 1


def test_plain_words_stand_beside_a_slip(tmp_path: Path) -> None:
    """What the provider names plainly is no guess, whatever else is wrong with the request."""
    assert "code-used-before" in likely(diagnose(refused(PLAIN, tmp_path, change=CUT).run))


def test_a_client_that_was_believed_with_a_secret_is_not_public(tmp_path: Path) -> None:
    """An earlier run of the same client speaks against it, where the words leave it open."""
    small = SmallProvider(by_the_book)
    worked = Flow(ISSUER, CLIENT, http=small, runs=tmp_path)
    worked.discover()
    worked.receive(small.sign_in(worked.authorize().url))
    worked.exchange()
    bad = refused(FAILED, tmp_path).run
    alone, beside = diagnose(bad), diagnose(bad, worked=worked.run)
    assert "public-with-secret" in {cause.id for cause in alone.likely}
    assert "public-with-secret" not in {cause.id for cause in beside.likely}
