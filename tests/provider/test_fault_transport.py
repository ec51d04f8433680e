"""Faults of the line: the step ends with a sentence that says what happened, and soon."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from explorer import LocalProvider
from explorer.errors import Unreachable
from tests.provider.honest_client import Wishes, begun, go


@pytest.fixture(scope="module")
def provider(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalProvider]:
    """A local provider that every test leaves honest."""
    with LocalProvider(port=0, home=tmp_path_factory.mktemp("home")) as running:
        yield running


@pytest.mark.parametrize(
    ("fault", "kind"), [("slow", "timeout"), ("cut-off", "cut"), ("oversized", "too-large"), ("zip-bomb", "protocol")]
)
def test_no_answer_is_a_sentence(provider: LocalProvider, fault: str, kind: str) -> None:
    """Late, broken off, too large, packed: no tokens, no traceback, and a word for programs."""
    flow = begun(provider, Wishes(patience=0.5))
    began = time.monotonic()
    with provider.misbehaving(fault), pytest.raises(Unreachable) as caught:
        go(provider, flow)
    assert caught.value.kind == kind
    assert time.monotonic() - began < 5
    assert flow.tokens is None
    (*_, event) = flow.run.of_kind("exchange")
    assert event["error_kind"] == kind


def test_the_honest_provider_afterwards(provider: LocalProvider) -> None:
    """The faults leave nothing behind: the next sign-in works, also with little patience."""
    flow = begun(provider, Wishes(patience=5))
    go(provider, flow)
    assert flow.tokens
    assert flow.run.report.ok
