"""JSON as a strict reader takes it."""

from __future__ import annotations

import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.protocol.json_text import JsonProblem, JsonText, parse_json, read_json
from tests.hostile import BODIES, DEEP, JSON, outcome, patient


@given(JSON)
@patient
def test_honest_json_is_read(value):
    """Whatever Python writes as strict JSON is read back the same, without an objection."""
    read = read_json(json.dumps(value).encode())
    assert (read.value, read.duplicates, read.constants) == (value, (), ())


@given(st.binary() | st.sampled_from(BODIES) | st.text().map(lambda text: text.encode("utf-8", "surrogatepass")))
@patient
def test_anything_is_json_or_a_problem(body):
    """No bytes raise anything but the one exception, which says something."""
    result = outcome(read_json, body)
    assert isinstance(result, JsonText) or str(result)


@given(JSON.map(lambda value: json.dumps(value).encode()) | st.sampled_from([*BODIES, *DEEP, b'{"a": NaN, "a": [1e999, 1.5]}']))
@patient
def test_the_value_alone_is_the_same_value(body):
    """Whoever does not ask for oddities gets what the strict reader gets, or the same objection."""
    whole, value = outcome(read_json, body), outcome(parse_json, body)
    assert str(value) == str(whole) if isinstance(whole, JsonProblem) else value == whole.value


@pytest.mark.parametrize("body", DEEP)
def test_what_is_nested_too_deep_is_refused(body):
    """A value that would break whoever walks it later is refused here."""
    with pytest.raises(JsonProblem, match="nested"):
        parse_json(body)


def test_many_brackets_side_by_side_are_fine():
    """Depth is counted, not brackets."""
    wide = [[{}]] * 500
    assert parse_json(json.dumps(wide).encode()) == wide


def test_what_other_parsers_refuse_is_noted():
    """Duplicates, NaN and numbers beyond all numbers are read, and named; a byte order mark is passed over."""
    read = read_json(b'\xef\xbb\xbf{"a": 1, "b": {"c": 1, "c": 2}, "a": NaN, "d": -1e999}')
    assert read.value == {"a": None, "b": {"c": 2}, "d": None}
    assert read.duplicates == ("c", "a")
    assert read.constants == ("NaN", "-1e999")


def test_a_hundred_thousand_duplicates_are_found_at_once():
    """A body made of one name again and again does not take quadratic time."""
    body = b"{" + b",".join(b'"%d":1' % (index // 2) for index in range(100_000)) + b"}"
    begun = time.perf_counter()
    assert len(read_json(body).duplicates) == 50_000
    assert time.perf_counter() - begun < 5


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", "empty"),
        (b" \n ", "empty"),
        (b"<!doctype HTML><p>", "web page"),
        (b"<?xml version='1.0'?>", "web page"),
        (b'{"a": 1', "cut off"),
        (b"access_token=abc&x=y", "form-encoded"),
        (b"Bad Gateway", "plain text"),
        (b"\xff", "UTF-8"),
        (b"1" * 4_400, "digits"),
    ],
)
def test_problem_says_what_it_is_instead(body, words):
    """Each thing that is not JSON has its own words."""
    with pytest.raises(JsonProblem, match=words):
        parse_json(body)
