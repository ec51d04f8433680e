"""How the panel looks: pictures of each step at the widths and themes that matter, to be looked at; it never scrolls sideways."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.harness import NotebookPage, OpenNotebook
from tests.browser.panels import CELL, PanelPage

STEPS = ("Provider", "Authorize", "Come back", "Exchange", "Tokens")


def sideways(panel: Locator) -> list[str]:
    """Return what reaches beyond the panel's right edge without being inside a box that scrolls."""
    found: list[str] = panel.evaluate("""panel => {
        const edge = panel.getBoundingClientRect().right + 1;
        const scrolls = (element) => {
            for (let each = element; each && each !== panel; each = each.parentElement)
                if (["auto", "scroll", "hidden"].includes(getComputedStyle(each).overflowX)) return true;
            return false;
        };
        return [...panel.querySelectorAll("*")]
            .filter(each => each.offsetParent && each.getBoundingClientRect().right > edge && !scrolls(each.parentElement))
            .map(each => `${each.tagName}.${each.className}: ${each.textContent.slice(0, 60)}`);
    }""")
    return found


def show(notebook: NotebookPage, panel: Locator, name: str) -> None:
    """Take a picture of every step."""
    size = notebook.page.viewport_size
    assert size is not None
    notebook.page.set_viewport_size({"width": size["width"], "height": 3000})  # so that all of it is in the picture
    for number, word in enumerate(STEPS, 1):
        panel.get_by_role("button", name=f"{number} {word}").click()
        expect(panel.locator(".fxp-title:visible")).to_have_text([f"{number} {word}"])
        notebook.page.mouse.move(0, 0)
        notebook.screenshot(f"panel-{name}-{number}", panel)
        assert not sideways(panel)


@pytest.mark.parametrize("pixels", [460, 720, 1400])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_looks(open_notebook: OpenNotebook, pixels: int, theme: str) -> None:
    """Every step fits into every width, in both themes, before and after a flow."""
    notebook = open_notebook([CELL])
    panel = notebook.page.locator(".fxp")
    panel.wait_for()
    notebook.theme(theme)
    notebook.width(panel, pixels)
    show(notebook, panel, f"{pixels}-{theme}-before")
    notebook.python("panel.finish()")
    show(notebook, panel, f"{pixels}-{theme}-after")


@pytest.mark.parametrize(("pixels", "theme"), [(460, "dark"), (720, "light"), (1400, "light")])
def test_looks_when_something_is_wrong(open_notebook: OpenNotebook, pixels: int, theme: str) -> None:
    """The form for one's own provider with all folds open, a mistake, a forged answer, a refusal, and failed checks."""
    notebook = open_notebook([CELL])
    panel = PanelPage(notebook)
    notebook.theme(theme)
    notebook.width(panel.root, pixels)
    notebook.page.set_viewport_size({**notebook.page.viewport_size, "height": 3000})  # type: ignore[dict-item, misc]

    def picture(name: str) -> None:
        notebook.page.mouse.move(0, 0)
        notebook.screenshot(f"panel-{pixels}-{theme}-{name}", panel.root)
        assert not sideways(panel.root)

    panel.field("A provider of my own").check()
    panel.field("Endpoints").select_option("I give its endpoints by hand")
    panel.button("Pinned issuer, audiences, certificates, proxy, time limit, keys").click()
    panel.button("Use this provider").click()
    expect(panel.error).to_be_visible()
    picture("own")
    panel.field("Practice provider on this computer").check()
    panel.button("Use this provider").click()
    panel.expect_step("2 Authorize")
    panel.button("More parameters: prompt, max_age, login_hint, extra ...").click()
    panel.root.locator("summary[aria-label='About scope']").click()
    panel.field("max_age").fill("soon")
    expect(panel.error).to_be_visible()
    picture("mistake")
    panel.field("max_age").fill("")
    address = panel.sign_in()
    panel.paste(address.replace("state=", "state=x"))
    expect(panel.root.get_by_text("Send the code all the same")).to_be_visible()
    picture("forged")
    panel.paste(address)
    panel.go("4 Exchange")
    panel.button("What to alter, to see what the provider says").click()
    panel.field("redirect_uri").select_option("misspelt reidrect_uri, as in Oracle's manual")
    panel.button("Send").click()
    expect(panel.root.get_by_text("Diagnosis").first).to_be_visible()
    picture("refused")
    notebook.python("panel.model.local.misbehave('wrong-nonce', 'expired'); panel.finish()")
    panel.expect_step("5 Tokens")
    picture("failed")
