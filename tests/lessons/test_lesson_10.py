"""Lesson 10: a dozen failing sign-ins, and the answers that readers would give."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from explorer import LocalProvider
from explorer.errors import Mistake
from explorer.lessons.failing_sign_ins import FailingSignIns
from explorer.protocol.tokens import TokenResponse
from tests.lessons.judging import assert_right, assert_wrong

CAUSES = {4: "secret-white-space", 6: "code-cut", 8: "code-percent-encoded", 12: "refresh-token-revoked"}


@pytest.mark.parametrize(("own", "answer"), [(1, CAUSES), (1, {4: " secret-white-space", **CAUSES}), (2, 10), (2, "10")])
def test_right_answers(own: int, answer: Any) -> None:
    """Each is right, however it was written down."""
    assert_right("10", own, answer)


@pytest.mark.parametrize(
    ("own", "answer"),
    [
        (1, {**CAUSES, 6: "code-old"}),
        (2, 9),
        (3, SimpleNamespace(run=SimpleNamespace(last={"token_request": {}}.get, tokens={}))),
    ],
)
def test_answers_that_are_not_right_yet(own: int, answer: Any) -> None:
    """The reader gets the hint."""
    assert_wrong("10", own, answer)


@pytest.mark.parametrize("profile", ["standard", "oracle"])
def test_each_sign_in_fails_by_its_own_cause(profile: str, tmp_path: Path) -> None:
    """Twelve changes, twelve causes, each the first of its diagnosis; the experiment brings tokens."""
    with LocalProvider(profile, port=0, home=tmp_path) as provider:
        sign_ins = FailingSignIns(provider)
        assert {each.number: each.diagnosis.causes[0].id for each in sign_ins} == {each.number: each.truth for each in sign_ins}
        assert len({each.truth for each in sign_ins}) == len(sign_ins) == 12
        assert all(len(each.symptoms) >= 2 and str(each.number) in repr(each) for each in sign_ins)
        assert isinstance(sign_ins.experiment(1).token_response, TokenResponse)
        with pytest.raises(Mistake, match="numbered 1 to 12"):
            sign_ins[13]
