"""A cell that is run again in the same kernel: its panel before is offered, and goes on where it was, with all that it held."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from explorer import Flow
from explorer.panels import RedirectPanel, run_again
from explorer.protocol.metadata import ProviderMetadata
from tests.flow.odd_provider import CLIENT
from tests.panels.conftest import MakePanel
from tests.panels.hands import Hands, can_see, from_page, header, read

RunCell = Callable[..., Hands]


@pytest.fixture(autouse=True)
def own_data(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The user's data lie in a folder of the test, and no cell of another test was run."""
    monkeypatch.setenv("FLOW_EXPLORER_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(run_again, "_cells", run_again._Cells())


@pytest.fixture
def run_cell(make_panel: MakePanel, monkeypatch: pytest.MonkeyPatch) -> RunCell:
    """A function that runs the cell of this id, which makes a panel."""
    runs = iter(range(99))

    def run(cell: str = "a", **options: Any) -> Hands:
        request = {"header": {"msg_id": f"run-{next(runs)}"}, "metadata": {"cellId": cell}}
        monkeypatch.setattr(run_again, "request_under_way", lambda: request)
        return make_panel(**options)

    return run


def waiting(hands: Hands) -> str:
    """Open the link of a panel, and sign in; returns the address at which the browser arrives, which nobody has pasted yet."""
    hands.connect()
    hands.panel.authorize.form.scope.value = "openid email"
    local = hands.panel.model.local
    assert local is not None
    return local.sign_in(hands.open_link()).reveal()


def test_the_sign_in_that_waits_goes_on(run_cell: RunCell) -> None:
    """It is told by its time, client and scope; one click shows step 3 as it was, and the code brings tokens with the old secret."""
    before = run_cell()
    answer = waiting(before)
    hands = run_cell()
    step = hands.panel.provider
    told = read(step.widget)
    assert "This cell was run again" in told
    assert "scope openid email" in told
    assert "it waits for the address at which you arrive" in told
    assert "kernel" not in told.partition("Nothing of it is lost")[0]
    assert can_see(step.widget, step.resume)
    assert step.resume.description == "Go on with it"
    assert not can_see(step.widget, step.again)
    shown = hands.panel.widget
    hands.click(step.resume)
    assert hands.panel.widget is shown
    assert hands.panel.flow is before.panel.flow
    assert hands.panel.model.open == "redirect"
    assert can_see(shown, hands.panel.redirect.paste)
    assert "(local provider)" in header(hands.panel)
    hands.paste(answer)
    assert can_see(shown, hands.panel.redirect.people["alice"])
    assert "restarted" not in read(shown)
    hands.send()
    assert hands.panel.flow.tokens is not None


def test_whoever_begins_another_one_is_not_asked_again(run_cell: RunCell) -> None:
    """The form below the offer begins a flow of its own, and the offer goes."""
    before = run_cell()
    waiting(before)
    hands = run_cell()
    hands.connect()
    hands.go("provider")
    assert "This cell was run again" not in read(hands.panel.provider.widget)
    assert hands.panel.flow is not before.panel.flow


def test_a_local_provider_that_was_stopped(run_cell: RunCell) -> None:
    """It forgot the sign-in, so its link is made once more at another one; a pasted address is no trouble."""
    before = run_cell()
    answer = waiting(before)
    assert before.panel.model.local is not None
    before.panel.model.local.stop()
    hands = run_cell()
    step = hands.panel.provider
    assert "Its local provider was stopped since" in read(step.widget)
    assert can_see(step.widget, step.again)
    assert not can_see(step.widget, step.resume)
    hands.go("redirect")
    hands.paste(answer)
    hands.wait()
    assert hands.panel.redirect.primary.description == "Start again: provider and link"
    hands.click(hands.panel.redirect.primary)
    hands.sign_in()
    assert hands.panel.rail["redirect"].icon == "check"


def test_run_twice_the_offer_stays(run_cell: RunCell) -> None:
    """A panel in which nothing was done passes on what it was offered itself."""
    before = run_cell()
    waiting(before)
    run_cell()
    hands = run_cell()
    hands.click(hands.panel.provider.resume)
    assert hands.panel.flow is before.panel.flow


def test_tokens_are_still_there(run_cell: RunCell) -> None:
    """What has come is not lost either: step 5 opens, with everything that can be asked there."""
    before = run_cell()
    before.paste(waiting(before))
    before.send()
    before.click(before.panel.exchange.primary)
    hands = run_cell()
    assert "it brought tokens" in read(hands.panel.provider.widget)
    hands.click(hands.panel.provider.resume)
    assert hands.panel.model.open == "tokens"
    assert "checks passed" in read(hands.panel.widget)


def test_another_cell_is_offered_nothing(run_cell: RunCell) -> None:
    """A panel in another cell, and a second one in the same cell, begin afresh: the first one is still in the page."""
    waiting(run_cell("a"))
    hands = run_cell("b")
    assert "was run again" not in read(hands.panel.provider.widget)


def test_each_panel_of_a_cell_takes_the_place_of_its_own(make_panel: MakePanel, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where one cell makes two panels, the first is offered what the first held, and the second what the second did."""
    pairs = []
    for run in ("one", "two"):
        monkeypatch.setattr(
            run_again, "request_under_way", lambda run=run: {"header": {"msg_id": run}, "metadata": {"cellId": "a"}}
        )
        pairs.append([make_panel(), make_panel(public=True)])
        assert "was run again" not in "".join(read(each.panel.provider.widget) for each in pairs[0])
        for hands in pairs[0] if run == "one" else ():
            hands.connect()
    for before, hands in zip(*pairs, strict=True):
        hands.click(hands.panel.provider.resume)
        assert hands.panel.flow is before.panel.flow


def test_its_address_is_pasted_into_the_new_panel(run_cell: RunCell) -> None:
    """Whoever presses nothing and pastes in step 3 goes on too, in the very flow, without a word of a restart."""
    before = run_cell()
    answer = waiting(before)
    hands = run_cell()
    hands.go("redirect")
    hands.paste(answer)
    hands.wait()
    assert hands.panel.flow is before.panel.flow
    assert hands.panel.rail["redirect"].icon == "check"
    assert "(local provider)" in header(hands.panel)
    assert "restarted" not in read(hands.panel.widget)
    assert [each["kind"] for each in hands.panel.run.events].count("receive") == 1


def test_the_page_hides_what_it_showed_before(run_cell: RunCell) -> None:
    """A page that takes the old panel away, as it does when the cell runs again, leaves the new one alive."""
    before = run_cell()
    from_page(before.panel.heartbeat, kind="shown", view="old")
    waiting(before)
    hands = run_cell()
    from_page(hands.panel.heartbeat, kind="shown", view="new")
    from_page(before.panel.heartbeat, kind="hidden", view="old")
    hands.click(hands.panel.provider.resume)
    hands.go("authorize")
    assert "2 Authorize: " not in read(hands.panel.rail["authorize"])
    assert hands.panel.rail["redirect"].tooltip == "3 Come back: to do"
    assert "open" in hands.panel.rail["authorize"].tooltip


def test_a_panel_of_the_step_alone_stays_in_step(run_cell: RunCell) -> None:
    """A second panel of the same flow, in another cell, draws what happens in the one that took over."""
    before = run_cell()
    answer = waiting(before)
    small = RedirectPanel(before.panel.flow)
    hands = run_cell()
    hands.click(hands.panel.provider.resume)
    hands.paste(answer)
    assert "I recognised" in read(small.widget)
    assert small.step is hands.panel.redirect


def test_a_flow_of_code_at_the_local_provider(make_panel: MakePanel, run_cell: RunCell) -> None:
    """What no panel holds is taken up from the disk, and its local provider is found in this kernel."""
    other = make_panel()
    other.connect()
    local = other.panel.model.local
    assert local is not None
    flow = Flow(local.address, other.panel.flow.client, **local.settings)
    flow.discover()
    answer = local.sign_in(flow.authorize().url)
    hands = run_cell()
    hands.go("redirect")
    hands.paste(answer)
    hands.wait()
    assert hands.panel.rail["redirect"].icon == "check"
    assert "(local provider)" in header(hands.panel)


def test_a_provider_without_a_link(run_cell: RunCell) -> None:
    """A provider of one's own that was typed in is kept too."""
    before = run_cell()
    metadata = ProviderMetadata(
        issuer="https://op.example", authorization_endpoint="https://op.example/a", token_endpoint="https://op.example/t"
    )
    before.panel.model.take(Flow(metadata, CLIENT), None)
    hands = run_cell()
    assert "has a provider: client" in read(hands.panel.provider.widget)
    hands.click(hands.panel.provider.resume)
    assert hands.panel.flow is before.panel.flow
