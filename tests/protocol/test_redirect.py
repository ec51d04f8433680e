"""Whatever is pasted, taken apart."""

from __future__ import annotations

import time
import urllib.parse

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.errors import Mistake
from explorer.protocol.redirect import LONGEST, parse_redirect
from explorer.secret import Secret
from tests.hostile import outcome, patient

CODES = ["abc", "a==", "a+b/c=", "a%2Fb", "4/0AX4XfWh-_", "AgAGNjQ0.x~y", "\u00e9", "%", "eyJhIjoxfQ"]
URL = "http://127.0.0.1:8080/callback"
PIECES = [
    "code=",
    "state=",
    "iss=",
    "error=",
    "&",
    "&amp;",
    "?",
    "#",
    "://",
    "=",
    "%",
    "%2F",
    "+",
    " ",
    "\n",
    '"',
    "<",
    "{",
    "eyJ",
]


def read(text, **options):
    """Return code, state, kind and changes of a pasted text."""
    response = parse_redirect(text, **options)
    return (response.code.reveal() if response.code else None, response.state, response.kind, response.changes)


@given(st.text() | st.lists(st.sampled_from(PIECES) | st.text(max_size=5), max_size=12).map("".join), st.booleans())
@patient
def test_anything_is_an_answer_or_a_mistake(text, as_is):
    """No text raises anything but a mistake; what is read can be read in every way."""
    response = outcome(parse_redirect, text, as_is=as_is)
    if isinstance(response, Mistake):
        assert str(response).endswith((".", "?"))
        return
    assert response.recognised
    assert all(isinstance(value, Secret) for name, value in response.params if name == "code")
    read_out = (response.state, response.iss, response.error, response.error_description, *response.repeated)
    assert all(value is None or isinstance(value, str) for value in read_out)


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("separator", ["?", "#", ""])
def test_code_survives_the_address(code, separator):
    """A code of any characters, encoded as a form has it, is read as it was made."""
    pairs = urllib.parse.urlencode([("code", code), ("state", "s&t=u"), ("iss", "https://op.example")])
    kind = {"?": "url", "#": "fragment", "": "parameters"}[separator]
    assert read(f"{URL}{separator}{pairs}" if separator else pairs) == (code, "s&t=u", kind, ())


@pytest.mark.parametrize("code", ["abc", "a==", "a+b/c=", "4/0AX4XfWh-_", "AgAGNjQ0.x~y", "code", "abc?x"])
def test_bare_code_is_taken_as_it_is(code):
    """A code alone is not form-encoded: = and + and / stay."""
    assert read(code) == (code, None, "code", ())


@pytest.mark.parametrize(
    ("text", "code", "change"),
    [
        (f" {URL}?code=a\n", "a", "white space around"),
        (f"\u200b\ufeff{URL}?code=a", "a", "invisible"),
        (f"{URL}?code=a\u00adb", "ab", "invisible"),
        (f'"{URL}?code=a"', "a", "quotes"),
        (f"\u201c{URL}?code=a\u201d", "a", "quotes"),
        (f"<{URL}?code=a>", "a", "quotes"),
        (f"< {URL}?code=a >", "a", "quotes"),
        (f"{URL}?state=s&amp;code=a", "a", "&amp;"),
        (f"{URL}?code=ab\r\n  cd", "abcd", "line breaks"),
        (f"{URL}?code=a+b", "a b", "a + in the code"),
        (f"{URL}#code=a+b", "a b", "a + in the code"),
        ("code=a+b", "a b", "a + in the code"),
        ("a%2Fb%3D", "a/b=", "percent signs"),
        ("127.0.0.1:8080/callback?code=a", "a", "no scheme"),
        ("code=a&state=s#_=_", "a", "after the #"),
    ],
)
def test_every_change_is_named(text, code, change):
    """Nothing is silently cleaned: one change, one note."""
    found, _, _, changes = read(text)
    assert found == code
    assert len(changes) == 1
    assert change in changes[0]


@pytest.mark.parametrize("text", [f"{URL}?code=a&section=b&amp;state=s&copy=c", f"{URL}?code=a&sect;=b&amp;state=s"])
def test_only_the_ampersand_is_unescaped(text):
    """`&section` in an address is not the section sign, though an HTML parser may think so."""
    assert read(text)[:2] == ("a", "s")
    assert not any("\u00a7" in name for name, _ in parse_redirect(text).params)


@pytest.mark.parametrize("text", [" a%2Fb", "a\tb", "a\nb", '"a"', "a\u200bb", "eyJhbGciOiJkaXIifQ.a.b.c.d"])
def test_as_is_changes_nothing(text):
    """With `as_is` a text stays letter for letter; so a code in the form of a JWT can be given too."""
    assert read(text, as_is=True) == (text, None, "code", ())
    assert read(f"{URL}?state=a\tb\nc&code=x", as_is=True) == ("x", "a\tb\nc", "url", ())


