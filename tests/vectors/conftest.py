"""The local provider, running: the side that shares no code with the core."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from explorer.provider import Provider, start


@pytest.fixture(scope="module")
def standard(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Provider]:
    """A provider of the standard profile."""
    service = start("standard", port=0, folder=tmp_path_factory.mktemp("keys"))
    yield service.provider
    service.stop()
