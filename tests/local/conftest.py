"""A local provider for the tests of the bridge to it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from explorer import LocalProvider


@pytest.fixture
def provider(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalProvider]:
    """A running provider of this test's own, with the keys of the session."""
    home = tmp_path_factory.getbasetemp() / "local-home"
    with LocalProvider(port=0, home=home) as running:
        yield running


@pytest.fixture
def oracle(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalProvider]:
    """The same with Oracle's habits."""
    home = tmp_path_factory.getbasetemp() / "local-home"
    with LocalProvider("oracle", port=0, home=home) as running:
        yield running
