"""Asking a provider by clicking: without a login, link after link, and stopped in the middle."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from explorer import Flow, LocalProvider, Secret, probe
from explorer.errors import Mistake
from explorer.home import home
from explorer.panels import FlowPanel, ProbePanel
from explorer.probes import Sheets
from tests.panels.hands import is_hidden, text_of


def panel_for(provider: LocalProvider) -> ProbePanel:
    """A panel for a client of the local provider."""
    return ProbePanel(provider.issuer, provider.register("probing"))


def wait_until(condition: Callable[[], bool], panel: ProbePanel) -> None:
    """Wait for the worker's thread, for a minute at most."""
    for _ in range(600):
        if condition():
            return
        panel.model.worker.wait(0.1)
    raise AssertionError("it took longer than a minute")


def test_without_a_login(provider: LocalProvider) -> None:
    """One click, and the sheet stands in the panel."""
    panel = panel_for(provider)
    assert f"Asked is <code>{provider.issuer}</code>, as its client <code>probing</code>." in panel._whom.widget.value
    panel.go.click()
    assert panel.model.worker.wait(60)
    assert panel.model.errors == {}
    assert panel.model.news.since(0)[-1].text.startswith("The questions have ended. ")
    assert panel.sheet["az-control"].answer == "login-page"
    assert panel.sheet["ok-login"].answer == "not asked"
    assert "Authorize" in panel._result.widget.value


def test_link_after_link(provider: LocalProvider) -> None:
    """Each link is shown with its number; a pasted address goes on, and no code is in any widget's state."""
    panel = panel_for(provider)
    panel.tour.value = next(name for name in panel.tour.options if "short" in name)
    panel.go.click()
    window, codes = provider.window(), []
    for number in range(1, 3):
        wait_until(lambda: panel.open_link.waits and panel.open_link.number == number, panel)  # noqa: B023 - called at once
        wait_until(lambda: f"Link {number} of 4" in panel.open_link._count.widget.value, panel)  # noqa: B023 - called at once
        assert panel.open_link.link._secret_href is not None
        came = window.sign_in(panel.open_link.link._secret_href)
        codes.append(came.reveal().partition("code=")[2].partition("&")[0])
        panel.open_link.paste.text = Secret(came.reveal(), "pasted")
        panel.open_link.take.click()
    wait_until(lambda: panel.open_link.waits and panel.open_link.number == 3, panel)
    panel.stop.click()
    assert panel.model.worker.wait(60)
    assert panel.sheet["ok-state"].answer == "equal"
    assert "stopped" in " ".join(panel.sheet.notes)
    states = repr(
        [
            widget.get_state()
            for widget in (panel.open_link.paste, panel.open_link.link, panel._result.widget, panel.open_link._count.widget)
        ]
    )
    assert [code for code in codes if code and code in states] == []


def test_a_kernel_that_restarts(provider: LocalProvider, tmp_path: Path) -> None:
    """The link that was open before the restart is the one whose address is pasted after it, and what was answered is not asked again."""
    client = provider.register("probing")
    before = ProbePanel(provider.issuer, client, sheets=tmp_path)
    before.tour.value = next(name for name in before.tour.options if "short" in name)
    before.go.click()
    wait_until(lambda: before.open_link.waits, before)
    assert before.open_link.link._secret_href is not None
    came = provider.window().sign_in(before.open_link.link._secret_href)  # the browser is faster than the restart
    answered = before.sheet["az-post"]
    copied = Sheets(tmp_path / "after")  # a kernel that dies writes nothing more: what is on disk by now is all
    copied.path("x").parent.mkdir(exist_ok=True)
    file = next(tmp_path.glob("*.jsonl"))
    (tmp_path / "after" / file.name).write_bytes(file.read_bytes())
    kept = {path: path.read_bytes() for path in (home() / "pending").glob("probe-*")}
    before.stop.click()
    assert before.model.worker.wait(60)
    for path, content in kept.items():
        path.write_bytes(content)

    after = ProbePanel(provider.issuer, client, sheets=tmp_path / "after")
    assert "fxp-hidden" not in after.go_on._dom_classes
    after.tour.value = before.tour.value
    after.go_on.click()
    wait_until(lambda: after.open_link.waits, after)
    after.open_link.paste.text = Secret(came.reveal(), "pasted")
    after.open_link.take.click()
    wait_until(lambda: after.open_link.waits and after.open_link.number == 2, after)
    after.stop.click()
    assert after.model.worker.wait(60)
    assert after.sheet["ok-login"].answer == "code"
    assert after.sheet["id-nonce"].answer == "equal"
    assert after.sheet["az-post"] == answered, "of the earlier part, with its own run"
    assert after.sheet["ok-login"].run != answered.run
    assert list((home() / "pending").glob("probe-*-A.json")) == []


