"""A page such as VS Code gives its notebooks: its theme's variables, no Jupyter in it, and keys that the editor takes.

VS Code itself is not run here. The page is made after its documentation (code.visualstudio.com/api/extension-guides/webview),
and the front ends are rendered in it as anywidget renders them, with a model that keeps what it is told.
"""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from explorer.panels.js_widgets import Copy, Heartbeat, Link, PasteBox
from explorer.views.request import authorize_html
from tests.browser.harness import SCREENSHOTS
from tests.views.samples import REQUEST

THEMES = {
    "vscode-light": {"editor-background": "#ffffff", "editor-foreground": "#3b3b3b", "descriptionForeground": "#3b3b3b"},
    "vscode-dark": {"editor-background": "#1f1f1f", "editor-foreground": "#cccccc", "descriptionForeground": "#9d9d9d"},
}
MORE = {
    "vscode-light": {"editorWidget-background": "#f8f8f8", "input-background": "#ffffff", "input-foreground": "#3b3b3b"},
    "vscode-dark": {"editorWidget-background": "#202020", "input-background": "#313131", "input-foreground": "#cccccc"},
}
LIGHT_WHATEVER_THE_THEME = "--jp-layout-color1: white; --jp-ui-font-color1: #212121; --jp-content-font-color1: #212121;"
PAGE = """<style>:root {{ {variables} }} body {{ background: var(--vscode-editor-background); font-family: sans-serif; }}
.cell-output-ipywidget-background {{ background: white; }}</style>
<body data-vscode-theme-kind="{kind}"><div class="cell-output-ipywidget-background"><div class="fxp"></div></div>{view}</body>"""
RENDER = """async ([source, style, values]) => {
    const place = document.createElement("div");
    document.querySelector(".fxp").append(place);
    document.head.append(Object.assign(document.createElement("style"), { textContent: style }));
    const module = await import(URL.createObjectURL(new Blob([source], { type: "text/javascript" })));
    window.sent ??= [];
    const model = { get: (name) => values[name], on: () => 0, send: (message) => window.sent.push(message) };
    module.default.render({ model, el: place });
}"""


def webview(chromium: Browser, kind: str) -> Page:
    """Open a page in the theme, with the front ends of a panel, and a view of its own below it."""
    colours = {**THEMES[kind], **MORE[kind]}
    variables = LIGHT_WHATEVER_THE_THEME + "".join(f"--vscode-{name}: {value};" for name, value in colours.items())
    page = chromium.new_page(viewport={"width": 900, "height": 900})
    page.set_content(PAGE.format(variables=variables, kind=kind, view=authorize_html(REQUEST)))
    for widget in (
        Heartbeat(),
        link("https://op.example/authorize"),
        link("/user/ada/proxy/8765/authorize"),
        Copy("Copy", "x"),
        box(),
    ):
        state = widget.get_state()
        values = {name: value for name, value in state.items() if isinstance(value, (str, bool, int))}
        page.evaluate(RENDER, [state["_esm"], state.get("_css") or "", values])
    return page


def link(href: str) -> Link:
    """Return a link to this address."""
    made = Link(href)
    made.href = href
    return made


def box() -> PasteBox:
    """Return the box of step 3."""
    return PasteBox("The address at which the browser arrived", "http://...")


@pytest.mark.parametrize("kind", THEMES)
def test_it_says_what_does_not_work_and_takes_the_colours(chromium: Browser, kind: str) -> None:
    """The sentence stands at the panel's head, and panel and views have the editor's colours, not the white of its widgets."""
    page = webview(chromium, kind)
    expect(page.get_by_role("note")).to_contain_text("Elsewhere, as in VS Code, pasting works.")
    colours = page.evaluate("""() => [".fxp", ".fx"].map(each => getComputedStyle(document.querySelector(each)))
        .flatMap(style => [style.color, style.backgroundColor])""")
    wanted = page.evaluate("""() => ["foreground", "background"].map(each => {
        const probe = document.body.appendChild(document.createElement("i"));
        probe.style.color = `var(--vscode-editor-${each})`;
        return getComputedStyle(probe).color;
    })""")
    assert colours[:3] == [*wanted, wanted[0]]
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SCREENSHOTS / f"{kind}.png", full_page=True)
    page.close()


def test_links_keys_and_pasting(chromium: Browser) -> None:
    """A whole address is a link and a hub's is none; plain keys stay in the panel and the editor's own pass; text arrives."""
    page = webview(chromium, "vscode-light")
    expect(page.get_by_text("https://op.example/authorize")).to_have_attribute("aria-disabled", "false")
    expect(page.get_by_text("/user/ada/proxy/8765/authorize")).to_have_attribute("aria-disabled", "true")
    page.evaluate("() => { window.keys = []; window.addEventListener('keydown', e => window.keys.push(e.key)); }")
    page.evaluate("document.querySelector('.fxp').insertAdjacentHTML('beforeend', '<button id=plain>plain</button>')")
    for key in ("x", "d", "Enter", "Control+Shift+p"):
        page.locator("#plain").press(key)
    assert page.evaluate("window.keys") == ["Control", "Shift", "p"]
    page.get_by_label("The address at which the browser arrived").fill("http://127.0.0.1/callback?code=c")
    assert page.evaluate("window.sent.at(-1).value") == "http://127.0.0.1/callback?code=c"
    page.close()
