"""A secret typed into the panel in a real JupyterLab is found nowhere; the kernel may die between sign-in and paste."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.harness import OpenNotebook
from tests.browser.panels import CELL, PanelPage
from tests.independent.harness import OidcProvider

REVEAL = """
import json
f = panel.flow
secrets = f.client.client_secret, f.response.code, f.request.code_verifier, f.tokens.access_token, f.tokens.id_token
print(json.dumps([secret.reveal() for secret in secrets]))
"""


def fill_in(panel: PanelPage, provider: OidcProvider) -> None:
    """Fill in step 1 for a provider of one's own, and use it."""
    panel.field("A provider of my own").check()
    panel.field("issuer").fill(provider.issuer)
    panel.field("client_id").fill("basic")
    panel.field("redirect_uri").fill(provider.redirect_uri)
    type_secret(panel, provider.client_secret)
    panel.button("Use this provider").click()
    panel.expect_step("2 Authorize")


def type_secret(panel: PanelPage, secret: str) -> None:
    """Type the secret into the box that can be seen, and press Enter."""
    box = panel.field("client_secret")
    box.press_sequentially(secret)
    box.press("Enter")


def sign_in(panel: PanelPage, provider: OidcProvider) -> str:
    """Copy the link and sign in elsewhere; returns the address at which that browser arrived."""
    url = panel.root.get_by_role("link", name="Open sign-in").get_attribute("href")
    assert url is not None
    panel.copy_link()
    return provider.sign_in(url)


@pytest.fixture
def panel(open_notebook: OpenNotebook, oidc_provider: OidcProvider) -> PanelPage:
    """A panel at step 2 of a flow at a provider that we did not write."""
    panel = PanelPage(open_notebook([CELL]))
    fill_in(panel, oidc_provider)
    return panel


def test_no_secret_is_found_anywhere(panel: PanelPage, oidc_provider: OidcProvider) -> None:
    """No secret of a flow is in the saved notebook (widget state on), its checkpoint, a run, the log, or the page."""
    address = sign_in(panel, oidc_provider)
    panel.paste(address)
    panel.button("Go on: exchange the code").click()
    panel.button("Send").click()
    panel.button("Go on: the tokens").click()
    expect(panel.root.get_by_text("checks passed").locator("visible=true").first).to_be_visible()
    for step in ("1 Provider", "2 Authorize", "3 Come back", "4 Exchange", "5 Tokens"):
        panel.go(step)
    notebook = panel.notebook
    values = json.loads(notebook.python(REVEAL))
    assert oidc_provider.client_secret in values
    saved = str(notebook.save(widget_state=True))
    assert "widgets" in saved
    assert "fxp" in saved
    files = [file for file in notebook.lab.folder.rglob("*") if file.is_file()]
    files += [file for file in Path(os.environ["FLOW_EXPLORER_HOME"]).rglob("*") if file.is_file()]
    texts = {str(file): file.read_bytes().decode("utf-8", "replace") for file in files}
    texts |= {
        "the log": notebook.lab.log.read_text(),
        "the page": panel.page.content(),
        "what is shown": panel.root.inner_text(),
    }
    assert any(name.endswith(".jsonl") or "/runs/" in name for name in texts)
    for secret in (*values, values[-1].rpartition(".")[2]):  # the last one is a JWT, whose signature counts by itself
        assert not [name for name, text in texts.items() if secret in text]


def test_a_secret_is_shown_for_as_long_as_it_is_asked(open_notebook: OpenNotebook) -> None:
    """Show brings the value by message, Hide takes it away; a saved notebook has it in neither case."""
    panel = PanelPage(open_notebook([CELL]))
    panel.field("A provider of my own").check()
    type_secret(panel, "canary-in-the-mine")
    expect(panel.root.get_by_text("18 characters")).to_be_visible()
    expect(panel.field("client_secret")).to_have_value("")
    panel.button("Show").click()
    expect(panel.root.get_by_text("canary-in-the-mine")).to_be_visible()
    assert "canary" not in str(panel.notebook.save(widget_state=True))
    panel.button("Hide").click()
    expect(panel.root.get_by_text("canary-in-the-mine")).to_have_count(0)


def test_the_kernel_dies_between_sign_in_and_paste(panel: PanelPage, oidc_provider: OidcProvider) -> None:
    """A fresh panel takes the pasted address, finds the flow, asks for the secret again, and goes on to the tokens."""
    address = sign_in(panel, oidc_provider)
    panel.notebook.kill_kernel()
    panel.notebook.run_all()
    fresh = PanelPage(panel.notebook)
    fresh.go("3 Come back")
    fresh.paste(address)
    expect(fresh.root.get_by_text("I recognised")).to_be_visible()
    fresh.button("Go on: exchange the code").click()
    type_secret(fresh, oidc_provider.client_secret)
    fresh.button("Send").click()
    fresh.button("Go on: the tokens").click()
    expect(fresh.root.get_by_text("checks passed").locator("visible=true").first).to_be_visible()
    assert fresh.notebook.python("print(panel.run.report.ok)") == "True\n"


def test_a_secret_that_was_not_confirmed_is_used(open_notebook: OpenNotebook, oidc_provider: OidcProvider) -> None:
    """Whoever types it and presses the blue button at once is a confidential client all the same."""
    panel = PanelPage(open_notebook([CELL]))
    panel.field("A provider of my own").check()
    panel.field("issuer").fill(oidc_provider.issuer)
    panel.field("client_id").fill("basic")
    panel.field("redirect_uri").fill(oidc_provider.redirect_uri)
    panel.field("client_secret").press_sequentially(oidc_provider.client_secret)
    panel.button("Use this provider").click()
    panel.expect_step("2 Authorize")
    expect(panel.root.get_by_text("confidential client").first).to_be_visible()


def test_a_second_paste_replaces_a_refused_one(open_notebook: OpenNotebook) -> None:
    """The link of step 2 is refused with a sentence and stays; the right address, pasted by keys, is all that is read."""
    panel = PanelPage(open_notebook([CELL]))
    panel.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    panel.button("Use this provider").click()
    panel.expect_step("2 Authorize")
    link = str(panel.root.get_by_role("link", name="Open sign-in").get_attribute("href"))
    address = panel.sign_in()
    for text in (link, address):
        panel.page.evaluate("text => navigator.clipboard.writeText(text)", text)
        panel.box.click()
        panel.page.keyboard.press("Control+v")
        if text != address:
            expect(panel.error).to_be_visible()
            expect(panel.box).to_have_value(text)
    expect(panel.root.get_by_text("I recognised")).to_be_visible()
