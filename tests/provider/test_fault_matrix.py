"""Every fault against a whole run of an honest client: caught by its name; and the honest provider is clean."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from explorer import LocalProvider
from explorer.provider import FAULTS, MYSTERIES
from tests.provider.honest_client import WAITING, Wishes, failures, run

LEVEL = "urn:practice:one-click"

# What a fault needs so that it can show.
WISHES = {
    "missing-auth-time": Wishes(request={"max_age": 600}),
    "old-sign-in": Wishes(request={"max_age": 600}),
    "no-new-sign-in": Wishes(request={"prompt": "login"}),
    "other-acr": Wishes(request={"acr_values": LEVEL}),
    "essential-acr-ignored": Wishes(request={"claims": json.dumps({"id_token": {"acr": {"essential": True, "value": LEVEL}}})}),
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
def provider(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalProvider]:
    """One provider for the whole matrix."""
    with LocalProvider(port=0, home=tmp_path_factory.mktemp("home")) as running:
        yield running


@pytest.mark.parametrize("name", CAUGHT)
def test_a_fault_is_caught_by_its_name(provider: LocalProvider, name: str) -> None:
    """The rule that the fault names fails in the run of an honest client."""
    with provider.misbehaving(name):
        report = run(provider, WISHES.get(name, Wishes()))
    assert report.failed(CAUGHT[name]) != (name in WAITING), report


@pytest.mark.parametrize("name", [name for name, fault in FAULTS.items() if fault.caught_by is None])
def test_what_one_run_cannot_show(provider: LocalProvider, name: str) -> None:
    """A fault that no rule is named for does not show, and is no mystery."""
    with provider.misbehaving(name):
        report = run(provider)
    # an earlier test made the provider offer an algorithm, whose key is not in the set of this fault
    assert set(failures(report, "error", "warning")) <= {"JWKS-NO-KEY-FOR-ALG"}, report
    assert name not in MYSTERIES


@pytest.mark.parametrize("wishes", [Wishes(), *WISHES.values()], ids=["plain", *WISHES])
def test_the_honest_provider_is_clean(provider: LocalProvider, wishes: Wishes) -> None:
    """Without a fault nothing fails, whatever the run needs; what the client itself left out is the client's."""
    report = run(provider, wishes)
    assert not [rule for rule in failures(report, "error", "warning") if not rule.startswith("AUTHZ-")], report
