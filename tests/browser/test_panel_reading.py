"""What helps a reader in the page: copies, places of a value, the way from the diagram to a message, the filter, saving, the focus."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.harness import OpenNotebook
from tests.browser.panels import CELL, PanelPage

ASKS = ("Ask UserInfo", "Refresh", "Introspect")
AWAY = {8 * 3600 + 30: "in 8 h", 59 * 60: "in 58 min", 30 * 86_400 + 30: "in 30 days", -3 * 3600 - 61 * 30: "3 h 30 min ago"}
PLACED = """(root, away) => {
  for (const seconds of away) {
    const moment = document.createElement("span");
    moment.dataset.fxMoment = Date.now() / 1000 + seconds;
    moment.className = "away";
    root.append(moment);
  }
}"""
HALF_CUT = """rail => {
  const scroller = rail.closest(".jp-WindowedPanel-outer"), at = rail.getBoundingClientRect();
  scroller.scrollTop += at.top + at.height / 2 - scroller.getBoundingClientRect().top;
}"""


def test_a_reader_finds_copies_and_saves(open_notebook: OpenNotebook) -> None:
    """In one sign-in by hand, as somebody else than at first: each aid does what it says."""
    notebook = open_notebook([CELL])
    panel, page = PanelPage(notebook), notebook.page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.set_viewport_size({"width": 1400, "height": 500})
    panel.root.locator(".fxp-rail").evaluate(HALF_CUT)
    panel.button("Use this provider").click()
    panel.expect_step("2 Authorize")
    expect(panel.root.locator(".fxp-title:focus")).to_have_text("2 Authorize")  # the button that had it is gone
    expect(panel.root.locator(".fxp-rail")).to_be_in_viewport(ratio=0.9)  # which says where one is
    expect(panel.root.locator(".fxp-aloud").first).to_contain_text("Step 2 Authorize is open.")
    panel.field("scope").fill("openid  email")
    expect(panel.root.locator(".fxp-aloud").first).to_contain_text("There is a space too many in the scope.")
    panel.field("scope").fill("openid")
    file = notebook.lab.folder / notebook.name
    before = file.read_text()
    panel.field("scope").press("Control+s")  # a text field lets no key out
    expect(page.locator(".jp-mod-current.jp-mod-dirty")).to_have_count(0)
    assert file.read_text() != before

    panel.paste(other_person(panel))
    panel.button("Go on: exchange the code").click()
    panel.button("The request as raw HTTP").click()
    panel.root.locator(".fxp-copy-text:visible").first.click()
    expect(panel.root.locator(".fxp-copy-text:visible").first).to_have_text("copied")
    assert page.evaluate("navigator.clipboard.readText()").startswith("POST /token HTTP/1.1\n")
    panel.root.locator("code.fxp-fingerprint:visible").first.click()
    expect(panel.root.locator(".fxp-where:visible")).to_contain_text("step 3 Come back")

    panel.button("Send").click()
    panel.button("Go on: the tokens").click()
    panel.root.evaluate(PLACED, list(AWAY))
    expect(panel.root.locator(".away")).to_contain_text(list(AWAY.values()))  # near or far, each says how far
    panel.root.get_by_label("Search in the checks").fill("nonce")
    expect(panel.root.locator(".fxp-filter output")).to_contain_text("found")
    rows = panel.root.locator(".fx-fold .fx-table-checks tbody tr:visible")
    assert rows.count()
    assert all("nonce" in row.lower() for row in rows.all_text_contents())
    panel.button("Who said what to whom").click()
    panel.root.locator("g[data-fx-step=tokens][data-fx-exchange]").first.click()
    expect(panel.root.locator(".fx-table-exchanges tr:focus")).to_contain_text("jwks")
    panel.root.locator("g[data-fx-step=exchange]").first.click()
    panel.expect_step("4 Exchange")


def other_person(panel: PanelPage) -> str:
    """Sign in as Alice, think better of it on the page of arrival, and come back as Bob."""
    tab = panel.open_sign_in()
    tab.get_by_role("button", name="Alice").click()
    tab.get_by_role("button", name="Allow").click()
    tab.get_by_role("link", name="Sign in as somebody else").click()
    tab.get_by_role("button", name="Bob").click()
    tab.get_by_role("button", name="Allow").click()
    expect(tab.get_by_text("signed in as Bob")).to_be_visible()
    address = tab.url
    tab.close()
    return address


def test_no_button_moves_under_the_pointer(open_notebook: OpenNotebook) -> None:
    """What a click brings, and the word that something is under way, stand where they move no button."""
    notebook = open_notebook([CELL, "panel.authorize.form.scope.value = 'openid offline_access'; panel.finish()"])
    panel = PanelPage(notebook)
    panel.expect_step("5 Tokens")
    at = [panel.button(name).bounding_box() for name in ASKS]
    for name, heading in zip(ASKS, ("Checks of UserInfo", "Checks of the refresh", "introspection"), strict=True):
        panel.button(name).click()
        expect(panel.root.get_by_role("heading", name=heading).locator("visible=true").first).to_be_visible()
        assert [panel.button(each).bounding_box() for each in ASKS] == at, name
    panel.root.locator(".fxp-busy").evaluate("busy => busy.classList.remove('fxp-hidden')")
    assert [panel.button(each).bounding_box() for each in ASKS] == at
