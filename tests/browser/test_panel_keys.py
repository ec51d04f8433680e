"""The panel and the keyboard: every control is reached, and no key pressed in the panel changes the notebook."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.harness import OpenNotebook
from tests.browser.panels import CELL, PanelPage, tab_to

# Cut, insert above, delete, restart the kernel, to Markdown, down, up, run: what JupyterLab does with them elsewhere.
KEYS = ("x", "a", "b", "d", "d", "0", "0", "m", "y", "j", "k", "z", "Shift+m", "Enter", "Control+Enter", "Escape")
STEPS = ("1 Provider", "2 Authorize", "3 Come back", "4 Exchange", "5 Tokens", "6 Compare")
NAMELESS = """all => all.filter(
    e => !(e.labels?.[0]?.textContent || e.getAttribute("aria-label") || e.textContent || "").trim()
).map(e => e.outerHTML.slice(0, 200))"""
TYPED = ("INPUT ", "SELECT ", "TEXTAREA ")


def focusables(root: Locator) -> Locator:
    """Return what the Tab key reaches in the open step and round it."""
    return root.locator("button, summary, a[href], input, select, textarea, [tabindex='0']").locator("visible=true")


def kinds_of(controls: Locator) -> list[str]:
    """Return the kind of each control: its element, type and classes."""
    kinds: list[str] = controls.evaluate_all("all => all.map(e => `${e.tagName} ${e.type ?? ''} ${e.className}`)")
    return kinds


def test_no_key_changes_the_notebook(open_notebook: OpenNotebook) -> None:
    """With a control of any kind focused, the notebook's own keys leave cells, order, types and kernel as they are."""
    panel = PanelPage(open_notebook([CELL, "panel.finish()", "marker = 42"]))
    before = [(cell["cell_type"], cell["source"]) for cell in panel.notebook.cells()]
    tried: set[str] = set()  # a fold of step 5 is guarded as one of step 4 is: by the panel round both
    for step in reversed(STEPS):  # what is typed in a step would change the steps after it
        panel.go(step)
        controls = focusables(panel.root)
        kinds = sorted(set(kinds_of(controls)), key=lambda kind: (kind.startswith(TYPED), kind))  # typing redraws others: last
        assert len(kinds) > 4, kinds
        for kind in kinds:
            if kind in tried:
                continue
            tried.add(kind)
            now = kinds_of(controls)  # looked up anew: a comparison that comes late draws others, too
            if kind not in now:
                continue
            control = controls.nth(now.index(kind))
            held = control.element_handle()  # looking among all controls for each key takes most of the test's time
            for key in KEYS:
                if key in ("Enter", "Control+Enter") and kind.startswith(("A ", "BUTTON ", "SUMMARY ")):
                    continue  # there it presses the control, as it should
                if not held.evaluate("each => each.isConnected && each.checkVisibility()"):
                    held = control.element_handle()  # it was drawn anew
                held.press(key)  # it takes the focus first, which Escape gave up
            found = [(cell["cell_type"], cell["source"]) for cell in panel.notebook.cells()]
            assert found == before, f"{step}: {kind}"
    assert panel.page.locator(".jp-Dialog").count() == 0
    assert panel.notebook.python("print(marker)") == "42\n"


def test_enter_presses_buttons_and_folds(open_notebook: OpenNotebook) -> None:
    """Enter on a button, a fold and a question mark does what a click does, and nothing to the notebook."""
    panel = PanelPage(open_notebook([CELL]))
    before = [cell["source"] for cell in panel.notebook.cells()]
    panel.button("Use this provider").press("Enter")
    panel.expect_step("2 Authorize")
    panel.button("More parameters: prompt, max_age, login_hint, extra ...").press("Enter")
    expect(panel.field("login_hint")).to_be_visible()
    panel.root.locator("summary[aria-label='About scope']").press("Enter")
    expect(panel.root.get_by_text("must contain openid").first).to_be_visible()
    panel.root.get_by_role("button", name="1 Provider").press("Enter")
    panel.expect_step("1 Provider")
    assert [cell["source"] for cell in panel.notebook.cells()] == before


