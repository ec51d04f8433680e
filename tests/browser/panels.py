"""A panel in the browser: what a person clicks and types there."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

from tests.browser.harness import NotebookPage

CELL = "from explorer.panels import FlowPanel\npanel = FlowPanel()\npanel"
PUBLIC = CELL.replace("()", "(public=True)")


class PanelPage:
    """The panel of an open notebook."""

    def __init__(self, notebook: NotebookPage, root: Locator | None = None) -> None:
        self.notebook = notebook
        self.page = notebook.page
        self.root = root or notebook.page.locator(".fxp")
        self.root.wait_for()

    def go(self, step: str) -> None:
        """Open a step by its button in the rail, such as "3 Come back"."""
        self.root.locator(".fxp-rail button", has_text=step).first.click()  # by its role it is looked for in all steps
        self.expect_step(step)

    def expect_step(self, step: str) -> None:
        """Wait until this step, and no other, is open."""
        expect(self.root.locator(".fxp-title:visible")).to_have_text([step])

    def button(self, name: str) -> Locator:
        """Return a button that can be seen, by its words; by its role, the panel's thousands of elements would be asked for theirs."""
        words = re.compile(rf"^\s*{re.escape(name)}\s*$")
        return self.root.locator("button:not([aria-label])", has_text=words).locator("visible=true")

    def field(self, name: str) -> Locator:
        """Return a control by its label."""
        return self.root.get_by_label(name, exact=True).locator("visible=true")

    @property
    def box(self) -> Locator:
        """The text area of step 3."""
        return self.root.get_by_label("The address at which the browser arrived")

    @property
    def error(self) -> Locator:
        """What stands beneath the button of the open step."""
        return self.root.locator(".fxp-error [role=alert]:visible")

    def open_sign_in(self) -> Page:
        """Click the sign-in link; returns the tab that it opens."""
        with self.page.context.expect_page() as opened:
            self.root.get_by_role("link", name="Open sign-in").click()
        return opened.value

    def copy_link(self) -> None:
        """Copy the sign-in link, which stays where it is, and go on to the step that takes the answer."""
        self.button("Copy the link").click()
        self.button("Go on: come back").click()
        self.expect_step("3 Come back")

    def sign_in(self, person: str = "Alice") -> str:
        """Sign in by hand in the tab that the link opens; returns the address at which the browser arrived."""
        tab = self.open_sign_in()
        tab.get_by_role("button", name=person).click()
        tab.get_by_role("button", name="Allow").click()
        tab.wait_for_url("**/callback?**")
        address = tab.url
        tab.close()
        return address

    def paste(self, text: str) -> None:
        """Put a text into the box and press Enter."""
        self.box.fill(text)
        self.box.press("Enter")


def tab_to(page: Page, name: str) -> None:
    """Press Tab until the control of that name has the focus."""
    for _ in range(60):
        page.keyboard.press("Tab")
        focused = page.evaluate("""() => {
            const e = document.activeElement;
            const label = e.labels?.[0]?.textContent ?? e.getAttribute("aria-label") ?? e.textContent ?? "";
            return [label.trim(), e.matches(":focus-visible"), getComputedStyle(e).outlineStyle];
        }""")
        if focused[0] == name or focused[0].startswith(name):
            assert focused[1], f"{name} has the focus, and does not show it"
            assert focused[2] != "none" or name.startswith("The address"), f"{name} shows no focus"
            return
    raise AssertionError(f"Tab does not reach {name!r}")
