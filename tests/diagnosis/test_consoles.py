"""The provider's console is named where we know who the provider is."""

from __future__ import annotations

import pytest

from explorer.diagnosis import consoles, diagnose
from explorer.diagnosis.causes import CAUSES
from explorer.reference import consoles as known_consoles
from explorer.reference import provider_facts
from explorer.runs import Run
from tests.diagnosis.made import evidence, run_with

ADDRESSES = [
    ("https://idcs-1.identity.oraclecloud.com", None, "Oracle's console"),
    ("https://login.example", "oracle", "Oracle's console"),
    ("https://login.microsoftonline.com/t/v2.0", None, "the Entra admin center"),
    ("https://dev-1.okta.com/oauth2/default", None, "the Okta admin console"),
    ("https://notokta.com", None, ""),
    ("http://[", None, ""),
    ("", None, ""),
]


def _run(issuer: str, profile: str | None) -> Run:
    return Run("r", 0.0).with_event({"kind": "provider", "at": 0, "issuer": issuer, "profile": profile})


@pytest.mark.parametrize(("issuer", "profile", "name"), ADDRESSES)
def test_who_the_provider_is(issuer: str, profile: str | None, name: str) -> None:
    """By its profile, else by the host of its issuer; nobody is guessed at."""
    console = consoles.console_of(_run(issuer, profile))
    assert (console.name if console else "") == name


def test_the_advice_says_where_to_look() -> None:
    """In the words of the console, and only for a provider that we know."""
    events = [*_run("https://login.microsoftonline.com/t/v2.0", None).events]
    run = Run("r", 0.0).with_events([*events, *run_with(evidence(), "invalid_client", description="wrong secret").events])
    first = diagnose(run).first
    assert first is not None
    assert first.console.startswith("In the Entra admin center: App registrations")
    assert "the column Value" in repr(diagnose(run))
    assert diagnose(run_with(evidence(), "invalid_client")).first.console == ""  # type: ignore[union-attr]


def test_every_place_is_reached() -> None:
    """A cause leads to each, of a provider of ours, and each says who says so."""
    assert set(consoles._THING_OF) <= {cause.id for cause in CAUSES}
    for console in known_consoles():
        assert provider_facts(console.key) is not None
        assert console.source
        assert set(console.places) <= set(consoles._THINGS)
