"""The assertion that a client signs: whom it is for, and with what it is signed."""

from __future__ import annotations

from typing import Any

import pytest

from explorer.errors import Mistake
from explorer.protocol.assertions import assertion_audience, sign_client_assertion
from explorer.protocol.auto import AUTO
from explorer.protocol.client import Client
from explorer.protocol.jose import parse_jwt
from explorer.protocol.metadata import ProviderMetadata
from tests.rules.minting import key_for

METADATA = ProviderMetadata(issuer="https://op", authorization_endpoint="https://op/a", token_endpoint="https://op/token")


def client(**changes: Any) -> Client:
    """Return a client with a private key."""
    return Client("app", redirect_uri="https://app/cb", private_key=key_for("RS256").as_pem(private=True).decode(), **changes)


@pytest.mark.parametrize(
    ("wanted", "audience"),
    [(AUTO, "https://op/token"), ("issuer", "https://op"), ("https://idcs/", "https://idcs/"), ("auto", "auto")],
)
def test_whom_it_is_for(wanted: Any, audience: str) -> None:
    """The token endpoint as OIDC Core 9 says, the issuer, or any text, also one that looks like a word of ours."""
    assert assertion_audience(client(assertion_audience=wanted), METADATA) == audience


@pytest.mark.parametrize("wanted", ["", None, 7, ["https://op"]])
def test_what_cannot_be_an_audience(wanted: Any) -> None:
    """An audience is a text with something in it."""
    with pytest.raises(Mistake, match="assertion_audience"):
        client(assertion_audience=wanted)


def test_the_algorithm_is_that_of_the_method() -> None:
    """Told nothing, a private key signs with RS256; another algorithm is used where it is named."""
    assert parse_jwt(sign_client_assertion(client(), "a", now=0, jti="j")).alg == "RS256"
    told = client(token_endpoint_auth_signing_alg="PS384")
    assert parse_jwt(sign_client_assertion(told, "a", now=0, jti="j")).alg == "PS384"


def test_a_client_without_its_key() -> None:
    """The sentence names what is missing."""
    without = Client("app", redirect_uri="https://app/cb", token_endpoint_auth_method="private_key_jwt")
    with pytest.raises(Mistake, match="private_key="):
        sign_client_assertion(without, "a", now=0, jti="j")
