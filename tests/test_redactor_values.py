"""Values in which others' texts stand are searched once, and only those that hold a secret are made anew."""

from __future__ import annotations

from typing import Any

from hypothesis import given

from explorer.messages import Response
from explorer.redactor import values
from explorer.secret import Secret
from tests.hostile import JSON, patient


@given(JSON)
@patient
def test_texts_are_gathered_in_the_order_in_which_they_are_put_back(value: Any) -> None:
    """What is searched for secrets is every text of a value, each in its place; a value without one is the same value."""
    walked: list[str] = []

    def note(text: str) -> str:
        walked.append(text)
        return text

    gathered: list[str] = []
    values._gather({"of": (value,), "response": Response(200, "OK", (("A", "b"),), b"")}, gathered, list)
    values._walk({"of": (value,), "response": Response(200, "OK", (("A", "b"),), b"")}, note)
    assert gathered == walked
    assert values.settled(value) is value


def test_each_text_gets_its_own_face() -> None:
    """In a value of several kinds, the text that holds the secret is the one that shows a fingerprint, and no other."""
    response = Response(200, "OK", (("A", "plain"), ("B", "was: made-up-code-31415926535")), b"")
    secret = Secret("made-up-code-31415926535", "code")
    shown = values.settled(values.received({"of": [response, 7, None]}, [secret]))
    assert shown["of"][0].headers == (("A", "plain"), ("B", f"was: {secret!r}"))  # type: ignore[union-attr]
    assert shown["of"][1:] == [7, None]
