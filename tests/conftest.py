"""Fixtures for every room: the local provider, the provider that we did not write, and the key of its client that signs assertions."""

from __future__ import annotations

import gc
import json
from collections.abc import Iterator

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from hypothesis import settings

from explorer import LocalProvider
from tests.independent import harness

# A busy machine is no failure, and the same change is judged by the same examples everywhere.
settings.register_profile("repeatable", deadline=None, derandomize=True)
settings.load_profile("repeatable")


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Iterator[None]:
    """Look for no garbage while tests are collected, and none later among them: there is none, and they are 15,000."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.enable()
        gc.freeze()


@pytest.fixture(scope="module")
def provider(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalProvider]:
    """A local provider for the tests of one file; each leaves it running and honest."""
    with LocalProvider(port=0, home=tmp_path_factory.mktemp("home")) as running:
        yield running


@pytest.fixture(scope="session")
def client_key() -> rsa.RSAPrivateKey:
    """The private key of the client `private-key`, registered under the kid `client-key`."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@pytest.fixture(scope="session")
def oidc_provider(client_key: rsa.RSAPrivateKey) -> Iterator[harness.OidcProvider]:
    """A running oidc-provider with the clients `basic`, `post`, `private-key` and `public`."""
    public_jwk = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(client_key.public_key()))
    with harness.running(harness.clients({**public_jwk, "kid": "client-key"})) as provider:
        yield provider
