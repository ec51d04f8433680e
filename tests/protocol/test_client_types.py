"""What a type checker says to a user of `Client`; `mypy` reads this file with the package, and pytest runs it."""

from __future__ import annotations

from typing import assert_type

import pytest

from explorer import Client
from explorer.errors import Mistake
from explorer.protocol.auto import AUTO
from explorer.secret import Secret


def test_a_secret_is_given_as_a_text_and_read_as_a_secret() -> None:
    """`Client("id", "secret", ...)` is right in the eyes of a type checker, and what is read is never the text itself."""
    client = Client("id", "secret", redirect_uri="https://app/cb", private_key="PEM", token_endpoint_auth_method=AUTO)
    assert_type(client.client_secret, Secret | None)
    assert_type(client.private_key, Secret | None)
    assert_type(client.token_endpoint_auth_method, str)
    assert client.client_secret == Secret("secret")
    assert "secret" not in repr(vars(client)["client_secret"]).partition(" ")[2]
    assert Client("id", Secret("s"), redirect_uri="https://app/cb").client_secret == Secret("s")
    assert Client("id", None, redirect_uri="https://app/cb").client_secret is None


def test_what_is_no_text_is_an_error_for_both() -> None:
    """A number is refused by the type checker (the ignore would be unused) and by a sentence."""
    with pytest.raises(Mistake, match="client_secret is a text"):
        Client("id", 7, redirect_uri="https://app/cb")  # type: ignore[arg-type]  # it is what is tested
    with pytest.raises(AttributeError):
        Client("id", redirect_uri="https://app/cb").client_secret = Secret("s")  # type: ignore[misc]  # as above
