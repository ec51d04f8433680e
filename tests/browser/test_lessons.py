"""The lessons as their reader has them: clicked through in JupyterLab, from one notebook to the next."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.harness import OpenNotebook
from tests.browser.panels import PanelPage

OVERFLOWING = """element => {
    const frame = element.getBoundingClientRect();
    return [...element.querySelectorAll("text")].filter((text) => {
        const box = text.getBoundingClientRect();
        return box.left < frame.left - 1 || box.right > frame.right + 1;
    }).map((text) => text.textContent);
}"""


def test_lesson_01_by_clicking(open_notebook: OpenNotebook) -> None:
    """The token request is looked at, sent without its redirect_uri, refused and explained; a fresh one brings tokens."""
    notebook = open_notebook("01-confidential-client.ipynb", run=False)
    for index in (1, 3):
        notebook.run_cell(index)
    panel = PanelPage(notebook)
    panel.button("Use this provider").click()
    panel.expect_step("2 Authorize")
    panel.paste(panel.sign_in())
    panel.go("4 Exchange")
    expect(panel.root.get_by_text("How the client proves who it is").locator("visible=true").first).to_be_visible()
    panel.button("What to alter, to see what the provider says").click()
    panel.field("redirect_uri").select_option("left out")
    panel.button("Send").click()
    expect(panel.root.get_by_text("invalid_grant").locator("visible=true").first).to_be_visible()
    notebook.screenshot("lesson-01-refused", panel.root)
    panel.button("Back to step 2: a fresh link").click()
    tab = panel.open_sign_in()  # the provider remembers Alice, and shows no page
    tab.wait_for_url("**/callback?**")
    panel.paste(tab.url)
    panel.go("4 Exchange")
    panel.button("Send").click()
    expect(panel.button("Go on: the tokens")).to_be_visible()
    notebook.run_all()


@pytest.mark.parametrize("width", [460, 720, 1160])
def test_the_drawings_of_lesson_05(open_notebook: OpenNotebook, width: int) -> None:
    """Each attack has its drawing, whose letters stay inside it, however wide the notebook is."""
    notebook = open_notebook("05-redirect-guards.ipynb")
    drawings = notebook.page.locator(".fx-attack")
    expect(drawings.first).to_be_visible()
    notebook.width(drawings.first, width)
    notebook.page.evaluate("document.querySelector('.jp-WindowedPanel-outer').scrollTo(0, 0)")
    shown = drawings.all()
    assert len(shown) >= 2
    for number, drawing in enumerate(shown):
        drawing.scroll_into_view_if_needed()
        notebook.screenshot(f"lesson-05-{width}-{number}", drawing)
        assert drawing.locator("svg.fx-drawing").evaluate(OVERFLOWING) == []


def test_a_lesson_leads_to_the_next_and_to_the_table(open_notebook: OpenNotebook) -> None:
    """The link at the end opens the next notebook, and the other one the table of all, beneath its heading."""
    notebook = open_notebook("00-start-here.ipynb", run=False)
    last = notebook.page.locator(".jp-Notebook .jp-MarkdownCell").last
    notebook.page.evaluate("window.jupyterapp.shell.currentWidget.content.activeCellIndex = 39")
    last.get_by_role("link", name="01-confidential-client").first.click()
    expect(notebook.page.locator(".jp-mod-current[role=tab]").last).to_contain_text("01-confidential-client")
    notebook.wait_for_kernel()
    notebook.page.evaluate("window.jupyterapp.shell.currentWidget.content.activeCellIndex = 39")
    there = notebook.page.locator(".jp-NotebookPanel:not(.lm-mod-hidden)").get_by_role("link", name="The table of all lessons")
    there.click()
    expect(notebook.page.locator(".jp-mod-current[role=tab]").last).to_contain_text("00-start-here")
    expect(notebook.page.get_by_role("heading", name="All lessons")).to_be_in_viewport()
