"""Saved runs in a real JupyterLab: marked, compared, labelled, opened and deleted, by mouse and by keyboard; small panels beside."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.harness import NotebookPage, OpenNotebook
from tests.browser.panels import CELL, PanelPage, tab_to

RUNS = """
from tempfile import mkdtemp
from explorer import Flow, LocalProvider, Runs
from explorer.panels import *
provider, folder = LocalProvider().start(), mkdtemp()
flow = Flow(provider.issuer, provider.register("notebook"), runs=folder, label="the first")
flow.discover(); flow.authorize()
flows = [flow, flow.again(scope="openid email", label="with email"), flow.again(label="a third")]
for each in flows:
    each.receive(provider.sign_in(each.request.url)); each.exchange(); each.check()
"""


class Shelf:
    """A ComparePanel as a person sees it."""

    def __init__(self, notebook: NotebookPage, first: str = "the first") -> None:
        self.notebook = notebook
        self.root = notebook.page.locator(".fxp-small")
        expect(self.row(first)).to_be_visible()

    def row(self, name: str) -> Locator:
        return self.root.locator(".fxp-runs li:visible", has_text=name)

    def button(self, name: str) -> Locator:
        return self.root.get_by_role("button", name=name, exact=True).locator("visible=true")

    def labels(self) -> str:
        return self.notebook.python("print(sorted(run.label or '' for run in Runs(folder)))").strip()


@pytest.fixture
def shelf(open_notebook: OpenNotebook) -> Shelf:
    """Three saved runs, of which the two newest are compared."""
    return Shelf(open_notebook([RUNS, "ComparePanel(folder=folder)"]))


def test_by_mouse(shelf: Shelf) -> None:
    """Find, mark, compare three, open one, label it, delete it, which is asked twice."""
    expect(shelf.root.get_by_text("Comparison of 2 runs")).to_be_visible()
    shelf.root.get_by_label("Find a run").fill("email")
    expect(shelf.root.locator(".fxp-runs li:visible")).to_have_count(1)
    shelf.root.get_by_label("Find a run").fill("")
    for row in shelf.root.locator(".fxp-runs input").all():
        row.check()
    shelf.button("Compare").click()
    expect(shelf.root.get_by_text("Comparison of 3 runs")).to_be_visible()
    for name in ("a third", "with email"):
        shelf.row(name).locator("input").uncheck()
    shelf.button("Open").click()
    expect(shelf.root.get_by_role("heading", name="Run the first")).to_be_visible()
    shelf.root.get_by_label("label", exact=True).fill("before the change")
    shelf.button("Label it").click()
    expect(shelf.row("before the change")).to_be_visible()
    assert shelf.labels() == "['a third', 'before the change', 'with email']"
    shelf.button("Delete").click()
    shelf.button("Delete 1 run for good").click()
    expect(shelf.root.locator(".fxp-runs li")).to_have_count(2)
    assert shelf.labels() == "['a third', 'with email']"


def test_the_answer_is_in_sight(shelf: Shelf) -> None:
    """In a window that ends at the button, Compare and Open lead to what they bring: half a window of it is seen, and read aloud from there."""
    page = shelf.notebook.page
    shelf.notebook.tall(700)
    for name, heading, said in (
        ("Compare", "Comparison of 2 runs", "2 runs side by side."),
        ("Open", "Diagnosis", "is open."),
    ):
        shelf.button(name).evaluate("button => button.scrollIntoView({ block: 'end' })")
        shelf.button(name).click()
        title = shelf.root.get_by_role("heading", name=heading, exact=True)
        expect(title).to_be_in_viewport()
        expect(shelf.root.locator(".fxp-result")).to_be_focused()
        assert 0 < title.evaluate("title => title.getBoundingClientRect().top") < 350, name
        expect(shelf.root.get_by_role("status").filter(has_text=said)).to_have_count(1)
        shelf.notebook.screenshot(f"compare-answer-{name}")
        page.keyboard.press("x")
        assert len(shelf.notebook.cells()) == 2, "a key pressed there does nothing to the notebook"


def test_what_came_of_a_run_has_its_room(open_notebook: OpenNotebook) -> None:
    """In a wide list it stands on one line beside the name; in a narrow one neither of the two squeezes the other."""
    odd = "odd = flow.again(label='a run whose state is another one')\n"
    odd += "odd.receive(provider.sign_in(odd.request.url).reveal().replace(odd.request.state, 'ZZ'))"
    shelf = Shelf(open_notebook([RUNS, odd, "ComparePanel(folder=folder)"]))
    row = shelf.row("whose state")
    name, outcome = row.locator(".fxp-run-name"), row.locator(".fxp-run-outcome")
    expect(outcome).to_have_text("came back with a code, 1 check failed")
    lines = "part => Math.round(part.getBoundingClientRect().height / parseFloat(getComputedStyle(part).lineHeight))"
    wide = "part => part.getBoundingClientRect().width"
    for pixels in (900, 640, 460, 400):
        shelf.notebook.width(shelf.root, pixels)
        assert [name.evaluate(lines), outcome.evaluate(lines)] == [1, 1], pixels
        assert name.evaluate(wide) > row.evaluate(wide) / 2 - 60, pixels
        shelf.notebook.screenshot(f"compare-list-{pixels}", shelf.root.locator(".fxp-runs").first)


def test_by_keyboard(shelf: Shelf) -> None:
    """Tab reaches the list and its buttons, Space marks, Enter compares; the notebook stays as it is."""
    page = shelf.notebook.page
    before = shelf.notebook.cells()[1]["source"]
    expect(shelf.root.get_by_text("Comparison of 2 runs")).to_be_visible()
    shelf.root.get_by_label("Find a run").focus()
    page.keyboard.type("the first x")
    expect(shelf.root.locator(".fxp-runs li:visible")).to_have_count(0)
    for _ in range(2):
        page.keyboard.press("Backspace")
    expect(shelf.root.locator(".fxp-runs li:visible")).to_have_count(1)
    tab_to(page, "the first")
    page.keyboard.press("Space")
    tab_to(page, "Compare")
    page.keyboard.press("Enter")
    expect(shelf.root.get_by_text("Comparison of 3 runs")).to_be_visible()
    for key in "xxaabdd":
        page.keyboard.press(key)
    assert shelf.notebook.cells()[1]["source"] == before
    assert len(shelf.notebook.cells()) == 2


def test_others_wait_behind_a_fold(open_notebook: OpenNotebook) -> None:
    """Runs of other notebooks are one click away, and a search finds them; marked in the fold, one is compared."""
    another = "os.environ['JPY_SESSION_NAME'] = 'another.ipynb'"
    elsewhere = (
        "os.environ['JPY_SESSION_NAME'] = 'this.ipynb'; from explorer.runs import by_notebooks; by_notebooks._MADE_HERE.clear()"
    )
    here = "here = flow.again(label='of this notebook'); here.receive(provider.sign_in(here.request.url)); here.exchange()"
    home = "import os, tempfile; os.environ['FLOW_EXPLORER_HOME'] = tempfile.mkdtemp()"  # in ours are runs of other tests
    runs = RUNS.replace(", runs=folder", "")
    shelf = Shelf(open_notebook([home, f"{another}; {runs}", f"{elsewhere}; {here}", "ComparePanel()"]), "of this notebook")
    expect(shelf.root.locator(".fxp-told")).to_have_text("1 run of this notebook, 1 marked")
    fold = shelf.root.get_by_text("3 others: earlier ones, and those of other notebooks")
    expect(shelf.row("with email")).to_have_count(0)
    shelf.notebook.screenshot("compare-fold", shelf.root)
    fold.click()
    shelf.row("with email").locator("input").check()
    expect(shelf.root.locator(".fxp-told")).to_have_text("1 run of this notebook, 2 marked")
    expect(shelf.row("with email")).to_be_visible()
    shelf.button("Compare").click()
    expect(shelf.root.get_by_text("Comparison of 2 runs")).to_be_visible()
    shelf.notebook.screenshot("compare-fold-open", shelf.root)
    fold.click()
    shelf.root.get_by_label("Find a run").fill("third")
    expect(shelf.row("a third")).to_be_visible()
    shelf.root.get_by_label("Find a run").fill("")
    expect(shelf.row("a third")).to_have_count(0)


def test_small_panels_walk_one_flow(open_notebook: OpenNotebook) -> None:
    """A link opened in one panel, its answer pasted into the next, the code sent in the third, the tokens read in the fourth."""
    panels = ["AuthorizePanel", "RedirectPanel", "ExchangePanel", "TokensPanel"]
    notebook = open_notebook([RUNS, "walk = flow.again()", *(f"{name}(walk)" for name in panels)])
    authorize, redirect, exchange, tokens = (notebook.page.locator(".fxp").nth(number) for number in range(4))
    expect(tokens.get_by_text("There are no tokens yet")).to_be_visible()
    authorize.get_by_label("scope", exact=True).fill("openid phone")
    link = authorize.get_by_role("link", name="Open sign-in")
    expect(link).to_have_attribute("href", re.compile("scope=openid.phone"))
    with notebook.page.context.expect_page() as opened:
        link.click()
    tab = opened.value
    tab.get_by_role("button", name="Bob").click()
    tab.get_by_role("button", name="Allow").click()
    tab.wait_for_url("**/callback?**")
    address = tab.url
    tab.close()
    box = redirect.get_by_label("The address at which the browser arrived")
    box.fill(address)
    box.press("Enter")
    expect(redirect.get_by_text("I recognised")).to_be_visible()
    expect(redirect.get_by_role("button", name="Done: go on with the next cell")).to_be_disabled()
    exchange.get_by_role("button", name="Send", exact=True).click()
    expect(tokens.get_by_text("checks passed").first).to_be_visible()
    assert notebook.python("print(walk.run.claims['sub'])") == "b90e63fd5572\n"


def test_two_views_of_one_flow(open_notebook: OpenNotebook) -> None:
    """What is typed in the small panel stands in the whole one, and what a cell does is seen in both."""
    notebook = open_notebook(
        [RUNS, "walk = flow.again()", "AuthorizePanel(walk)", "FlowPanel(flow=walk)", "walk.authorize('openid address');"]
    )
    small, whole = notebook.page.locator(".fxp").nth(0), PanelPage(notebook, notebook.page.locator(".fxp").nth(1))
    expect(small.get_by_label("scope", exact=True)).to_have_value("openid address")
    whole.go("2 Authorize")
    expect(whole.field("scope")).to_have_value("openid address")
    small.get_by_label("scope", exact=True).fill("openid phone")
    expect(whole.field("scope")).to_have_value("openid phone")
    links = [panel.get_by_role("link", name="Open sign-in") for panel in (small, whole.root)]
    for link in links:
        expect(link).to_have_attribute("href", re.compile("scope=openid.phone"))
    assert links[0].get_attribute("href") == links[1].get_attribute("href")


def test_the_whole_panel_lies_by_number(open_notebook: OpenNotebook) -> None:
    """A mystery is set in the panel, shows in the checks, and tells its name when it is asked."""
    panel = PanelPage(open_notebook([CELL]))
    panel.button("Use this provider").click()
    panel.expect_step("2 Authorize")
    panel.go("1 Provider")
    panel.button("Faults of the local provider").click()
    panel.field("or as a mystery").select_option("mystery 24")
    expect(panel.root.get_by_text("fault: mystery 24")).to_be_visible()
    panel.notebook.python("panel.finish()")
    panel.expect_step("5 Tokens")
    expect(panel.root.get_by_text("IDTC-NONCE-MISMATCH").locator("visible=true").first).to_be_visible()
    panel.go("1 Provider")
    panel.button("Tell me which it is").click()
    expect(panel.root.get_by_text("fault: wrong-nonce")).to_be_visible()
    expect(panel.root.get_by_text("It was noticed by")).to_be_visible()
