"""What a vendor means by a text, and what it advises, is said where that vendor is known, and nowhere else."""

from __future__ import annotations

from typing import Any

import pytest

from explorer.diagnosis import Diagnosis, diagnose, vendors
from explorer.diagnosis.causes import CAUSES
from explorer.reference import error_code, error_codes
from explorer.runs import Run
from tests.diagnosis.made import evidence, run_with

ORACLE = "Client abc requested an invalid redirect URL: http://localhost:3000."


def refused(error: str, issuer: str = "https://op.example", profile: str | None = None, **refusal: Any) -> Diagnosis:
    """Return the diagnosis of a refused exchange at a provider with this name."""
    run = Run("r", 0.0).with_event({"kind": "provider", "at": 0, "issuer": issuer, "profile": profile})
    return diagnose(run.with_events([*run.events, *run_with(evidence(), error, **refusal).events]))


KNOWN: list[tuple[str, dict[str, Any], str]] = [
    ("Oracle", {"error": "invalid_redirect_uri", "profile": "oracle"}, "At Oracle this means"),
    ("Oracle", {"error": "invalid_redirect_uri", "description": f"{ORACLE} ECID: 1a2b3^5uY,0:1"}, "At Oracle this means"),
    (
        "Keycloak",
        {"error": "invalid_grant", "issuer": "https://op.example/realms/x", "description": "Code not valid"},
        "used before or has expired",
    ),
    ("Slack", {"error": "invalid_code", "issuer": "https://slack.com"}, "At Slack this means"),
    (
        "Microsoft Entra ID",
        {"error": "invalid_grant", "description": "AADSTS54005: redeemed"},
        "At Microsoft Entra ID this means",
    ),
]


@pytest.mark.parametrize(("vendor", "how", "words"), KNOWN, ids=[f"{row[0]} {number}" for number, row in enumerate(KNOWN)])
def test_a_vendor_that_is_known(vendor: str, how: dict[str, Any], words: str) -> None:
    """By its profile, its issuer or a mark of its own; then its meaning is said."""
    found = refused(**how)
    assert words in found.sentence + " ".join(cause.evidence for cause in found.causes)


@pytest.mark.parametrize("name", [entry.name for entry in error_codes("vendor") if not entry.name.startswith("AAD")])
def test_a_stranger_that_says_the_same(name: str) -> None:
    """Its words count, and nobody else's name, meaning or remedy is given to it."""
    entry = error_code(name, "vendor")
    assert entry is not None
    found = refused(name, description=f"{name}.")
    said = " ".join([found.sentence, found.remedy, *found.general, *(cause.evidence for cause in found.causes)])
    if "error.common" not in name:  # which is a mark
        assert not [vendor for vendor in vendors._VENDORS if vendor in said]
        assert ", " in entry.vendor or entry.remedy != found.remedy
    of_this_leg = [each for each in entry.points_to if "token" in CAUSES[each].legs]
    assert not of_this_leg or any(name in cause.evidence for cause in found.causes if cause.id in of_this_leg)


def test_what_is_so_at_one_vendor_is_told_there_only() -> None:
    """The general causes of a code have some of them."""
    assert not [text for text in refused("unauthorized_client").general if "Cognito" in text]
    assert [text for text in refused("unauthorized_client", profile="cognito").general if "Cognito" in text]


def test_every_vendor_of_the_reference_can_be_known() -> None:
    """Each has a row that says how."""
    named = {vendor for entry in error_codes("vendor") for vendor in entry.vendor.split(", ")}
    assert named <= set(vendors._VENDORS)
