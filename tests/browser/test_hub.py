"""The browser is elsewhere than the kernel, as on a hub or on Binder: it reaches the local provider through Jupyter only."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

from tests.browser.harness import OpenNotebook
from tests.browser.panels import CELL, PanelPage
from tests.browser.server import Place

PREFIX = "/user/ada/"
OPEN_KEYS = 'from explorer import LocalProvider\nLocalProvider("oracle").start().publish_keys()'  # so that all checks can pass


@pytest.fixture(scope="module")
def place() -> Place:
    """A server such as JupyterHub starts for each of its users; the real jupyter-server-proxy runs in it."""
    return Place(base_url=PREFIX, environment={"JUPYTERHUB_SERVICE_PREFIX": PREFIX})


@pytest.mark.parametrize("profile", ["standard: by the book", "oracle: with Oracle's paths and habits"])
def test_a_flow_through_the_proxy(open_notebook: OpenNotebook, profile: str) -> None:
    """From the link below the user's prefix to tokens that hold, and nothing is asked of the provider's own port."""
    panel = PanelPage(open_notebook([OPEN_KEYS, CELL]))
    panel.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    asked: list[str] = []
    panel.page.context.on("request", lambda request: asked.append(request.url))
    assert panel.root.locator(".fxp-elsewhere").count() == 0, "nothing is missing here"
    panel.field("Profile").select_option(profile)
    panel.button("Use this provider").click()
    panel.expect_step("2 Authorize")
    port = panel.notebook.python("print(panel.model.local.port)").strip()
    link = panel.root.get_by_role("link", name="Open sign-in")
    expect(link).to_have_attribute("href", re.compile(f"^{PREFIX}proxy/{port}/(authorize|oauth2/v1/authorize)[?]"))
    expect(panel.root.get_by_text("Jupyter carries the link there")).to_be_visible()
    panel.notebook.screenshot("hub-2", panel.root)

    tab = panel.open_sign_in()
    tab.get_by_role("button", name="Alice").click()
    tab.get_by_role("button", name="Allow").click()
    tab.get_by_role("button", name="Copy address").click()
    expect(tab.get_by_role("status")).to_have_text("Copied.")
    assert urlsplit(tab.url).path == f"{PREFIX}proxy/{port}/callback"
    expect(tab.get_by_text("The address bar says something else")).to_be_visible()
    copied = tab.evaluate("navigator.clipboard.readText()")
    assert copied.startswith(f"http://127.0.0.1:{port}/callback?")
    assert urlsplit(copied).query == urlsplit(tab.url).query
    tab.close()

    panel.box.click()
    panel.page.keyboard.press("Control+v")
    expect(panel.root.get_by_text("I recognised")).to_be_visible()
    panel.button("Go on: exchange the code").click()
    panel.button("Send").click()
    panel.button("Go on: the tokens").click()
    expect(panel.root.get_by_text("checks passed").locator("visible=true").first).to_be_visible()
    assert panel.notebook.python("print(panel.run.report.ok, panel.flow.guards.ok)") == "True True\n"
    assert {urlsplit(url).netloc for url in asked} - {""} == {urlsplit(panel.notebook.lab.url).netloc}
    code = parse_qs(urlsplit(copied).query)["code"][0]
    assert code not in panel.notebook.lab.log.read_text(), "Jupyter's log has the code"


def test_the_address_bar_instead_of_the_button(open_notebook: OpenNotebook) -> None:
    """Who copies the address bar gets on too: it is known as the registered address, and the panel says what was read."""
    panel = PanelPage(open_notebook([CELL]))
    panel.button("Use this provider").click()
    panel.paste(panel.sign_in())
    expect(panel.root.get_by_text("it was read as that").first).to_be_visible()
    landed = "The browser landed at another address than the redirect_uri."
    expect(panel.root.get_by_text(landed, exact=True)).to_have_count(0)
    assert panel.notebook.python("print(panel.flow.redirect_report.ok)") == "True\n"
    panel.button("Go on: exchange the code").click()
    panel.button("Send").click()
    expect(panel.button("Go on: the tokens")).to_be_visible()


def test_the_link_for_another_browser(open_notebook: OpenNotebook) -> None:
    """Copied, the link is a whole address, which only the page can know: the hub's, not the provider's."""
    panel = PanelPage(open_notebook([CELL]))
    panel.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    panel.button("Use this provider").click()
    panel.copy_link()
    copied = panel.page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith(f"{panel.notebook.lab.url}proxy/")
