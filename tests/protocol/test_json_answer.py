"""An answer in JSON: read without ever raising."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.protocol.json_answer import parse_json_answer
from tests.hostile import BODIES, JSON, answer, patient, unsigned


@given(
    st.binary() | st.sampled_from(BODIES) | JSON.map(lambda value: unsigned({"alg": "none"}, value).encode()),
    st.sampled_from([200, 204, 401, 500]),
    st.sampled_from(["application/json", "application/jwt", "text/html", ""]),
)
@patient
def test_anything_is_members_or_a_problem(body, status, media_type):
    """No answer raises; members are always an object."""
    result = parse_json_answer(answer(body, status, media_type))
    assert isinstance(result.members, dict)
    assert result.ok == (status < 300 and result.problem is None)


def test_signed_answer_is_read_and_marked():
    """A UserInfo response may be a JWT (OIDC Core 5.3.2), in any letter case of its media type."""
    token = unsigned({"alg": "RS256"}, {"sub": "a"})
    result = parse_json_answer(answer(token.encode() + b"\n", media_type="Application/JWT; charset=utf-8"))
    assert (result.members, result.signed, result.problem) == ({"sub": "a"}, True, None)
    assert parse_json_answer(answer(b"a.b.c.d.e", media_type="application/jwt")).problem


@pytest.mark.parametrize(("body", "words"), [(b"[]", "not an object"), (b"<html>", "web page"), (b'{"a"', "cut off")])
def test_problem_in_words(body, words):
    """What cannot be read says what it is."""
    assert words in parse_json_answer(answer(body)).problem


def test_empty_answer_is_fine_where_nothing_is_due():
    """Revocation answers with nothing (RFC 7009 2.2); a refusal without a body has a problem."""
    assert parse_json_answer(answer(b" ", 200)).ok
    assert parse_json_answer(answer(b"", 401)).problem
