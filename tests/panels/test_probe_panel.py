"""Asking a provider by clicking: without a login, link after link, and stopped in the middle."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from explorer import Flow, LocalProvider, Secret, probe
from explorer.errors import Mistake
from explorer.home import home
from explorer.panels import FlowPanel, ProbePanel
from explorer.probes import Sheets


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
    panel.go.click()
    assert panel.model.worker.wait(60)
    assert panel.model.errors == {}
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
        wait_until(lambda number=number: panel._waits and panel._links == number, panel)  # type: ignore[misc]
        assert f"Link {number} of 4" in panel._count.widget.value
        assert panel.link._secret_href is not None
        came = window.sign_in(panel.link._secret_href)
        codes.append(came.reveal().partition("code=")[2].partition("&")[0])
        panel.paste.text = Secret(came.reveal(), "pasted")
        panel.take.click()
    wait_until(lambda: panel._waits and panel._links == 3, panel)
    panel.stop.click()
    assert panel.model.worker.wait(60)
    assert panel.sheet["ok-state"].answer == "equal"
    assert "stopped" in " ".join(panel.sheet.notes)
    states = repr([widget.get_state() for widget in (panel.paste, panel.link, panel._result.widget, panel._count.widget)])
    assert [code for code in codes if code and code in states] == []


def test_a_kernel_that_restarts(provider: LocalProvider, tmp_path: Path) -> None:
    """The link that was open before the restart is the one whose address is pasted after it, and what was answered is not asked again."""
    client = provider.register("probing")
    before = ProbePanel(provider.issuer, client, sheets=tmp_path)
    before.tour.value = next(name for name in before.tour.options if "short" in name)
    before.go.click()
    wait_until(lambda: before._waits, before)
    assert before.link._secret_href is not None
    came = provider.window().sign_in(before.link._secret_href)  # the browser is faster than the restart
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
    wait_until(lambda: after._waits, after)
    after.paste.text = Secret(came.reveal(), "pasted")
    after.take.click()
    wait_until(lambda: after._waits and after._links == 2, after)
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
    assert "What is sent" in panel._shown_plan.widget.value
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


def test_what_goes_wrong_is_a_sentence() -> None:
    """Nothing to take, nothing asked: told, not raised into nowhere."""
    panel = ProbePanel()
    panel.take.click()
    assert "No link" in panel._error.widget.value
    with pytest.raises(Mistake, match="press Ask"):
        panel.sheet  # noqa: B018  (that it raises is the test)
