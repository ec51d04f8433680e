"""Faults of the local provider and the questions that notice them: a matched table, printed, and each row tried.

A question that can only say one thing asks nothing: between the profiles, oidc-provider, these faults and a server that says
yes to everything, nearly every one is seen to give at least two answers.
"""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from explorer import LocalProvider, probe
from explorer.probes import FormSignIn, ProviderSheet
from tests.probes.tables import MATCHED

KNOWN: dict[str, dict[str, str]] = tomllib.loads(Path(__file__).with_name("answers.toml").read_text(encoding="utf-8"))


def asked(provider: LocalProvider, question: str, folder: Path) -> ProviderSheet:
    """Ask one question, with the sign-ins that it needs."""
    client = provider.register("probing")
    return probe(
        provider.discovery_url, client, sign_in=FormSignIn("alice"), ask=[question], sheets=folder, runs=folder / "runs"
    )


@pytest.mark.parametrize(("fault", "question", "answer", "mark"), MATCHED, ids=[f"{row[0]}-{row[1]}" for row in MATCHED])
def test_the_fault_is_noticed(
    provider: LocalProvider, tmp_path: Path, fault: str, question: str, answer: str, mark: str
) -> None:
    """The question answers otherwise than at the honest provider, and marks what breaks a MUST."""
    with provider.misbehaving(fault):
        row = asked(provider, question, tmp_path)[question]
    assert (row.answer, row.mark) == (answer, mark), row.detail
    assert row.answer != KNOWN["standard"].get(question)


def test_a_provider_that_checks_nothing(careless: ProviderSheet) -> None:
    """It is called a mock once, and where its yes is dangerous stands an alarm."""
    assert "checks nothing" in careless.notes[0]
    alarms = {row.id for row in careless.alarms}
    assert {
        "az-foreign-redirect",
        "tk-invented-code",
        "code-single-use",
        "pkce-wrong-verifier",
        "ca-none",
        "ui-no-token",
    } <= alarms
    assert {threat.verdict for threat in careless.threats} >= {"exposed", "not known"}
