"""Faults by number: the name stays secret until it is asked for, and a number is the same fault everywhere."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest

from explorer import LocalProvider
from explorer.errors import Mistake
from explorer.provider import FAULTS, MYSTERIES
from tests.provider.honest_client import PLAIN, failures, run


@pytest.fixture(autouse=True)
def honest_afterwards(local: LocalProvider) -> Iterator[None]:
    """Whatever a test does, the next one meets an honest provider."""
    yield
    local.behave()


def told(provider: LocalProvider) -> str:
    """Return everything that a provider says about how it behaves."""
    return " ".join([repr(provider), provider.behaviour, *provider.fault_names])


def test_a_mystery_keeps_its_name(local: LocalProvider) -> None:
    """Nothing that shows says the fault's name, until it is revealed."""
    local.mystery(3)
    assert local.behaviour == "mystery 3"
    assert local.fault_names == ("mystery 3",)
    assert "mystery 3" in repr(local)
    assert not [name for name in FAULTS if name in told(local)]
    fault = local.reveal_mystery()
    assert fault is FAULTS["expired"]
    assert local.behaviour == "misbehaving: expired"
    assert "expired" in repr(local)


def test_numbers_stay() -> None:
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
def test_every_mystery_can_be_solved(local: LocalProvider, number: int) -> None:
    """One plain run names it: its rule fails, and whatever else fails comes after it."""
    local.mystery(number)
    report = run(local, PLAIN)
    fault = local.reveal_mystery()
    assert fault.caught_by in failures(report)


def test_every_mystery_can_be_solved_at_oracle_too(tmp_path: Path) -> None:
    """The numbers are the same for the other profile, and once its keys are open they show there too."""
    with LocalProvider("oracle", port=0, home=tmp_path) as oracle:
        oracle.publish_keys()
        for number in range(1, len(MYSTERIES) + 1):
            oracle.mystery(number)
            report = run(oracle, PLAIN)
            fault = oracle.reveal_mystery()
            assert fault.caught_by in failures(report), fault


@pytest.mark.parametrize("number", [0, -1, len(MYSTERIES) + 1, True, "4", 4.0, None])
def test_a_bad_number(local: LocalProvider, number: object) -> None:
    """The sentence says which numbers there are, and the provider stays as it was."""
    with pytest.raises(Mistake, match=f"from 1 to {len(MYSTERIES)}"):
        local.mystery(number)  # type: ignore[arg-type]
    assert local.behaviour == "honest"


def test_nothing_to_reveal(local: LocalProvider) -> None:
    """Without a mystery there is none to reveal, and it is revealed once."""
    with pytest.raises(Mistake, match="the provider is honest"):
        local.reveal_mystery()
    local.misbehave("expired")
    with pytest.raises(Mistake, match="misbehaving: expired"):
        local.reveal_mystery()
    local.mystery(1)
    local.reveal_mystery()
    with pytest.raises(Mistake, match="misbehaving: wrong-audience"):
        local.reveal_mystery()


def test_nesting(local: LocalProvider) -> None:
    """A fault inside a mystery ends with its `with`, and the mystery is a mystery again."""
    local.mystery(3)
    with local.misbehaving("alg-none"):
        assert local.behaviour == "misbehaving: alg-none"
        with pytest.raises(Mistake):
            local.reveal_mystery()
        with local.misbehaving("wrong-nonce", "wrong-issuer"):
            assert local.behaviour == "misbehaving: wrong-nonce, wrong-issuer"
        assert local.behaviour == "misbehaving: alg-none"
    assert local.behaviour == "mystery 3"
    with pytest.raises(ZeroDivisionError), local.misbehaving("alg-none"):
        raise ZeroDivisionError
    assert local.reveal_mystery().name == "expired"


def test_what_ends_a_mystery(local: LocalProvider) -> None:
    """Another number, a fault by name, and behave() all end it."""
    local.mystery(3)
    local.mystery(4)
    assert local.reveal_mystery().name == "bad-signature"
    local.mystery(3)
    local.misbehave("alg-none")
    assert local.behaviour == "misbehaving: alg-none"
    local.mystery(3)
    local.behave()
    assert local.behaviour == "honest"
    assert not local.fault_names


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
