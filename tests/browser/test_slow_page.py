"""A browser that is so slow that anywidget gives a panel's front ends up, as beside many other widgets: the panel works."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.harness import TOO_SLOW, OpenNotebook
from tests.browser.panels import CELL, PanelPage

# The two seconds after which anywidget gives up are over at once.
NO_PATIENCE = """() => {
    const patient = AbortSignal.timeout.bind(AbortSignal);
    AbortSignal.timeout = milliseconds => patient(milliseconds === 2000 ? 0 : milliseconds);
    window.becomePatient = () => { AbortSignal.timeout = patient };
}"""


def test_a_flow_in_a_slow_browser(open_notebook: OpenNotebook) -> None:
    """The link that comes by message, the box, the copied texts and the verdict of the tokens are there as in a fast one."""
    notebook = open_notebook([CELL], run=False)
    notebook.page.evaluate(NO_PATIENCE)
    try:
        notebook.run_all()
        panel = PanelPage(notebook)
        panel.button("Use this provider").click()
        panel.expect_step("2 Authorize")
        address = panel.sign_in()
        panel.go("3 Come back")
        panel.paste(address)
        panel.button("Go on: exchange the code").click()
        panel.button("Send").click()
        panel.button("Go on: the tokens").click()
        expect(panel.root.get_by_text("checks passed").locator("visible=true").first).to_be_visible()
        assert any(TOO_SLOW in error for error in notebook.watch.errors), "no front end was given up: this tests nothing"
    finally:
        notebook.page.evaluate("window.becomePatient()")