def test_address_is_kept_without_its_answer():
    """The address is there to be compared with the redirect_uri; without a scheme there is none to compare."""
    assert parse_redirect(f"{URL}?code=a#b").address == URL
    assert parse_redirect("com.example.app:/cb?code=a").address == "com.example.app:/cb"
    assert parse_redirect("localhost:8080/cb?code=a").address is None
    assert parse_redirect("code=a").address is None


def test_iss_that_is_not_encoded():
    """An iss may stand in a query as it is; it is not taken for the address (RFC 3986 3.4)."""
    response = parse_redirect("iss=https://op.example/&code=a&state=s")
    assert (response.kind, response.iss, response.state) == ("parameters", "https://op.example/", "s")
    assert parse_redirect("?code=a&iss=https://op.example").iss == "https://op.example"
    assert parse_redirect("#code=a").kind == "fragment"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "Nothing was pasted"),
        (" \n\u200b", "Nothing was pasted"),
        ("https://op/authorize?response_type=code&client_id=c&state=s", "authorize request"),
        ("https://op/authorize?client_id=c&request_uri=urn:x", "authorize request"),
        ("eyJhbGciOiJSUzI1NiJ9.e30.c2ln", "a token"),
        ("eyJhbGciOiJSUzI1NiJ9.a.b.c.d", "as_is=True"),
        ('{"access_token": "x"}', "JSON"),
        ("[1]", "JSON"),
        ("<!DOCTYPE html>", "source of a page"),
        ("<html><body>code=a</body></html>", "source of a page"),
        ("curl https://op/token", "HTTP request"),
        ("GET /cb?x=a HTTP/1.1", "HTTP request"),
        (URL, "right tab"),
        (f"{URL}?session=x", "right tab"),
        ("https://[::1?x=1", "right tab"),
        ("?state=s", "neither"),
        ("state=s&scope=x", "neither"),
        ("please copy this", "spaces"),
        (f"Location: {URL}?x=a", "neither code nor error"),
        ("x" * (LONGEST + 1), "characters"),
        ("code=a" + "&a=b" * 2_000, "parameters"),
    ],
)
def test_each_mistake_has_its_own_sentence(text, words):
    """What people paste by mistake is named."""
    with pytest.raises(Mistake, match=words):
        parse_redirect(text)


@pytest.mark.parametrize("text", ["code=canary-31415 x y&z=" + "&" * 2_000, "https://op/?canary-31415", "eyJcanary-31415.a.b"])
def test_mistakes_do_not_repeat_what_may_be_secret(text):
    """A sentence about a pasted text does not show what stood behind the question mark."""
    with pytest.raises(Mistake) as caught:
        parse_redirect(text)
    assert "canary" not in str(caught.value)


def test_refusal_and_repetition():
    """An error is a value; a parameter that came twice is named (RFC 6749 3.1)."""
    response = parse_redirect(f"{URL}?error=access_denied&error_description=no+%3Cb%3E&state=1&state=2")
    assert (response.error, response.error_description, response.state) == ("access_denied", "no <b>", "1")
    assert (response.code, response.repeated) == (None, ("state",))
    assert "canary" not in repr(parse_redirect("code=canary&id_token=canary&response=canary"))


@pytest.mark.parametrize("filling", [" ", "\t", "&", "=", "?", "#", "%2F", "a=b&", "\n", "\u200b", '"', "eyJ.", "a:/"])
def test_long_hostile_texts_are_answered_at_once(filling):
    """No text of the greatest length makes the search slow."""
    text = f"a{filling * ((LONGEST - 2) // len(filling))}b"
    begun = time.process_time()
    for pasted in (text, f"code={text[5:]}", f"https://{text[8:]}"):
        outcome(parse_redirect, pasted)
    assert time.process_time() - begun < 15


def test_an_address_that_was_encoded_as_a_whole():
    """Some logs and tools show an address percent-encoded; it is no bare code, and its state is compared."""
    address = "http://127.0.0.1:9/cb?code=a%2Fb%3D&state=s"
    encoded = urllib.parse.quote(address, safe="")
    changes = ("percent signs in the whole address were decoded once",)
    assert read(encoded) == ("a/b=", "s", "url", changes)
    assert read(encoded.lower()) == read(encoded)


def test_what_stands_behind_an_answer_is_not_dropped_silently():
    """Some providers add a fragment of their own (#_=_) behind the query."""
    for text in (f"{URL}?code=c&state=s#_=_", "?code=c&state=s#_=_"):
        assert read(text)[0:2] == ("c", "s")
        assert read(text)[3] == ("what stands after the # was left out",)
