"""How the panel looks: pictures of each step at the widths and themes that matter, to be looked at; it never scrolls sideways."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.harness import NotebookPage, OpenNotebook
from tests.browser.panels import CELL

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