def test_by_keyboard_alone(open_notebook: OpenNotebook) -> None:
    """From the first step to the tokens with Tab, Enter and typing; the focus is seen wherever it is."""
    panel = PanelPage(open_notebook([CELL]))
    page = panel.page
    panel.button("Start over").focus()
    tab_to(page, "Use this provider")
    page.keyboard.press("Enter")
    panel.expect_step("2 Authorize")
    panel.button("Start over").focus()  # the button that had the focus is gone with its step
    tab_to(page, "scope")
    page.keyboard.press("End")
    page.keyboard.type(" email")
    link = panel.root.get_by_role("link", name="Open sign-in")
    expect(link).to_have_attribute("href", re.compile("scope=openid.email"))
    tab_to(page, "Open sign-in")
    with page.context.expect_page() as opened:
        page.keyboard.press("Enter")
    tab = opened.value
    tab_to(tab, "A")
    tab.keyboard.press("Enter")
    tab.get_by_role("button", name="Allow").wait_for()
    tab_to(tab, "Allow")
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/callback?**")
    address = tab.url
    tab.close()
    panel.expect_step("3 Come back")
    panel.button("Start over").focus()
    tab_to(page, "The address at which the browser arrived")
    page.keyboard.insert_text(address)
    page.keyboard.press("Enter")
    expect(panel.root.get_by_text("I recognised")).to_be_visible()
    tab_to(page, "Go on: exchange the code")
    page.keyboard.press("Enter")
    panel.expect_step("4 Exchange")
    panel.button("Start over").focus()
    tab_to(page, "Send")
    page.keyboard.press("Enter")
    sent = page.evaluate("performance.now()")
    expect(panel.button("Go on: the tokens")).to_be_visible()
    page.wait_for_function("sent => performance.now() - sent > 400", arg=sent)  # two presses within that time are one
    page.keyboard.press("Enter")
    panel.expect_step("5 Tokens")
    expect(panel.root.get_by_text("checks passed").locator("visible=true").first).to_be_visible()


def test_every_control_speaks_its_label(open_notebook: OpenNotebook) -> None:
    """No control in any step is without a name that a screen reader could say."""
    panel = PanelPage(open_notebook([CELL, "panel.finish()"]))
    for step in STEPS:
        panel.go(step)
        nameless = focusables(panel.root).evaluate_all(NAMELESS)
        assert not nameless, step


@pytest.mark.parametrize("shown", ["panel.run", "panel.run.report", "panel.flow.authorization_request"])
def test_no_key_in_an_output_changes_the_notebook(open_notebook: OpenNotebook, shown: str) -> None:
    """What a cell shows has folds, links and code boxes too: with the focus on one, x does not cut the cell."""
    notebook = open_notebook([CELL, "panel.finish()", shown])
    before = [(cell["cell_type"], cell["source"]) for cell in notebook.cells()]
    controls = focusables(notebook.page.locator(".jp-OutputArea .fx:not(.fxp .fx)")).element_handles()
    assert controls
    for control in controls[:6]:
        for key in ("x", "a", "d", "d", "m", "j"):
            control.press(key)
    assert [(cell["cell_type"], cell["source"]) for cell in notebook.cells()] == before


def test_what_an_output_shows_lets_ctrl_s_through(open_notebook: OpenNotebook) -> None:
    """With the focus in a fold of an output, without a panel on the page, Ctrl+S saves the notebook; x still cuts nothing."""
    lines = ["from explorer import Flow, LocalProvider", "provider = LocalProvider().start()"]
    lines += ["flow = Flow(provider.issuer, provider.register('notebook'))", "flow.discover()", "flow.run.report"]
    notebook = open_notebook(["\n".join(lines)])
    fold = notebook.page.locator(".jp-OutputArea .fx summary").first
    dirty = notebook.page.locator(".jp-mod-dirty")
    expect(dirty.first).to_be_attached()
    fold.press("Control+s")
    expect(dirty).to_have_count(0)
    fold.press("x")
    assert len(notebook.cells()) == 1


@pytest.mark.parametrize("key", ["Shift+Enter", "Control+Enter"])
def test_a_cell_runs_again_from_its_prompt(open_notebook: OpenNotebook, key: str) -> None:
    """Whoever worked in what a cell shows clicks left of the cell, and runs it: the keys are the notebook's again."""
    notebook = open_notebook([CELL, "panel.finish()\npanel.run"])
    panel = PanelPage(notebook)
    panel.button("Start over").click()
    cells = notebook.page.locator(".jp-Cell")
    cells.nth(0).locator(".jp-InputPrompt").click()
    notebook.page.keyboard.press(key)
    expect(cells.nth(0).locator(".jp-InputPrompt")).to_have_text("[3]:")
    cells.nth(1).locator(".jp-OutputArea .fx summary").first.click()
    cells.nth(1).locator(".jp-InputPrompt").click()
    notebook.page.keyboard.press(key)
    expect(cells.nth(1).locator(".jp-InputPrompt")).to_have_text("[4]:")
