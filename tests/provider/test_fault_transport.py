"""Faults of the line: the step ends with a sentence that says what happened, and soon."""

from __future__ import annotations

import pytest

from explorer import LocalProvider
from explorer.errors import Unreachable
from tests.provider.honest_client import Wishes, begun, go


@pytest.mark.parametrize(
    ("fault", "kind"), [("slow", "timeout"), ("cut-off", "cut"), ("oversized", "too-large"), ("zip-bomb", "too-large")]
)
def test_no_answer_is_a_sentence(local: LocalProvider, fault: str, kind: str) -> None:
    """Late, broken off, too large, packed: no tokens, no traceback, and a word for programs."""
    flow = begun(local, Wishes(patience=0.5))
    with local.misbehaving(fault), pytest.raises(Unreachable) as caught:
        go(local, flow)
    assert caught.value.kind == kind
    assert flow.tokens is None
    (*_, event) = flow.run.of_kind("exchange")
    assert event["error_kind"] == kind


def test_the_honest_provider_afterwards(local: LocalProvider) -> None:
    """The faults leave nothing behind: the next sign-in works, also with little patience."""
    flow = begun(local, Wishes(patience=5))
    go(local, flow)
    assert flow.tokens
    assert flow.run.report.ok
