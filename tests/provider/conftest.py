"""Running providers. Keys are shared by a session, since an RSA key takes a moment; what a test registers is its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from explorer import LocalProvider
from explorer.provider import Provider, start
from tests.provider.visitor import Browser, Clock


@pytest.fixture(scope="session")
def key_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for the signing keys of the session."""
    return tmp_path_factory.mktemp("keys")


@pytest.fixture(scope="module")
def standard(key_folder: Path) -> Iterator[Provider]:
    """A provider of the standard profile."""
    service = start("standard", port=0, folder=key_folder / "standard")
    yield service.provider
    service.stop()


@pytest.fixture(scope="module")
def oracle(key_folder: Path) -> Iterator[Provider]:
    """A provider of the Oracle profile, its keys open to everybody."""
    service = start("oracle", port=0, folder=key_folder / "oracle")
    service.provider.setting.keys_are_public = True
    yield service.provider
    service.stop()


@pytest.fixture(params=["standard", "oracle"])
def provider(request: pytest.FixtureRequest) -> Provider:
    """A provider of each profile in turn."""
    found: Provider = request.getfixturevalue(request.param)
    return found


@pytest.fixture(scope="module")
def local(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalProvider]:
    """The standard provider as a notebook holds it."""
    with LocalProvider(port=0, home=tmp_path_factory.mktemp("home")) as running:
        yield running


@pytest.fixture
def clock(standard: Provider) -> Iterator[Clock]:
    """A clock for the standard provider that stands still until the test turns it."""
    before, standard.setting.clock = standard.setting.clock, Clock()
    yield standard.setting.clock
    standard.setting.clock = before


@pytest.fixture
def browser(standard: Provider) -> Iterator[Browser]:
    """A browser with an empty cookie jar, for the standard provider."""
    found = Browser(standard)
    with found.http:
        yield found
