"""Every fault against a whole run of an honest client: caught by its name; and the honest provider is clean."""

from __future__ import annotations

import functools
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from explorer import LocalProvider
from explorer.provider import FAULTS, MYSTERIES, PROFILES
from explorer.rules import Report
from explorer.rules.catalogue import every_rule
from tests.provider.honest_client import OWN, Wishes, failures, run

RULE_TESTS = Path(__file__).parents[1] / "rules"
LEVEL = "urn:practice:one-click"
ESSENTIAL = json.dumps({"id_token": {"acr": {"essential": True, "value": LEVEL}}})

# What a fault needs so that it can show.
WISHES = {
    **{
        name: Wishes(scope="openid http://tenant-base-url/api")
        for name, fault in FAULTS.items()
        if "access_token" in fault.changes
    },
    **{name: Wishes(introspects=True) for name, fault in FAULTS.items() if "introspection" in fault.changes},
    "missing-auth-time": Wishes(request={"max_age": 600}),
    "old-sign-in": Wishes(request={"max_age": 600}),
    "no-new-sign-in": Wishes(request={"prompt": "login consent"}),
    "other-acr": Wishes(request={"acr_values": LEVEL}),
    "essential-acr-ignored": Wishes(request={"claims": ESSENTIAL}),
    "at-hash-by-sha256": Wishes({"id_token_signed_response_alg": "ES384"}),
    "der-signature": Wishes({"id_token_signed_response_alg": "ES256"}),
    "unasked-nonce": Wishes(request={"nonce": None}),
    "unasked-state": Wishes(request={"state": None}),
    "error-without-state": Wishes(consent=False),
    "unknown-error": Wishes(consent=False),
    "error-with-quotes": Wishes(consent=False),
    "refresh-token-stays": Wishes({"public": True}),
    "slow": Wishes(patience=0.2),
}

CAUGHT = {name: fault.caught_by for name, fault in FAULTS.items() if fault.caught_by}


@pytest.fixture(scope="module")
def under(local: LocalProvider) -> Callable[[str], Report]:
    """Return the findings of a whole run under a fault; each is run once."""

    @functools.cache
    def report(name: str) -> Report:
        with local.misbehaving(name):
            return run(local, WISHES.get(name, Wishes()))

    return report


@pytest.mark.parametrize("name", CAUGHT)
def test_a_fault_is_caught_by_its_name(under: Callable[[str], Report], name: str) -> None:
    """The rule that the fault names fails in the run of an honest client."""
    assert under(name).failed(CAUGHT[name]), under(name)


@pytest.mark.parametrize("name", [name for name, fault in FAULTS.items() if fault.caught_by is None])
def test_what_one_run_cannot_show(under: Callable[[str], Report], name: str) -> None:
    """A fault that no rule is named for does not show, and is no mystery."""
    assert not failures(under(name), "error", "warning"), under(name)
    assert name not in MYSTERIES


def test_only_faults_that_exist_are_listed() -> None:
    """What a run needs is said of faults that there are."""
    assert WISHES.keys() <= FAULTS.keys()


@pytest.mark.parametrize("wishes", [Wishes(), *WISHES.values()], ids=["plain", *WISHES])
def test_the_honest_provider_is_clean(local: LocalProvider, wishes: Wishes) -> None:
    """Without a fault nothing fails, whatever the run needs; what the client itself left out is the client's."""
    report = run(local, wishes)
    assert not failures(report), report


# What a clean run has all the same. Oracle does not say that it knows PKCE.
EXPECTED = {"standard": [], "oracle": ["DISC-PKCE-NOT-ADVERTISED"]}
CLIENTS = ({}, {"public": True}, {"token_endpoint_auth_method": "private_key_jwt"}, {"basic_encoding": "raw"})


@pytest.mark.parametrize("profile", PROFILES)
def test_every_profile_is_clean(tmp_path: Path, profile: str) -> None:
    """Every kind of client, scope and algorithm: nothing fails but what is listed, and no question stays open."""
    with LocalProvider(profile, port=0, home=tmp_path) as provider:
        provider.publish_keys()
        algorithms = ({"id_token_signed_response_alg": alg} for alg in PROFILES[profile].algorithms)
        for client in (*CLIENTS, *algorithms):
            for scope in ("openid", "openid profile email phone address offline_access", "openid http://tenant-base-url/api"):
                report = run(provider, Wishes(client, scope))
                assert failures(report) == EXPECTED[profile], (client, scope, report)
                assert not [finding.rule for finding in report.not_checked if not finding.rule.startswith(OWN)]


# No fault breaks these, and no test of the rules names them: each with the reason.
UNBROKEN: dict[str, str] = {}


def test_every_rule_was_seen_to_fail(under: Callable[[str], Report]) -> None:
    """Every rule of severity error is broken by a fault here, or by a value in the tests of the rules."""
    known = {rule.id: rule.severity for rule in every_rule()}
    broken = {rule for name in FAULTS for rule in failures(under(name))}
    tests = "".join(file.read_text(encoding="utf-8") for file in RULE_TESTS.rglob("*.py"))
    unbroken = {rule for rule, severity in known.items() if severity == "error" and rule not in broken and rule not in tests}
    assert unbroken == UNBROKEN.keys()
    assert len(known) > 200, "all the rules were found"


def test_every_named_rule_exists() -> None:
    """A fault names a rule that there is."""
    assert set(CAUGHT.values()) <= {rule.id for rule in every_rule()}
