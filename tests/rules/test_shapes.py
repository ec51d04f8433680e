"""The small questions that several artefacts ask of a value."""

from __future__ import annotations

import base64
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.rules.shapes import as_seconds, audiences, decoded_base64url, is_number
from tests.hostile import JSON, base64url, patient


@pytest.mark.parametrize(
    ("value", "found"), [("a", ["a"]), (["a", "b"], ["a", "b"]), ([], []), (None, []), (7, [7]), ("", [""])]
)
def test_audiences(value: Any, found: list[Any]) -> None:
    """The claim is one text or a list of texts, and nothing is nobody."""
    assert audiences(value) == found


@given(st.binary())
@patient
def test_base64url_is_read_with_and_without_its_padding(content: bytes) -> None:
    """What was encoded comes back, however its end is written."""
    assert decoded_base64url(base64url(content)) == content
    assert decoded_base64url(base64.urlsafe_b64encode(content).decode()) == content


@pytest.mark.parametrize("text", ["A", "AAAAA", "caf\u00e9", "\ud800"])
def test_what_is_no_base64url(text: str) -> None:
    """A length that no bytes have, or a letter beyond ASCII, stands for nothing."""
    assert decoded_base64url(text) is None


@given(JSON)
@patient
def test_numbers(value: Any) -> None:
    """A number is one by JSON: true and false are none."""
    assert is_number(value) == (type(value) in (int, float))


@pytest.mark.parametrize(("value", "found"), [(True, None), (10**400, None), (-1, -1), (1.5, 1.5), ("7", None)])
def test_seconds(value: Any, found: float | None) -> None:
    """True counts as one second nowhere."""
    assert as_seconds(value) == found
