"""Lying by number: the name stays secret until it is asked for, and a number is the same fault everywhere."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest

from explorer import LocalProvider
from explorer.errors import Mistake
from explorer.provider import FAULTS, MYSTERIES
from tests.provider.honest_client import PLAIN, failures, run


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalProvider]:
    """One provider for all."""
    with LocalProvider(port=0, home=tmp_path_factory.mktemp("home")) as found:
        yield found


@pytest.fixture
def provider(running: LocalProvider) -> Iterator[LocalProvider]:
    """The provider, honest at the beginning and at the end."""
    yield running
    running.behave()


def told(provider: LocalProvider) -> str:
    """Return everything that a provider says about how it behaves."""
    return " ".join([repr(provider), provider.behaviour, *provider.fault_names])


def test_a_mystery_keeps_its_name(provider: LocalProvider) -> None:
    """Nothing that shows says the fault's name, until it is revealed."""
    provider.mystery(3)
    assert provider.behaviour == "mystery 3"
    assert provider.fault_names == ("mystery 3",)
    assert "mystery 3" in repr(provider)
    assert not [name for name in FAULTS if name in told(provider)]
    fault = provider.reveal()
    assert fault is FAULTS["expired"]
    assert provider.behaviour == "misbehaving: expired"
    assert "expired" in repr(provider)


def test_numbers_stay(provider: LocalProvider) -> None:
    """Numbers are printed in lessons, so the first ones are pinned here; add at the end only."""
    assert MYSTERIES[:8] == (
        "wrong-audience",
        "wrong-state",
        "expired",
        "bad-signature",
        "no-store-missing",
        "missing-nonce",
        "other-person",
        "unknown-kid",
    )
    assert MYSTERIES[8:16] == (
        "code-and-error",
        "issued-in-future",
        "no-id-token",
        "alg-confusion",
        "stranger-in-audience",
        "missing-redirect-iss",
        "wrong-at-hash",
        "text-expires-in",
    )
    assert MYSTERIES[16:24] == (
        "missing-sub",
        "wrong-redirect-iss",
        "alg-none",
        "missing-exp",
        "code-twice",
        "wrong-issuer",
        "missing-token-type",
        "wrong-nonce",
    )
    assert len(set(MYSTERIES)) == len(MYSTERIES)


def test_neighbours_differ() -> None:
    """Two numbers in a row are never caught by the same kind of rule for the same part of the message."""
    rules = [FAULTS[name].caught_by or "" for name in MYSTERIES]
    parts = ["-".join(rule.split("-")[:2]) for rule in rules]
    assert not [pair for pair in itertools.pairwise(parts) if pair[0] == pair[1]]


@pytest.mark.parametrize("number", range(1, len(MYSTERIES) + 1))
def test_every_mystery_can_be_solved(provider: LocalProvider, number: int) -> None:
    """One plain run names it: its rule fails, and whatever else fails comes after it."""
    provider.mystery(number)
    report = run(provider, PLAIN)
    fault = provider.reveal()
    assert fault.caught_by in failures(report)


def test_every_mystery_can_be_solved_at_oracle_too(tmp_path: Path) -> None:
    """The numbers are the same for the other profile, and once its keys are open they show there too."""
    with LocalProvider("oracle", port=0, home=tmp_path) as oracle:
        oracle.publish_keys()
        for number in range(1, len(MYSTERIES) + 1):
            oracle.mystery(number)
            report = run(oracle, PLAIN)
            fault = oracle.reveal()
            assert fault.caught_by in failures(report), fault


@pytest.mark.parametrize("number", [0, -1, len(MYSTERIES) + 1, True, "4", 4.0, None])
def test_a_bad_number(provider: LocalProvider, number: object) -> None:
    """The sentence says which numbers there are, and the provider stays as it was."""
    with pytest.raises(Mistake, match=f"from 1 to {len(MYSTERIES)}"):
        provider.mystery(number)  # type: ignore[arg-type]
    assert provider.behaviour == "honest"


def test_nothing_to_reveal(provider: LocalProvider) -> None:
    """Without a mystery there is none to reveal, and it is revealed once."""
    with pytest.raises(Mistake, match="the provider is honest"):
        provider.reveal()
    provider.misbehave("expired")
    with pytest.raises(Mistake, match="misbehaving: expired"):
        provider.reveal()
    provider.mystery(1)
    provider.reveal()
    with pytest.raises(Mistake, match="misbehaving: wrong-audience"):
        provider.reveal()


def test_nesting(provider: LocalProvider) -> None:
    """A fault inside a mystery ends with its `with`, and the mystery is a mystery again."""
    provider.mystery(3)
    with provider.misbehaving("alg-none"):
        assert provider.behaviour == "misbehaving: alg-none"
        with pytest.raises(Mistake):
            provider.reveal()
        with provider.misbehaving("wrong-nonce", "wrong-issuer"):
            assert provider.behaviour == "misbehaving: wrong-nonce, wrong-issuer"
        assert provider.behaviour == "misbehaving: alg-none"
    assert provider.behaviour == "mystery 3"
    with pytest.raises(ZeroDivisionError), provider.misbehaving("alg-none"):
        raise ZeroDivisionError
    assert provider.reveal().name == "expired"


def test_what_ends_a_mystery(provider: LocalProvider) -> None:
    """Another number, a fault by name, and behave() all end it."""
    provider.mystery(3)
    provider.mystery(4)
    assert provider.reveal().name == "bad-signature"
    provider.mystery(3)
    provider.misbehave("alg-none")
    assert provider.behaviour == "misbehaving: alg-none"
    provider.mystery(3)
    provider.behave()
    assert provider.behaviour == "honest"
    assert not provider.fault_names


def test_stopping_ends_a_mystery(tmp_path_factory: pytest.TempPathFactory) -> None:
    """A provider that was stopped and started again is honest; one that does not run says so."""
    provider = LocalProvider(port=0, home=tmp_path_factory.mktemp("home")).start()
    provider.mystery(3)
    provider.stop()
    with pytest.raises(Mistake, match="not running"):
        provider.mystery(3)
    assert "mystery" not in repr(provider)
    with provider.start():
        assert provider.behaviour == "honest"
