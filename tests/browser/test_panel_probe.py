"""Asking a provider by clicking, in a browser: by itself and beside the flow panel; nothing is cut off in any width or theme."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.flaws import flaws
from tests.browser.harness import NotebookPage, OpenNotebook
from tests.browser.panels import CELL, PanelPage

ASKING = "from explorer.panels import ProbePanel\npanel = ProbePanel()\npanel"
WIDTHS = (460, 720, 1400)
SHORT = "the short tour: four sign-ins, which answer most questions"


def show(notebook: NotebookPage, panel: PanelPage, name: str, widths: tuple[int, ...] = WIDTHS) -> None:
    """Take a picture at these widths."""
    for pixels in widths:
        notebook.width(panel.root, pixels)
        notebook.tall(3000)
        notebook.page.mouse.move(0, 0)
        notebook.screenshot(f"probe-{pixels}-{name}", panel.root)
        assert not flaws(panel.root), f"{name}, {pixels} pixels"


def test_a_sheet_by_clicking(open_notebook: OpenNotebook) -> None:
    """The plan first, then link after link with its number; a stop, the sheet, and another run that goes on where it stopped."""
    notebook = open_notebook([ASKING])
    panel = PanelPage(notebook)
    panel.button("What would be sent?").click()
    expect(panel.root.get_by_text("What would be sent; nothing of it is sent yet")).to_be_visible()
    show(notebook, panel, "light-plan")
    panel.field("ask").select_option(SHORT)
    panel.button("Ask").click()
    for number in (1, 2):
        expect(panel.root.get_by_text(f"Link {number} of 4")).to_be_visible()
        if number == 1:
            show(notebook, panel, "light-link")
        with notebook.page.context.expect_page() as opened:
            panel.root.get_by_role("link", name="Open the link and sign in").click()
        tab = opened.value
        if number == 1:
            tab.get_by_role("button", name="Alice").click()
            tab.get_by_role("button", name="Allow").click()
        tab.wait_for_url("**/callback?**")
        panel.paste(tab.url)
        tab.close()
    expect(panel.root.get_by_text("Link 3 of 4")).to_be_visible()
    panel.button("Stop").click()
    expect(panel.root.get_by_role("heading", name="How ")).to_be_visible()
    show(notebook, panel, "light-sheet")
    notebook.theme("dark")
    show(notebook, panel, "dark-sheet", (720,))
    panel.button("Go on where it stopped").click()
    expect(panel.root.get_by_text("Link 1 of 3")).to_be_visible()
    panel.button("Stop").click()
    expect(panel.button("Ask")).to_be_visible()


def test_beside_the_flow_panel(open_notebook: OpenNotebook) -> None:
    """A fold of the flow panel asks the same provider, as the same client."""
    notebook = open_notebook([CELL])
    panel = PanelPage(notebook)
    notebook.python("panel.finish()")
    panel.root.get_by_role("button", name="Ask how this provider behaves").click()
    panel.button("Open the questions").click()
    panel.button("Ask").click()
    expect(panel.root.get_by_text("questions answered")).to_be_visible()
    show(notebook, panel, "light-beside")
    notebook.theme("dark")
    show(notebook, panel, "dark-beside", (460,))
