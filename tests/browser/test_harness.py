"""The harness itself, on a notebook of plain widgets: what other browser tests rely on works."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.browser.flaws import flaws, sizes
from tests.browser.harness import OpenNotebook

CELLS = [
    """
import html
import ipywidgets as W
text, shown = W.Text(description="scope"), W.HTML("<b>empty</b>")
text.add_class("t-in"), shown.add_class("t-out")
text.observe(lambda change: setattr(shown, "value", f"<code>{html.escape(change.new)}</code>"), "value")
W.VBox([text, shown])
""",
    "answer = 42",
]


def test_a_widget_answers(open_notebook: OpenNotebook) -> None:
    """What is typed into one widget is shown by another, and JupyterLab shows nothing of its own on top."""
    notebook = open_notebook(CELLS)
    notebook.page.locator(".t-in input").fill("openid <b>x")
    expect(notebook.page.locator(".t-out code")).to_have_text("openid <b>x")
    assert notebook.page.locator(".Toastify__toast").count() == 0


def test_looks(open_notebook: OpenNotebook) -> None:
    """Themes switch, the output takes the width that is asked for, and pictures are kept."""
    notebook = open_notebook(CELLS)
    output = notebook.page.locator(".jp-OutputArea-output").first
    for pixels in (460, 720, 1400):
        notebook.width(output, pixels)
    for theme in ("dark", "light"):
        notebook.theme(theme)
        picture = notebook.screenshot(f"harness-{theme}")
        assert picture.stat().st_size > 10_000
        assert notebook.page.locator("#jupyterlab-splash").count() == 0, "the picture shows JupyterLab's logo"


def test_kernels_come_and_go(open_notebook: OpenNotebook) -> None:
    """A killed or restarted kernel comes back empty; a kernel that was shut down stays away."""
    notebook = open_notebook(CELLS)
    assert notebook.python("print(answer)") == "42\n"
    for end in (notebook.kill_kernel, notebook.restart_kernel):
        end()
        assert notebook.python("print('answer' in globals())") == "False\n"
        notebook.run_cell(1)
        assert notebook.python("print(answer)") == "42\n"
    notebook.shut_down_kernel()
    assert notebook.page.evaluate("window.jupyterapp.shell.currentWidget.sessionContext.session") is None


def test_saving_with_and_without_widget_state(open_notebook: OpenNotebook) -> None:
    """The saved file has what was typed if, and only if, widget state is asked for; tests for secrets rely on that."""
    notebook = open_notebook(CELLS)
    notebook.page.locator(".t-in input").fill("canary")
    expect(notebook.page.locator(".t-out code")).to_have_text("canary")
    assert "widgets" not in notebook.save()["metadata"]
    assert "canary" in str(notebook.save(widget_state=True)["metadata"]["widgets"])


def test_a_page_that_errs_is_caught(open_notebook: OpenNotebook) -> None:
    """The watch notices a logged error and a request to another machine, and accepts the errors that are announced."""
    notebook = open_notebook(["x = 1"])
    notebook.page.evaluate("console.error('a first'); fetch('https://elsewhere.invalid/').catch(() => 0)")
    watch = notebook.watch
    with pytest.raises(AssertionError, match="a first"):
        watch.assert_quiet()
    watch.expected += ["a first", "ERR_NAME_NOT_RESOLVED"]
    with pytest.raises(AssertionError, match=r"elsewhere\.invalid"):
        watch.assert_quiet()
    watch.external.clear()


@pytest.mark.parametrize(
    ("content", "flaw"),
    [
        ("<p style='width: 500px'>words</p>", "beyond the edge: P.: words"),
        ("<div style='display: contents'><p style='width: 500px'>words</p></div>", "beyond the edge: P.: words"),
        ("<p style='overflow: hidden; width: 9px'>words</p>", "cut off: P.: words"),
        ("<button>one</button><button style='margin-left: -20px'>two</button>", "overlap: BUTTON.: one and BUTTON.: two"),
        ("<div class='fxp-field'><input type='text'><br>-<input type='text'></div>", "fields begin at "),
        ("<div class='fxp-field'><input type='text' size='2' placeholder='a long example'></div>", "cut off: a long example"),
    ],
)
def test_flaws_are_found(browser_profile: BrowserContext, content: str, flaw: str) -> None:
    """What sticks out, is cut off, overlaps or begins elsewhere is found where it is drawn, and only there."""
    page = browser_profile.new_page()
    page.set_content(f"<div id='panel' style='width: 300px'>{content}<p style='font-size: 9px'>-</p></div>")
    panel = page.locator("#panel")
    assert [found for found in flaws(panel) if found.startswith(flaw)]
    assert "9px" in sizes(panel)
    panel.evaluate("each => { each.innerHTML = `<div style='display: none'>${each.innerHTML}</div>` }")
    assert not flaws(panel)
    assert not sizes(panel)
    page.close()
