"""A panel draws all that can be seen whenever anything changed: what has not changed must cost nothing, nor what is gone."""

from __future__ import annotations

from pathlib import Path

import pytest

from explorer import Flow, LocalProvider
from explorer.panels import FlowPanel, RedirectPanel
from explorer.panels.parts import Section
from explorer.rules import kept, report
from tests.panels.conftest import MakePanel
from tests.panels.hands import from_page, read


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A list that grows with each finding that is made, and with each kept row that is read."""
    made: list[str] = []
    for home, name in ((report, "to_finding"), (kept, "result_of")):
        original = getattr(home, name)

        def make(*given: object, original: object = original, name: str = name) -> object:
            made.append(name)
            return original(*given)  # type: ignore[operator]

        monkeypatch.setattr(home, name, make)
    return made


@pytest.fixture
def flow(provider: LocalProvider, tmp_path: Path) -> Flow:
    """A flow that knows its provider."""
    flow = Flow(provider.issuer, provider.register("notebook"), runs=tmp_path)
    flow.discover()
    return flow


def test_a_redraw_makes_no_finding_again(make_panel: MakePanel, counted: list[str]) -> None:
    """Step 5 shows all findings of a flow; drawn once more, with nothing new, it makes none of them."""
    hands = make_panel()
    hands.panel.finish()
    assert hands.panel.model.open == "tokens"
    assert counted, "the findings that are shown were made"
    before, said = len(counted), read(hands.panel.widget)
    hands.panel.model.changed()
    assert len(counted) == before
    assert read(hands.panel.widget) == said


def test_what_has_changed_is_drawn(make_panel: MakePanel) -> None:
    """New tokens with a fault bring another verdict, other claims and another table, in the same step."""
    hands = make_panel()
    hands.panel.finish()
    local = hands.panel.model.local
    assert local is not None
    assert "failed" not in hands.panel.tokens.summary.replace("0 failed", "")
    old = hands.panel.flow
    local.misbehave("wrong-nonce")
    old.receive(local.sign_in(old.authorize("openid email").url, "bob"))
    old.exchange()
    old.check()
    hands.panel.model.follow_code()
    said = read(hands.panel.tokens.widget)
    assert "IDTC-NONCE-MISMATCH" in said
    assert "b90e63fd5572" in said, "Bob, as the claims call him"


def test_a_section_asks_its_view_when_something_is_new() -> None:
    """The same values are drawn once; other values, and what something else has written over, are drawn."""
    section, asked = Section(), []

    def view(*values: object) -> str:
        asked.append(values)
        return f"drawn {len(asked)}"

    one, other = ["a list"], ["a list"]
    for values in ([one], [one], [other], [one, other], [one, other]):
        section.draw(view, *values)
    assert [len(values) for values in asked] == [1, 1, 2], "an equal value may have been changed since"
    section.show("")
    section.draw(view, one, other)
    assert section.widget.value == "drawn 4"


def test_a_panel_that_no_page_shows_is_not_drawn(flow: Flow) -> None:
    """A cell that runs again takes its old panel from the page: it is drawn no more, however often that happens."""
    old, new = FlowPanel(flow=flow), FlowPanel(flow=flow)
    for panel, view in ((old, "1"), (new, "2")):
        from_page(panel.heartbeat, kind="shown", view=view)
    from_page(old.heartbeat, kind="hidden", view="1")
    flow.relabel("another label")
    old.model.changed()
    assert "another label" in read(new.widget)
    assert "another label" not in read(old.widget)
    from_page(old.heartbeat, kind="shown", view="3")
    assert "another label" in read(old.widget), "shown again, it says how things are"


def test_a_panel_in_two_places_stays_when_one_of_them_goes(flow: Flow) -> None:
    """Two pages, or two outputs, may show one panel; and without a page nobody says that it is hidden."""
    panel, unseen = FlowPanel(flow=flow), RedirectPanel(flow)
    for view in "12":
        from_page(panel.heartbeat, kind="shown", view=view)
    from_page(panel.heartbeat, kind="hidden", view="1")
    flow.relabel("another label")
    panel.model.changed()
    assert "another label" in read(panel.widget)
    assert "another label" in read(unseen.widget)