def test_what_would_be_sent(provider: LocalProvider) -> None:
    """The plan stands in the panel before anything is asked."""
    panel = panel_for(provider)
    panel.look.click()
    assert panel.model.worker.wait(60)
    shown = panel._shown_plan.widget.value
    assert "What would be sent" in shown
    assert re.search(r"<summary>Discovery \(\d\d questions\)</summary>", shown), "folded, room by room"
    with pytest.raises(Mistake, match="press Ask"):
        panel.sheet  # noqa: B018  (that it raises is the test)


def test_a_sheet_beside_another_one(provider: LocalProvider, tmp_path: Path) -> None:
    """The sheets of the folder are named, and the chosen one stands beside that on the screen."""
    spring = probe(provider.issuer, provider.register("probing"), ask="discovery", sheets=tmp_path, label="spring")
    panel = ProbePanel(provider.issuer, provider.register("probing"), sheets=tmp_path)
    with provider.misbehaving("pkce-not-announced"):
        panel.go.click()
        assert panel.model.worker.wait(60)
    assert ("spring", spring.id) in panel.compare.other.options
    panel.compare.other.value = spring.id
    assert "disc-pkce" in panel.compare._changes.widget.value


def test_beside_the_flow_panel(provider: LocalProvider, tmp_path: Path) -> None:
    """The flow panel opens the questions for its own provider and client; another client begins anew."""
    flow = Flow(provider.issuer, provider.register("probing"))
    flow.discover()
    panel = FlowPanel(flow=flow)
    assert panel.asking.panel is None
    panel.asking.open.click()
    inner = panel.asking.panel
    assert inner is not None
    inner.go.click()
    assert inner.model.worker.wait(60)
    assert inner.sheet["disc-issuer"].answer == "equal"
    assert inner.sheet.client["client_id"] == "probing"
    panel.start_over.click()
    assert panel.asking.panel is None


def test_finish_asks_everything(provider: LocalProvider) -> None:
    """Run All needs nobody at the local provider; elsewhere it says so."""
    with pytest.raises(Mistake, match="local provider"):
        panel_for(provider).finish()
    with pytest.raises(Mistake, match="Give a provider"):
        ProbePanel(provider.issuer)


def test_a_panel_for_nobody_in_particular() -> None:
    """Without arguments it says that the local provider is asked, before anything is."""
    assert "Asked is the local provider" in text_of(ProbePanel()._whom.widget.value)


def test_what_goes_wrong_is_a_sentence() -> None:
    """Nothing to take, nothing asked: told, not raised into nowhere."""
    panel = ProbePanel()
    panel.open_link.take.click()
    assert "No link" in panel._error.widget.value
    with pytest.raises(Mistake, match="press Ask"):
        panel.sheet  # noqa: B018  (that it raises is the test)


def begin_short_tour(panel: ProbePanel) -> None:
    """Ask with the short tour, and wait for its first link."""
    panel.tour.value = next(name for name in panel.tour.options if "short" in name)
    panel.go.click()
    wait_until(lambda: panel.open_link.waits and panel.open_link.number == 1, panel)


def paste(panel: ProbePanel, text: str) -> str:
    """Paste a text and take it; returns what is said of it."""
    panel.open_link.paste.text = Secret(text, "pasted")
    panel.open_link.take.click()
    return str(panel.open_link._wrong.widget.value)


def test_a_wrong_paste_ends_nothing(provider: LocalProvider, tmp_path: Path) -> None:
    """Whatever is no answer to the link that is open is told, and the link waits on; then the right address goes on."""
    panel = ProbePanel(provider.issuer, provider.register("probing"), sheets=tmp_path)
    begin_short_tour(panel)
    link = panel.open_link.link._secret_href
    assert link is not None
    wrong = {
        "nonsense": "This is no address",
        "  ": "Nothing was pasted",
        link: "This is the authorize request",
        f"{provider.issuer}/interaction/7": "neither code nor error",
        "http://127.0.0.1:9000/elsewhere?code=AAAAAAAAAAAAAAAAAAAAAAAA&state=x": "the link comes back to",
        "Sign in\nWelcome to Acme": "several lines",
    }
    for text, told in wrong.items():
        assert told in paste(panel, text), text
        assert panel.open_link.waits
        assert panel.open_link.number == 1
        assert "fxp-hidden" in panel.open_link.anyway._dom_classes
    assert paste(panel, provider.window().sign_in(link).reveal()) == ""
    wait_until(lambda: panel.open_link.waits and panel.open_link.number == 2, panel)
    panel.stop.click()
    assert panel.model.worker.wait(60)
    assert panel.sheet["ok-login"].answer == "code"


