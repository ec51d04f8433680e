"""JSON as a strict reader takes it."""

from __future__ import annotations

import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.protocol.json_text import JsonProblem, JsonText, parse_json, read_answer, read_json
from tests.hostile import BODIES, DEEP, JSON, answer, outcome, patient


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
    begun = time.process_time()
    assert len(read_json(body).duplicates) == 50_000
    assert time.process_time() - begun < 5


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", "empty"),
        (b" \n ", "empty"),
        (b"<!doctype HTML><p>", "web page"),
        (b"<?xml version='1.0'?><xrds:XRDS/>", "XML"),
        (b"<?xml version='1.0'?><!DOCTYPE html>", "web page"),
        (b'{"a": "b', "cut off"),
        (b'{"a": 1,}', "trailing comma"),
        (b")]}'\n{}", "guard"),
        (b"eyJhbGciOiJub25lIn0.e30.", "JWT"),
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


@pytest.mark.parametrize(
    ("body", "media_type", "value", "odd"),
    [
        (b'{"a": 1}\0', "", {"a": 1}, "zero bytes"),
        (b'{"a": 1}{"b": 2}', "", {"a": 1}, "another JSON text"),
        (b'\n{"a": 1} <p>x', "", {"a": 1}, "markup"),
        (b'{"a": "\xe9"}', "application/json;charset=iso-8859-1", {"a": "\u00e9"}, "iso-8859-1"),
        ('{"a": "\u00e9"}'.encode("utf-16"), "", {"a": "\u00e9"}, "utf-16"),
        ('{"a": "\u00e9"}'.encode("utf-32-be"), "", {"a": "\u00e9"}, "utf-32-be"),
    ],
)
def test_an_answer_is_read_where_nothing_is_guessed(body, media_type, value, odd):
    """Another encoding, or something behind the JSON, is noted, and the value is there."""
    read = read_answer(answer(body, media_type=media_type))
    assert read.value == value
    assert odd in (read.encoding or read.trailing)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ('{"name": "Zo\u00eb M\u00fcller-\u00c5ngstr\u00f6m"}'.encode()[:-4], "cut off"),  # case 86
        ('{"name": "Zo\u00eb'.encode()[:-1], "cut off"),
        (b'{"name": "Zo\xeb"}', "not UTF-8"),
        (b"[1] [2]", "two texts in one"),
    ],
)
def test_an_answer_that_cannot_be_read(body, words):
    """It is called what it is, by one sentence."""
    with pytest.raises(JsonProblem, match=words):
        read_answer(answer(body))
