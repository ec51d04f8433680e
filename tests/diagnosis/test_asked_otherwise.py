"""Beside a run that worked: what the link asks for that the other did not."""

from __future__ import annotations

from pathlib import Path

import pytest

from explorer import diagnose
from tests.diagnosis.answers import PLAIN, grant, ids, refused, worked


def test_the_one_thing_that_differs_is_the_first_cause(tmp_path: Path) -> None:
    """A bare invalid_grant, and the scope is all that is new: no other cause has as much for it."""
    good = worked(tmp_path, scope="openid email")
    found = diagnose(refused(grant(), tmp_path, PLAIN, ask={"scope": "openid phone"}).run, worked=good)
    assert [(cause.id, cause.speaks_for) for cause in found.likely] == [
        ("asked-otherwise", ("Nothing differs from the run that worked but scope.",))
    ]
    assert "authorize(scope='openid email')" in getattr(found.experiment, "code", "")


@pytest.mark.parametrize("asked", [{}, {"scope": "openid email"}])
def test_where_nothing_that_is_asked_for_differs(tmp_path: Path, asked: dict[str, str]) -> None:
    """Each sign-in has its own state, nonce and challenge; they are no difference."""
    found = diagnose(refused(grant(), tmp_path, PLAIN, ask=asked).run, worked=worked(tmp_path, **asked))
    assert "asked-otherwise" not in {cause.id for cause in found.causes if cause.speaks_for}


def test_the_words_of_the_provider_count_more(tmp_path: Path) -> None:
    """It says what is the matter, and that is not what differs."""
    reply = grant("The authorization code was used before.")
    good = worked(tmp_path, scope="openid email")
    found = diagnose(refused(reply, tmp_path, PLAIN, ask={"scope": "openid phone"}).run, worked=good)
    assert ids(found)[0] == "code-used-before"


def test_among_several_it_is_one(tmp_path: Path) -> None:
    """The verifier was left out as well: that is nearer than the scope."""
    good = worked(tmp_path, scope="openid email")
    bad = refused(grant(), tmp_path, PLAIN, ask={"scope": "openid phone"}, change={"omit": ["code_verifier"]}).run
    assert ids(diagnose(bad, worked=good))[0] == "verifier-missing"


def test_what_cannot_be_asked_for_in_a_line_of_code_is_no_experiment(tmp_path: Path) -> None:
    """Where it worked a resource was named, which the line would leave out."""
    good = worked(tmp_path, extra=[("resource", "https://api.example")])
    found = diagnose(refused(grant(), tmp_path, PLAIN).run, worked=good)
    assert ids(found)[0] == "asked-otherwise"
    assert found.experiment is None
