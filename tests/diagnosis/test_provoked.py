"""Failures provoked at real providers, each by one change: the true cause is first, none is wrongly proven, no true one ruled out."""

from __future__ import annotations

from pathlib import Path

import pytest

from explorer import Client, LocalProvider
from tests.diagnosis.provoking import AFTER, LINKS, PASTES, TOKENS, Score, provoke
from tests.independent.harness import OidcProvider

ALL = [*LINKS, *TOKENS, *PASTES, *AFTER]


def _assert_good(score: Score, capsys: pytest.CaptureFixture[str], name: str) -> None:
    with capsys.disabled():
        print(f"\n{name}: {score}", *score.misses, sep="\n  missed: ")
    assert score.total.total() > 30
    assert score.wrongly_proven == []
    assert score.ruled_out == []
    assert score.absent == []
    assert score.first.total() >= 0.95 * score.total.total(), score.misses


def test_at_the_local_provider(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Its words are plain."""
    score = Score()
    with LocalProvider(port=0, home=tmp_path / "home") as local:
        client = local.register("provoked")
        for failure in ALL:
            score.add(failure, provoke(failure, local.issuer, client, local.sign_in, tmp_path / "runs"))
    _assert_good(score, capsys, "local provider")


def test_at_oidc_provider(oidc_provider: OidcProvider, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Of a code it says only that the grant request is invalid: the record has to tell."""
    score = Score()
    client = Client("basic", oidc_provider.client_secret, redirect_uri=oidc_provider.redirect_uri)
    for failure in ALL:
        score.add(failure, provoke(failure, oidc_provider.issuer, client, oidc_provider.sign_in, tmp_path / "runs"))
    _assert_good(score, capsys, "oidc-provider")
