"""How the panel looks: one page, resized and re-themed; pictures of each step, to be looked at. Nothing is cut off, nothing overlaps."""

from __future__ import annotations

from collections.abc import Sequence

from playwright.sync_api import expect

from tests.browser.flaws import flaws, sizes
from tests.browser.harness import NotebookPage, OpenNotebook
from tests.browser.panels import CELL, PanelPage

STEPS = ("Provider", "Authorize", "Come back", "Exchange", "Tokens", "Compare")
WIDTHS = (460, 720, 1400)


def show(notebook: NotebookPage, panel: PanelPage, name: str, widths: Sequence[int] = WIDTHS) -> None:
    """Take a picture of every step at these widths."""
    for pixels in widths:
        notebook.width(panel.root, pixels)
        notebook.tall(3000)  # so that all of it is in the picture
        for number, word in enumerate(STEPS, 1):
            panel.go(f"{number} {word}")
            notebook.page.mouse.move(0, 0)
            notebook.screenshot(f"panel-{pixels}-{name}-{number}", panel.root)
            assert not flaws(panel.root), f"{name}, {pixels} pixels, {word}"
            assert sizes(panel.root) <= {"12px", "13px", "15.6px"}, f"{name}, {pixels} pixels, {word}"


def test_looks(open_notebook: OpenNotebook) -> None:
    """Every step fits into every width, before and after a flow, and into one width in every other theme; letters have three sizes."""
    notebook = open_notebook([CELL])
    panel = PanelPage(notebook)
    show(notebook, panel, "light-before")
    notebook.python("panel.finish()")
    show(notebook, panel, "light-after", (*WIDTHS, 933, 1600))
    for theme, pixels in (("dark", 720), ("high contrast", 460)):
        notebook.theme(theme)
        show(notebook, panel, f"{theme.replace(' ', '-')}-after", [pixels])
    notebook.page.emulate_media(forced_colors="active")
    show(notebook, panel, "forced-colours-after", [720])


def test_looks_when_something_is_wrong(open_notebook: OpenNotebook) -> None:
    """The form for one's own provider with all folds open, a mistake, a forged answer, a refusal, and failed checks."""
    notebook = open_notebook([CELL])
    panel = PanelPage(notebook)
    notebook.tall(3000)

    def picture(name: str) -> None:
        for pixels, theme in ((720, "light"), (1400, "light"), (460, "dark")):
            notebook.theme(theme)
            notebook.width(panel.root, pixels)
            notebook.page.mouse.move(0, 0)
            notebook.screenshot(f"panel-{pixels}-{theme}-{name}", panel.root)
            assert not flaws(panel.root), f"{name}, {pixels} pixels, {theme}"

    panel.field("A provider of my own").check()
    panel.field("Endpoints").select_option("I give its endpoints by hand")
    panel.button("Product, pinned issuer, audiences, certificates, proxy, time limit, keys").click()
    panel.button("Use this provider").click()
    expect(panel.root.locator(".fxp-flaw:visible").first).to_contain_text("Type the issuer")
    picture("own")
    panel.field("Local provider, built in").check()
    expect(panel.field("Endpoints")).to_be_hidden()  # with it goes the button up, perhaps under a click
    panel.button("Use this provider").click()
    panel.expect_step("2 Authorize")
    panel.button("More parameters: prompt, max_age, login_hint, extra ...").click()
    panel.root.locator("summary[aria-label='About scope']").click()
    panel.field("max_age").fill("soon")
    expect(panel.root.locator(".fxp-flaw:visible")).to_contain_text("max_age")
    picture("mistake")
    panel.field("max_age").fill("")
    address = panel.sign_in()
    panel.paste(address.replace("state=", "state=x"))
    expect(panel.root.get_by_text("Send the code all the same")).to_be_visible()
    picture("forged")
    panel.paste(address.replace("/callback", "/calback"))
    expect(panel.button("Go on all the same: exchange the code")).to_be_visible()
    picture("elsewhere")
    panel.paste(address)
    panel.go("4 Exchange")
    panel.button("What to alter, to see what the provider says").click()
    panel.field("redirect_uri").select_option("misspelt reidrect_uri, as in Oracle's manual")
    panel.button("Send").click()
    expect(panel.root.get_by_role("heading", name="Diagnosis")).to_be_visible()
    picture("refused")
    notebook.python("panel.model.local.misbehave('wrong-nonce', 'expired'); panel.finish()")
    panel.expect_step("5 Tokens")
    panel.button("The tokens themselves, for as long as you look").click()
    panel.button("Who said what to whom").click()
    panel.root.get_by_role("button", name="Show the id_token").click()
    expect(panel.root.locator(".fxp-reveal code:visible")).to_have_count(1)
    picture("failed")


def test_small_panels_and_views(open_notebook: OpenNotebook) -> None:
    """The small panels of a flow, and a comparison of many runs, fit into a narrow and a wide cell."""
    lines = [
        "from explorer import Flow, LocalProvider",
        "from explorer.panels import *",
        "provider = LocalProvider().start()",
        "flow = Flow(provider.issuer, provider.register('notebook'), label='first')",
        "flow.discover(); flow.authorize()",
    ]
    more = [
        "for scope in ('openid email', 'openid profile', 'openid phone'):",
        "    other = flow.again(scope=scope, label=scope)",
        "    other.receive(provider.sign_in(other.request.url)); other.exchange(); other.check()",
    ]
    kinds = ("Authorize", "Redirect", "Exchange", "Tokens")
    cells = ["\n".join([*lines, *more]), *(f"{kind}Panel(flow)" for kind in kinds)]
    notebook = open_notebook([*cells, "panel = TokensPanel(flow); panel.finish()", "ComparePanel(other, flow)"])
    panels = notebook.page.locator(".fxp-small")
    expect(panels).to_have_count(5)
    expect(panels.nth(4).get_by_text("Comparison of 2 runs")).to_be_visible()
    for pixels in (460, 1400):
        notebook.width(panels.first, pixels)
        notebook.tall(6000)
        for number, panel in enumerate(panels.all(), 1):
            notebook.screenshot(f"small-{pixels}-{number}", panel)
            assert not flaws(panel)