def test_the_answer_to_an_older_link(provider: LocalProvider, tmp_path: Path) -> None:
    """It is told from the answer to this one by its state; a provider that changes the state is found out all the same."""
    panel = ProbePanel(provider.issuer, provider.register("probing"), sheets=tmp_path)
    begin_short_tour(panel)
    with provider.misbehaving("wrong-state"):
        came = provider.window().sign_in(panel.open_link.link._secret_href or "").reveal()
    assert "This answers another link" in paste(panel, came)
    assert "fxp-hidden" not in panel.open_link.anyway._dom_classes
    panel.open_link.anyway.click()
    wait_until(lambda: panel.open_link.waits and panel.open_link.number == 2, panel)
    panel.stop.click()
    assert panel.model.worker.wait(60)
    assert panel.sheet["ok-state"].answer != "equal"


def test_a_page_of_the_provider_ends_the_tour_and_it_can_be_gone_on_with(provider: LocalProvider, tmp_path: Path) -> None:
    """Nobody was sent back: that is said by a button, and the reason is true; going on begins with the same sign-in."""
    panel = ProbePanel(provider.issuer, provider.register("probing"), sheets=tmp_path)
    begin_short_tour(panel)
    panel.open_link.nowhere.click()
    assert panel.model.worker.wait(60)
    assert "brought no code" in " ".join(panel.sheet.notes)
    assert "fxp-hidden" not in panel.go_on._dom_classes
    assert panel.sheet["ok-login"].answer != "code"
    panel.go_on.click()
    wait_until(lambda: panel.open_link.waits and "Link 1 of 4" in panel.open_link._count.widget.value, panel)
    paste(panel, provider.window().sign_in(panel.open_link.link._secret_href or "").reveal())
    wait_until(lambda: panel.open_link.waits and panel.open_link.number == 2, panel)
    panel.stop.click()
    assert panel.model.worker.wait(60)
    assert panel.sheet["ok-login"].answer == "code"


def test_no_old_sheet_under_a_new_tour(provider: LocalProvider, tmp_path: Path) -> None:
    """What stands below a run that is under way could be taken for its own; afterwards the share of the plan is told."""
    panel = ProbePanel(provider.issuer, provider.register("probing"), sheets=tmp_path)
    panel.go.click()
    assert panel.model.worker.wait(60)
    assert "questions answered" in panel._result.widget.value
    plan = panel._asked.plan() if panel._asked else None
    assert plan is not None
    assert f"of the {len(plan.questions)} questions of the plan were answered. The others: " in panel._share.widget.value
    assert f"Up to {len(plan.questions)} questions" in plan.told
    begin_short_tour(panel)
    assert panel._result.widget.value == panel._share.widget.value == ""
    panel.stop.click()
    assert panel.model.worker.wait(60)
    assert "questions answered" in panel._result.widget.value


@pytest.mark.parametrize("is_local", [True, False], ids=["the local provider", "one that was given"])
def test_how_much_it_is_stands_there_before(provider: LocalProvider, is_local: bool) -> None:
    """Questions, links, requests and time are told before any button is pressed, and of sign-ins only where there are some."""
    panel = ProbePanel() if is_local else panel_for(provider)
    alone = text_of(panel._hint.widget.value)
    assert re.search(r"Up to 1\d\d questions, nobody signs in\. At most 220 requests .* and 140 .* 8 min in all at most", alone)
    assert "these sign-ins" not in alone
    assert is_hidden(panel.ends)
    panel.tour.value = next(name for name in panel.tour.options if "short" in name)
    told = text_of(panel._hint.widget.value)
    assert "4 links to sign in with" in told
    assert "refresh token that come of these sign-ins are used twice" in told
    assert not is_hidden(panel.ends)
    panel.ends.value = True
    assert text_of(panel._hint.widget.value) != told
    assert panel._asked is None


def test_answers_are_not_read_aloud_one_by_one(provider: LocalProvider) -> None:
    """That questions go out is said once, and how it ended; what comes in between stands there to be seen."""
    panel = panel_for(provider)
    assert "role=" in panel._busy_html("Asking ...")
    assert "role=" not in panel._busy_html("az-redirect-path: refused")
