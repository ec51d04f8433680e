"""One world of values for each file: to make it takes half a second."""

from __future__ import annotations

import pytest

from explorer import LocalProvider
from tests.reports.made import World, world


@pytest.fixture(scope="module")
def made(provider: LocalProvider, tmp_path_factory: pytest.TempPathFactory) -> World:
    """Values of every kind, and the secrets behind them."""
    return world(provider, tmp_path_factory.mktemp("runs"))
