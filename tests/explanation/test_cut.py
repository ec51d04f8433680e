"""Half of a thing is named as what it probably was, and never called nothing."""

from __future__ import annotations

import base64
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer import explain
from explorer.explanation.cut import explain_cut_token
from explorer.explanation.cut_json import completed
from tests.growth import assert_linear, repeated
from tests.hostile import patient


def part(members: dict[str, object]) -> str:
    """One part of a token."""
    return base64.urlsafe_b64encode(json.dumps(members).encode()).rstrip(b"=").decode()


HEAD = part({"alg": "RS256", "kid": "k1"})
CLAIMS = part({"iss": "https://op.example", "sub": "248289761001", "email": "alice@example.com", "exp": 4102444800})
SIGNATURE = "c2lnbmF0dXJl" * 20
CUT_TOKENS = {
    "header": (HEAD, "the claims behind it are missing"),
    "header and dot": (f"{HEAD}.", "Its claims are missing"),
    "half a header": (HEAD[:15], "It ends within its header"),
    "some claims": (f"{HEAD}.{CLAIMS[:30]}", "It ends within its claims"),
    "three letters of claims": (f"{HEAD}.{CLAIMS[:9]}", "It ends within its claims"),
    "no dots": (HEAD + CLAIMS + SIGNATURE, "The dots between its parts were lost"),
    "no beginning": (f"{HEAD[7:]}.{CLAIMS}.{SIGNATURE}", "Its beginning is missing"),
    "shortened": (f"{HEAD[:8]}...{CLAIMS[:8]}...", "It was shortened"),
    "shortened as people write it": ("eyJ....eyJ...", "It was shortened"),
    "shortened with one sign": (f"{HEAD}.{CLAIMS[:8]}\u2026", "It was shortened"),
    "with blanks around": (f"  {HEAD}.{CLAIMS[:30]}\n", "It ends within its claims"),
}


@pytest.mark.parametrize(("text", "how"), CUT_TOKENS.values(), ids=CUT_TOKENS)
def test_a_token_that_was_cut(text: str, how: str) -> None:
    """With and without dots, at its end and its beginning: a token, cut off, and how it can be told."""
    found = explain(text)
    assert (found.kind, found.title) == ("cut", "a token (JWT) that was cut off")
    assert how in found.sentence


def test_what_can_be_read_of_it_is_shown() -> None:
    """Its header, and the claims that are whole; not the one that was cut."""
    parts = {each.name: each.value for each in explain(f"{HEAD}.{CLAIMS[:70]}").parts}
    assert parts == {"alg": "RS256", "kid": "k1", "iss": "https://op.example", "sub": "248289761001"}


@pytest.mark.parametrize(
    "text",
    [f"{HEAD}.{CLAIMS}.{SIGNATURE}", f"{HEAD}.{CLAIMS}.", f"{HEAD}.{CLAIMS}", "eyJraWQiOiIxIn0-not-a-token-123456"],
    ids=["whole", "unsigned", "without its last dot", "a code"],
)
def test_what_was_not_cut(text: str) -> None:
    """A whole token, with or without a signature, is no cut one; nor is a code that begins like a token."""
    assert explain(text).kind != "cut"


ADDRESSES = {
    "callback": ("http://127.0.0.1:8765/callback?co", "the address at which the browser came back, cut off"),
    "callback without query": ("https://app.example/callback", "the address of a client, without an answer in it"),
    "callback with a question mark": ("http://127.0.0.1:8765/callback?", "the address of a client, without an answer in it"),
    "discovery": ("https://op.example/.well-known/openid-conf", "the address of a discovery document, cut off"),
    "its folder": ("https://op.example/realms/a/.well-known", "the address of a discovery document, cut off"),
    "whole discovery": ("https://op.example/.well-known/openid-configuration", "the address of a discovery document"),
    "without scheme": ("op.example/.well-known/openid-configuration", "the address of a discovery document"),
    "sign-in": ("https://op.example/authorize?resp", "the address of a sign-in, without what is asked for"),
    "endpoint": ("https://op.example/oauth2/v1/authorize", "the address of a sign-in, without what is asked for"),
    "state cut": ("https://app.example/cb?code=SplxlOBeZQQYbYS6WxSbIA&sta", "an authorization response, cut off"),
    "code cut": ("https://app.example/cb?state=af0ifjsldkj&code=", "an authorization response, cut off"),
    "request cut": (
        "https://op.example/authorize?response_type=code&scope=openid&client_i",
        "an authorization request, cut off",
    ),
    "another": ("https://example.com:8443/news", "an address, with nothing of a sign-in in it"),
}


@pytest.mark.parametrize(("text", "title"), ADDRESSES.values(), ids=ADDRESSES)
def test_an_address_that_was_cut(text: str, title: str) -> None:
    """Half an address is named by where it would lead."""
    assert explain(text).title == title


JSON = {
    "token response": ('{"access_token": "abcdefghijklmnopqrstuvwxyz", "token_type": "Bea', "a token response, cut off"),
    "error": ('{"error": "invalid_grant", "error_desc', "an error: invalid_grant, cut off"),
    "discovery": (
        '{"issuer": "https://op.example", "authorization_endpoint": "https://op.example/a", "tok',
        "a discovery document, cut off",
    ),
    "keys": ('{"keys": [{"kty": "RSA", "kid": "1", "n": "0vx7agoe', "a key set (JWKS), cut off"),
    "anything": ('{"a', "a JSON text that was cut off"),
    "a list": ("[1, 2", "a JSON text that was cut off"),
}


@pytest.mark.parametrize(("text", "title"), JSON.values(), ids=JSON)
def test_a_json_text_that_was_cut(text: str, title: str) -> None:
    """It is read as far as it is whole, and that it was cut is said."""
    found = explain(text)
    assert (found.title, found.sure) == (title, "likely")
    assert "before its last bracket" in found.sentence


def test_no_secret_of_half_a_text_is_shown() -> None:
    """What is a credential in a whole text is one in half of it, also the value that was cut."""
    secret = "8xLOxBtZp8aGL4mbsGS2"
    for text in (
        f'{{"access_token": "{secret}", "token_ty',
        f'{{"token_type": "Bearer", "access_token": "{secret}',
        f"{HEAD}.{part({'client_secret': secret, 'sub': '1'})[:-6]}",
        f"https://app.example/cb?code={secret}&sta",
    ):
        found = explain(text)
        assert secret not in repr(found) + "".join(map(repr, found.parts)) + found.sentence


@given(st.dictionaries(st.text(), st.none() | st.integers() | st.text() | st.lists(st.text())), st.integers(1))
@patient
def test_whatever_was_cut_is_whole_json_again(members: dict[str, object], place: int) -> None:
    """Cut anywhere, an object is an object again, of members that it had."""
    text = json.dumps(members)
    whole = completed(text[: place % len(text)] or "{")
    assert whole is None or set(json.loads(whole)) <= set(members)
    assert completed(text) is None


@pytest.mark.parametrize(
    "text", ["eyJ", "eyJ.", "{", '{"', '{"a":[', "...eyJ"], ids=["token", "dots", "brackets", "quotes", "nested", "gaps"]
)
def test_the_work_grows_as_the_text_does(text: str) -> None:
    """Neither half a token nor half a JSON text takes longer than its length."""
    assert_linear(repeated(text), explain_cut_token)
    assert_linear(repeated(text), completed)
