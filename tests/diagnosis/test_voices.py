"""One slip, many ways to say no: the error code is a weight and never a gate, and no code proves anything by itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from explorer import Client
from tests.diagnosis.provoking import TOKENS, Score, provoke
from tests.diagnosis.small_provider import CALLBACK, ISSUER, SECRET, SmallProvider
from tests.diagnosis.voices import VOICES

CLIENT = Client("app", SECRET, redirect_uri=CALLBACK)


@pytest.mark.parametrize("voice", VOICES)
def test_whatever_a_provider_answers(voice: str, tmp_path: Path) -> None:
    """The wrong code, no code, numbers, another language, the status 200 or 500: the record tells, and the true cause is first."""
    score = Score()
    for failure in TOKENS:
        small = SmallProvider(VOICES[voice])
        score.add(failure, provoke(failure, ISSUER, CLIENT, small.sign_in, tmp_path, small))
    assert score.total.total() == len(TOKENS)
    assert score.misses == []
    assert score.wrongly_proven == []
    assert score.ruled_out == []
