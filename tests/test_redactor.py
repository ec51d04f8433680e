"""However many secrets are known, each is found: the index and the plain search find the same."""

from __future__ import annotations

import base64
import html
import json
import urllib.parse
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer import redactor
from explorer.redactor import KnownSecrets, may_hold, redact
from explorer.secret import Secret
from tests.hostile import patient

SPELLINGS: list[Callable[[str], str]] = [
    str,
    lambda value: urllib.parse.quote(value, safe=""),
    lambda value: urllib.parse.quote(urllib.parse.quote_plus(value), safe=""),
    lambda value: json.dumps(json.dumps(value)),
    html.escape,
    lambda value: base64.b64encode(value.encode()).decode(),
    lambda value: base64.urlsafe_b64encode(f"x{value}".encode()).decode(),
    lambda value: base64.b64encode(f"xy{value}z".encode()).decode(),
]
LETTERS = st.text("abcABC019", min_size=4, max_size=40)
VALUES = LETTERS | st.text("ab1-_/+ %=.~", min_size=4, max_size=40) | st.text(min_size=4, max_size=12).filter(str.isprintable)


def searched(secrets: list[Secret], *, indexed: bool) -> KnownSecrets:
    """Return the secrets, to be looked up in the index or one by one."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(redactor, "_FEW", 0 if indexed else 10**9)
        return KnownSecrets(secrets)


@given(st.lists(VALUES, min_size=1, max_size=8), st.sampled_from(SPELLINGS), st.text("abcABC019-_ %", max_size=40), st.data())
@patient
def test_the_index_finds_what_the_plain_search_finds(
    values: list[str], spell: Callable[[str], str], around: str, data: st.DataObject
) -> None:
    """In any text, with any of the secrets in any encoding at any place, or with none of them."""
    secrets = [Secret(value, "code") for value in values]
    told = data.draw(st.sampled_from(values) | st.text("abcABC019", max_size=60))
    text = around + spell(told) + around[::-1]
    indexed, plain = (searched(secrets, indexed=way) for way in (True, False))
    assert indexed.standing_in(text) == plain.standing_in(text)
    assert may_hold(text, indexed) == may_hold(text, plain)
    assert redact(text, indexed) == redact(text, plain)


@pytest.mark.parametrize("spell", SPELLINGS)
@pytest.mark.parametrize("before", range(10))
def test_one_among_hundreds(spell: Callable[[str], str], before: int) -> None:
    """Among three hundred secrets of a long session the one that is repeated is found, wherever it begins."""
    known = KnownSecrets(Secret(f"{number:03}/SplxlOBeZQQYbYS6WxSbIA-{number:03}", "code") for number in range(300))
    echoed = Secret("137/SplxlOBeZQQYbYS6WxSbIA-137", "code")
    redacted = redact(f"{'.' * before}[{spell(echoed.reveal())}]", known)
    assert "WxSbIA" not in redacted
    assert str(echoed) in redacted


def test_secrets_that_come_later() -> None:
    """What is added after the index was made is found too, and a short one stays in view."""
    known = KnownSecrets(Secret(f"first-{number}-0123456789abcdef") for number in range(100))
    assert not may_hold("the word is later-0123456789ghijkl, or abc1", known)
    known.add(Secret("later-0123456789ghijkl"), Secret("abc1"), Secret("abc"))
    assert redact("later-0123456789ghijkl abc1 abc", known).count("<secret ") == 2
    assert redact("abc", known) == "abc"
