"""A panel without a browser: its widgets are clicked in Python, and the page's messages are sent by hand."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from ipywidgets import Widget

from explorer import LocalProvider
from explorer.panels import FlowPanel
from tests.panels.hands import Hands

MakePanel = Callable[..., Hands]


@pytest.fixture(autouse=True)
def widgets_end() -> Iterator[None]:
    """Close what a test has made: ipywidgets holds every widget, and who looks at all of them would look at those of others."""
    yield
    Widget.close_all()


@pytest.fixture
def provider(tmp_path: Path) -> Iterator[LocalProvider]:
    """A local provider of the test's own."""
    with LocalProvider(home=tmp_path) as running:
        yield running


@pytest.fixture
def make_panel(tmp_path: Path) -> Iterator[MakePanel]:
    """A function that makes a panel whose runs lie in the test's own folder; its work is stopped at the end."""
    made: list[Hands] = []

    def make(*arguments: object, **options: object) -> Hands:
        made.append(Hands(FlowPanel(*arguments, home=tmp_path, **options)))  # type: ignore[arg-type]
        return made[-1]

    yield make
    for hands in made:
        hands.panel.model.worker.stop()
        assert hands.panel.model.worker.wait(20)
        if (local := hands.panel.model.local) is not None:
            local.stop()


@pytest.fixture
def signed_in(make_panel: MakePanel) -> Hands:
    """A panel with a code that was not sent yet; the scope brings a refresh token."""
    hands = make_panel()
    hands.connect()
    hands.panel.authorize.form.scope.value = "openid profile offline_access"
    hands.panel.authorize.form.optional["prompt"].value = "consent"
    hands.sign_in()
    return hands
