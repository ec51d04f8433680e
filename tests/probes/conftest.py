"""The sheet that two files of these tests read."""

from __future__ import annotations

import pytest

from explorer import Client, probe
from explorer.probes import FormSignIn, ProviderSheet
from tests.probes.careless import careless_provider


@pytest.fixture(scope="module")
def careless(tmp_path_factory: pytest.TempPathFactory) -> ProviderSheet:
    """The sheet of a server that says yes to everything."""
    uri = "http://127.0.0.1:9/callback"
    with careless_provider() as issuer:
        return probe(
            issuer,
            Client("mock", "a-made-up-secret", redirect_uri=uri),
            sign_in=FormSignIn("x"),
            second_client=Client("two", "another-made-up-secret", redirect_uri=uri),
            public_client=Client("pub", redirect_uri=uri),
            post_logout_redirect_uri="http://127.0.0.1:9/bye",
            ask=["all", "revocation", "logout", "intro-after-revocation"],
            sheets=tmp_path_factory.mktemp("sheets"),
        )
