"""Form encoding, both ways."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.errors import Mistake
from explorer.messages import encode_component, encode_form, parse_form
from explorer.secret import Secret

TEXT = st.text(st.characters(exclude_categories=["Cs"]))


@given(st.lists(st.tuples(TEXT, TEXT), max_size=8))
def test_round_trip(pairs):
    """What is encoded and parsed again is the same pairs in the same order, repetitions and blanks included."""
    assert parse_form(encode_form(pairs)) == pairs


@given(st.text())
def test_anything_can_be_encoded(text):
    """Any text, lone surrogates included, becomes ASCII without a separator in it."""
    encoded = encode_form([(text, text)])
    assert encoded.isascii()
    assert encoded.count("=") == 1
    assert "&" not in encoded


@given(st.text())
def test_anything_can_be_parsed(text):
    """Any pasted text parses, into pairs of texts."""
    assert all(isinstance(name, str) and isinstance(value, str) for name, value in parse_form(text))


def test_example_of_the_standard():
    """The example of RFC 6749, appendix B: space, percent, ampersand, plus, pound and euro."""
    assert encode_component(" %&+\u00a3\u20ac") == "+%25%26%2B%C2%A3%E2%82%AC"


def test_form_that_is_endless():
    """A form with more fields than anyone means is a Mistake, not an error of the parser."""
    with pytest.raises(Mistake, match="1000"):
        parse_form("&".join(["a=b"] * 2000))


def test_broken_encoding_is_kept():
    """Broken percent signs stay as they are, and bytes that are not UTF-8 become replacement marks."""
    assert parse_form("a=%&b=%zz&c=%ff&d") == [("a", "%"), ("b", "%zz"), ("c", "\ufffd"), ("d", "")]


def test_encoded_secret_is_a_secret():
    """The encoding of a secret is a secret with the same label."""
    encoded = encode_component(Secret("a b", "code"))
    assert isinstance(encoded, Secret)
    assert (encoded.reveal(), encoded.label) == ("a+b", "code")
