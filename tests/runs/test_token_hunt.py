"""Every token in an answer is found, wherever it stands."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.messages import Response
from explorer.runs.token_hunt import tokens_in
from explorer.secret import Secret
from tests.hostile import BODIES, answer, members, patient


@given(
    st.binary() | st.sampled_from(BODIES) | members("access_token", "id_token", "refresh_token").map(lambda v: repr(v).encode())
)
@patient
def test_anything_may_be_searched(body):
    """No answer raises, and what is found is a secret."""
    assert all(isinstance(token, Secret) for token in tokens_in(answer(body)))


@pytest.mark.parametrize(
    "body",
    [
        {"access_token": "canary-3141592653589"},
        {"data": [{"tokens": {"refresh_token": "canary-3141592653589"}}]},
        {"data": {"id_token": {"raw": ["canary-3141592653589"]}}},
        b"access_token=canary-3141592653589&token_type=bearer",
        b'{"access_token" : "canary-3141592653589",}',
        b'{"log": "{\\"access_token\\": \\"canary-3141592653589\\"}"',
        b"<a href='https://app/#id_token=canary-3141592653589&x=1'>",
    ],
)
def test_tokens_are_found_wherever_they_are(body):
    """In nested JSON, forms, JSON that does not parse, and pages."""
    assert Secret("canary-3141592653589") in tokens_in(answer(body))


def test_tokens_in_headers_and_words_in_sentences():
    """A Location holds tokens too; a word in a sentence is no token."""
    found = tokens_in(Response(302, "", (("Location", "https://app/#access_token=canary-3141592653589"),), b""))
    assert found == [Secret("canary-3141592653589")]
    assert tokens_in(answer({"error_description": "access_token=expired"})) == []
