"""The first notebook in Jupyter Notebook 7, which shows one notebook a page, and has no file browser beside it."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.harness import OpenNotebook
from tests.browser.panels import PanelPage
from tests.browser.server import Place


@pytest.fixture(scope="module")
def place() -> Place:
    """Jupyter Notebook's pages, of the same server."""
    return Place(notebook7=True)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_first_notebook(open_notebook: OpenNotebook, theme: str) -> None:
    """Its panel is clicked through to tokens that hold, and no key pressed on its buttons changes the notebook."""
    notebook = open_notebook("00-start-here.ipynb", run=False)
    notebook.watch.expected += ["reading 'schema'"]  # Notebook's own, while it loads: on a page without a panel too
    first = next(index for index, cell in enumerate(notebook.cells()) if cell["cell_type"] == "code")
    notebook.run_cell(first)
    panel = PanelPage(notebook)
    notebook.theme(theme)
    assert panel.root.locator(".fxp-elsewhere").count() == 0, "nothing is missing here"
    before = [(cell["cell_type"], cell["source"]) for cell in notebook.cells()]
    for key in ("x", "a", "d", "d", "0", "0", "m", "j"):
        panel.button("Use this provider").press(key)
    assert [(cell["cell_type"], cell["source"]) for cell in notebook.cells()] == before
    notebook.screenshot(f"notebook7-{theme}-1")
    panel.button("Use this provider").click()
    panel.expect_step("2 Authorize")
    notebook.screenshot(f"notebook7-{theme}-2")
    panel.paste(panel.sign_in())
    expect(panel.root.get_by_text("I recognised")).to_be_visible()
    panel.button("Go on: exchange the code").click()
    panel.button("Send").click()
    panel.button("Go on: the tokens").click()
    expect(panel.root.get_by_text("checks passed").locator("visible=true").first).to_be_visible()
    notebook.screenshot(f"notebook7-{theme}-5")
    assert notebook.python("print(panel.run.report.ok)") == "True\n"
