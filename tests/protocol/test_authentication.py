"""The ways to prove who one is: each adds to a request what it needs, and is found in the request that it made."""

from __future__ import annotations

import dataclasses
import re
from typing import Any

import pytest

from explorer.messages import Request
from explorer.protocol.assertions import sign_client_assertion
from explorer.protocol.authentication import METHODS, method_for, methods_in
from explorer.protocol.client import Client, credentials
from explorer.secret import Secret
from tests.hostile import unsigned
from tests.rules.minting import key_for

GIVEN = {"client_secret": "canary+" * 5, "private_key": key_for("RS256").as_pem(private=True).decode()}
AUDIENCE = "https://op/token"


def client(method: str) -> Client:
    """Return a client that has what this method needs, and nothing else."""
    need = METHODS[method].needs
    credential: Any = {need: GIVEN[need]} if need else {}
    return Client("app", redirect_uri="https://app/cb", token_endpoint_auth_method=method, **credential)


def request_of(who: Client) -> Request:
    """Return a request on which the client proves itself."""
    assertion = sign_client_assertion(who, AUDIENCE, now=0, jti="j") if who.method.algorithms else None
    proof = credentials(who, assertion)
    return Request.post(AUDIENCE, proof.params, headers=proof.headers)


@pytest.mark.parametrize("method", METHODS)
def test_each_way_is_found_in_the_request_that_it_makes(method: str) -> None:
    """It is found there, alone, its proof is where it says, and no text shows the credential."""
    who = client(method)
    request = request_of(who)
    assert methods_in(request) == ([] if who.is_public else [method])
    assert (request.header(who.method.header) if who.method.header else request.parameter(who.method.parameter)) is not None
    assert "canary" not in request.http() + request.curl() + request.python() + repr(who)


@pytest.mark.parametrize("method", METHODS)
def test_each_way_says_what_it_needs(method: str) -> None:
    """A client without the credential lacks the one that it needs; the fields of a form are fields of the client."""
    without = Client("app", redirect_uri="https://app/cb", token_endpoint_auth_method=method)
    assert without.lacks == METHODS[method].needs
    assert client(method).lacks is None
    assert set(METHODS[method].fields) <= {field.name for field in dataclasses.fields(Client)}
    assert METHODS[method].needs is None or METHODS[method].needs in METHODS[method].fields
    assert re.search(rf"\((token_endpoint_auth_method )?{method}\)", METHODS[method].sentence)


def test_the_natural_way() -> None:
    """A key goes before a secret, and a client with neither is public."""
    both = frozenset({"client_secret", "private_key"})
    natural = [method_for(both), method_for(frozenset({"client_secret"})), method_for(frozenset())]
    assert natural == ["private_key_jwt", "client_secret_basic", "none"]


@pytest.mark.parametrize(
    ("assertion", "found"),
    [(unsigned({"alg": "HS256"}, {}), False), (unsigned({"alg": "ES256"}, {}), True), ("no JWT", True), ("", True)],
)
def test_a_shared_secret_is_no_private_key(assertion: str, found: bool) -> None:
    """Both ways to send an assertion look alike but for `alg`: one that HS256 signed is not private_key_jwt."""
    request = Request.post(AUDIENCE, (("client_assertion", Secret(assertion, "client_assertion")),))
    assert ("private_key_jwt" in methods_in(request)) is found


@pytest.mark.parametrize("header", ["Bearer x", "basic", "Basically x", ""])
def test_another_scheme_is_no_basic(header: str) -> None:
    """Only the scheme Basic counts, in any letter case, and as a whole word."""
    found = methods_in(Request.post(AUDIENCE, (), headers=[("Authorization", header)]))
    assert found == (["client_secret_basic"] if header == "basic" else [])
