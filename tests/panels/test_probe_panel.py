"""Asking a provider by clicking: without a login, link after link, and stopped in the middle."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from explorer import LocalProvider, Secret
from explorer.errors import Mistake
from explorer.panels import ProbePanel


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
        assert f"Link {number} of at least 4" in panel._count.widget.value
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
